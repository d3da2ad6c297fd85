"""Telling every web process, over Redis, that an account changed or a session ended; the tails listen.

A word that is lost costs little: each socket asks the database by itself every thirty seconds. No channel layer is
used: with one, a socket could not open while Redis is away.
"""

import hashlib
import json
import logging
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_save
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.models import User

CHANGED = "accounts:changed"
"""Channel: an account changed, or one of its sessions ended."""

log = logging.getLogger(__name__)


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
