"""`python -m bench.screens`: many open sockets in one process, which note when each event arrived at each of them.

Lines of JSON. {"open": 200, "port":, "path":, "cookie":, "greeted":} is answered when every socket is open and has had
its first message, if it is greeted with one. {"send": {"seconds":, "per_second":, "text":}} speaks over one socket
more, for an echo, and is answered with {event: time}. {"tell": true} is answered with {"arrivals": {event: [time, …]},
"frames": how many}. Times are the wall clock's. The protocol is bare, so that screens cost little; compression is as in
a browser.
"""

import asyncio
import base64
import json
import os
import struct
import sys
import threading
import time
import zlib
from collections import defaultdict
from functools import lru_cache, partial
from typing import Any
from uuid import uuid4

import uvloop

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@lru_cache(64)
def events_of(text: bytes) -> tuple[str, ...]:
    """The events that a message tells of. Every screen of a room gets the same words, so they are read once."""
    said = json.loads(text)
    return tuple(line["id"] for line in said["lines"]) if said.get("type") == "frame" else ()


class Screen(asyncio.Protocol):
    """One socket."""

    def __init__(self, asked: dict[str, Any], arrivals: dict[str, list[float]]) -> None:
        self.asked, self.arrivals = asked, arrivals
        self.buffer, self.shaken, self.frames = b"", False, 0
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.inflate = zlib.decompressobj(-15)

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        host = f"127.0.0.1:{self.asked['port']}"
        lines = [
            f"GET {self.asked['path']} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
            f"Cookie: {self.asked['cookie']}",
        ]  # fmt: skip
        transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.shaken:
            head, gap, rest = self.buffer.partition(b"\r\n\r\n")
            if not gap:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self._fail(head.decode())
                return
            self.shaken, self.buffer = True, rest
            if not self.asked["greeted"]:
                self.open.set_result(None)
        while (found := parse(self.buffer)) is not None:
            first, payload, self.buffer = found
            self._heard(first, payload)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(f"closed: {error}")

    def send(self, code: int, payload: bytes) -> None:
        """Send one frame, masked with nothing, as the protocol allows."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else struct.pack("!BH", 0x80 | 126, size)
        self.transport.write(bytes([0x80 | code]) + length + bytes(4) + payload)

    def _heard(self, first: int, payload: bytes) -> None:
        at = time.time()
        if first & 15 == PING:
            self.send(PONG, payload)
        elif first & 15 == CLOSE:
            self._fail(f"close {payload[:2].hex()}")
        elif first & 15 == TEXT:
            self._told(self._plain(first, payload), at)

    def _plain(self, first: int, payload: bytes) -> bytes:
        """The words of a message, which are compressed if the bit says so."""
        return self.inflate.decompress(payload + b"\x00\x00\xff\xff") if first & 0x40 else payload

    def _told(self, text: bytes, at: float) -> None:
        if not self.open.done():
            self.open.set_result(None)
            return
        events = events_of(text)
        self.frames += bool(events)
        for event in events:
            self.arrivals[event].append(at)

    def _fail(self, why: str) -> None:
        if not self.open.done():
            self.open.set_exception(RuntimeError(why))
        elif not self.asked.get("over"):
            sys.exit(f"a screen was shut out: {why}")


def parse(buffer: bytes) -> tuple[int, bytes, bytes] | None:
    """First byte, payload and rest of a frame from a server; None while it is not whole."""
    if len(buffer) < 2:
        return None
    size, start = buffer[1] & 127, 2
    if size > 125:
        start = 4 if size == 126 else 10
        if len(buffer) < start:
            return None
        size = int.from_bytes(buffer[2:start], "big")
    if len(buffer) < start + size:
        return None
    return buffer[0], buffer[start : start + size], buffer[start + size :]


def _same(screen: Screen) -> Screen:
    return screen


class Room:
    """All the sockets, and one more to speak from."""

    def __init__(self) -> None:
        self.arrivals: dict[str, list[float]] = defaultdict(list)
        self.screens: list[Screen] = []

    async def answer(self, said: dict[str, Any]) -> Any:
        """Do what is asked."""
        if "open" in said:
            return await self._open(said)
        if "send" in said:
            return await self._send(**said["send"])
        told = {
            "arrivals": self.arrivals,
            "frames": sum(each.frames for each in self.screens),
        }
        self.arrivals = defaultdict(list)
        for each in self.screens:
            each.arrivals, each.frames = self.arrivals, 0
        return told

    async def _open(self, asked: dict[str, Any]) -> int:
        loop = asyncio.get_running_loop()
        for _ in range(asked["open"] + (not asked["greeted"])):
            screen = Screen(asked, self.arrivals)
            self.screens.append(screen)
            await loop.create_connection(partial(_same, screen), "127.0.0.1", asked["port"])
            await screen.open
        if not asked["greeted"]:
            self.speaker = self.screens.pop()
            self.speaker.arrivals = defaultdict(list)
        return len(self.screens)

    async def _send(self, seconds: float, per_second: float, text: str) -> dict[str, float]:
        begun = time.time()
        sent: dict[str, float] = {}
        for turn in range(int(seconds * per_second)):
            await asyncio.sleep(max(0.0, begun + turn / per_second - time.time()))
            event = str(uuid4())
            sent[event] = time.time()
            self.speaker.send(TEXT, text.replace("EVENT", event).encode())
        return sent


async def main() -> None:
    """Listen to what is asked, until the input ends."""
    loop, room = asyncio.get_running_loop(), Room()
    asked: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(asked.put_nowait, line)
        loop.call_soon_threadsafe(asked.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    while line := await asked.get():
        print(json.dumps(await room.answer(json.loads(line))), flush=True)
    os._exit(0)


if __name__ == "__main__":
    asyncio.Runner(loop_factory=uvloop.new_event_loop).run(main())
