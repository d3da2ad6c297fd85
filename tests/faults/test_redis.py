"""Redis stopped, emptied, stalled, full: intake and every verb go on, and nobody signs in again (F8 to F11)."""

import shutil
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
import redis
from celery.signals import beat_init, worker_init

from core import broker, health
from core.embedded import valkey
from incidents.models import Incident
from tests.mobile_api.conftest import cast, hazard, phone, small_catalogue
from tests.mobile_api.web import WebProcess, running

__all__ = ["cast", "phone", "small_catalogue"]

pytestmark = pytest.mark.django_db(transaction=True)


class Bus:
    """A Valkey of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.path, self.log = folder / "bus" / "v.sock", folder / "bus.log"
        self.start()

    def start(self) -> None:
        self.server = valkey.start(self.path, self.log)

    @property
    def url(self) -> str:
        return f"unix://{self.path}?db=0"

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """It takes connections and answers nothing."""
        self.server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.server.send_signal(signal.SIGCONT)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It is killed; afterwards an empty one stands in its place."""
        self.server.kill()
        self.server.wait()
        yield
        self.start()

    def tell(self, *words: str) -> None:
        redis.Redis(unix_socket_path=str(self.path)).execute_command(*words)  # type: ignore[no-untyped-call]


@pytest.fixture
def bus(settings: Any, short: Path) -> Iterator[Bus]:
    made = Bus(short)
    settings.REDIS_URL = made.url
    yield made
    valkey.stop(made.server)


@pytest.fixture
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a short name that the service user may enter: a socket's path is short."""
    folder = Path(tempfile.mkdtemp(prefix="sl-bus-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def take_in(web: WebProcess, number: int, token: str) -> list[float]:
    """File so many reports, ten at a time; each must be a 201. How long each took, in seconds, sorted."""

    def file(_: int) -> float:
        begun = time.monotonic()
        answer = web.ask("PUT", f"/reports/{uuid4()}", hazard(), token)
        assert answer and answer[0] == 201, answer
        return time.monotonic() - begun

    with ThreadPoolExecutor(10) as pool:
        return sorted(pool.map(file, range(number)))


def test_f8_f9_f10_f11_intake_goes_on_whatever_happens_to_redis(
    phone: Any, lin: Any, tmp_path: Path, bus: Bus
) -> None:
    token = phone(lin).token
    with running(tmp_path) as web:
        usual = take_in(web, 20, token)
        with bus.stalled():
            stalled = take_in(web, 50, token)
        bus.tell("FLUSHALL")
        assert (web.ask("GET", "/incidents", None, token) or (0,))[0] == 200
        bus.tell("CONFIG", "SET", "maxmemory", "1")
        take_in(web, 5, token)
        with bus.stopped():
            stopped = take_in(web, 100, token)
        take_in(web, 5, token)
    assert Incident.objects.count() == 180
    for slow in (stalled, stopped):
        assert slow[-1] < usual[-1] + 2.0, "a request waited for Redis"
        assert statistics.median(slow) < statistics.median(usual) * 4 + 0.2


def test_f11_a_redis_that_throws_keys_away_is_refused(bus: Bus) -> None:
    assert (broker.trouble(), health.bus()) == ("", {"ok": True, "when_full": "noeviction"})
    bus.tell("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    assert "maxmemory-policy allkeys-lru" in broker.trouble()
    assert health.bus() == {"ok": False, "when_full": "allkeys-lru"}
    with bus.stopped():
        assert broker.trouble() == ""


def test_f11_neither_worker_nor_beat_starts_on_such_a_redis(bus: Bus) -> None:
    bus.tell("CONFIG", "SET", "maxmemory-policy", "volatile-ttl")
    somebody = Mock()  # of another app: Celery's own listeners leave this process alone
    for begins in (worker_init, beat_init):
        with pytest.raises(SystemExit, match="三零 does not start: Redis throws keys away"):
            begins.send(somebody)
