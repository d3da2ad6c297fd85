"""告警月报 as a page under the board: one area, one month, the same choice of both; to be read and printed."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.ledger.models import Entry
from grids.scope import Scope
from incidents.alarms.models import Alarm
from incidents.alarms.monthly import GOAL_FLOOD, GOAL_RATE, GOAL_SECONDS, Line, Monthly, told
from incidents.board.asked import ROLES, asked
from incidents.entrance import only_for

LEAD = timedelta(hours=3)
"""A flood at the beginning of a month is told from calls so long before it."""
STEP = 2_000

RULES = {
    "urgent": _("紧急求助"), "danger": _("险情"), "crowd": _("群体事件"), "suspected": _("疑似破零"),
    "unassigned": _("较重未派"), "overdue": _("重大超期"), "cluster": _("短时密集上报"), "soon": _("时限将尽"),
    "returned": _("两次退回"), "unanswered": _("督办未答"),
}  # fmt: skip
PRIORITIES = ("", _("一级"), _("二级"), _("三级"))


@require_safe
@only_for(*ROLES)
def month(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """The report of a month; NotFound as on the board."""
    wanted = asked(request.GET, scope, at)
    until = min(at, wanted.period.end)
    figures = told(lines_of(wanted.area.path, wanted.period.start, until), wanted.period.start, until)
    page = {"asked": wanted, "figures": figures, "cut_off": until, "goals": _goals(figures)}
    page["flood_percent"] = (figures.flood_share or 0.0) * 100
    named = [(PRIORITIES[each.priority], RULES.get(each.rule, each.rule), each) for each in figures.rules]
    return render(request, "alarms/month.html", page | {"rules": named})


def _goals(figures: Monthly) -> dict[str, bool | None]:
    """Whether each goal was met; None where there is nothing to judge."""
    rate, flood, seconds = figures.rate, figures.flood_share, figures.median_seconds
    return {
        "rate": None if rate is None else rate <= GOAL_RATE,
        "flood": None if flood is None else flood < GOAL_FLOOD,
        "long": figures.standing_long == 0,
        "seconds": None if seconds is None else seconds < GOAL_SECONDS,
    }


def lines_of(area_path: str, start: datetime, until: datetime) -> list[Line]:
    """All lines up to then of the alarms of an area that stood or called since shortly before `start`."""
    stood = Q(raised_at__gte=start - LEAD) | Q(ended_at=None) | Q(cleared_at__gte=start)
    keys = list(Alarm.objects.filter(stood, area_path__startswith=area_path).values_list("pk", flat=True))
    found: list[Line] = []
    for first in range(0, len(keys), STEP):
        entries = Entry.objects.filter(stream__in=keys[first : first + STEP], at__lt=until)
        rows: Any = entries.values_list("stream", "at", "kind", "header")
        for stream, at, kind, header in rows.iterator(STEP):
            said = json.loads(header)
            found.append(Line(str(stream), at, kind, said["rule"], said["priority"]))
    return found
