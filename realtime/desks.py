"""Desks that want to know at once when somebody takes or leaves a matter (`incidents.desk.claims`).

Told is only which matter, and whether it is free now: never who, so no name is on any socket. A desk that shows the
matter then asks over HTTP, where its rights are looked at. Walls are not told: only who sits at a desk, and asked.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from realtime.frames import text
from realtime.mailbox import Mailbox
from realtime.world import LiveRoom, World


class Desks:
    """The mailboxes of this process's desks, each with its account."""

    def __init__(self) -> None:
        self._accounts: dict[Mailbox, int] = {}

    def sit(self, mailbox: Mailbox, account: int) -> None:
        """Tell this desk from now on."""
        self._accounts[mailbox] = account

    def leave(self, mailbox: Mailbox) -> None:
        """Tell this one nothing more; it need not have been a desk's."""
        self._accounts.pop(mailbox, None)

    def tell(self, news: bytes, world: World | None, rooms: Iterable[LiveRoom]) -> None:
        """Tell the desks in the rooms of an open matter, but not whoever did it. What is no news is passed over."""
        with suppress(ValueError, KeyError, TypeError):
            said = json.loads(news)
            matter, account = UUID(said["matter"]), int(said["account"])
            standing = world.open.get(matter) if world else None
            message = text({"type": "claims", "id": str(matter), "free": bool(said["free"])})
            for live in rooms:
                if standing and standing.is_in(live.room):
                    for mailbox in live.listeners & self._accounts.keys():
                        if self._accounts[mailbox] != account:
                            mailbox.put(message)
