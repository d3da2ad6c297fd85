"""Who is behind a socket, and for how long. A socket lives no longer than its session, its account and its right.

A sign-out, a blocked account, a new password or posting is told to every web process (`news.py`), and each socket asks
the database again, as it also does by itself every thirty seconds.
"""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore

from core.models import User
from core.worktime import local_date
from grids.scope import scope_of
from incidents.desk.boxes import DESK_ROLES
from realtime.news import fingerprint
from realtime.rooms import Room, choose, room_of_wall
from realtime.walls.services import account_of, wall_of

NO_SESSION = 4401
NO_ROOM = 4404
TOO_SLOW = 4408
TRY_LATER = 1013


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody was let into a room, by this session (only its fingerprint is kept); `has_desk` if by a desk's role."""

    account: int
    session: str
    room: Room
    has_desk: bool = False


def admit(session_key: str, wanted: str, now: datetime, device: str = "") -> Admission | int:
    """Let the person of this session into the room with code `wanted`, or say the socket's closing code.

    Without a person, a wall's device (`realtime.walls`) is let into its own area.
    """
    person = get_user(SimpleNamespace(session=SessionStore(session_key or None)))  # type: ignore[arg-type]
    if not isinstance(person, User):
        return _admit_wall(device, wanted)
    day = local_date(now)
    scope = scope_of(person, day)
    room = choose(scope, wanted, day)
    if room is None:
        return NO_ROOM
    return Admission(person.pk, fingerprint(session_key), room, not scope.roles.isdisjoint(DESK_ROLES))


def _admit_wall(device: str, wanted: str) -> Admission | int:
    wall = wall_of(device)
    if wall is None:
        return NO_SESSION
    room = room_of_wall(wall.area, wanted)
    return Admission(account_of(wall), "", room) if room else NO_ROOM
