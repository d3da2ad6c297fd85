"""Who works on which matter just now: a lease of 90 seconds in Redis, renewed by what one does.

It is a courtesy and never a lock: the version of the row decides. Nothing of it is kept once it has ended; nobody can
ask who worked when. Each person holds one matter at a time. While Redis is away nobody's work is seen: `Away`.
A lease that changes hands rings a bell (`channel`) that names the matter; who has it, each desk then asks for itself.
"""

import json
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.models import User

LEASE_SECONDS = 90
PATIENCE_SECONDS = 0.25
REST_SECONDS = 5.0
"""How long nobody asks again after Redis did not answer."""

log = logging.getLogger(__name__)
_silent_until = 0.0


class Away(Exception):
    """Redis does not answer: who works on what is not known."""


@dataclass(frozen=True)
class Claim:
    """One lease: whose, since when (ISO, UTC), and, where it was taken over, from whom and why."""

    user_id: int
    name: str
    since: str
    taken_from: str = ""
    reason: str = ""

    @property
    def since_at(self) -> datetime:
        """Since when, as an instant."""
        return datetime.fromisoformat(self.since)


def claim(incident_id: UUID, by: User, now: datetime, take_over: str = "") -> Claim:
    """Take the lease if nobody has it, renew one's own, or take over another's for the reason `take_over`.

    Returns whose it is afterwards. Raises Away.
    """
    bus = _bus()
    try:
        held = _take(bus, incident_id, by, now, take_over)
        if held.user_id == by.pk:
            _hold_only(bus, incident_id, by, now)
        return held
    except (RedisError, OSError) as error:
        raise _away(error) from error


def leave(incident_id: UUID, by: User) -> None:
    """Give one's own lease back; another's stays. Raises Away."""
    bus = _bus()
    try:
        _leave(bus, str(incident_id), by)
    except (RedisError, OSError) as error:
        raise _away(error) from error


def claims(now: datetime) -> Mapping[UUID, Claim]:
    """Every lease that runs now. Raises Away."""
    bus = _bus()
    try:
        bus.zremrangebyscore(_key("claims"), "-inf", now.timestamp())
        ids = [each.decode() for each in _bytes(bus.zrange(_key("claims"), 0, -1))]
        found = _bytes(bus.mget([_key("claim", each) for each in ids])) if ids else ()
    except (RedisError, OSError) as error:
        raise _away(error) from error
    return {UUID(each): _read(raw) for each, raw in zip(ids, found, strict=True) if raw}


def _take(bus: redis.Redis, incident_id: UUID, by: User, now: datetime, take_over: str) -> Claim:
    key = _key("claim", str(incident_id))
    mine = Claim(by.pk, by.display_name, now.isoformat())
    if bus.set(key, _written(mine), nx=True, ex=LEASE_SECONDS):
        _ring(bus, incident_id, by, is_free=False)
        return mine
    raw: Any = bus.get(key)
    held = _read(raw) if raw else mine
    if held.user_id != by.pk:
        if not take_over:
            return held
        held = Claim(by.pk, by.display_name, now.isoformat(), held.name, take_over)
        bus.set(key, _written(held), ex=LEASE_SECONDS)
        _ring(bus, incident_id, by, is_free=False)
        return held
    bus.set(key, _written(held), ex=LEASE_SECONDS)
    return held


def _hold_only(bus: redis.Redis, incident_id: UUID, by: User, now: datetime) -> None:
    """Let go of what the same person held before, and be found in the list of all."""
    before: Any = bus.set(_key("holds", str(by.pk)), str(incident_id), ex=LEASE_SECONDS, get=True)
    if before and before.decode() != str(incident_id):
        _leave(bus, before.decode(), by)
    bus.zadd(_key("claims"), {str(incident_id): now.timestamp() + LEASE_SECONDS})
    bus.expire(_key("claims"), LEASE_SECONDS)


def _leave(bus: redis.Redis, incident_id: str, by: User) -> None:
    raw: Any = bus.get(_key("claim", incident_id))
    if raw and _read(raw).user_id == by.pk:
        bus.delete(_key("claim", incident_id))
        bus.zrem(_key("claims"), incident_id)
        _ring(bus, incident_id, by, is_free=True)


def channel() -> str:
    """Where the bell is heard: {"matter", "account" (who did it), "free"}."""
    return _key("claimed")


def _ring(bus: redis.Redis, incident_id: UUID | str, by: User, is_free: bool) -> None:
    bus.publish(channel(), json.dumps({"matter": str(incident_id), "account": by.pk, "free": is_free}))


def _written(claim: Claim) -> str:
    return json.dumps(asdict(claim), ensure_ascii=False)


def _read(raw: bytes) -> Claim:
    return Claim(**json.loads(raw))


def _bytes(answer: Any) -> Iterable[Any]:
    """What the client's types cannot say: a list of bytes."""
    return list(answer)


def _key(*parts: str) -> str:
    return settings.REDIS_PREFIX + "desk:" + ":".join(parts)


def _away(error: Exception) -> Away:
    global _silent_until
    _silent_until = time.monotonic() + REST_SECONDS
    log.warning("desk: Redis does not answer (%s); nobody's work is seen for %.0f s", error, REST_SECONDS)
    return Away()


def _bus() -> redis.Redis:
    if time.monotonic() < _silent_until:
        raise Away
    return _client(settings.REDIS_URL)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
