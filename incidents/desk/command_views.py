"""What a line of the command bar would do: read while it is typed. Nothing is done here."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from grids.scope import Scope
from incidents.desk import commands
from incidents.desk.seeing import for_the_desk


@require_GET
@for_the_desk
def command(request: HttpRequest, scope: Scope, at: datetime) -> HttpResponse:
    """The line in words, with the form that Enter would send, or with what may come next."""
    typed = request.GET.get("q", "").replace("\0", "")
    reading = commands.read(typed, scope, at, request.GET.get("on", "").replace("\0", ""))
    return render(request, "desk/_command.html", {"reading": reading, "title": commands.about(reading)})
