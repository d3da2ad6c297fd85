"""A door between a phone and the server, on a port of its own: open, shut, or cutting connections as it likes."""

import contextlib
import random
import socket
import threading
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

CHUNK = 16_384


class Cut(Enum):
    """Where a connection ends: before the server hears of it, amid what it hears, or before its answer is heard."""

    BEFORE = "before"
    INSIDE = "inside"
    AFTER = "after"


@dataclass
class Weather:
    """Cuts this share of connections, somewhere; seeded, and it counts what it did."""

    share: float
    seed: int
    cuts: dict[Cut, int] = field(default_factory=lambda: dict.fromkeys(Cut, 0))
    connections: int = 0

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def next(self) -> tuple[Cut | None, int]:
        """What befalls the next connection, and after how many bytes of it."""
        self.connections += 1
        if self._dice.random() >= self.share:
            return None, 0
        cut = self._dice.choice(list(Cut))
        self.cuts[cut] += 1
        return cut, self._dice.choice([1, 400, 1_500, 4_000, 10_000, 25_000])


@dataclass
class Heard:
    """How much of a connection the server has heard."""

    bytes: int = 0


class Gate:
    """Passes bytes between its own port and the server's."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.shut = False
        self.heard = 0
        self.weather: Weather | None = None
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Shut it, and cut what passes through it now: to the phone the server has stopped."""
        self.shut = True
        for each in list(self._open):
            _end(each)

    def open(self) -> None:
        self.shut = False

    def end(self) -> None:
        self.close()
        _end(self._listener)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _address = self._listener.accept()
                if self.shut:
                    _end(phone)
                else:
                    threading.Thread(target=self._pass, args=(phone,), daemon=True).start()

    def _pass(self, phone: socket.socket) -> None:
        cut, left = self.weather.next() if self.weather else (None, 0)
        if cut is Cut.BEFORE:
            _end(phone)
            return
        server = socket.create_connection(("127.0.0.1", self._server))
        pair = {phone, server}
        self._open |= pair
        heard = Heard()
        up = threading.Thread(target=self._up, args=(phone, server, cut, left, heard), daemon=True)
        up.start()
        self._down(server, phone, cut, left, heard)
        up.join()
        self._open -= pair

    def _up(
        self, phone: socket.socket, server: socket.socket, cut: Cut | None, left: int, heard: "Heard"
    ) -> None:
        """What the phone says; where it is cut inside, the server hears `left` bytes of it."""
        with contextlib.suppress(OSError):
            while said := phone.recv(CHUNK):
                if cut is Cut.INSIDE and heard.bytes + len(said) >= left:
                    server.sendall(said[: left - heard.bytes])
                    break
                heard.bytes += len(said)
                self.heard += len(said)
                server.sendall(said)
        _end(server)
        if cut is Cut.INSIDE:
            _end(phone)

    def _down(
        self, server: socket.socket, phone: socket.socket, cut: Cut | None, left: int, heard: "Heard"
    ) -> None:
        """What the server answers; where it is cut after `left` bytes, the phone hears no more of it."""
        with contextlib.suppress(OSError):
            while said := server.recv(CHUNK):
                if cut is Cut.AFTER and heard.bytes >= left:
                    break
                phone.sendall(said)
        _end(phone)
        _end(server)


def _end(one: Any) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
