"""Papers besides 交办单: 督办函, which goes to a department, and 当日交接班单, which one shift hands to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from core.worktime import SHANGHAI
from grids.models import Area, Level
from grids.scope import Scope
from incidents.desk import boxes
from incidents.desk.looks import Row, rows_of
from incidents.models import Clock, Incident, State, Supervision, Urgency
from incidents.querysets import IncidentQuerySet
from incidents.workflow import OPEN

NEXT_SHIFT = timedelta(hours=16)
"""What is due within this time is the next shift's business."""

MOST = 40
"""Rows of one part of the list; the rest is counted."""


@dataclass(frozen=True)
class Part:
    """One part of the list of a shift: its rows, and how many more there are."""

    title: Promise
    rows: Sequence[Row]
    more: int


def letter_of(incident: Incident, number: str) -> dict[str, Any]:
    """What 督办函 prints: the supervision of that id, or the newest. Raises NotFound where there is none."""
    rows = incident.supervisions.select_related("by", "answered_by").order_by("-at", "-pk")
    if number:
        rows = rows.filter(pk=int(number)) if number.isdecimal() and len(number) < 18 else rows.none()
    supervision = rows.first()
    if supervision is None:
        raise NotFound()
    turn = incident.supervisions.filter(at__lte=supervision.at, pk__lte=supervision.pk).count()
    return {"supervision": supervision, "turn": turn, **_places(incident)}


def _places(incident: Incident) -> dict[str, str]:
    """The county and the street of the matter, as they are registered."""
    codes = incident.area_path.strip("/").split("/")
    rows = Area.objects.filter(code__in=codes, level__in=[Level.COUNTY, Level.STREET])
    named = dict(rows.values_list("level", "official_name"))
    return {"county": named.get(Level.COUNTY, ""), "street": named.get(Level.STREET, "")}


def handover_of(scope: Scope, at: datetime) -> dict[str, Any]:
    """What 当日交接班单 prints: the day in numbers, and what the next shift must know, each matter once."""
    seen = Incident.objects.visible_to(scope)
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"midnight": midnight, "numbers": _numbers(seen, midnight, at), "parts": _parts(seen, scope, at)}


def _numbers(seen: IncidentQuerySet, since: datetime, at: datetime) -> dict[str, int]:
    late = Q(state__in=OPEN, due_at__lte=at) & ~Q(state=State.SUSPENDED)
    found: dict[str, int] = seen.filter(Q(state__in=OPEN) | Q(closed_at__gte=since)).aggregate(
        reported=Count("pk", filter=Q(reported_at__gte=since)),
        accepted=Count("pk", filter=Q(accepted_at__gte=since)),
        assigned=Count("pk", filter=Q(assigned_at__gte=since)),
        closed=Count("pk", filter=Q(closed_at__gte=since, state=State.CLOSED)),
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=late),
    )
    return found


def _parts(seen: IncidentQuerySet, scope: Scope, at: datetime) -> list[Part]:
    soon = Clock.objects.filter(stopped_at=None, paused_at=None, due_at__lte=at + NEXT_SHIFT)
    asked = Supervision.objects.filter(answered_at=None)
    wanted = (
        (_("紧急的"), Q(urgency=Urgency.URGENT)),
        (_("已超期的"), Q(due_at__lte=at) & ~Q(state=State.SUSPENDED)),
        (_("督办未答复的"), Q(pk__in=asked.values("incident"))),
        (_("下一班到期的"), Q(pk__in=soon.values("incident"))),
        (_("等答复的申请"), Q(requests__isnull=False, requests__decided_at=None)),
        (_("还没派出的"), Q(state__in=[State.REPORTED, State.ACCEPTED])),
    )
    parts, told = [], Q(pk__in=[])
    for title, where in wanted:
        parts.append(_part(title, seen.open().filter(where).exclude(told), scope, at))
        told |= where
    return [part for part in parts if part.rows]


def _part(title: Promise, rows: IncidentQuerySet, scope: Scope, at: datetime) -> Part:
    total = rows.order_by().values("pk").distinct().count()
    shown = rows_of(boxes.ranked(rows.distinct(), scope, at)[:MOST], at)
    return Part(title, shown, total - len(shown))
