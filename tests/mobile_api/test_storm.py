"""F45: five hundred phones come back at once after half an hour. Nobody gets a fault, everything arrives, once.

Over loopback, two real web processes. 429 and 503 with Retry-After are allowed answers: to them a phone waits as it was
told, and a little more, each its own little. Meanwhile somebody who was never away files as on any day: that phone is
answered within the limit of every request, and no web process grows.
"""

import hashlib
import http.client
import json
import random
import threading
import time
from base64 import b64encode
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from incidents.models import Incident, Photo
from mobile_api.models import ParkedPart
from tests.cast import appoint
from tests.mobile_api.conftest import hazard, jpeg
from tests.mobile_api.test_faults import all_is_well
from tests.mobile_api.web import WebProcess, several

PHONES = 500
SEED = 419001
PATIENCE = 30
LONGEST = 10.0
"""Seconds for any answer to anybody: nothing hangs longer (P12)."""
MOST_GROWTH = 100
"""Megabytes by which a web process may have grown at its largest: what is on the way at once, and no more."""


class Outbox(threading.Thread):
    """One phone with its half hour: a photo that goes first, then its report, then the report once more."""

    def __init__(self, n: int, web: WebProcess, token: str, start: threading.Event, told: "Told") -> None:
        super().__init__(daemon=True)
        self.web, self.token, self.begin, self.told = web, token, start, told
        self.report, self.chance = uuid4(), random.Random(SEED + n)

    def run(self) -> None:
        self.begin.wait()
        self.file()

    def file(self) -> None:
        data = jpeg("blue")
        digest = "sha-256=" + b64encode(hashlib.sha256(data).digest()).decode()
        report = json.dumps({**hazard(), "photos_expected": 1}).encode()
        self._until_taken(f"/reports/{self.report}/photos/1", data, {"Digest": digest})
        for _ in range(2):
            self._until_taken(f"/reports/{self.report}", report, {"Content-Type": "application/json"})

    def _until_taken(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        for tries in range(40):
            began = time.monotonic()
            status, after = self._send(path, body, headers)
            self.told.add(status, after, time.monotonic() - began)
            if status in (200, 201, 202):
                return
            wait = after or min(2**tries / 2, 20)
            time.sleep(wait + self.chance.random() * 2)
        self.told.gave_up.append(path)

    def _send(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, int]:
        line = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=PATIENCE)
        try:
            given = {"X-Session-Token": self.token, "Host": "localhost", **headers}
            line.request("PUT", "/api/v1" + path, body, given)
            response = line.getresponse()
            response.read()
            return response.status, int(response.headers.get("Retry-After") or 0)
        except (OSError, http.client.HTTPException):
            return 0, 0
        finally:
            line.close()


class Told:
    """What the phones were answered, all together."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.without_a_word: Counter[int] = Counter()
        self.seconds: list[float] = []
        self.gave_up: list[str] = []
        self._lock = threading.Lock()

    def add(self, status: int, after: int, seconds: float) -> None:
        with self._lock:
            self.statuses[status] += 1
            self.seconds.append(seconds)
            if status in (429, 503) and not after:
                self.without_a_word[status] += 1

    def said(self) -> str:
        """Answers and seconds, in one line."""
        took = sorted(self.seconds) or [0.0]
        share = {f"{part:.0%}": took[min(len(took) - 1, int(len(took) * part))] for part in (0.5, 0.99, 1.0)}
        return f"answers {dict(self.statuses)}; " + ", ".join(
            f"{part} within {s:.2f} s" for part, s in share.items()
        )


class AtEase(threading.Thread):
    """One phone outside the storm: a photo and its report, a moment's pause, the next, until it is over."""

    def __init__(self, web: WebProcess, token: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.web, self.token, self.over, self.told, self.filed = web, token, over, Told(), 0

    def run(self) -> None:
        while not self.over.wait(0.5):
            Outbox(PHONES + self.filed, self.web, self.token, self.over, self.told).file()
            self.filed += 1


def memory_of(web: WebProcess, what: str) -> int:
    """Megabytes of a process: `VmRSS`, what it has now; `VmHWM`, the most it ever had."""
    said = Path(f"/proc/{web.process.pid}/status").read_text()
    return int(next(line for line in said.splitlines() if line.startswith(what)).split()[1]) // 1024


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_a_retry_storm_of_five_hundred_phones_loses_nothing(phone: Any, grid_a1: Any, tmp_path: Path) -> None:
    """Part "storm" of the long proofs."""
    workers = [appoint(f"worker{n}", f"网格员{n}", "grid_worker", grid_a1) for n in range(20)]
    tokens = [phone(workers[n % len(workers)]).token for n in range(PHONES)]
    told, start, over = Told(), threading.Event(), threading.Event()
    with several(tmp_path, "", "") as webs:
        at_ease = AtEase(webs[0], phone(workers[0]).token, over)
        for web in webs:  # warm, as any process is at this hour
            Outbox(0, web, tokens[0], start, Told()).file()
        before = [memory_of(web, "VmRSS") for web in webs]
        phones = [Outbox(n, webs[n % 2], tokens[n], start, told) for n in range(PHONES)]
        for each in (*phones, at_ease):
            each.start()
        began = time.monotonic()
        start.set()
        for each in phones:
            each.join(400)
        seconds = time.monotonic() - began
        over.set()
        at_ease.join(60)
        assert all(web.process.poll() is None for web in webs)
        most = [memory_of(web, "VmHWM") for web in webs]
        print(f"memory of the web processes {before} MB before, {most} MB at most")
    print(f"{seconds:.0f} s; {told.said()}\nat ease: {at_ease.filed} reports; {at_ease.told.said()}")
    assert told.gave_up == at_ease.told.gave_up == []
    assert set(told.statuses) <= {0, 200, 201, 202, 429, 503}
    assert told.without_a_word == Counter()
    assert Incident.objects.count() == Photo.objects.count() == PHONES + at_ease.filed + len(webs)
    assert not ParkedPart.objects.exists()
    assert all_is_well()
    assert at_ease.filed > 0 and set(at_ease.told.statuses) <= {200, 201, 202}
    assert max(at_ease.told.seconds) < LONGEST
    assert all(now - then <= MOST_GROWTH for now, then in zip(most, before, strict=True))
