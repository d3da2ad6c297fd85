"""P6: a screen may be late, but never silently. Redis away, PostgreSQL away, a reader that does not read, a drift."""

import asyncio
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from websockets.exceptions import ConnectionClosed

from core.ledger import readers
from core.worktime import local_date
from realtime import frames, looks, mailbox, snapshot
from realtime import tail as tails
from realtime.news import fingerprint
from realtime.news import tell as tell_all
from realtime.sessions import TOO_SLOW
from tests.realtime.outages import database_away
from tests.realtime.sockets import Screen, screen, session_of
from tests.serving import Site

pytestmark = pytest.mark.usefixtures("sequencing")

NOISE = 4_000
"""Messages of four kilobytes: more than all buffers on the way hold together."""


@pytest.fixture
def today(tell: Any) -> Any:
    tell.now = datetime.now(UTC)
    return tell


def test_without_redis_a_change_is_still_shown_within_five_seconds(
    site: Site, today: Any, people: Any, settings: Any
) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        matter = today.file()
        assert wall.next("frame", 5)["lines"][0]["number"] == matter.number


def test_a_lost_word_about_an_account_is_only_logged(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    from realtime import news

    news._client.cache_clear()
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    tell_all(7, fingerprint("key"))
    news._client.cache_clear()
    assert "close at their next check" in caplog.text


def test_without_the_database_no_beat_comes_and_with_it_everything_missed_does(
    site: Site, today: Any, people: Any
) -> None:
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        with database_away():
            _drain(wall, 1.0)
            with pytest.raises(TimeoutError):
                wall.hear(5)
        matter = today.file()
        assert wall.next("frame", 10)["lines"][0]["number"] == matter.number
        assert wall.next("beat")


def _drain(wall: Screen, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            wall.hear(0.1)
        except TimeoutError:
            continue


def test_a_look_that_hangs_is_given_up_and_tried_again(
    site: Site, today: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, hung = looks.look, threading.Event()

    def hangs(*args: Any) -> Any:
        hung.wait(8)
        return honest(*args)

    monkeypatch.setattr("realtime.visits.PATIENCE_SECONDS", 1.0)
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        monkeypatch.setattr(looks, "look", hangs)
        _drain(wall, 2.5)
        with pytest.raises(TimeoutError):
            wall.hear(0.5)
        monkeypatch.setattr(looks, "look", honest)
        hung.set()
        assert wall.next("beat", 8)


def test_one_who_does_not_read_is_shown_out_and_costs_the_others_nothing(
    site: Site, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST_MESSAGES", 64)
    with screen(site, session_of(people.wu)) as asleep, screen(site, session_of(people.ma)) as awake:
        asleep.next("beat"), awake.next("beat")
        loop, live = _loop_of(site), tails.tail.rooms["area:/419001/"]
        counted: list[int] = []
        heard = threading.Thread(target=_read_all, args=(awake, counted))
        heard.start()
        for number in range(NOISE):
            loop.call_soon_threadsafe(
                live.tell, {"type": "noise", "n": number, "padding": secrets.token_hex(2_000)}
            )
            while heard.is_alive() and number - len(counted) > 32:
                time.sleep(0.002)
        heard.join(60)
        assert asleep.closed_with(60) == TOO_SLOW
    assert counted == list(range(NOISE))


def _read_all(wall: Screen, counted: list[int]) -> None:
    while len(counted) < NOISE:
        message = wall.hear(30)
        if message["type"] == "noise":
            counted.append(message["n"])


def _loop_of(site: Site) -> asyncio.AbstractEventLoop:
    running = tails.tail._running
    assert running is not None
    return running.get_loop()


def test_sockets_hold_no_connection_to_the_database(site: Site, people: Any) -> None:
    session = session_of(people.wu)
    with _many(site, session, 40):
        time.sleep(1)
        assert _connections() < 15


@contextmanager
def _many(site: Site, session: str, number: int) -> Iterator[None]:
    if not number:
        yield
        return
    with screen(site, session) as wall, _many(site, session, number - 1):
        wall.next("beat", 20)
        yield


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_a_look_costs_the_same_for_one_screen_and_for_twenty(
    site: Site, today: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    honest: Callable[..., looks.Look] = looks.look

    def counting(*args: Any) -> looks.Look:
        looked.append(1)
        return honest(*args)

    monkeypatch.setattr(looks, "look", counting)
    with _many(site, session_of(people.wu), 20):
        looked.clear()
        time.sleep(4)
    assert 1 <= len(looked) <= 4


def test_a_world_that_drifted_from_the_database_is_loaded_afresh(
    site: Site, today: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tails, "BEATS_PER_AUDIT", 1)
    matter = today.file()
    with screen(site, session_of(people.wu)) as wall:
        wall.until(lambda message: message["type"] == "beat" and message["open_count"] == 1)
        world = tails.tail.world
        assert world
        del world.open[matter.pk]
        assert len(wall.next("snapshot", 30)["open"]) == 1


def test_a_new_day_begins_with_a_fresh_snapshot(
    site: Site, today: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        world = tails.tail.world
        assert world
        world.day = world.day.replace(year=2025)
        assert wall.next("snapshot")["day"] == local_date(datetime.now(UTC)).isoformat()


def test_a_ledger_that_became_shorter_is_said_and_loaded_afresh(
    site: Site, today: Any, people: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        world = tails.tail.world
        assert world
        world.n += 1_000
        assert wall.next("snapshot")["n"] == readers.head()
    assert "the ledger is shorter" in caplog.text


def test_a_socket_dropped_at_any_moment_comes_back_to_the_truth(site: Site, today: Any, people: Any) -> None:
    """F31: cut again and again while things happen; each time only what came since is asked for."""
    session, page = session_of(people.wu), Page()
    for step in range(12):
        with screen(site, session, since=page.n) as wall:
            for _ in range(step % 3):
                today.file()
            for message in _some(wall, step):
                page.take(message)
    with screen(site, session, since=page.n) as wall:
        while (message := wall.hear())["type"] != "beat" or message["open_count"] != len(
            snapshot.read_versions()
        ):
            page.take(message)
    assert page.open == {str(id): version for id, version in snapshot.read_versions().items()}
    assert page.snapshots == 1


class Page:
    """What a page keeps, in the roughest way: versions by id, and the number it has come to."""

    def __init__(self) -> None:
        self.open: dict[str, int] = {}
        self.n: int | str = ""
        self.snapshots = 0

    def take(self, message: frames.Json) -> None:
        self.snapshots += message["type"] == "snapshot"
        self.open |= {each["id"]: each["version"] for each in message.get("open", [])}
        for gone, _ in message.get("gone", []):
            self.open.pop(gone, None)
        self.n = message["to"] if message["type"] == "frame" else message["n"]


def _some(wall: Screen, number: int) -> Iterator[frames.Json]:
    """The first messages, cut off without a farewell."""
    try:
        for _ in range(1 + number % 4):
            yield wall.hear(3)
    except ConnectionClosed:
        return


def test_json_is_small_and_readable() -> None:
    said = frames.text({"a": "零", "b": [1, 2]})
    assert said == '{"a":"零","b":[1,2]}'
    assert json.loads(said) == {"a": "零", "b": [1, 2]}
