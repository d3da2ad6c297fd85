"""The printed pages of the desk: 交办单, 督办函, 当日交接班单."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from grids.scope import Scope
from incidents.desk import papers
from incidents.desk.seeing import for_the_desk, visible


@require_GET
@for_the_desk
def letter(request: HttpRequest, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """督办函 of the newest supervision, or of the one named."""
    incident = visible(scope, number)
    page = papers.letter_of(incident, request.GET.get("of", ""))
    return render(request, "desk/letter.html", {"incident": incident, "at": at, **page})


@require_GET
@for_the_desk
def handover(request: HttpRequest, scope: Scope, at: datetime) -> HttpResponse:
    """当日交接班单 of what this person sees."""
    return render(request, "desk/handover.html", {"at": at, **papers.handover_of(scope, at)})
