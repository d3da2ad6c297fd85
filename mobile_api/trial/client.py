"""One phone or desk of the trial: HTTP over a socket of its own, which it may cut after sending; it never gives up.

Written on bare streams, because no client library cuts a connection after the request has left.
"""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

PATIENCE = 20.0
TRIES = 60
PAUSE, LONGEST = 0.25, 4.0
"""Seconds before the next try: the first, and the most to which it is doubled."""


def is_passing(status: int, answer: dict[str, Any]) -> bool:
    """Whether the same request may well be answered otherwise in a moment: nothing is wrong with it."""
    return status in (429, 503) or (status == 409 and answer.get("code") == "BUSY_RETRY")


class Gone(Exception):
    """The connection ended before the answer was here: it may have happened or not."""


@dataclass
class Tally:
    """What the trial did and heard; shared by all clients."""

    sent: int = 0
    cut: int = 0
    broken: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    worst: list[str] = field(default_factory=list)

    def heard(self, status: int, what: str) -> None:
        """Note an answer; 5xx with what it answered."""
        self.statuses[status] += 1
        if status >= 500:
            self.worst.append(f"{status} {what}")


class Client:
    """Speaks as one account; one request at a time, as a thumb does."""

    def __init__(self, port: int, token: str, tally: Tally, chance: Random, cut_one_in: int) -> None:
        self.port, self.token, self.tally, self.chance, self.cut_one_in = (
            port,
            token,
            tally,
            chance,
            cut_one_in,
        )
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.thumb = asyncio.Lock()

    async def put(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """PUT until there is an answer; the same bytes each time, so that it is the same act."""
        async with self.thumb:
            wants_cut = self.chance.randrange(self.cut_one_in) == 0
            for tries in range(TRIES):
                try:
                    status, answer = await self._once("PUT", path, body, cut=wants_cut)
                except Gone:
                    wants_cut = False
                    continue
                except (OSError, asyncio.IncompleteReadError, TimeoutError):
                    self.tally.broken += 1
                    self._hang_up()
                else:
                    if not is_passing(status, answer):
                        return status, answer
                await asyncio.sleep(self._pause(tries))
            raise RuntimeError(f"no answer after {TRIES} tries: {path}")

    def _pause(self, tries: int) -> float:
        """How long to leave the server alone: doubled each time up to a limit, a quarter more or less."""
        return min(PAUSE * 2.0**tries, LONGEST) * (0.75 + self.chance.random() / 2)

    async def _once(
        self, method: str, path: str, body: dict[str, Any], *, cut: bool
    ) -> tuple[int, dict[str, Any]]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(self._request(method, path, json.dumps(body, ensure_ascii=False).encode()))
        await writer.drain()
        self.tally.sent += 1
        if cut:
            self.tally.cut += 1
            self._hang_up()
            raise Gone
        status, answer = await asyncio.wait_for(_answer(reader), PATIENCE)
        self.tally.heard(status, f"{method} {path} {answer}")
        return status, answer

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-Session-Token: {self.token}\r\n"
            f"Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _hang_up(self) -> None:
        if self.streams is not None:
            self.streams[1].transport.abort()
            self.streams = None

    def close(self) -> None:
        """Let go of the connection."""
        self._hang_up()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    if "content-length" in fields:
        body = await reader.readexactly(int(fields["content-length"]))
    else:
        body = await _chunks(reader)
    return int(head[0].split(" ")[1]), json.loads(body) if body else {}


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    whole = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        whole += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return whole
