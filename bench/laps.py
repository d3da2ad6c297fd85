"""Laps that count: measured while the neighbours on the machine kept still."""

from collections.abc import Callable
from typing import Protocol, TypeVar

QUIET = 0.1
"""The share of the machine that neighbours may take in a lap that counts."""
PATIENCE = 3
"""For each lap that counts, this many are tried at most."""


class Measured(Protocol):
    """What a lap is made of."""

    @property
    def neighbours(self) -> float:
        """The share of the machine that others took meanwhile."""
        ...


Part = TypeVar("Part", bound=Measured)


def quiet(run: Callable[[], dict[str, Part]], wanted: int) -> tuple[list[dict[str, Part]], str]:
    """Run laps until enough of them were quiet, and say so; all of them, with a warning, if the machine never was."""
    tried: list[dict[str, Part]] = []
    still: list[dict[str, Part]] = []
    while len(still) < wanted and len(tried) < wanted * PATIENCE:
        tried.append(run())
        still = [each for each in tried if max(one.neighbours for one in each.values()) <= QUIET]
    if len(still) >= wanted:
        return still, f"{len(still)} quiet laps of {len(tried)}"
    busiest = max(one.neighbours for lap in tried for one in lap.values())
    return tried, f"{len(tried)} laps; the machine was NOT quiet (neighbours took up to {busiest:.0%} of it)"
