"""The doorbell: after commit, a hint over Redis that the ledger has grown. Only a hint: the sequencer also looks by itself.

A lost hint costs at most 200 ms, so nothing here may cost an intake more: one thread rings at a time, Redis gets half
a second once, and after a failure the bell rests for a while. Failures are logged once per rest and go no further.
"""

import logging
import threading
import time
from functools import cache

import redis
from django.conf import settings
from django.db import connection, transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

APPENDED = "ledger:appended"
"""Channel: entries were committed. The sequencer listens."""

HEAD = "ledger:head"
"""Channel: the log has grown to the number in the message. The tails and readers listen."""

PATIENCE_SECONDS = 0.25
REST_SECONDS = 5.0

log = logging.getLogger(__name__)

_ringing = threading.Lock()
_silent_until = 0.0


def ring_on_commit() -> None:
    """Ring when the present transaction commits, once however many entries it appends."""
    if not any(entry[1] is ring for entry in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Say that entries were committed. Never raises."""
    publish(APPENDED, "")


def publish(channel: str, message: str) -> None:
    """Publish a hint; give up quietly if Redis does not take it at once, or somebody else is just ringing."""
    global _silent_until
    if time.monotonic() < _silent_until or not _ringing.acquire(blocking=False):
        return
    try:
        _client().publish(channel, message)
    except (redis.RedisError, OSError) as error:
        _silent_until = time.monotonic() + REST_SECONDS
        log.warning("doorbell: Redis does not answer (%s); silent for %.0f s", error, REST_SECONDS)
    finally:
        _ringing.release()


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
