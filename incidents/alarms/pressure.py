"""What a room hears of many alarms: pure. A flood (告警潮) is one block, and of each kind only the first sounds in it.

Only 一级 and 二级 count, for only they call somebody: more than ten raised within ten minutes begin a flood, fewer than
five within ten minutes end it.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SPAN = timedelta(minutes=10)
BEGINS_ABOVE = 10
ENDS_BELOW = 5


@dataclass(frozen=True, slots=True)
class Rung:
    """One alarm that called: when it was raised, by which rule."""

    at: datetime
    rule: str
    id: str


@dataclass(frozen=True, slots=True)
class Flood:
    """A flood that has not ended: since when, how many came in it, of how many kinds, and which of them sound."""

    since: datetime
    count: int
    kinds: int
    sounding: frozenset[str]


def flood(rung: Iterable[Rung], now: datetime) -> Flood | None:
    """The flood at `now`, told from all that rang since the last quiet hour; None in ordinary times."""
    ordered = sorted((each for each in rung if each.at <= now), key=lambda each: (each.at, each.id))
    recent: deque[Rung] = deque()
    inside: list[Rung] = []
    for each in ordered:
        if inside and _ebbed(recent, each.at):
            inside = []
        _forget(recent, each.at)
        recent.append(each)
        if inside:
            inside.append(each)
        elif len(recent) > BEGINS_ABOVE:
            inside = list(recent)
    if not inside or _ebbed(recent, now):
        return None
    return Flood(inside[0].at, len(inside), len({each.rule for each in inside}), _firsts(inside))


def _ebbed(recent: Sequence[Rung], at: datetime) -> bool:
    """Whether, at some moment up to `at`, fewer than five had rung within ten minutes."""
    return sum(at - each.at < SPAN for each in recent) < ENDS_BELOW


def _forget(recent: deque[Rung], at: datetime) -> None:
    while recent and at - recent[0].at >= SPAN:
        recent.popleft()


def _firsts(inside: Sequence[Rung]) -> frozenset[str]:
    """The ids of the first of each kind, and of all that rang before the flood was one."""
    before = {each.id for each in inside[:BEGINS_ABOVE]}
    first: dict[str, str] = {}
    for each in inside:
        first.setdefault(each.rule, each.id)
    return frozenset(before | set(first.values()))
