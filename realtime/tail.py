"""The tail: in each web process one reader of the ledger feeds every socket of that process.

It starts with the first socket and ends with the last. It hears the doorbell over Redis, and looks by itself every two
seconds, so Redis may be away. A look is one visit to the database, whatever the number of sockets: the new lines, how
their matters stand now, how far the sequencer is behind. Looks follow each other at 50 ms at the closest; what happened
between two of them is one frame per room. After a look that succeeded, at most every two seconds, each room gets its
beat: so where the database does not answer no beat comes, and every page says so within five seconds.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import redis.asyncio
from django.conf import settings
from django.utils import timezone

from core.ledger.doorbell import HEAD
from core.worktime import local_date
from incidents.desk import claims
from realtime import alarms, looks, snapshot
from realtime.desks import Desks
from realtime.frames import text
from realtime.mailbox import Mailbox
from realtime.news import CHANGED
from realtime.rooms import Room
from realtime.visits import visit
from realtime.world import LiveRoom, World

BEAT_SECONDS = 2.0
GATHER_SECONDS = 0.05
BEATS_PER_AUDIT = 30
BEATS_PER_ALARMS = 15

log = logging.getLogger(__name__)


class Tail:
    """All live rooms of this process. Everything but the visits to the database happens on the event loop."""

    def __init__(self) -> None:
        self.rooms: dict[str, LiveRoom] = {}
        self.world: World | None = None
        self._lock = asyncio.Lock()
        self._rung = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._running: asyncio.Task[None] | None = None
        self._beaten_at = 0.0
        self._beats = 0
        self._suspects: set[tuple[UUID, int, int]] = set()
        self._failing = False
        self._following: asyncio.Task[None] | None = None
        self._watchers: dict[int, set[Callable[[str], None]]] = {}
        self.desks = Desks()

    async def enter(self, room: Room, mailbox: Mailbox, since: int | None = None) -> None:
        """Let a socket into a room: first a snapshot, or what came since number `since`; then every frame."""
        if since is not None:
            await self._reach(since)
        async with self._lock:
            world = self.world or await self._awake()
            live = self.rooms.get(room.name) or await self._open(world, room)
            live.listeners.add(mailbox)
            self._hurry()
            if since is None:
                mailbox.release(text(world.snapshot(live, timezone.now())))
                mailbox.put(text(world.alarms(live)))
                return
            mailbox.hold()
            n, names, held = world.n, world.names, dict(world.open)
        answer = await visit(snapshot.caught_up, room, since, n, names, held, timezone.now())
        mailbox.release(text(answer))
        mailbox.put(text(world.alarms(live)))

    async def _reach(self, n: int) -> None:
        """Know at least as much as a page that another process has told up to number `n`.

        Else a frame that ends where the page already is would be left unread by it, and with it how the matters stand
        by now: the next beat would tell another sum than the page has.
        """
        while self.world and (before := self.world.n) < n:
            await self.look()
            if self.world and self.world.n <= before:
                return

    async def leave(self, room: Room, mailbox: Mailbox) -> None:
        """Let a socket go; a room without sockets is given up, and with the last room the tail."""
        async with self._lock:
            live = self.rooms.get(room.name)
            if live:
                live.listeners.discard(mailbox)
            self.rooms = {name: each for name, each in self.rooms.items() if each.listeners}
            if not self.rooms:
                self._sleep()

    def watch(self, account: int, poke: Callable[[str], None]) -> Callable[[], None]:
        """Call `poke` (with the session that ended, or "") when the account changes; returns how to stop."""
        self._watchers.setdefault(account, set()).add(poke)
        return lambda: self._watchers.get(account, set()).discard(poke)

    async def _awake(self) -> World:
        self.world = await visit(looks.whole_world, timezone.now())
        self._running = asyncio.create_task(self._run())
        self._listening = asyncio.create_task(self._listen())
        return self.world

    def _hurry(self) -> None:
        """Look and beat at once: a newcomer is not live before its first beat."""
        self._beaten_at = 0.0
        self._rung.set()

    def _sleep(self) -> None:
        """End with the last socket; the look at hand ends by itself."""
        self.world = self._running = None
        if self._listening:
            self._listening.cancel()

    async def _open(self, world: World, room: Room) -> LiveRoom:
        furniture = await visit(looks.furniture, room, world, timezone.now())
        live = self.rooms[room.name] = world.furnish(room, *furniture)
        return live

    async def _run(self) -> None:
        """Look when the bell rings, and after two seconds anyway."""
        loop = asyncio.get_running_loop()
        me = asyncio.current_task()
        while self._running is me:
            wait = max(0.0, self._beaten_at + BEAT_SECONDS - loop.time())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), wait)
            self._rung.clear()
            try:
                await self.look()
                self._failing = False
            except Exception as error:  # whatever it is, the next look may succeed, and no beat is the alarm
                self._complain(error)
                await asyncio.sleep(BEAT_SECONDS / 4)
            await asyncio.sleep(GATHER_SECONDS)

    def _complain(self, error: Exception) -> None:
        if not self._failing:
            log.warning("tail: cannot look (%s: %s); no beats until it can", type(error).__name__, error)
        self._failing = True

    async def look(self) -> None:
        """Read what is new, tell the rooms, and beat if it is time."""
        async with self._lock:
            world = self.world
            if world is None:
                return
            rooms = [live.room for live in self.rooms.values()]
            begun = asyncio.get_running_loop().time()
            found = await visit(looks.look, world.n, world.names, rooms, self._of_doubtful_alarms())
            now = timezone.now()
            if found.head < world.n or local_date(now) != world.day:
                await self._begin_anew(now, "the ledger is shorter" if found.head < world.n else "")
                return
            self._tell(world, found, now)
            if found.more:
                self._rung.set()
            else:
                await self._beat(world, found.lag, begun, now)

    def _tell(self, world: World, found: looks.Look, now: datetime) -> None:
        world.names = found.names
        if found.lines:
            world.step(found.lines, found.standings, list(self.rooms.values()), now)
        for name, zeros in found.zeros.items():
            if name in self.rooms:
                world.renew_zeros(self.rooms[name], zeros, now)
        for name, told in found.alarms.items():
            if name in self.rooms:
                world.renew_alarms(self.rooms[name], told)
        if any(line.stream_kind in ("incident", "break") for line in found.lines):
            self._follow()
        for account in found.accounts:
            self._poke(account, "")

    def _of_doubtful_alarms(self) -> list[Room]:
        """The rooms whose alarms time alone may have changed: those in a flood, and now and then all."""
        all_of_them = self._beats % BEATS_PER_ALARMS == 0
        return [live.room for live in self.rooms.values() if all_of_them or live.alarms["flood"]]

    def _follow(self) -> None:
        """Somebody watches: what just came may be an alarm, so it is looked at now, beside the looks and the beats."""
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(self._followed())

    async def _followed(self) -> None:
        try:
            await visit(alarms.follow, timezone.now())
        except (
            Exception
        ) as error:  # the clock of the alarms follows every five seconds, whatever happens here
            log.warning("tail: the alarms are left to their clock (%s: %s)", type(error).__name__, error)

    async def _beat(self, world: World, lag: float, begun: float, now: datetime) -> None:
        """Say how far behind the rooms are: as far as the sequencer was, and as long as the look has taken since."""
        time = asyncio.get_running_loop().time()
        if time - self._beaten_at < BEAT_SECONDS:
            return
        self._beaten_at = time
        for live in self.rooms.values():
            world.beat(live, now, lag + time - begun)
        self._beats += 1
        if self._suspects or self._beats % BEATS_PER_AUDIT == 0:
            await self._audit(world, now)

    async def _audit(self, world: World, now: datetime) -> None:
        """Compare with the database; what differs twice in the same way is no delay but a drift: begin anew."""
        differing = world.suspects(await visit(snapshot.read_versions))
        drifted, self._suspects = differing & self._suspects, differing
        if drifted:
            self._suspects = set()
            await self._begin_anew(now, f"{len(drifted)} matters differ from the database")

    async def _begin_anew(self, now: datetime, why: str) -> None:
        """Read the world again and send every room its snapshot: a new day, a restored database, a drift."""
        if why:
            log.error("tail: %s; every room is loaded afresh", why)
        world = self.world = await visit(looks.whole_world, now)
        for name, old in list(self.rooms.items()):
            live = await self._open(world, old.room)
            live.listeners = old.listeners
            self.rooms[name] = live
            live.tell(world.snapshot(live, now))
            live.tell(world.alarms(live))

    async def _listen(self) -> None:
        """Hear the doorbell, the news of accounts and of leases; without Redis try again every two seconds."""
        while True:
            client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
            try:
                async with client.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(HEAD, CHANGED, claims.channel())
                    self._rung.set()
                    async for message in pubsub.listen():
                        self._hear(message)
            except (redis.RedisError, OSError) as error:
                log.info("tail: the doorbell is silent (%s)", error)
            finally:
                with suppress(Exception):
                    await client.aclose()
            await asyncio.sleep(BEAT_SECONDS)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["channel"] == HEAD.encode():
            self._rung.set()
            return
        if message["channel"] == claims.channel().encode():
            self.desks.tell(message["data"], self.world, self.rooms.values())
            return
        with suppress(ValueError, KeyError, TypeError):
            news = json.loads(message["data"])
            self._poke(int(news["account"]), str(news["session"]))

    def _poke(self, account: int, session: str) -> None:
        for poke in list(self._watchers.get(account, ())):
            poke(session)


tail = Tail()
"""The tail of this process."""
