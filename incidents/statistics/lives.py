"""The life of a matter as the books see it: spells in which it is in hand (在办期). Pure.

A spell opens when the matter is reported (新增) or reopened after it had been closed (复发), and ends when it is closed
(办结) or transferred (移交). How every other turn is treated, so that opening + new + relapsed − closed − transferred =
end holds for every period, kind and area:

- **void, declined, merged (作废、不予受理、并案) as the present state**: the matter stands in no book at all, from its
  report on, in every period. A merged child's work is its parent's; a declined or void matter was none of ours.
- **the same as a passing state** (declined and then reopened, merged and taken apart again): the matter was in hand
  all the while; neither the going nor the coming is counted.
- **a closure undone within its ten seconds** (撤销) has not happened.
- suspension, returns and rework move nothing: the matter stays in hand.

So a matter is open at an instant exactly if a spell holds it, and each of its spells adds to two sides of the balance
or to none. What is counted is a spell, not a matter: closed, reopened and closed again in one month is two closures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from incidents.workflow import State


class Opened(StrEnum):
    """How a spell began."""

    NEW = "new"
    RELAPSED = "relapsed"


class Ended(StrEnum):
    """How a spell ended."""

    CLOSED = "closed"
    TRANSFERRED = "transferred"


ENDINGS = {State.CLOSED: Ended.CLOSED, State.TRANSFERRED: Ended.TRANSFERRED}
OUTSIDE = frozenset({State.VOID, State.DECLINED, State.MERGED})
"""Present states that keep a matter out of every book."""

UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of a life: the kind of ledger line, when, and the state after it."""

    kind: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in hand, from its opening up to its ending; `ended_at` None while it lasts."""

    matter: UUID
    kind: str
    unit: str
    opened_at: datetime
    opened: Opened
    ended_at: datetime | None = None
    ended: Ended | None = None

    def is_open_at(self, instant: datetime) -> bool:
        """Whether the matter was in hand just before `instant`."""
        return self.opened_at < instant and (self.ended_at is None or self.ended_at >= instant)


def spells(
    matter: UUID, kind: str, unit: str, reported_at: datetime, state: str, steps: Iterable[Step]
) -> list[Spell]:
    """The spells of one matter, from its turns in order; none if its present `state` keeps it out of the books."""
    if state in OUTSIDE:
        return []
    return [
        Spell(matter, kind, unit, opened_at, opened, ended_at, ended)
        for opened_at, opened, ended_at, ended in _fold(reported_at, steps)
    ]


_Half = tuple[datetime, Opened, datetime | None, Ended | None]


def _fold(reported_at: datetime, steps: Iterable[Step]) -> Iterator[_Half]:
    opened_at, opened = reported_at, Opened.NEW
    ended_at: datetime | None = None
    ended: Ended | None = None
    for step in steps:
        ending = ENDINGS.get(State(step.state))
        if ended_at is None and ending is not None:
            ended_at, ended = step.at, ending
        elif ended_at is not None and ending is None:
            if step.kind != UNDONE:
                yield opened_at, opened, ended_at, ended
                opened_at, opened = step.at, Opened.RELAPSED
            ended_at, ended = None, None
    yield opened_at, opened, ended_at, ended
