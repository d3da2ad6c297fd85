"""Who looks when: the reader after each ledger entry, the clock every few seconds. Both only say what may have changed.

What an alarm rests on is always read as it stands now, so that a reader that was away, or starts anew, raises nothing
twice and nothing that has passed.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from core.ledger import readers
from core.ledger.readers import Line, Reader
from incidents.alarms import reading, services
from incidents.alarms.models import Alarm

NAME = "alarms"
BATCH = 500


def follow(now: datetime) -> int:
    """Read what came since the last time and bring its alarms level; return how many lines were read.

    The first time ever it begins at the head of the ledger, and with a look at everything.
    """
    reader = Reader(NAME)
    if reader.place() == 0:
        reader.start_at(readers.head())
        sweep(now)
    read = reader.step(lambda lines: _heard(lines, now), BATCH)
    total = read
    while read == BATCH:
        read = reader.step(lambda lines: _heard(lines, now), BATCH)
        total += read
    return total


def _heard(lines: Sequence[Line], now: datetime) -> None:
    matters = {line.stream for line in lines if line.stream_kind == "incident"}
    breaks = {line.stream for line in lines if line.stream_kind == "break"}
    if not matters and not breaks:
        return
    holds = reading.conditions_of(matters, now) | reading.conditions_of_breaks(breaks, now)
    if any(line.kind == "reported" for line in lines):
        holds |= reading.conditions_of_places(now)
    services.reconcile(_about(matters, breaks), holds, now=now)


def _about(matters: set[UUID], breaks: set[UUID]) -> list[Alarm]:
    asked = Q(incident__in=list(matters)) | Q(broken__in=list(breaks))
    return list(Alarm.objects.filter(asked, ended_at=None).only("pk"))


def sweep(now: datetime) -> int:
    """Look at everything that may be an alarm at `now` and at every alarm that stands; return the steps taken."""
    standing = Alarm.objects.filter(ended_at=None)
    about = set(standing.exclude(incident=None).values_list("incident_id", flat=True))
    broken = set(standing.exclude(broken=None).values_list("broken_id", flat=True))
    holds = reading.conditions_of(about | reading.candidates(now), now)
    holds |= reading.conditions_of_breaks(broken, now) | reading.conditions_of_breaks(None, now)
    return services.reconcile(None, holds | reading.conditions_of_places(now), now=now)
