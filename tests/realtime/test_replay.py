"""P7, the proof: an old snapshot and the frames since, through the page's own reducer, are exactly a fresh snapshot.

For every verb, in every kind of room: by the frames that the tail hands out, and by the answers to "since n", over HTTP
and from the tail. So nothing a screen shows depends on how it got there.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from core.ledger import readers
from grids.scope import scope_of
from incidents.verbs import VERBS
from realtime import looks, snapshot
from realtime.frames import Json, hash_of
from realtime.mailbox import Mailbox
from realtime.names import read_names
from realtime.rooms import Room, choose
from realtime.tail import Tail
from realtime.world import LiveRoom
from tests.frontend.running import bundled, run
from tests.realtime.conftest import Number
from tests.realtime.plays import Play

HERE = Path(__file__).parent.parent / "frontend"


class Ear(Mailbox):
    """A socket's mailbox that only collects."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Json] = []

    def put(self, text: str) -> None:
        self.heard.append(json.loads(text))


@pytest.fixture
def rooms(people: Any) -> list[Room]:
    """County, both streets, a grid, and a department."""
    wished = {
        people.wu: ["419001", "419001001", "419001002", people.grid_a1.code],
        people.chen: ["sanitation"],
    }
    found = [choose(scope_of(who, DAY), code, DAY) for who, codes in wished.items() for code in codes]
    assert None not in found
    return [room for room in found if room]


DAY = date(2026, 11, 18)


def played(
    play: Play, rooms: list[Room], number: Number, now: Callable[[], datetime]
) -> Iterator[tuple[str, Room, Json, list[Json], list[Json], Json]]:
    """Step by step: the room before, the tail's messages, two answers to "since", and the room after."""
    number()
    world = looks.whole_world(now())
    live = [world.furnish(room, *looks.furniture(room, world, now())) for room in rooms]
    ears = {each.room.name: Ear() for each in live}
    for each in live:
        each.listeners.add(ears[each.room.name])
    before = {room.name: snapshot.fresh(room, now()) for room in rooms}
    for step in play:
        number()
        _look(world, live, now())
        for room in rooms:
            old, after = before[room.name], snapshot.fresh(room, now())
            told, ears[room.name].heard = ears[room.name].heard, []
            back = snapshot.caught_up(room, old["n"], world.n, world.names, world.open, now())
            yield step, room, old, told, [snapshot.since(room, old["n"], now()), back], after
            before[room.name] = after


def _look(world: Any, live: list[LiveRoom], now: Any) -> None:
    found = looks.look(world.n, world.names, [each.room for each in live])
    world.names = found.names
    if found.lines:
        world.step(found.lines, found.standings, live, now)
    for each in live:
        if each.room.name in found.zeros:
            world.renew_zeros(each, snapshot.read_zeros(each.room, now), now)
        world.beat(each, now, found.lag)


def test_an_old_snapshot_and_its_frames_are_a_fresh_snapshot(
    tell: Any, rooms: list[Room], number: Number, qian: Any, tmp_path: Path
) -> None:
    plays, done = [], set()
    play = Play(tell, qian)
    for step, room, old, told, since, after in played(play, rooms, number, lambda: tell.now):
        done.add(step)
        if old["day"] != after["day"]:
            continue  # at a new day a page loads afresh
        name = f"{step} in {room.name}"
        plays.append({"name": f"{name}, told", "old": old, "messages": told, "fresh": after})
        if room.kind == "area":
            for answer in since:
                plays.append({"name": f"{name}, since", "old": old, "messages": [answer], "fresh": after})
        here = [each for each in snapshot.read_standings(read_names()) if each.is_in(room)]
        assert (told[-1]["open_count"], told[-1]["open_hash"]) == (len(here), hash_of(here)), name
    assert set(VERBS) - done == set()
    assert json.loads(run(bundled(HERE / "replay.ts", tmp_path), stdin=json.dumps(plays))) == []
    assert len(plays) > 300


def test_a_tail_that_knows_less_than_a_page_that_comes_looks_first(
    tell: Any, rooms: list[Room], number: Number
) -> None:
    """Else the frame that ends where the page is would be left unread, and the next beat tell of what it brought."""
    tail = Tail()
    tail.world = looks.whole_world(timezone.now())
    tell.file()
    number()
    there = readers.head()

    async def come() -> Json:
        mailbox = Mailbox()
        await tail.enter(rooms[0], mailbox, since=there)
        answer: Json = json.loads(await mailbox.get() or "")
        return answer

    answer = asyncio.run(come())
    assert (answer["type"], answer["from"], answer["to"], tail.world.n) == ("frame", there, there, there)
