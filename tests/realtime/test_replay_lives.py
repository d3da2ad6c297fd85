"""P7 again, for lives that nobody planned: whatever people do, old snapshot and frames are a fresh snapshot.

The people are those of `tests/incidents/test_life.py`; sequencer, tail and reducer are the real ones. All of it happens
in one transaction that is rolled back, so the sequencer works on the same connection.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from core.ledger import checkpoints, takeup
from core.ledger.sequencer import Sequencer
from core.worktime import local_date
from realtime import looks, snapshot
from realtime.frames import Json, hash_of
from realtime.names import read_names
from realtime.rooms import Room
from tests.frontend.running import bundled, run
from tests.incidents.test_life import QUIETLY, Lives
from tests.realtime.test_replay import HERE, Ear, _look, rooms

__all__ = ["rooms"]


class WatchedLives(Lives):
    """The same lives, with a screen in every room."""

    rooms: list[Room]
    publisher: checkpoints.Publisher
    script: Path
    checked = 0

    def __init__(self) -> None:
        super().__init__()
        raw = connection.connection
        self.sequencer = Sequencer(raw, takeup.take_up(raw, self.publisher))
        self.plays: list[Json] = []
        self._hang_up_screens()

    def _hang_up_screens(self) -> None:
        """Every screen loads afresh: at the beginning, and at a new day."""
        self._number()
        now = self.t.now
        self.world = looks.whole_world(now)
        self.live = [self.world.furnish(room, *looks.furniture(room, self.world, now)) for room in self.rooms]
        self.ears = [Ear() for _ in self.live]
        for live, ear in zip(self.live, self.ears, strict=True):
            live.listeners.add(ear)
        self.before = [snapshot.fresh(room, now) for room in self.rooms]

    def _number(self) -> None:
        while self.sequencer.drain():
            pass

    @invariant()
    def every_screen_shows_what_is(self) -> None:
        now = self.t.now
        if local_date(now) != self.world.day:
            self._hang_up_screens()
            return
        self._number()
        _look(self.world, self.live, now)
        standings = snapshot.read_standings(read_names())
        for turn, room in enumerate(self.rooms):
            old, after = self.before[turn], snapshot.fresh(room, now)
            told, self.ears[turn].heard = self.ears[turn].heard, []
            back = snapshot.caught_up(room, old["n"], self.world.n, self.world.names, self.world.open, now)
            for way, messages in (("told", told), ("back", [back])):
                if way == "told" or room.kind == "area":
                    self.plays.append(
                        {"name": f"{room.name} {way}", "old": old, "messages": messages, "fresh": after}
                    )
            here = [each for each in standings if each.is_in(room)]
            assert (told[-1]["open_count"], told[-1]["open_hash"]) == (len(here), hash_of(here)), room.name
            self.before[turn] = after

    def teardown(self) -> None:
        type(self).checked += len(self.plays)
        try:
            assert json.loads(run(self.script, stdin=json.dumps(self.plays))) == []
        finally:
            super().teardown()


@pytest.fixture
def lives(
    tell: Any, rooms: list[Room], publisher: checkpoints.Publisher, tmp_path: Path
) -> type[WatchedLives]:
    given = {
        "tell": tell,
        "rooms": rooms,
        "publisher": publisher,
        "script": bundled(HERE / "replay.ts", tmp_path),
    }
    return type("WatchedLivesOfTheCast", (WatchedLives,), given)


def test_whatever_people_do_every_screen_follows(lives: type[WatchedLives]) -> None:
    bounded = settings(QUIETLY, max_examples=3, stateful_step_count=15, derandomize=True)
    run_state_machine_as_test(lives, settings=bounded)
    assert lives.checked > 100


@pytest.mark.full
def test_feed_follows_whatever_people_do_for_long(lives: type[WatchedLives]) -> None:
    run_state_machine_as_test(lives, settings=settings(QUIETLY, max_examples=40, stateful_step_count=40))
    print(f"\n[lives] {lives.checked} pictures led by the pages' own reducer, every one equal to a fresh one")
