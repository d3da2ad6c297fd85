"""What the rules ask, read from the database in a few statements: never the whole of the open matters."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from incidents.alarms import rules
from incidents.alarms.rules import Condition, Facts
from incidents.models import Clock, ClockKind, Incident, Supervision
from incidents.workflow import OPEN, State
from incidents.zeros.models import Break, BreakState

_COLUMNS = (
    "id",
    "area_path",
    "category_id",
    "urgency",
    "people_bucket",
    "state",
    "reported_at",
    "returns",
    "lon",
    "lat",
)


def candidates(now: datetime) -> set[UUID]:
    """The matters for which an alarm may stand at `now`: a superset, found by indexes."""
    untaken = Incident.objects.filter(state__in=rules.UNTAKEN)
    recent = Q(reported_at__gt=now - rules.BACKLOG)
    calls = Q(urgency="urgent") | (recent & (Q(urgency="serious") | Q(people_bucket__in=rules.CROWDS)))
    running = Clock.objects.filter(kind=ClockKind.HANDLE, stopped_at=None, paused_at=None)
    grave = Q(incident__urgency="urgent") | Q(incident__category__code__startswith="major")
    unanswered = Supervision.objects.filter(
        answered_at=None, at__lte=now - rules.UNANSWERED, incident__state__in=OPEN
    )
    return {
        *untaken.filter(calls).values_list("pk", flat=True),
        *Incident.objects.filter(state=State.ACCEPTED, returns__gte=2).values_list("pk", flat=True),
        *running.filter(soon_at__lte=now, due_at__gt=now).values_list("incident_id", flat=True),
        *running.filter(grave, due_at__lte=now, due_at__gt=now - rules.BACKLOG).values_list(
            "incident_id", flat=True
        ),
        *unanswered.values_list("incident_id", flat=True),
    }


def conditions_of(ids: Iterable[UUID], now: datetime) -> dict[str, Condition]:
    """What holds for these matters, by key."""
    return {each.key: each for facts in facts_of(ids) for each in rules.of_matter(facts, now)}


def facts_of(ids: Iterable[UUID]) -> list[Facts]:
    """What the rules ask of these matters."""
    wanted = list(ids)
    clocks = Clock.objects.filter(
        incident__in=wanted, kind=ClockKind.HANDLE, stopped_at=None, paused_at=None, incident__state__in=OPEN
    ).values_list("incident_id", "soon_at", "due_at")
    running = {incident: (soon_at, due_at) for incident, soon_at, due_at in clocks}
    asked = Supervision.objects.filter(incident__in=wanted, answered_at=None, incident__state__in=OPEN)
    supervised = dict(asked.order_by("-at").values_list("incident_id", "at"))
    rows = Incident.objects.filter(pk__in=wanted).values_list(*_COLUMNS)
    return [_facts(row, running.get(row[0], (None, None)), supervised.get(row[0])) for row in rows]


def _facts(
    row: Sequence[Any], clock: tuple[datetime | None, datetime | None], supervised_at: datetime | None
) -> Facts:
    id, path, category, urgency, people, state, reported_at, returns, lon, lat = row
    return Facts(
        str(id),
        path,
        category or "",
        urgency,
        people,
        state,
        reported_at,
        returns,
        *clock,
        supervised_at,
        lon,
        lat,
    )


def conditions_of_breaks(ids: Iterable[UUID] | None, now: datetime) -> dict[str, Condition]:
    """What holds for these breaks, or, without ids, for all that are suspected."""
    rows = (
        Break.objects.filter(state=BreakState.SUSPECTED)
        if ids is None
        else Break.objects.filter(pk__in=list(ids))
    )
    found = rows.values_list("pk", "area_path", "state", "suspected_at")
    return {
        each.key: each
        for pk, path, state, suspected_at in found
        for each in rules.of_break(str(pk), path, state, suspected_at, now)
    }


def conditions_of_places(now: datetime) -> dict[str, Condition]:
    """Where many reports came close together in place and time."""
    recent = Incident.objects.filter(
        reported_at__gt=now - rules.CLUSTER, reported_at__lte=now, lon__isnull=False
    )
    rows = recent.exclude(state__in=[State.VOID, State.DECLINED]).values_list(*_COLUMNS)
    reports = [_facts(row, (None, None), None) for row in rows]
    return {each.key: each for each in rules.of_places(reports, now)}
