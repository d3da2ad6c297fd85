"""What Redis must promise before worker and beat rely on it: that it throws nothing away by itself.

A Redis that evicts keys when it is full loses queued tasks without a word. Nothing that matters would be lost for good,
for every sweep finds its work in the database, but late and unnoticed; so such a Redis is refused at the start.
"""

from typing import Any

import redis
from celery.signals import beat_init, worker_init
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

SAFE = "noeviction"


def client() -> redis.Redis:
    """A connection that gives up after half a second."""
    return redis.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **settings.REDIS_PATIENCE)


def eviction(bus: redis.Redis) -> str:
    """The server's policy when it is full, as INFO tells it (CONFIG may be forbidden); "" if it does not say."""
    told: Any = bus.info("memory")
    return str(told.get("maxmemory_policy", ""))


def trouble() -> str:
    """What is wrong with the broker in one line; empty if nothing is, or if it is away: it may come later."""
    try:
        with client() as bus:
            policy = eviction(bus)
    except (redis.RedisError, OSError):
        return ""
    if policy in ("", SAFE):
        return ""
    return f"Redis throws keys away when it is full (maxmemory-policy {policy}); set it to {SAFE}"


def refuse_an_evicting_broker(**kwargs: object) -> None:
    """Stop worker or beat at its start."""
    if found := trouble():
        raise SystemExit(f"三零 does not start: {found}")


worker_init.connect(refuse_an_evicting_broker)
beat_init.connect(refuse_an_evicting_broker)
