"""Measurements: how fast, how heavy, against what floor. Never asserted in a test; figures in `docs/performance.md`."""
