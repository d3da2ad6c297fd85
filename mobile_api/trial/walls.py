"""Walls that watch the day: sockets like a page's, with its rules; at the end each must equal a fresh load."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

from django.conf import settings
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake


@dataclass
class Wall:
    """One wall: what it shows, and how often it had to begin again."""

    port: int
    session: str
    n: int = -1
    open: dict[str, dict[str, Any]] = field(default_factory=dict)
    frames: int = 0
    reconnects: int = 0
    resyncs: int = 0

    async def watch(self) -> None:
        """Stay connected until cancelled."""
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}"}
        origin: Any = f"http://127.0.0.1:{self.port}"
        while True:
            address = f"ws://127.0.0.1:{self.port}/ws/feed" + (f"?since={self.n}" if self.n >= 0 else "")
            with suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                async with connect(
                    address, additional_headers=headers, origin=origin, max_size=None
                ) as socket:
                    await self._listen(socket)
            self.reconnects += 1
            await asyncio.sleep(0.3)

    async def _listen(self, socket: Any) -> None:
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "resync" or self._has_a_hole(message):
                self.resyncs, self.n = self.resyncs + 1, -1
                return
            self.take(message)

    def _has_a_hole(self, message: dict[str, Any]) -> bool:
        return message["type"] == "frame" and self.n >= 0 and message["from"] > self.n

    def take(self, message: dict[str, Any]) -> None:
        """What `frontend/shared/reduce.ts` does, for the open matters."""
        if message["type"] == "snapshot":
            self.n, self.open = message["n"], {each["id"]: each for each in message["open"]}
        elif message["type"] == "frame" and message["to"] > self.n:
            self.n, self.frames = message["to"], self.frames + 1
            for each in message["open"]:
                self._put(each["id"], each["version"], each)
            for key, version in message["gone"]:
                self._put(key, version, None)

    def _put(self, key: str, version: int, matter: dict[str, Any] | None) -> None:
        held = self.open.get(key)
        if held and held["version"] > version:
            return
        if matter is None:
            self.open.pop(key, None)
        else:
            self.open[key] = matter


def fresh(port: int, session: str) -> dict[str, Any]:
    """The room as a page that opens now would see it."""
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "Accept": "application/json"}
    address = f"http://127.0.0.1:{port}/api/v1/feed/snapshot"
    with urlopen(Request(address, headers=cookie), timeout=30) as answer:
        room: dict[str, Any] = json.loads(answer.read())
    return room


async def settle(walls: list[Wall], port: int, session: str, seconds: float = 30) -> list[str]:
    """Wait until every wall shows what a fresh load shows; return what still differs when patience ends."""
    until = asyncio.get_running_loop().time() + seconds
    while True:
        room = await asyncio.to_thread(fresh, port, session)
        now = {each["id"]: each["version"] for each in room["open"]}
        wrong = [
            index
            for index, wall in enumerate(walls)
            if {k: m["version"] for k, m in wall.open.items()} != now
        ]
        if not wrong or asyncio.get_running_loop().time() > until:
            return [f"wall {index} differs from a fresh load" for index in wrong]
        await asyncio.sleep(0.5)
