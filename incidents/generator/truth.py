"""The true answers: what the plans say, counted from them and not from the database, so that figures can be checked.

Counts are kept per street, kind and period, so a million lives cost no more memory than a thousand. The arithmetic of
deadlines is done here a second time, on the plan alone. What is counted how: `incidents/statistics/` (its docstrings
say how every odd case is treated; this page follows the same words, with code of its own).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from core.worktime import Limit, Unit, add, elapsed
from incidents.catalogue import ClockKind
from incidents.generator.plan import Plan, Step
from incidents.sla import Rules

OUTSIDE = ("declined", "merged", "void")
"""Present states that keep a matter out of every book."""


@dataclass(frozen=True)
class Span:
    """A period [start, end) with its name."""

    name: str
    start: datetime
    end: datetime


@dataclass
class Count:
    """The answers for one street and kind in one period; the last three are as of now, in a period that holds now."""

    reported: int = 0
    self_handled: int = 0
    opening: int = 0
    new: int = 0
    relapsed: int = 0
    closed: int = 0
    transferred: int = 0
    ending: int = 0
    due: int = 0
    due_closed: int = 0
    on_time: int = 0
    first_due: int = 0
    on_time_by_first: int = 0
    open: int = 0
    overdue: int = 0
    suspended: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def balances(self) -> bool:
        """期初 + 新增 + 复发 − 办结 − 移交 = 期末."""
        return self.opening + self.new + self.relapsed - self.closed - self.transferred == self.ending


@dataclass
class _Clock:
    """One run of the main clock: when due, when first due, when and how it stopped."""

    started_at: datetime
    due_at: datetime
    due0_at: datetime
    unit: Unit
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    how: str = ""


@dataclass
class _Spell:
    """A time in hand."""

    opened_at: datetime
    relapsed: bool = False
    ended_at: datetime | None = None
    how: str = ""

    def is_open_at(self, instant: datetime) -> bool:
        return self.opened_at < instant and (self.ended_at is None or self.ended_at >= instant)


class _Outline:
    """What a plan comes to: its spells, its runs of the main clock, how it stands."""

    def __init__(self, plan: Plan, rules: Rules) -> None:
        self.rules, self.kind = rules, plan.filing.kind
        self.category, self.urgency = plan.filing.category or "", str(plan.filing.urgency)
        self.clocks: list[_Clock] = []
        self.spells = [_Spell(plan.at)]
        self.stands, self.self_handled = "open", False
        self.running: _Clock | None = None
        self._wish: Step | None = None
        for step in plan.steps:
            turn = getattr(self, f"_{step.verb}", None)
            if turn is not None:
                turn(step)

    def last(self, now: datetime) -> datetime:
        """The last instant at which it counts for anything."""
        ended = self.spells[-1].ended_at or now
        return max([ended, *(max(clock.due_at, clock.due0_at) for clock in self.clocks)])

    def _assign(self, step: Step) -> None:
        if self.running is None:
            limit = self._limit()
            due = add(step.at, limit, self.rules.calendar).at
            self.running = _Clock(step.at, due, due, limit.unit)
            self.clocks.append(self.running)

    def _accept(self, step: Step) -> None:
        self.category, self.urgency = step.args["category"], step.args["urgency"]

    def _reclassify(self, step: Step) -> None:
        before = self._limit()
        self._accept(step)
        if self.running is not None and self._limit() != before:
            self.running.due_at = add(self.running.started_at, self._limit(), self.rules.calendar).at

    def _limit(self) -> Limit:
        limit = self.rules.catalogue.limit(self.kind, self.category, self.urgency, ClockKind.HANDLE)
        if limit is None:
            raise LookupError(f"no limit for {self.category}")
        return limit

    def _ask(self, step: Step) -> None:
        self._wish = step

    def _grant(self, step: Step) -> None:
        wish = self._wish
        if wish is None or (self.running is None and wish.args["what"] != "voiding"):
            raise LookupError("nothing to grant")
        if wish.args["what"] == "voiding":
            self._end(step.at, "void")
        elif self.running is not None and wish.args["what"] == "suspension":
            self.running.paused_at = step.at
        elif self.running is not None:
            self.running.due_at = wish.args["new_date"]

    def _resume(self, step: Step) -> None:
        clock = self.running
        if clock is not None and clock.paused_at is not None:
            stood = elapsed(clock.paused_at, step.at, clock.unit, self.rules.calendar)
            clock.due_at = add(clock.due_at, stood, self.rules.calendar, clock.unit).at
            clock.paused_at = None

    def _self_handle(self, step: Step) -> None:
        self.self_handled = True
        self._end(step.at, "closed")

    def _close(self, step: Step) -> None:
        self._end(step.at, "closed")

    def _verify(self, step: Step) -> None:
        if self.rules.catalogue.categories[self.category].verification_closes:
            self._end(step.at, "closed")

    def _transfer(self, step: Step) -> None:
        self._end(step.at, "transferred")

    def _decline(self, step: Step) -> None:
        self.stands = "declined"

    def _merge(self, step: Step) -> None:
        self.stands = "merged"

    def _object(self, step: Step) -> None:
        self.stands = "open"

    def _reopen(self, step: Step) -> None:
        self.stands = "open"
        self.spells.append(_Spell(step.at, relapsed=True))

    def _end(self, at: datetime, how: str) -> None:
        self.stands = how
        self.spells[-1].ended_at, self.spells[-1].how = at, how
        if self.running is not None:
            self.running.stopped_at, self.running.how = at, how
            self.running = None


@dataclass
class Truth:
    """The true answers, added up plan by plan."""

    periods: Sequence[Span]
    now: datetime
    rules: Rules
    counts: dict[tuple[str, str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    matters: int = 0
    lines: int = 0

    def add(self, plan: Plan) -> None:
        """Count one life."""
        self.matters += 1
        outline = _Outline(plan, self.rules)
        last = outline.last(self.now)
        for period in self.periods:
            if period.end <= plan.at or last < period.start:
                continue
            count = self.counts[plan.street.area.code, plan.filing.kind, period.name]
            _count(count, outline, plan, period, min(period.end, self.now), self.now)

    def of(self, period: str, *, street: str = "", kind: str = "") -> Count:
        """The answers for a period; of one street (by code), of one kind, or of all."""
        found = (
            count
            for (where, which, when), count in self.counts.items()
            if when == period and street in ("", where) and kind in ("", which)
        )
        return sum(found, Count())

    @property
    def streets(self) -> list[str]:
        """The codes of the streets in which something was seen."""
        return sorted({street for street, _, _ in self.counts})


def _count(
    count: Count, outline: _Outline, plan: Plan, period: Span, cut_off: datetime, now: datetime
) -> None:
    inside = period.start <= plan.at < cut_off
    count.reported += inside
    if outline.stands in OUTSIDE:
        return
    count.self_handled += inside and outline.self_handled
    for spell in outline.spells:
        _count_spell(count, spell, period.start, cut_off)
    for clock in outline.clocks:
        _count_clock(count, clock, period.start, cut_off)
    if not period.start <= now <= period.end:
        return
    running = outline.running
    count.open += outline.stands == "open"
    count.suspended += running is not None and running.paused_at is not None
    count.overdue += running is not None and running.paused_at is None and running.due_at < now


def _count_spell(count: Count, spell: _Spell, start: datetime, end: datetime) -> None:
    opened = start <= spell.opened_at < end
    ended = spell.ended_at is not None and start <= spell.ended_at < end
    count.opening += spell.is_open_at(start)
    count.new += opened and not spell.relapsed
    count.relapsed += opened and spell.relapsed
    count.closed += ended and spell.how == "closed"
    count.transferred += ended and spell.how == "transferred"
    count.ending += spell.is_open_at(end)


def _count_clock(count: Count, clock: _Clock, start: datetime, end: datetime) -> None:
    """What fell due in the period; a clock that stands still at present counts nowhere."""
    if clock.paused_at is not None and clock.stopped_at is None:
        return
    closed_at = clock.stopped_at if clock.how == "closed" else None
    if start <= clock.due_at < end and not _handed_over_by(clock, clock.due_at):
        count.due += 1
        count.due_closed += closed_at is not None and closed_at < end
        count.on_time += closed_at is not None and closed_at <= clock.due_at
    if start <= clock.due0_at < end and not _handed_over_by(clock, clock.due0_at):
        count.first_due += 1
        count.on_time_by_first += closed_at is not None and closed_at <= clock.due0_at


def _handed_over_by(clock: _Clock, instant: datetime) -> bool:
    return clock.how == "transferred" and clock.stopped_at is not None and clock.stopped_at <= instant
