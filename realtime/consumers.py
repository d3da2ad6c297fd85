"""Holds one open wall, board or desk: lets it into its room, passes on what the tail says, and shows it out."""

import asyncio
import logging
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import timezone

from realtime.frames import number_of
from realtime.mailbox import Mailbox
from realtime.sessions import NO_SESSION, TOO_SLOW, TRY_LATER, Admission, admit
from realtime.tail import tail
from realtime.visits import visit

CHECK_SECONDS = 30.0
"""How often a socket asks whether its session, account and right still stand."""

log = logging.getLogger(__name__)


class FeedConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One socket in one room. It reads no business table and decides nothing; what a page sends is not listened to."""

    channel_layer_alias = "none of ours: see news.py"

    async def connect(self) -> None:
        """Let the socket in: `?room=<code>`, `?since=<n>` after a pause, `?claims=1` from a desk.

        Closes with 4401, 4404 or 1013.
        """
        self.admission: Admission | None = None
        self.tasks: list[asyncio.Task[None]] = []
        query = parse_qs(self.scope["query_string"].decode(errors="replace"))
        self.wanted = query.get("room", [""])[0]
        self.claims = query.get("claims", [""])[0] == "1"
        self.session_key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        self.device = self.scope["cookies"].get(settings.WALL_COOKIE_NAME, "")
        await self.accept()
        try:
            await self._enter(query.get("since", [""])[0])
        except Exception as error:
            log.warning("a socket could not enter its room (%s: %s)", type(error).__name__, error)
            await self.close(TRY_LATER)

    async def _enter(self, since: str) -> None:
        answer = await visit(admit, self.session_key, self.wanted, timezone.now(), self.device)
        if isinstance(answer, int):
            await self.close(answer)
            return
        self.admission, self.mailbox = answer, Mailbox()
        self.doubt = asyncio.Event()
        self.unwatch = tail.watch(answer.account, self._poked)
        if self.claims and answer.has_desk:
            tail.desks.sit(self.mailbox, answer.account)
        self.tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._check())]
        await tail.enter(answer.room, self.mailbox, number_of(since))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Pages have nothing to say here."""

    async def disconnect(self, code: int) -> None:
        """Leave the room and forget everything."""
        for task in self.tasks:
            task.cancel()
        if self.admission:
            self.unwatch()
            tail.desks.leave(self.mailbox)
            await tail.leave(self.admission.room, self.mailbox)

    async def _write(self) -> None:
        while (said := await self.mailbox.get()) is not None:
            await self.send(text_data=said)
        await self._end(TOO_SLOW)

    async def _check(self) -> None:
        """Ask again every thirty seconds, and at once when something was said about the account."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.doubt.wait(), CHECK_SECONDS)
            self.doubt.clear()
            answer: Any = None
            with suppress(
                Exception
            ):  # the database is away: no beat comes either, and the next check decides
                answer = await visit(admit, self.session_key, self.wanted, timezone.now(), self.device)
            if isinstance(answer, int) or (answer and answer != self.admission):
                await self._end(answer if isinstance(answer, int) else NO_SESSION)
                return

    def _poked(self, session: str) -> None:
        """Something was said about this account; a session that ended is ours or another's."""
        if not self.admission or (session and session != self.admission.session):
            return
        if session:
            self.session_key = ""
        self.doubt.set()

    async def _end(self, code: int) -> None:
        with suppress(Exception):  # the other side may be gone already
            await self.close(code)
