"""Printed QR sheets: one A4 page for each grid, as labels for doors or as one notice for a wall."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.errors import NotAllowed, NotFound
from core.roles import Role
from core.worktime import local_date
from grids.models import Area, Level
from grids.scope import Scope
from incidents.entrance import only_for
from incidents.residents.codes import qr

PRINTERS = frozenset({Role.DISPATCHER, Role.GRID_LEADER})
MOST_GRIDS = 60
LABELS = 6


@require_GET
@only_for(*PRINTERS)
def sheets(request: HttpRequest, scope: Scope, at: datetime, code: str) -> HttpResponse:
    """The sheets of a grid, or of every grid of an area of one's own. Raises NotFound, NotAllowed (another's area)."""
    area = Area.objects.valid_on(local_date(at)).filter(code=code[:20]).defer("outline").first()
    if area is None:
        raise NotFound()
    if not any(scope.has(role, area.path) for role in PRINTERS):
        raise NotAllowed(_("这个区域不归您管。"))
    grids = Area.objects.valid_on(local_date(at)).within(area.path).filter(level=Level.GRID)
    rows = list(
        grids.select_related("parent").defer("outline", "parent__outline").order_by("code")[: MOST_GRIDS + 1]
    )
    page = {
        "area": area,
        "sheets": [_sheet(request, grid) for grid in rows[:MOST_GRIDS]],
        "communities": _communities(area, at) if len(rows) > MOST_GRIDS else [],
        "poster": request.GET.get("as") == "poster",
        "labels": range(LABELS),
    }
    return render(request, "residents/sheets.html", page)


def _communities(area: Area, at: datetime) -> list[Area]:
    """Where an area has too many grids for one printing: its communities, to be printed one by one."""
    inside = Area.objects.valid_on(local_date(at)).within(area.path).filter(level=Level.COMMUNITY)
    return list(inside.defer("outline").order_by("code"))


def _sheet(request: HttpRequest, grid: Area) -> dict[str, object]:
    address = request.build_absolute_uri(reverse("door", args=[grid.code]))
    return {"grid": grid, "community": grid.parent, "address": address, "qr": qr(address)}
