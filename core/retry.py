"""Doing a whole action again when PostgreSQL says that it lost a deadlock or a serialization race."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

from core.errors import sqlstate

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
LOST_A_RACE = frozenset({"40001", "40P01"})
"""serialization_failure and deadlock_detected: the server has undone everything, so the action may run
again.
"""


def retried(action: Callable[P, R]) -> Callable[P, R]:
    """Run `action` up to three times in all, with a short random wait between, when it lost a race.

    The action must be a whole transaction whose only effects are in the database. Inside a transaction of a
    caller nothing is tried again, for the server has already undone the caller's part too.
    """

    @functools.wraps(action)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                if sqlstate(error) not in LOST_A_RACE or connection.in_atomic_block:
                    raise
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - jitter, not a secret
        return action(*args, **kwargs)

    return wrapper
