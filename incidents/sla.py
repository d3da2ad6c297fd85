"""The clocks of a matter: which limit, when due, standing still and going on. Pure, given `now`.

The main clock 办理时限 starts at the first assignment and runs until the matter ends, whoever holds it: a return or
a rework does not stop it, only 挂账 does. The stage clocks start and stop with their stage. `due0_at` is the first due
date and never moves; `due_at` is the one in force. Rates count closing against these two (field page, section 4.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from core.worktime import Calendar, Due, Limit, Unit, add, elapsed, portion
from incidents.catalogue import Catalogue, ClockKind
from incidents.models import Clock, Incident

SOON = 0.8
"""The share of a limit after which a clock is 临期."""


@dataclass
class Rules:
    """What the clocks go by: the county's limits and its working days."""

    catalogue: Catalogue
    calendar: Calendar


@dataclass
class Clocks:
    """The clocks of one matter in memory; `changed` are those to be written."""

    running: dict[str, Clock] = field(default_factory=dict)
    changed: list[Clock] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[Clock]) -> "Clocks":
        """The clocks of a matter from its rows; stopped ones are left out."""
        return cls({row.kind: row for row in rows if row.stopped_at is None})

    def start(self, incident: Incident, kind: str, now: datetime, rules: Rules) -> Clock | None:
        """Start a clock, unless it runs already or the county has set no limit for it."""
        if kind in self.running:
            return self.running[kind]
        limit = rules.catalogue.limit(incident.kind_id, incident.category_id, incident.urgency, kind)
        return self.start_with(incident, kind, limit, now, rules) if limit else None

    def start_with(self, incident: Incident, kind: str, limit: Limit, now: datetime, rules: Rules) -> Clock:
        """Start a clock with a limit of its own, such as a legal one."""
        clock = Clock(
            incident=incident, kind=kind, started_at=now, amount=limit.amount, unit=limit.unit.value
        )
        _work_out(clock, rules.calendar)
        clock.due0_at = clock.due_at
        self.running[kind] = clock
        return self._note(clock)

    def stop(self, kind: str, now: datetime) -> None:
        """Stop a clock, if it runs; it keeps what it said."""
        clock = self.running.pop(kind, None)
        if clock:
            clock.stopped_at = now
            self._note(clock)

    def stop_all(self, now: datetime) -> None:
        """Stop every clock: the matter has ended."""
        for kind in list(self.running):
            self.stop(kind, now)

    def pause(self, kind: str, now: datetime) -> None:
        """Let a clock stand still (挂账)."""
        clock = self.running.get(kind)
        if clock and clock.paused_at is None:
            clock.paused_at = now
            self._note(clock)

    def resume(self, kind: str, now: datetime, rules: Rules) -> Clock | None:
        """Let a clock go on; it is due later by the time, in its own unit, that it stood still."""
        clock = self.running.get(kind)
        if clock is None or clock.paused_at is None:
            return clock
        if clock.extended_to:
            stood = elapsed(clock.paused_at, now, Unit(clock.unit), rules.calendar)
            clock.extended_to = add(clock.extended_to, stood, rules.calendar, Unit(clock.unit)).at
        clock.pauses, clock.paused_at = [*clock.pauses, clock.paused_at, now], None
        _work_out(clock, rules.calendar)
        return self._note(clock)

    def extend(self, kind: str, due_at: datetime, rules: Rules) -> Clock | None:
        """Put the due date where the granted extension says; the first due date stays."""
        clock = self.running.get(kind)
        if clock:
            clock.extended_to = due_at
            _move(clock, rules.calendar)
            self._note(clock)
        return clock

    def work_out_again(self, incident: Incident, rules: Rules) -> None:
        """After 改类: every running clock gets the limit of the new category and urgency; first due dates stay.

        What it stood still (挂账) still counts; an extension was granted for the old limit and ends with it.
        """
        for clock in self.running.values():
            limit = rules.catalogue.limit(
                incident.kind_id, incident.category_id, incident.urgency, clock.kind
            )
            if limit and (limit.amount, limit.unit.value) != (clock.amount, clock.unit):
                clock.amount, clock.unit, clock.extended_to = limit.amount, limit.unit.value, None
                _move(clock, rules.calendar)
                self._note(clock)

    def firm_up(self, clock: Clock, calendar: Calendar) -> bool:
        """A year's notice was loaded: work a provisional (暂定) clock out again; whether it says anything new."""
        before = clock.due_at, clock.provisional
        _move(clock, calendar)
        self._note(clock)
        return before != (clock.due_at, clock.provisional)

    def go_on(self, clock: Clock) -> Clock:
        """Let a clock that was stopped run again, as if it never had: 撤销, 撤销并案."""
        clock.stopped_at = None
        self.running[clock.kind] = clock
        return self._note(clock)

    def _note(self, clock: Clock) -> Clock:
        if clock not in self.changed:
            self.changed.append(clock)
        return clock


def mirror_main(incident: Incident, clocks: Clocks) -> None:
    """Copy the main clock's dates onto the matter, where lists and figures read them; nothing while none runs."""
    main = clocks.running.get(ClockKind.HANDLE)
    if main is not None:
        incident.due_at, incident.due0_at = main.due_at, main.due0_at
        incident.overdue_at, incident.provisional = main.overdue_at, main.provisional


def _work_out(clock: Clock, calendar: Calendar) -> None:
    """When it is due, and due soon: from its start, limit, the times it stood still, or the granted extension."""
    limit, unit = Limit(clock.amount, Unit(clock.unit)), Unit(clock.unit)
    due = add(clock.started_at, limit, calendar)
    soon = portion(clock.started_at, limit, SOON, calendar).at
    for left, back in zip(clock.pauses[::2], clock.pauses[1::2], strict=True):
        stood = elapsed(left, back, unit, calendar)
        later = add(due.at, stood, calendar, unit)
        due = Due(later.at, due.provisional or later.provisional)
        soon = add(soon, stood, calendar, unit).at if soon > left else soon
    if clock.extended_to:
        due = Due(clock.extended_to, provisional=False)
        soon = clock.started_at + (due.at - clock.started_at) * SOON
    clock.due_at, clock.provisional, clock.soon_at = due.at, due.provisional, soon
    clock.calendar = calendar.version


def _move(clock: Clock, calendar: Calendar) -> None:
    """Work a clock out anew; it stays overdue only if it would have been so by the new date too."""
    _work_out(clock, calendar)
    if clock.overdue_at and clock.due_at > clock.overdue_at:
        clock.overdue_at = None
