"""How an alarm goes on: pure. 未确认 → 已确认 → 恢复; 恢复未确认 is kept until somebody has seen it.

`next_step` compares one alarm that has not ended with what holds now. It is asked again and again, by the reader and by
the clock: a step that was done is not asked for a second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from incidents.alarms.rules import OFF_DELAY, ON_DELAY, Condition

RING_AGAIN = timedelta(minutes=5)
"""An acknowledged 一级 whose matter nobody has assigned after so long rings again."""

CHATTER = timedelta(minutes=10)
CHATTERS = 3
LONGEST_SHELF = timedelta(minutes=60)


class Step(StrEnum):
    """What is to be done to one alarm now."""

    NOTHING = "nothing"
    RAISE = "raise"
    AGAIN = "again"
    GOING = "going"
    STAYING = "staying"
    CLEAR = "clear"
    RING = "ring"
    RETURN = "return"


class Standing(StrEnum):
    """How an alarm stands, as people see it."""

    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    SHELVED = "shelved"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Held:
    """The instants of an alarm that decide its next step; it is one that has not ended."""

    priority: int
    timer: bool
    acknowledged_at: datetime | None = None
    going_since: datetime | None = None
    cleared_at: datetime | None = None
    shelved_until: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """How it stands. What has gone unseen is kept (恢复未确认); a shelf ends by itself."""
        if self.shelved_until is not None and now < self.shelved_until:
            return Standing.SHELVED
        if self.cleared_at is not None:
            return Standing.ENDED if self.ends_by_itself else Standing.CLEARED
        return Standing.ACKNOWLEDGED if self.acknowledged_at else Standing.UNACKNOWLEDGED

    @property
    def ends_by_itself(self) -> bool:
        """Whether nobody needs to see that it has gone: it was seen before, or never made a sound (三级)."""
        return self.acknowledged_at is not None or self.priority == 3


def next_step(held: Held | None, condition: Condition | None, now: datetime) -> Step:
    """What is to be done at `now`, where `condition` is what holds; None where nothing does."""
    if held is None:
        waits = condition is None or (condition.timer and now - condition.since < ON_DELAY)
        return Step.NOTHING if waits else Step.RAISE
    if held.shelved_until is not None:
        return _shelved(held, condition, now)
    return _gone(held, now) if condition is None else _stands(held, condition, now)


def _shelved(held: Held, condition: Condition | None, now: datetime) -> Step:
    """On the shelf it only learns that it has gone; when its time is over it comes back by itself."""
    if held.shelved_until is not None and now >= held.shelved_until:
        return Step.RETURN
    if condition is None:
        return _gone(held, now)
    return Step.STAYING if held.going_since or held.cleared_at else Step.NOTHING


def _gone(held: Held, now: datetime) -> Step:
    if held.cleared_at is not None:
        return Step.NOTHING
    if not held.timer:
        return Step.CLEAR
    if held.going_since is None:
        return Step.GOING
    return Step.CLEAR if now - held.going_since >= OFF_DELAY else Step.NOTHING


def _stands(held: Held, condition: Condition, now: datetime) -> Step:
    if held.cleared_at is not None:
        return Step.AGAIN
    if held.going_since is not None:
        return Step.STAYING
    seen = held.acknowledged_at
    late = seen is not None and now - seen >= RING_AGAIN
    return Step.RING if held.priority == 1 and late and not condition.answered else Step.NOTHING


def lately(raised: Sequence[datetime], now: datetime) -> list[datetime]:
    """Of the instants at which a key was raised, those of the last ten minutes, with `now`."""
    return [each for each in raised if now - each < CHATTER] + [now]


def chatters(raised: Sequence[datetime]) -> bool:
    """Whether a key raised at these instants, all of the last ten minutes, is one alarm that chatters (×n)."""
    return len(raised) >= CHATTERS
