"""The left column: a box, a search or a filter, and the filters that the person saved."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from grids.scope import Scope
from incidents.desk import boxes, filters, looks
from incidents.desk.filters import Filter
from incidents.desk.seeing import for_the_desk


@require_GET
@for_the_desk
def queue(request: HttpRequest, scope: Scope, at: datetime) -> HttpResponse:
    """The left column alone, when something changed."""
    return render(request, "desk/_queue.html", page_of(request, scope, at))


@require_GET
@for_the_desk
def filter_form(request: HttpRequest, scope: Scope, at: datetime) -> HttpResponse:
    """The form of the filter, filled with the one in force."""
    box = boxes.box_named(scope, request.GET.get("box", ""))
    page = {"box": box, "filter": Filter.read(request.GET), "filter_choices": filters.choices(scope, at)}
    return render(request, "desk/_filter_form.html", page)


@require_POST
@for_the_desk
def save_filter(request: HttpRequest, scope: Scope, at: datetime) -> HttpResponse:
    """Keep the filter under a name, and show it."""
    wanted = Filter.read(request.POST)
    filters.save(request.user, request.POST.get("name", ""), wanted, at)  # type: ignore[arg-type]
    return HttpResponse(status=204)


@require_POST
@for_the_desk
def forget_filter(request: HttpRequest, scope: Scope, at: datetime, number: int) -> HttpResponse:
    """Throw one's own filter away."""
    filters.forget(request.user, number)  # type: ignore[arg-type]
    return HttpResponse(status=204)


def page_of(request: HttpRequest, scope: Scope, at: datetime) -> dict[str, Any]:
    """What `desk/_queue.html` prints."""
    wanted, limit = Filter.read(request.GET), _limit(request)
    box = boxes.box_named(scope, request.GET.get("box", ""))
    held = boxes.counts(scope, at)
    queued, answer = boxes.listed(scope, box, at, wanted, limit)
    rows = looks.rows_of(queued, at, "" if wanted.query else box.name)
    return {
        "boxes": [(each, held[each.name]) for each in boxes.boxes_for(scope)],
        "box": box,
        "filter": wanted,
        "search": wanted.q if wanted.is_wide else "",
        "filter_words": [] if wanted.is_wide else wanted.words(),
        "saved_filters": filters.saved_by(request.user),  # type: ignore[arg-type]
        "answer": answer,
        "rows": rows,
        "limit": limit,
        "more": min(limit + boxes.PAGE, boxes.MOST) if len(rows) == limit < boxes.MOST else 0,
        "room": scope.home.area_code if scope.home else "",
        "at": at,
    }


def _limit(request: HttpRequest) -> int:
    raw = request.GET.get("rows", "")
    return min(int(raw), boxes.MOST) if raw.isdecimal() and len(raw) < 5 and int(raw) else boxes.PAGE
