"""Pages that watch a hurt house: one socket each, folded as `frontend/shared/feed.ts` and `reduce.ts` do it.

A page writes down when it learnt of what, when it was told that all is current, and the messages since its last
snapshot, so that a judge can say afterwards whether it ever lied, and the pages' own reducer can be led the same way.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from urllib.request import Request, urlopen
from uuid import UUID

from django.conf import settings
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from realtime.frames import Json, mark

LATE_SECONDS = 5.0
"""Without a beat for so long a page says that it is late (`frontend/wall/freshness.ts`)."""

ENDED = 1 << 30
"""Later than any version: what a page learns of a matter that it only ever hears of as closed."""

GIVE_UP_SECONDS = 8.0
"""Silence after which a page takes its socket for dead (`feed.ts`)."""


@dataclass
class Page:
    """One screen: `ports` of the web processes it may reach, its session, its room."""

    name: str
    ports: list[int]
    session: str
    room: str = ""
    chance: Random = field(default_factory=lambda: Random(1))
    n: int | None = None
    open: dict[str, Json] = field(default_factory=dict)
    led: list[Json] = field(default_factory=list)
    learnt: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    wholes: list[tuple[float, frozenset[str]]] = field(default_factory=list)
    beats: list[tuple[float, float]] = field(default_factory=list)
    ways: list[float] = field(default_factory=list)
    connects: int = 0
    drifts: list[str] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    socket: ClientConnection | None = None
    leaving: bool = False

    def watch(self) -> None:
        """Stay until told to leave; come back after every loss."""
        while not self.leaving:
            with suppress(OSError, WebSocketException, TimeoutError, EOFError):
                self._visit(self.chance.choice(self.ports))
            time.sleep(0.2 + 0.3 * self.chance.random())

    def _visit(self, port: int) -> None:
        since = f"&since={self.n}" if self.n is not None else ""
        address = f"ws://127.0.0.1:{port}/ws/feed?room={self.room}{since}"
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}"}
        origin = Origin(f"http://127.0.0.1:{port}")
        options: dict[str, Any] = {"max_size": None, "proxy": None, "open_timeout": 10, "close_timeout": 1}
        with connect(address, origin=origin, additional_headers=cookie, **options) as socket:
            self.socket, self.connects = socket, self.connects + 1
            try:
                while not self.leaving:
                    self.hear(json.loads(socket.recv(timeout=GIVE_UP_SECONDS)), port)
            finally:
                self.closed += [socket.close_code] if socket.close_code else []

    def cut(self) -> None:
        """Lose the line without a farewell."""
        if self.socket:
            with suppress(OSError):
                self.socket.socket.shutdown(2)

    def hear(self, message: Json, port: int) -> None:
        """Take one message, as a page does: fill a hole over HTTP, load afresh where that cannot be had."""
        kind = message["type"]
        if kind == "resync" or (kind == "beat" and self._drifted(message)):
            self.n = None
            raise EOFError
        if kind == "frame" and self.n is not None and message["from"] > self.n:
            self.hear(self.ask(f"/api/v1/feed?room={self.room}&since={self.n}", port), port)
        self.take(message, time.monotonic())

    def take(self, message: Json, at: float) -> None:
        """The reducer."""
        kind = message["type"]
        if kind == "snapshot":
            self.n, self.led = message["n"], []
            self.open = {each["id"]: each for each in message["open"]}
            self.wholes.append((at, frozenset(self.open)))
            for each in message["open"]:
                self._learn(each["id"], each["version"], at)
        self.led.append(message)
        if kind == "beat":
            self.beats.append((at, message["lag"]))
            sent = datetime.fromisoformat(message["server_time"]).timestamp()
            self.ways.append(max(0.0, time.time() - sent))
            self.n = max(self.n or 0, message["n"])
        elif kind == "frame" and self.n is not None and message["to"] > self.n:
            self.n = message["to"]
            for each in message["open"]:
                self._put(each["id"], each["version"], each, at)
            for key, version in message["gone"]:
                self._put(key, version, None, at)
            for line in message["lines"]:
                self._learn(line["id"], ENDED if line["verb"] == "closed" else 0, at)

    def _put(self, key: str, version: int, matter: Json | None, at: float) -> None:
        self._learn(key, version, at)
        held = self.open.get(key)
        if held and held["version"] > version:
            return
        if matter:
            self.open[key] = matter
        else:
            self.open.pop(key, None)

    def _learn(self, key: str, version: int, at: float) -> None:
        self.learnt.setdefault(key, []).append((at, version))

    def _drifted(self, beat: Json) -> bool:
        """Whether the beat tells another sum than what is kept; in no outage may that happen."""
        if self.n is None or beat["n"] < self.n:
            return False
        value = 0
        for each in self.open.values():
            value ^= mark(UUID(each["id"]), each["version"])
        if (value, len(self.open)) == (beat["open_hash"], beat["open_count"]):
            return False
        self.drifts.append(f"{self.name}: {len(self.open)} kept, {beat['open_count']} told at {beat['n']}")
        return True

    def ask(self, path: str, port: int) -> Json:
        """An answer over HTTP, by the browser's cookie."""
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}", "Accept": "application/json"}
        with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=headers), timeout=20) as answer:
            found: Json = json.loads(answer.read())
        return found

    def fresh(self) -> Json:
        """The room as a page that opens now would see it."""
        return self.ask(f"/api/v1/feed/snapshot?room={self.room}", self.chance.choice(self.ports))

    def is_level(self, fresh: Json) -> bool:
        """Whether it shows exactly what a fresh load shows."""
        return self.n == fresh["n"] and self.open == {each["id"]: each for each in fresh["open"]}

    def live_until(self, on_the_way: bool = True) -> list[tuple[float, float]]:
        """The spans in which the page called itself live: from each beat until it is late, or the next beat.

        Without `on_the_way`, as if each beat had been here when it was sent: a page cannot know how long a busy machine
        or a slow line held it up.
        """
        spans = []
        for number, (at, lag) in enumerate(self.beats):
            end = at + LATE_SECONDS - lag - (0.0 if on_the_way else self.ways[number])
            following = self.beats[number + 1][0] if number + 1 < len(self.beats) else end
            spans.append((at, min(end, following)))
        return spans


def watching(pages: list[Page]) -> Callable[[], None]:
    """Let all pages watch, each in a thread; returns how to let them go."""
    threads = [threading.Thread(target=page.watch, daemon=True) for page in pages]
    for thread in threads:
        thread.start()

    def leave() -> None:
        for page in pages:
            page.leaving = True
            page.cut()
        for thread in threads:
            thread.join(15)

    return leave
