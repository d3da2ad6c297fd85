"""The feed in a house that is hurt for minutes (`make test-full PART=feed`): late, never silently, never wrong."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from core.failpoints import POINTS
from tests.faults import judge
from tests.faults.house import House, house
from tests.faults.pages import Page
from tests.faults.watching import watched
from tests.processes import eventually

pytestmark = pytest.mark.full
SECONDS = 60
BACK_SECONDS = 20.0
"""F12 asks for ten seconds; a machine that does much else besides may take twice as long."""


@pytest.fixture(scope="module")
def hurt() -> Iterator[House]:
    """One house for all of these; each leaves it healthy."""
    with house() as made:
        yield made


def test_feed_when_redis_is_killed_and_flushed(hurt: House, tmp_path: Path) -> None:
    """F8, F9: the screens go on at the slower beat; nobody signs in again; nothing is lost."""
    with watched(hurt, "redis", tmp_path) as (traffic, pages):
        for _ in range(3):
            time.sleep(2)
            before = len(traffic.deeds)
            hurt.kill_bus()
            time.sleep(12)
            assert len(traffic.deeds) > before + 5, "work stood still without Redis"
            first = [deed for deed in traffic.deeds[before : before + 5] if not deed.ends]
            unseen = [
                deed
                for page in pages[:4]
                for deed in first
                if judge.shown_at(page, deed, None) > time.monotonic()
            ]
            assert unseen == [], "the screens stood still without Redis"
            hurt.start_bus()
            for _ in range(5):
                time.sleep(0.5)
                hurt.flush_bus()


def test_feed_when_a_backend_of_postgresql_is_killed_every_three_seconds(hurt: House, tmp_path: Path) -> None:
    """F12, F31: each time PostgreSQL drops everybody and recovers; nobody restarts anything."""
    with watched(hurt, "backends", tmp_path):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            time.sleep(3)
            hurt.kill_a_backend()
    assert all(process.poll() is None for process in hurt.processes.values())


def test_feed_when_the_sequencer_is_killed_at_each_point(hurt: House, tmp_path: Path) -> None:
    """F29: whatever it was doing, the next one goes on without a hole."""
    points = [point for point in POINTS if point.startswith("sequencer.")]
    with watched(hurt, "sequencer", tmp_path):
        for point in points:
            _kill(hurt, "sequencer")
            doomed = hurt.start_sequencer("doomed", f"{point}:kill9")
            assert doomed.wait(90) == -signal.SIGKILL, point
            hurt.start_sequencer()
            assert eventually(lambda: hurt.backlog() < 2.0, 90), point


def test_feed_when_there_is_no_sequencer_for_a_while_the_pages_say_so(hurt: House, tmp_path: Path) -> None:
    """F29: committed, but without a number: no page may call itself live for long."""
    with watched(hurt, "no sequencer", tmp_path) as (_, pages):
        time.sleep(3)
        _kill(hurt, "sequencer")
        time.sleep(14)
        assert all(_is_late(page) for page in pages)
        hurt.start_sequencer()
        assert eventually(lambda: not any(_is_late(page) for page in pages), 60)


def test_feed_when_two_sequencers_take_turns(hurt: House, tmp_path: Path) -> None:
    """F29: two at once; the leader is killed again and again."""
    with watched(hurt, "two sequencers", tmp_path):
        hurt.start_sequencer("second")
        for turn in range(5):
            time.sleep(8)
            name = ("sequencer", "second")[turn % 2]
            _kill(hurt, name)
            hurt.start_sequencer(name)
            assert eventually(lambda: hurt.backlog() < 2.0, 90)
        _kill(hurt, "second")


def test_feed_when_postgresql_comes_back_after_half_a_minute_so_does_everybody(
    hurt: House, tmp_path: Path
) -> None:
    """F12: no reader and no pool may wait longer and longer between its tries."""
    with watched(hurt, "half a minute", tmp_path) as (traffic, pages):
        time.sleep(2)
        hurt.stop_database()
        time.sleep(30)
        assert all(_is_late(page) for page in pages)
        before = len(traffic.deeds)
        hurt.start_database()
        begun = time.monotonic()
        assert eventually(lambda: len(traffic.deeds) > before and not any(map(_is_late, pages)), 60)
        print(f"\n[half a minute] all work and watch again after {time.monotonic() - begun:.1f} s")
        assert time.monotonic() - begun < BACK_SECONDS


def test_feed_when_postgresql_is_gone_the_pages_say_so(hurt: House, tmp_path: Path) -> None:
    """P6: a database that neither answers nor hangs up is as good as none."""
    with watched(hurt, "no postgresql", tmp_path) as (_, pages):
        time.sleep(2)
        for pid in (frozen := [hurt.database.pid, *hurt.cluster_backends()]):
            os.kill(pid, signal.SIGSTOP)
        time.sleep(8)
        assert all(_is_late(page) for page in pages)
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


def test_feed_when_sockets_are_cut_two_hundred_times(hurt: House, tmp_path: Path) -> None:
    """F31: at any moment, without a farewell."""
    with watched(hurt, "cuts", tmp_path, county=8) as (_, pages):
        chance = Random(200)
        for _ in range(200):
            time.sleep(chance.uniform(0.05, 0.5))
            chance.choice(pages).cut()
    assert sum(page.connects for page in pages) > 150


def test_feed_when_a_web_process_is_killed_its_pages_go_to_the_other(hurt: House, tmp_path: Path) -> None:
    """F28, F40: also between a commit and the word of it."""
    with watched(hurt, "web", tmp_path):
        for turn in range(4):
            time.sleep(4)
            _kill(hurt, f"web-{turn % 2}")
            hurt.start_web(turn % 2)
            assert eventually(lambda turn=turn: hurt.is_up(turn % 2), 60)  # type: ignore[misc]


def _kill(hurt: House, name: str) -> None:
    hurt.processes[name].kill()
    hurt.processes[name].wait()


def _is_late(page: Page) -> bool:
    """Whether the page says so now."""
    spans = page.live_until()
    return not spans or spans[-1][1] < time.monotonic()
