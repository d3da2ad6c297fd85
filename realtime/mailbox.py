"""What waits to be sent to one socket: bounded, so that one who does not read costs nobody anything."""

import asyncio
from collections import deque

MOST_MESSAGES = 512
MOST_CHARACTERS = 4_000_000


class Mailbox:
    """Messages for one socket, in order. When too many wait, all are dropped and `get` returns None: come back anew."""

    def __init__(self) -> None:
        self.overflown = False
        self._first: str | None = None
        self._waiting: deque[str] = deque()
        self._characters = 0
        self._some = asyncio.Event()
        self._held = False

    def hold(self) -> None:
        """Deliver nothing until `release`: something must come first that is still being read."""
        self._held = True

    def release(self, first: str) -> None:
        """Deliver `first`, then what came meanwhile. However long it is, it leaves the others their space."""
        self._first = first
        self._held = False
        self._some.set()

    def put(self, text: str) -> None:
        """Let a message wait. The first always fits, however long."""
        if self.overflown:
            return
        if self._waiting and (
            len(self._waiting) >= MOST_MESSAGES or self._characters + len(text) > MOST_CHARACTERS
        ):
            self.overflown, self._held = True, False
            self._waiting.clear()
        else:
            self._waiting.append(text)
            self._characters += len(text)
        if not self._held:
            self._some.set()

    async def get(self) -> str | None:
        """The next message, as soon as there is one; None after an overflow."""
        while not (self._first or self._waiting) or self._held:
            if self.overflown:
                return None
            self._some.clear()
            await self._some.wait()
        if self._first is not None:
            first, self._first = self._first, None
            return first
        text = self._waiting.popleft()
        self._characters -= len(text)
        return text
