"""The doorbell: after commit, a hint over Redis that the ledger has grown. The sequencer also looks by itself.

A lost hint costs at most 200 ms, so nothing here may cost an intake more: one thread rings at a time, Redis gets half
a second once, and after a failure the bell rests for a while. Failures are logged once per rest and go no further.
"""

import logging
import threading
import time
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.db import connection, transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.failpoints import failpoint

APPENDED = "ledger:appended"
"""Channel: entries were committed. The sequencer listens."""

HEAD = "ledger:head"
"""Channel: the log has grown to the number in the message. The tails and readers listen."""

PATIENCE_SECONDS = 0.25
"""How long Redis gets to take the connection, and again to take the message."""

REST_SECONDS = 5.0
"""How long the bell rests after Redis did not answer."""


log = logging.getLogger(__name__)

_ringing = threading.Lock()
_silent_until = 0.0


def ring_on_commit() -> None:
    """Ring when the present transaction commits, once however many entries it appends."""
    if not any(entry[1] is ring for entry in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Say that entries were committed. Never raises."""
    failpoint("ledger.ring")
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


class Ear:
    """The other side: waits for one channel. Without Redis it is simply a pause."""

    def __init__(self, stop: threading.Event, channel: str = APPENDED) -> None:
        self._stop = stop
        self._channel = channel
        self._subscription: Any = None
        self._deaf_until = 0.0

    def wait(self, seconds: float) -> None:
        """Return when the bell has rung, when `stop` is set, or after `seconds`."""
        try:
            if self._subscription is None and not self._subscribe():
                self._stop.wait(seconds)
            elif self._subscription.get_message(timeout=seconds):
                while self._subscription.get_message(timeout=0):
                    pass
        except (redis.RedisError, OSError) as error:
            log.warning("doorbell: nothing to hear (%s)", error)
            self._subscription, self._deaf_until = None, time.monotonic() + REST_SECONDS
            self._stop.wait(seconds)

    def _subscribe(self) -> bool:
        if time.monotonic() < self._deaf_until:
            return False
        self._subscription = _client().pubsub()  # type: ignore[no-untyped-call]
        self._subscription.subscribe(self._channel)
        return True


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
