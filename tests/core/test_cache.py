"""The cache, for which Redis may be away: nothing fails, and nobody waits twice."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.cache import cache, caches

from core.cache import ForgivingRedis


@pytest.fixture
def away(settings: Any) -> Iterator[Any]:
    """A cache whose Redis does not exist."""
    lost = ForgivingRedis("unix:///nonexistent.sock", {"OPTIONS": caches.settings["default"]["OPTIONS"]})
    yield lost
    ForgivingRedis._silent_until = 0.0


def test_it_keeps_what_it_is_given() -> None:
    cache.set("a", {"n": 1}, 60)
    assert cache.get("a") == {"n": 1}
    cache.set("n", 1)
    assert cache.add("a", 2) is False and cache.incr("n", 2) == 3
    assert cache.delete("a") is True and cache.get("a", "gone") == "gone"


@pytest.mark.parametrize(
    ("name", "words", "answer"),
    [
        ("get", ("k", "other"), "other"),
        ("set", ("k", 1), None),
        ("add", ("k", 1), True),
        ("delete", ("k",), False),
        ("touch", ("k",), False),
        ("has_key", ("k",), False),
        ("incr", ("k", 3), 3),
        ("get_many", (["k"],), {}),
        ("set_many", ({"k": 1},), []),
        ("delete_many", (["k"],), None),
        ("clear", (), None),
    ],
)
def test_without_redis_nothing_is_there_and_nothing_fails(
    away: Any, name: str, words: Any, answer: Any
) -> None:
    assert getattr(away, name)(*words) == answer


def test_without_redis_only_the_first_asks(away: Any, caplog: pytest.LogCaptureFixture) -> None:
    began = time.monotonic()
    for number in range(200):
        away.get(f"k{number}")
    assert time.monotonic() - began < 1
    assert len(caplog.records) == 1


def test_clearing_it_leaves_everything_else_in_redis() -> None:
    other = redis.Redis.from_url(settings.REDIS_URL)
    other.set("sanling:queue:tasks", "a task")
    cache.set("a", 1)
    cache.clear()
    assert cache.get("a") is None
    assert other.get("sanling:queue:tasks") == b"a task"
    other.delete("sanling:queue:tasks")
