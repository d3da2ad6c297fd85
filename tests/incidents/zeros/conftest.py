"""The zeros' tests stand on breaks told by the recognising officers."""

from tests.incidents.breaks import break_in, suspicion

__all__ = ["break_in", "suspicion"]
