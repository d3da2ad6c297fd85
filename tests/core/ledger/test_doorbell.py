"""The bell is only a hint: it never costs an intake more than half a second, once, and never an error."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings

from core.embedded import valkey
from core.ledger import doorbell


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(doorbell, "_silent_until", 0.0)
    client = doorbell._client
    client.cache_clear()
    yield
    client.cache_clear()


@pytest.fixture
def own_bus(tmp_path: Path, settings: object) -> Iterator[int]:
    """A Valkey that this test may stop; the settings point to it. Gives its process id."""
    folder = Path(f"/tmp/sl-bell-{os.getpid()}")
    folder.mkdir(exist_ok=True)
    server = valkey.start(folder / "v.sock", tmp_path / "valkey.log")
    settings.REDIS_URL = f"unix://{folder / 'v.sock'}?db=0"  # type: ignore[attr-defined]
    yield server.pid
    os.kill(server.pid, signal.SIGCONT)
    valkey.stop(server)
    (folder / "v.sock").unlink(missing_ok=True)
    folder.rmdir()


def seconds(rings: int) -> float:
    started = time.monotonic()
    for _ in range(rings):
        doorbell.ring()
    return time.monotonic() - started


def test_the_hint_arrives() -> None:
    listener = redis.Redis.from_url(django_settings.REDIS_URL).pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    listener.subscribe(doorbell.APPENDED)
    listener.get_message(timeout=1)
    doorbell.ring()
    assert listener.get_message(timeout=2)["channel"] == b"ledger:appended"


def test_without_redis_nothing_is_raised_and_it_is_told_once(
    settings: object, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"  # type: ignore[attr-defined]
    assert seconds(100) < 0.5
    assert len([record for record in caplog.records if record.name == "core.ledger.doorbell"]) == 1


def test_a_stalled_redis_costs_half_a_second_once(own_bus: int) -> None:
    doorbell.ring()
    os.kill(own_bus, signal.SIGSTOP)
    assert seconds(50) < 1.0
    assert seconds(50) < 0.1


def test_after_its_rest_the_bell_rings_again(own_bus: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "REST_SECONDS", 0.1)
    os.kill(own_bus, signal.SIGSTOP)
    doorbell.ring()
    os.kill(own_bus, signal.SIGCONT)
    time.sleep(0.2)
    listener = redis.Redis.from_url(django_settings.REDIS_URL).pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    listener.subscribe(doorbell.APPENDED)
    listener.get_message(timeout=1)
    doorbell.ring()
    assert listener.get_message(timeout=2) is not None


def test_only_one_thread_waits_for_a_slow_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def publish(self, channel: str, message: str) -> None:
            time.sleep(0.3)

    monkeypatch.setattr(doorbell, "_client", Slow)
    threads = [threading.Thread(target=doorbell.ring) for _ in range(10)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    assert sum(thread.is_alive() for thread in threads) == 1
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 1.0


def test_the_ear_hears_the_bell() -> None:
    ear = doorbell.Ear(threading.Event())
    ear.wait(0.1)
    threading.Timer(0.1, doorbell.ring).start()
    started = time.monotonic()
    ear.wait(10)
    assert time.monotonic() - started < 5


def test_without_redis_the_ear_is_a_pause_that_a_stop_ends(settings: object, tmp_path: Path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"  # type: ignore[attr-defined]
    stop = threading.Event()
    ear = doorbell.Ear(stop)
    started = time.monotonic()
    ear.wait(0.1)
    ear.wait(0.1)
    assert 0.15 < time.monotonic() - started < 5
    stop.set()
    ear.wait(60)
    assert time.monotonic() - started < 10
