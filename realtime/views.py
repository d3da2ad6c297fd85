"""The same room over HTTP: for holes, for checks, and for what changes too slowly to be told. Reads only."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
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
from incidents.alarms.services import ANSWERS
from incidents.catalogue import catalogue
from incidents.residents.codes import qr
from realtime import snapshot as rooms
from realtime.alarms import alarms_of
from realtime.figures import figures_of
from realtime.frames import Json, number_of
from realtime.history import one_matter
from realtime.rooms import Room, choose, room_of_wall
from realtime.seal import sheet
from realtime.walls.services import wall_of

Answer = Callable[[HttpRequest, Room], Json]

FINER = {Level.COUNTY: Level.COMMUNITY, Level.DISTRICT: Level.COMMUNITY}
"""What a map is coloured by; everything else is coloured by its grids."""


def in_room(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Make an answer about a room into a view: `?room=<code>`, or the widest of the person who asks.

    Raises SignInFirst without a session and NotFound for a room that is not theirs, or that does not exist. A wall's
    device (`realtime.walls`) is answered about its own area.
    """

    @require_GET
    @wraps(answer)
    def view(request: HttpRequest) -> HttpResponse:
        return JsonResponse(answer(request, _room(request)), json_dumps_params={"ensure_ascii": False})

    return view


def _room(request: HttpRequest) -> Room:
    wanted, day = request.GET.get("room", ""), local_date(timezone.now())
    if not isinstance(request.user, User):
        wall = wall_of(request.COOKIES.get(settings.WALL_COOKIE_NAME, ""))
        if wall is None:
            raise SignInFirst
        room = room_of_wall(wall.area, wanted)
    else:
        room = choose(scope_of(request.user, day), wanted, day)
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
def alarms(request: HttpRequest, room: Room) -> Json:
    """All alarms of the room; a person of a desk is told besides who answered, a wall never."""
    return alarms_of(
        room, None, timezone.now(), who=isinstance(request.user, User) and "names" in request.GET
    )


@in_room
def seal(request: HttpRequest, room: Room) -> Json:
    """The number and 验真码 of a sheet printed now, and as a QR code where `/verify` says whether it is genuine."""
    made = sheet(room, timezone.now())
    return {"number": made.number, "code": made.code, "qr": qr(request.build_absolute_uri(made.address))}


@in_room
def matter(request: HttpRequest, room: Room) -> Json:
    """What became of one matter of the room, `?id=`: its public lines, oldest first, and what its category asks for."""
    try:
        wanted = UUID(request.GET.get("id", ""))
    except ValueError:
        raise NotFound from None
    return one_matter(room, wanted)


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
    person = request.user if isinstance(request.user, User) else None
    shown = {"area": request.GET.get("room", "")[:40], "answers": person is not None and _answers(person)}
    return render(request, "wall/wall.html", shown)


def _answers(person: User) -> bool:
    """Whether this person may answer alarms somewhere; where, the service asks again."""
    return bool(scope_of(person, local_date(timezone.now())).roles.intersection(ANSWERS))
