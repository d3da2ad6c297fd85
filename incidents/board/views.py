"""The board's pages: the board itself, the list behind each of its numbers, the breaks behind each of its days."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.errors import NotFound
from grids.scope import Scope
from incidents.board.asked import ROLES, Asked, asked
from incidents.board.page import board_page
from incidents.entrance import only_for
from incidents.statistics.figures import Listed, Rows, rows_behind, title_of
from incidents.zeros.models import Break, BreakQuerySet, Zero
from incidents.zeros.workflow import BreakState

PAGE = 50


@require_safe
@only_for(*ROLES)
def board(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """督导 for one area and one month."""
    return render(request, "board/board.html", board_page(asked(request.GET, scope, at)))


@require_safe
@only_for(*ROLES)
def behind(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """The list behind a number: as many rows as the number said."""
    wanted = asked(request.GET, scope, at)
    figure, part = request.GET.get("figure", ""), request.GET.get("part", "")
    try:
        rows, title = rows_behind(figure, part, wanted.question), title_of(figure, part)
    except KeyError:
        raise NotFound() from None
    page: Page[Listed] = Paginator(_Sliced(rows), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "board/list.html", {"asked": wanted, "title": title, "page": page, "rest": _rest(request)}
    )


@require_safe
@only_for(*ROLES)
def breaks(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """The breaks behind the days at zero: those of the year that count, or those on which nothing is decided."""
    wanted = asked(request.GET, scope, at)
    zero, part = request.GET.get("zero", ""), request.GET.get("part", "year")
    if zero and zero not in Zero.values:
        raise NotFound()
    rows = _breaks(wanted, part)
    chosen = (rows.filter(zero=zero) if zero else rows).select_related("area", "known_as")
    label = Zero(zero).label if zero else ""
    return render(
        request, "board/breaks.html", {"asked": wanted, "breaks": chosen, "part": part, "zero": label}
    )


def _breaks(wanted: Asked, part: str) -> BreakQuerySet:
    rows: BreakQuerySet = Break.objects.all().within(wanted.area.path).filter(occurred_on__lte=wanted.today)
    if part == "year":
        return rows.counting().filter(occurred_on__gte=date(wanted.today.year, 1, 1))
    if part == "waiting":
        return rows.waiting()
    if part == "revoked":
        return rows.filter(state=BreakState.REVOKED)
    raise NotFound()


def _rest(request: HttpRequest) -> str:
    """The address of this list without its page number."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


class _Sliced(Sequence[Listed]):
    """Rows as a paginator wants them: counted, and cut by slices."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, part: Any) -> Any:
        return self._rows.page(part.start or 0, (part.stop or 0) - (part.start or 0))
