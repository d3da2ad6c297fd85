"""F45: five hundred phones come back at once after half an hour. Nobody gets a fault, everything arrives, once.

Over loopback, two real web processes. 429 and 503 with Retry-After are allowed answers: to them a phone waits as it was
told, and a little more, each its own little.
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


class Outbox(threading.Thread):
    """One phone with its half hour: a photo that goes first, then its report, then the report once more."""

    def __init__(self, n: int, web: WebProcess, token: str, start: threading.Event, told: "Told") -> None:
        super().__init__(daemon=True)
        self.web, self.token, self.begin, self.told = web, token, start, told
        self.report, self.chance = uuid4(), random.Random(SEED + n)

    def run(self) -> None:
        data = jpeg("blue")
        digest = "sha-256=" + b64encode(hashlib.sha256(data).digest()).decode()
        report = json.dumps({**hazard(), "photos_expected": 1}).encode()
        self.begin.wait()
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


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_a_retry_storm_of_five_hundred_phones_loses_nothing(phone: Any, grid_a1: Any, tmp_path: Path) -> None:
    """Part "storm" of the long proofs."""
    workers = [appoint(f"worker{n}", f"网格员{n}", "grid_worker", grid_a1) for n in range(20)]
    tokens = [phone(workers[n % len(workers)]).token for n in range(PHONES)]
    told, start = Told(), threading.Event()
    with several(tmp_path, "", "") as webs:
        phones = [Outbox(n, webs[n % 2], tokens[n], start, told) for n in range(PHONES)]
        for each in phones:
            each.start()
        began = time.monotonic()
        start.set()
        for each in phones:
            each.join(400)
        seconds = time.monotonic() - began
        assert all(web.process.poll() is None for web in webs)
    told.seconds.sort()
    print(f"{seconds:.0f} s; answers {dict(told.statuses)}; median {told.seconds[len(told.seconds) // 2]:.2f} s, "
          f"99 % within {told.seconds[int(len(told.seconds) * 0.99)]:.2f} s")  # fmt: skip
    assert told.gave_up == []
    assert set(told.statuses) <= {0, 200, 201, 202, 429, 503}
    assert told.without_a_word == Counter()
    assert Incident.objects.count() == Photo.objects.count() == PHONES
    assert not ParkedPart.objects.exists()
    assert all_is_well()
