"""Who plays the day: grid workers, handlers and dispatchers of the demo county, signed in on devices of their own.

Sessions are made without passwords, because two hundred sign-ins from one address are what the sign-in refuses.
"""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from core import tokens
from core.models import User
from core.roles import Role
from core.worktime import local_date
from grids.models import Level, Posting
from mobile_api.trial.client import Client, Tally

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Street:
    """The players of one street."""

    path: str
    workers: list[tuple[Client, str]] = field(default_factory=list)
    dispatchers: list[Client] = field(default_factory=list)
    handlers: list[tuple[Client, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Sizes:
    """How many devices play."""

    phones: int = 200
    desks: int = 20


def streets(
    port: int, sizes: Sizes, tally: Tally, chance: Random, cut_one_in: int, now: datetime
) -> list[Street]:
    """Streets with dispatchers, workers and handlers, as many devices in all as `sizes` says."""
    made: dict[str, Street] = {}
    day = local_date(now)
    held = Posting.objects.valid_on(day).select_related("user", "area", "department__area").order_by("pk")

    def client(user: User) -> Client:
        session = tokens.issue(RequestFactory().get("/", headers={"user-agent": "trial"}), user, now)
        return Client(port, session.token, tally, chance, cut_one_in)

    for posting in held.filter(role=Role.DISPATCHER, area__level="street")[: sizes.desks]:
        made.setdefault(posting.area.path, Street(posting.area.path)).dispatchers.append(client(posting.user))
    handlers = sizes.phones // 4
    each = max(1, handlers // max(1, len(made)))
    for street in made.values():
        for posting in held.filter(role=Role.HANDLER, department__area__path=street.path)[:each]:
            street.handlers.append(
                (client(posting.user), posting.department.code if posting.department else "")
            )
    each = max(2, (sizes.phones - handlers) // max(1, len(made)))
    for street in made.values():
        workers = held.filter(
            role=Role.GRID_WORKER, area__path__startswith=street.path, area__level=Level.GRID
        )
        for posting in workers[:each]:
            street.workers.append((client(posting.user), posting.area.code))
    return [street for street in made.values() if len(street.workers) >= 2 and street.handlers]


def wall_session(now: datetime) -> str:
    """A browser's session for somebody who watches the whole county."""
    posting = (
        Posting.objects.valid_on(local_date(now)).filter(role=Role.SUPERVISOR, area__level="county").first()
    )
    if posting is None:
        raise RuntimeError("nobody supervises the county: load the demo county first")
    return session_of(posting.user)


def session_of(user: User) -> str:
    """A browser's session of this person."""
    store = SessionStore()
    store.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND})
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
