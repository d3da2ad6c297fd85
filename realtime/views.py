"""The same room over HTTP: for holes, for checks, and for what changes too slowly to be told. Reads only."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from core.errors import Invalid, NotFound, SignInFirst
from core.models import User
from core.worktime import local_date
from grids.models import Level
from grids.outlines import cells
from grids.scope import scope_of
from incidents.catalogue import catalogue
from realtime import snapshot as rooms
from realtime.figures import figures_of
from realtime.frames import Json, number_of
from realtime.rooms import Room, choose

Answer = Callable[[HttpRequest, Room], Json]

FINER = {Level.COUNTY: Level.COMMUNITY, Level.DISTRICT: Level.COMMUNITY}
"""What a map is coloured by; everything else is coloured by its grids."""


def in_room(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Make an answer about a room into a view: `?room=<code>`, or the widest of the person who asks.

    Raises SignInFirst without a session and NotFound for a room that is not theirs, or that does not exist.
    """

    @require_GET
    @wraps(answer)
    def view(request: HttpRequest) -> HttpResponse:
        return JsonResponse(answer(request, _room(request)), json_dumps_params={"ensure_ascii": False})

    return view


def _room(request: HttpRequest) -> Room:
    if not isinstance(request.user, User):
        raise SignInFirst
    day = local_date(timezone.now())
    room = choose(scope_of(request.user, day), request.GET.get("room", ""), day)
    if room is None:
        raise NotFound
    return room


@in_room
def since(request: HttpRequest, room: Room) -> Json:
    """What came since number `?since=`, as one frame; or a resync."""
    number = number_of(request.GET.get("since", ""))
    if number is None:
        raise Invalid(fields={"since": ["0, 1, 2 …"]})
    return rooms.since(room, number, timezone.now())


@in_room
def snapshot(request: HttpRequest, room: Room) -> Json:
    """The room whole, read from the database now: what every screen of it must show."""
    return rooms.fresh(room, timezone.now())


@in_room
def figures(request: HttpRequest, room: Room) -> Json:
    """What is computed rather than told: stock and flow of the month, the rate of thirty days, the medians of today."""
    return figures_of(room, timezone.now())


@in_room
def outlines(request: HttpRequest, room: Room) -> Json:
    """What the map is drawn from, and the English words of the county's own categories. All cells are 示意."""
    day, level = local_date(timezone.now()), FINER.get(Level(room.level), Level.GRID)
    borders = Level.STREET if level == Level.COMMUNITY else Level.COMMUNITY
    known = catalogue()
    return {
        "cells": cells(room.area_path, level, day),
        "borders": cells(room.area_path, borders, day),
        "words": {each.name: each.english for each in known.categories.values()},
    }


@require_GET
@ensure_csrf_cookie
def wall(request: HttpRequest) -> HttpResponse:
    """The wall. Without a session it still opens, and says 值守未登录."""
    return render(request, "wall/wall.html", {"area": request.GET.get("room", "")[:40]})
