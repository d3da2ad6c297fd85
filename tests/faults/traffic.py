"""People at work in a hurt house: whole lives of matters, each deed sent under one id until there is an answer.

What was acknowledged, and when, is written down: it is what no outage may lose and no screen may hide for long.
"""

import http.client
import json
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

AGAIN = {429, 503}


@dataclass(frozen=True, slots=True)
class Deed:
    """An acknowledged deed: when (monotonic seconds), on which matter, which version it made, whether that ended it."""

    at: float
    matter: str
    version: int
    ends: bool


@dataclass
class Traffic:
    """A few people of each street who never rest until `stop`. `pace` is the pause after each deed, in seconds."""

    ports: list[int]
    streets: list[dict[str, Any]]
    categories: dict[str, list[str]]
    pace: float = 0.05
    chance: Random = field(default_factory=lambda: Random(7))
    deeds: list[Deed] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    broken: int = 0
    wrong: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, people: int = 4) -> None:
        """Let that many threads live lives, one after the other."""
        self._threads = [
            threading.Thread(target=self._lives, args=(turn,), daemon=True) for turn in range(people)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the lives at hand; every deed of theirs is answered."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive(), "a deed was never answered"

    def _lives(self, turn: int) -> None:
        chance = Random(turn)
        while not self._stop.is_set():
            try:
                self._life(self.streets[turn % len(self.streets)], chance)
            except AssertionError as error:
                self.wrong.append(str(error)[:300])

    def _life(self, street: dict[str, Any], chance: Random) -> None:
        (worker, grid), dispatcher = chance.choice(street["workers"]), chance.choice(street["dispatchers"])
        handler, department = chance.choice(street["handlers"])
        kind, matter = chance.choice(list(self.categories)), str(uuid4())
        report = {"kind": kind, "text": "井盖破损，行人易跌倒", "grid_code": grid}
        version = self.send(f"/reports/{matter}", report, worker)["version"]
        self._note(matter, version)
        for who, verb, data in (
            (dispatcher, "accept", {"category": chance.choice(self.categories[kind]), "urgency": "normal"}),
            (dispatcher, "assign", {"to": department}),
            (handler, "take", {}),
            (handler, "finish", {"what_was_done": "已到现场处理完毕"}),
            (worker, "verify", {"result": "现场已看过"}),
            (dispatcher, "close", {"outcome": "settled", "public_reply": "已处理"}),
        ):
            body = {"incident": matter, "verb": verb, "version": version, "data": data}
            version = self.send(f"/commands/{uuid4()}", body, who)["done"]["version"]
            self._note(matter, version, ends=verb == "close")
            time.sleep(self.pace)

    def _note(self, matter: str, version: int, ends: bool = False) -> None:
        self.deeds.append(Deed(time.monotonic(), matter, version, ends))

    def send(self, path: str, body: dict[str, Any], token: str, seconds: float = 90) -> Any:
        """PUT the same bytes until there is an answer that is one; AssertionError for any other than 200 or 201."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answer = self.once(path, body, token)
            if answer and answer[0] in (200, 201):
                return answer[1]
            if answer and not (answer[0] in AGAIN or answer[1]["code"] == "BUSY_RETRY"):
                raise AssertionError(f"{answer[0]} {path} {body.get('verb', 'report')}: {answer[1]}")
            time.sleep(0.2)
        raise AssertionError(f"no answer in {seconds:.0f} s: {path}")

    def once(self, path: str, body: dict[str, Any], token: str) -> tuple[int, Any] | None:
        """One try; None if the connection ended before the answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.chance.choice(self.ports), timeout=20)
        begun = time.monotonic()
        with suppress(OSError, http.client.HTTPException, ValueError):
            headers = {"X-Session-Token": token, "Content-Type": "application/json"}
            line.request("PUT", f"/api/v1{path}", json.dumps(body), headers)
            response = line.getresponse()
            told = json.loads(response.read())
            self.statuses[response.status] += 1
            self.slowest = max(self.slowest, time.monotonic() - begun)
            line.close()
            return response.status, told
        self.broken += 1
        line.close()
        return None
