"""`python -m bench.load PORT`: sixteen phones that send without pause, in a process of their own.

Reads one line of JSON per round from standard input, {"path": "report", "seconds": 4}, and answers with one: how many
answers came, how long they took. Bare protocol and prepared bytes, so that the client costs little and always the same.
"""

import asyncio
import json
import statistics
import sys
import time
from collections import Counter
from functools import partial
from typing import Any
from uuid import uuid4

import uvloop

TEXT = "井盖破损，行人易跌倒，已摆放警示桩，请尽快派人更换。位置在小区东门人行道，靠近公交站。"
PATHS = {
    "report": "/api/v1/reports/{}", "view": "/bench/view/{}", "insert": "/bench/insert/{}", "nothing": "/bench/nothing",
}  # fmt: skip


class Phone(asyncio.Protocol):
    """One keep-alive connection: the next request goes out when the answer to the last is whole."""

    def __init__(
        self, person: dict[str, Any], path: str, until: float, heard: list[float], seen: Counter[int]
    ):
        self.path, self.until, self.heard, self.seen = path, until, heard, seen
        self.head, self.body = _request(person)
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, gap, body = self.buffer.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head) or (b"chunked" in head and not body.endswith(b"0\r\n\r\n")):
            return
        self.seen[int(head[9:12])] += 1
        self.heard.append(time.perf_counter() - self.sent)
        self.buffer = b""
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.seen[0] += 1
            self.done.set_result(None)

    def _send(self) -> None:
        self.sent = time.perf_counter()
        if self.sent >= self.until:
            self.done.set_result(None)
            self.transport.close()
            return
        self.transport.write(
            b"PUT %s HTTP/1.1\r\n%s" % (self.path.format(uuid4()).encode(), self.head) + self.body
        )


def _request(person: dict[str, Any]) -> tuple[bytes, bytes]:
    place = {"lon": person["lon"], "lat": person["lat"], "datum": "WGS84", "accuracy_metres": 8}
    report = {
        "kind": "hazard", "text": TEXT, "place": place, "address": "东门人行道", "photos_expected": 1,
        "seen_at": "2026-11-23T10:00:00+08:00",
    }  # fmt: skip
    body = json.dumps(report, ensure_ascii=False).encode()
    head = (
        f"Host: 127.0.0.1\r\nX-Session-Token: {person['token']}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode(), body


def _length(head: bytes) -> int:
    found = head.lower().partition(b"content-length:")[2]
    return int(found.split(b"\r\n", 1)[0]) if found else 0


def _same(phone: Phone) -> Phone:
    return phone


async def _round(port: int, people: list[dict[str, Any]], path: str, seconds: float) -> dict[str, Any]:
    loop, begun = asyncio.get_running_loop(), time.perf_counter()
    heard: list[float] = []
    seen: Counter[int] = Counter()
    phones = [Phone(each, PATHS[path], begun + seconds, heard, seen) for each in people]
    for phone in phones:
        await loop.create_connection(partial(_same, phone), "127.0.0.1", port)
    await asyncio.gather(*(phone.done for phone in phones))
    took = time.perf_counter() - begun
    cuts = statistics.quantiles(heard, n=100) if len(heard) > 1 else [0.0] * 99
    return {
        "path": path, "answers": len(heard), "seconds": took, "statuses": dict(seen),
        "p50_ms": cuts[49] * 1000, "p95_ms": cuts[94] * 1000,
    }  # fmt: skip


def main() -> None:
    """Do the rounds that are asked for."""
    port = int(sys.argv[1])
    people = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        asked = json.loads(line)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            print(json.dumps(runner.run(_round(port, people, asked["path"], asked["seconds"]))), flush=True)


if __name__ == "__main__":
    main()
