"""What the clock does by itself: marking overdue, once, and working provisional dates out again."""

from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError

from core.errors import Busy, to_http
from core.workdays import load_calendar
from incidents.catalogue import ClockKind
from incidents.events import DueRecalculated, WentOverdue
from incidents.models import Clock
from incidents.services.doing import deed, lock, matter_of, record


@deed
def mark_overdue(clock_id: int, *, now: datetime) -> bool:
    """超期: mark one clock, if it still runs and is past due; False if somebody was faster or it stopped meanwhile."""
    clock = Clock.objects.filter(pk=clock_id).only("incident_id").first()
    incident = lock(clock.incident_id) if clock else None
    if incident is None:
        return False
    matter = matter_of(incident)
    late = next((c for c in matter.clocks.running.values() if c.pk == clock_id), None)
    if late is None or late.paused_at or late.overdue_at or late.due_at > now:
        return False
    late.overdue_at = now
    matter.clocks.changed.append(late)
    if late.kind == ClockKind.HANDLE:
        incident.overdue_at = now
    record(matter, WentOverdue(clock=late.kind, due_at=late.due_at.isoformat()), by=None, now=now)
    return True


def overdue_now(now: datetime, at_most: int = 500) -> list[int]:
    """The clocks that have run out and are not marked yet, oldest first."""
    running = Clock.objects.filter(stopped_at=None, paused_at=None, overdue_at=None, due_at__lte=now)
    return list(running.order_by("due_at").values_list("pk", flat=True)[:at_most])


def sweep(now: datetime) -> int:
    """Mark what has run out of time; return how many this run marked. Safe to run twice and at the same time."""
    return sum(_unless_held(mark_overdue, pk, now) for pk in overdue_now(now))


def _unless_held(does: Callable[..., bool], clock_id: int, now: datetime) -> bool:
    """Do it to one clock; False if somebody holds the matter just now, for the next run comes soon."""
    try:
        return does(clock_id, now=now)
    except OperationalError as error:
        if isinstance(to_http(error), Busy):
            return False
        raise


@deed
def work_out_again(clock_id: int, *, now: datetime) -> bool:
    """A year's notice was loaded: a provisional due date becomes firm, with a ledger line.

    False, and no line, if it is firm already, stands still (it is worked out when it goes on) or stays what it was.
    """
    clock = Clock.objects.filter(pk=clock_id).only("incident_id").first()
    incident = lock(clock.incident_id) if clock else None
    if incident is None:
        return False
    matter = matter_of(incident)
    mine = next((c for c in matter.clocks.running.values() if c.pk == clock_id and c.provisional), None)
    if mine is None or mine.paused_at:
        return False
    if not matter.clocks.firm_up(mine, matter.rules.calendar):
        mine.save(update_fields=["calendar"])
        return False
    matter.settle()
    fact = DueRecalculated(clock=mine.kind, due_at=mine.due_at.isoformat(), calendar=mine.calendar)
    record(matter, fact, by=None, now=now)
    return True


def firm_up(now: datetime) -> int:
    """Work out again every provisional, running clock that knows an older calendar; return how many changed."""
    waiting = Clock.objects.filter(provisional=True, stopped_at=None).exclude(
        calendar=load_calendar().version
    )
    return sum(_unless_held(work_out_again, pk, now) for pk in list(waiting.values_list("pk", flat=True)))
