"""Who is behind a socket, and for how long. A socket lives no longer than its session, its account and its right.

A sign-out, a blocked account, a new password or posting is told to every web process over Redis, and each socket asks
the database again, as it also does by itself every thirty seconds. No channel layer is used: with one, a socket could
not open while Redis is away.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models.signals import post_save
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.models import User
from core.worktime import local_date
from grids.scope import scope_of
from incidents.desk.boxes import DESK_ROLES
from realtime.rooms import Room, choose, room_of_wall

CHANGED = "accounts:changed"
"""Channel: an account changed, or one of its sessions ended. The tails listen."""

NO_SESSION = 4401
NO_ROOM = 4404
TOO_SLOW = 4408
TRY_LATER = 1013

log = logging.getLogger(__name__)


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
    from realtime.walls.services import account_of, wall_of

    wall = wall_of(device)
    if wall is None:
        return NO_SESSION
    room = room_of_wall(wall.area, wanted)
    return Admission(account_of(wall), "", room) if room else NO_ROOM


def fingerprint(session_key: str) -> str:
    """What may be said about a session where others can read it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def connect() -> None:
    """Hear sign-outs and changes of accounts in this process."""
    user_logged_out.connect(_signed_out, dispatch_uid="realtime.signed_out")
    post_save.connect(_saved, sender=User, dispatch_uid="realtime.saved")


def _signed_out(sender: object, request: Any, user: User | None, **kwargs: object) -> None:
    key = getattr(getattr(request, "session", None), "session_key", None)
    if user is not None and key:
        tell(user.pk, fingerprint(key))


def _saved(sender: object, instance: User, created: bool, **kwargs: object) -> None:
    if not created:
        transaction.on_commit(lambda: tell(instance.pk, ""), robust=True)


def tell(account: int, session: str) -> None:
    """Tell all web processes that an account changed or, with its fingerprint, that a session ended. Never raises."""
    try:
        _client().publish(CHANGED, json.dumps({"account": account, "session": session}))
    except (redis.RedisError, OSError) as error:
        log.warning(
            "sockets of account %s close at their next check: Redis does not answer (%s)", account, error
        )


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=0.25, socket_timeout=0.25, retry=Retry(NoBackoff(), 0)
    )
