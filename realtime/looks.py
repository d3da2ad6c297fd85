"""The tail's visits to the database, each in a thread of its own: everything one visit needs, in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.ledger import readers
from core.ledger.readers import Line
from core.worktime import local_date
from realtime import alarms, history, snapshot
from realtime.frames import Json, Standing
from realtime.names import Names, read_names
from realtime.rooms import Room
from realtime.world import World

BATCH = 500
"""Lines taken at one look; the rest follows at the next, 50 ms later."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found. `zeros` and `alarms` by room name, if one changed; `accounts` whose postings changed."""

    head: int
    lag: float
    lines: Sequence[Line]
    standings: Sequence[Standing]
    names: Names
    zeros: dict[str, list[Json]]
    alarms: dict[str, Json]
    accounts: frozenset[int]

    @property
    def more(self) -> bool:
        """Whether there is more to read at once."""
        return len(self.lines) == BATCH


def look(since: int, names: Names, rooms: Sequence[Room], alarms_of: Sequence[Room] = ()) -> Look:
    """Read the lines from `since` on and how their matters stand now; and, whatever came, the alarms of `alarms_of`."""
    head, lag, lines = readers.head(), readers.lag(), readers.read(since, BATCH)
    touched = {line.stream for line in lines if line.stream_kind == "incident"}
    headers = [line.header for line in lines if line.stream_kind == "incident"]
    if not all(names.knows(each["path"], each["category"], each["department"]) for each in headers):
        names = read_names()
    standings = snapshot.read_standings(names, touched) if touched else []
    breaks = any(line.stream_kind == "break" for line in lines)
    now = timezone.now()
    zeros = {room.name: snapshot.read_zeros(room, now) for room in rooms} if breaks else {}
    rung = rooms if any(line.stream_kind == "alarm" for line in lines) else alarms_of
    rooms_told = {room.name: alarms.alarms_of(room, names, now) for room in rung}
    accounts = frozenset(int(line.header["account"]) for line in lines if line.stream_kind == "account")
    return Look(head, lag.oldest_seconds, lines, standings, names, zeros, rooms_told, accounts)


def whole_world(now: datetime) -> World:
    """Read everything that is open."""
    n, names = readers.head(), read_names()
    standings = snapshot.read_standings(names)
    return World(n, local_date(now), names, {each.id: each for each in standings})


def furniture(room: Room, world: World, now: datetime) -> tuple[list[Json], dict[str, int], list[Json], Json]:
    """What a room needs besides its matters, as of the world's number: feed, day's figures, zeros, alarms."""
    today = history.today(room, history.first_of_day(world.n, now), world.n, now, world.names)
    feed, zeros = history.feed(room, world.n, world.names), snapshot.read_zeros(room, now)
    return feed, today, zeros, alarms.alarms_of(room, world.names, now)
