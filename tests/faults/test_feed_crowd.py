"""Screens that do not read, lines that go dead, and a hundred screens with fifteen connections (PART=feed)."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from realtime.sessions import TOO_SLOW
from tests.faults.house import House, house
from tests.faults.pages import Page, watching
from tests.faults.stall import Line
from tests.faults.watching import watched
from tests.processes import eventually

pytestmark = pytest.mark.full
CONNECTIONS = 15
SCREENS = 100
MATTERS = 1_500
MORE_MEMORY = 120 * 2**20
UNANSWERED = -1


@pytest.fixture(scope="module")
def hurt() -> Iterator[House]:
    with house() as made:
        yield made


def test_feed_of_a_hundred_screens_and_people_at_work_needs_no_more_than_fifteen_connections(
    hurt: House, tmp_path: Path
) -> None:
    """F14: screens hold no connection; what finds none free is told 503 and comes again."""
    hurt.do(f"ALTER ROLE sanling_web CONNECTION LIMIT {CONNECTIONS}")
    most = 0
    with watched(hurt, "hundred screens", tmp_path, county=SCREENS) as (traffic, _):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            time.sleep(0.5)
            most = max(
                most, hurt.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'sanling_web'")[0]
            )
    hurt.do("ALTER ROLE sanling_web CONNECTION LIMIT -1")
    print(f"\n[hundred screens] at most {most} connections")
    assert 0 < most <= CONNECTIONS
    assert set(traffic.statuses) <= {200, 201, 409, 503}


def asleep(hurt: House) -> ClientConnection:
    """A socket of the county's room whose page takes nothing from it; little lies on the way."""
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={hurt.players['county']}"}
    origin, options = Origin(f"http://127.0.0.1:{hurt.ports[0]}"), {"max_size": None, "proxy": None}
    address = f"ws://127.0.0.1:{hurt.ports[0]}/ws/feed"
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", hurt.ports[0]))
    return connect(
        address,
        sock=line,
        origin=origin,
        additional_headers=cookie,
        max_queue=1,
        ping_interval=None,
        **options,
    )


def closing_code(line: ClientConnection, seconds: float = 90) -> int:
    """Read everything that still lies there; the code at its end, -1 for a line cut without one, 0 if it goes on."""
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            line.recv(timeout=seconds)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else UNANSWERED
    return 0


def test_feed_shows_out_who_does_not_read_and_delays_nobody(hurt: House, tmp_path: Path) -> None:
    """F33: thousands of events pass somebody who sleeps; memory stays bounded, and the others stay live.

    Whichever comes first shows him out: a mailbox that is full (`realtime/test_outages.py` has that alone), or the
    server's pings, which a page that reads nothing does not answer.
    """
    before = hurt.memory("web-0")
    with watched(hurt, "sleepers", tmp_path) as (_, pages):
        sleepers = [asleep(hurt) for _ in range(3)]
        for _ in range(4):
            hurt.manage("make_demo_data", "--matters", str(MATTERS), "--days", "3")
        gaps = [b[0] - a[0] for page in pages for a, b in zip(page.beats, page.beats[1:], strict=False)]
        grown = hurt.memory("web-0") - before
        codes = [closing_code(each) for each in sleepers]
    print(
        f"\n[sleepers] closed with {codes}; web process grew by {grown / 2**20:.0f} MB; longest pause {max(gaps):.1f} s"
    )
    assert set(codes) <= {TOO_SLOW, UNANSWERED}
    assert grown < MORE_MEMORY


def test_feed_of_a_line_that_goes_dead_is_given_up_at_both_ends(hurt: House) -> None:
    """F34: the page says so after five seconds and comes by another way; the server hangs up after its pings."""
    line = Line(hurt.ports[0])
    page = Page("dead line", [line.port], hurt.players["county"])
    leave = watching([page])
    try:
        assert eventually(lambda: len(page.beats) > 1, 30)
        line.stall()
        page.ports = hurt.ports
        stalled, heard = time.monotonic(), len(page.beats)
        assert eventually(lambda: len(page.beats) > heard + 1, 60)
        assert page.live_until()[heard - 1][1] <= stalled + 5.5, "it called itself live on a dead line"
        assert eventually(line.is_let_go, 90), "the server kept a dead socket"
        print(f"\n[dead line] server hung up after {time.monotonic() - stalled:.0f} s")
    finally:
        leave()
        line.close()
