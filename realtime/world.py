"""What one web process knows of all open matters, and of the rooms somebody is in. Only the tail touches it.

Everybody in a room gets the same bytes, and a newcomer's snapshot comes from here too: a hundred walls cost the
database no more than one.
"""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from core.ledger.readers import Line
from realtime import snapshot
from realtime.frames import FEED_LENGTH, FEED_REACH, Json, Standing, beat, frame, hash_of, heard, mark, text
from realtime.mailbox import Mailbox
from realtime.names import Names
from realtime.rooms import Room


@dataclass
class LiveRoom:
    """A room with somebody in it. `n` is where the last frame ended, and the next one begins."""

    room: Room
    n: int
    today: Counter[str]
    feed: deque[Json]
    zeros: list[Json]
    alarms: Json
    open_count: int
    open_hash: int
    listeners: set[Mailbox] = field(default_factory=set)

    def tell(self, message: Json) -> None:
        """Put the same bytes into every mailbox."""
        said = text(message)
        for mailbox in self.listeners:
            mailbox.put(said)

    def take(self, to: int, told: Sequence[Json], day: date) -> None:
        """Keep feed and figures level with what is told."""
        for line in told:
            self.feed.appendleft(line)
            if snapshot.day_of(line) == day:
                self.today.update(line["tally"])
        while self.feed and self.feed[-1]["n"] < to - FEED_REACH:
            self.feed.pop()


@dataclass
class World:
    """All open matters as they stood when the lines before number `n` had been read."""

    n: int
    day: date
    names: Names
    open: dict[UUID, Standing]

    def furnish(
        self, room: Room, feed: Sequence[Json], today: dict[str, int], zeros: list[Json], alarms: Json
    ) -> LiveRoom:
        """A room to be lived in from now on."""
        here = [each for each in self.open.values() if each.is_in(room)]
        kept = deque(feed, maxlen=FEED_LENGTH)
        return LiveRoom(room, self.n, Counter(today), kept, zeros, alarms, len(here), hash_of(here))

    def snapshot(self, live: LiveRoom, now: datetime) -> Json:
        """The room as a newcomer gets it."""
        here = [each for each in self.open.values() if each.is_in(live.room)]
        today, kinds = dict(live.today), self.names.kinds
        return snapshot.build(live.room, self.n, now, here, list(live.feed), today, live.zeros, kinds)

    def step(
        self, lines: Sequence[Line], standings: Iterable[Standing], rooms: Iterable[LiveRoom], now: datetime
    ) -> None:
        """Take the next lines and how their matters stand now, and tell every room what concerns it."""
        pairs = [(self._replace(after), after) for after in standings]
        self.n = lines[-1].idx + 1
        for live in rooms:
            self._tell(live, lines, pairs, now)

    def _replace(self, after: Standing) -> Standing | None:
        before = self.open.pop(after.id, None)
        if after.is_open:
            self.open[after.id] = after
        return before

    def _tell(
        self,
        live: LiveRoom,
        lines: Sequence[Line],
        pairs: Sequence[tuple[Standing | None, Standing]],
        now: datetime,
    ) -> None:
        concerned = []
        for before, after in pairs:
            was, is_now = before is not None and before.is_in(live.room), after.is_in(live.room)
            if was and before:
                live.open_count, live.open_hash = (
                    live.open_count - 1,
                    live.open_hash ^ mark(before.id, before.version),
                )
            if is_now:
                live.open_count, live.open_hash = (
                    live.open_count + 1,
                    live.open_hash ^ mark(after.id, after.version),
                )
            if was or is_now:
                concerned.append(after)
        told = heard(lines, live.room, self.names)
        if concerned or told:
            live.take(self.n, told, self.day)
            live.tell(frame(live.n, self.n, now, told, concerned, live.room))
            live.n = self.n

    def renew_zeros(self, live: LiveRoom, zeros: list[Json], now: datetime) -> None:
        """A break was suspected, confirmed or revoked: tell the days at zero anew."""
        live.zeros = zeros
        live.tell(frame(live.n, self.n, now, [], [], live.room) | {"zeros": zeros})
        live.n = self.n

    def renew_alarms(self, live: LiveRoom, alarms: Json) -> None:
        """An alarm was raised, answered or has gone: tell all of them anew, unless it shows nowhere."""
        if alarms["hash"] != live.alarms["hash"]:
            live.alarms = alarms
            live.tell(self.alarms(live))

    def alarms(self, live: LiveRoom) -> Json:
        """All alarms of a room, as known when the lines before `n` had been read."""
        return {**live.alarms, "n": self.n}

    def beat(self, live: LiveRoom, now: datetime, lag: float) -> None:
        """Tell that all is current."""
        live.tell(beat(self.n, now, live.open_count, live.open_hash, lag, live.alarms["hash"]))

    def suspects(self, versions: dict[UUID, int]) -> set[tuple[UUID, int, int]]:
        """Matters that the database holds otherwise: (id, version here, version there); 0 stands for not open."""
        here = {id: each.version for id, each in self.open.items()}
        ids = here.keys() | versions.keys()
        pairs = ((id, here.get(id, 0), versions.get(id, 0)) for id in ids)
        return {each for each in pairs if each[1] != each[2]}
