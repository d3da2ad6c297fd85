"""The bench's own screens: what they count is what was sent. How fast it was is nobody's business here."""

import json
import struct

import pytest

from bench.feed import echo as echoing
from bench.feed import floor, gathered
from bench.kernel import Neighbours, cpu_seconds, memory_bytes
from bench.partner import Partner
from bench.screens import events_of, parse

SHORT, LONG, HUGE = b"a" * 5, b"b" * 300, b"c" * 70_000


def framed(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes([0x81, size]) + payload
    return (
        struct.pack("!BBH", 0x81, 126, size) if size < 1 << 16 else struct.pack("!BBQ", 0x81, 127, size)
    ) + payload


@pytest.mark.parametrize("payload", [b"", SHORT, LONG, HUGE])
def test_a_frame_is_read_once_it_is_whole(payload: bytes) -> None:
    sent = framed(payload)
    assert all(parse(sent[:cut]) is None for cut in {0, 1, 2, 3, 9, len(sent) - 1} if cut < len(sent))
    assert parse(sent + b"more") == (0x81, payload, b"more")


def test_only_frames_tell_of_events() -> None:
    assert events_of(json.dumps({"type": "frame", "lines": [{"id": "a"}, {"id": "b"}]}).encode()) == (
        "a",
        "b",
    )
    assert events_of(json.dumps({"type": "beat", "lines": []}).encode()) == ()


def test_an_echo_reaches_every_screen() -> None:
    with echoing() as (server, port), Partner("bench.screens") as bare:
        assert bare.ask({"open": 3, "port": port, "path": "/", "cookie": "", "greeted": False}) == 3
        heard = floor(server, bare, 3, 0.2, 50)
        assert (heard.events, heard.frames, len(heard.ledger)) == (10, 30, 30)
        assert min(heard.ledger) > 0
        assert gathered(bare, [], 3) == ({}, 0)
        assert cpu_seconds([server]) > 0
        assert memory_bytes([server]) > 0


def test_neighbours_are_a_share() -> None:
    neighbours = Neighbours()
    sum(range(10**6))
    assert 0 <= neighbours.share() <= 2
