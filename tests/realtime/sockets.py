"""A page's end of the socket, for tests: signed in like a browser, patient for a few seconds."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from realtime.frames import Json
from tests.serving import Site

PATIENCE = 6.0
"""A screen shows a change within five seconds, or says that it is late; the rest is for a busy machine."""


def session_of(user: Any) -> str:
    """A session of this person, as signing in gives it."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@dataclass
class Screen:
    """One open socket."""

    socket: ClientConnection

    def hear(self, seconds: float = PATIENCE) -> Json:
        """The next message; TimeoutError if none comes."""
        message: Json = json.loads(self.socket.recv(timeout=seconds))
        return message

    def until(self, fits: Callable[[Json], bool], seconds: float = PATIENCE) -> Json:
        """The next message that fits."""
        end = time.monotonic() + seconds
        while True:
            message = self.hear(max(0.0, end - time.monotonic()))
            if fits(message):
                return message

    def until_quiet(self, seconds: float = 0.2) -> list[Json]:
        """Everything that has come, until nothing more does for so long."""
        heard: list[Json] = []
        with suppress(TimeoutError):
            while True:
                heard.append(self.hear(seconds))
        return heard

    def next(self, kind: str, seconds: float = PATIENCE) -> Json:
        """The next message of this type."""
        return self.until(lambda message: message["type"] == kind, seconds)

    def closed_with(self, seconds: float = PATIENCE) -> int:
        """Read on until the server closes; return its code."""
        end = time.monotonic() + seconds
        try:
            while True:
                self.hear(max(0.0, end - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0


@contextmanager
def screen(
    site: Site, session: str = "", room: str = "", origin: str | None = "own", **more: Any
) -> Iterator[Screen]:
    """Open a socket as a page of ours does; `origin` None sends none. Raises InvalidStatus when the door stays shut."""
    query = "&".join(f"{name}={value}" for name, value in {"room": room, **more}.items() if value != "")
    cookies = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
    says = Origin(site.url if origin == "own" else origin) if origin else None
    address = f"{site.ws}/ws/feed?{query}"
    with connect(address, origin=says, additional_headers=cookies, max_size=None, proxy=None) as socket:
        yield Screen(socket)
