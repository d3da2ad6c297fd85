"""A line that goes dead without a word: passes everything on to a port, until it is told to pass nothing more."""

import socket
import threading
from contextlib import suppress


class Line:
    """Listens on `port`; `stall` lets nothing pass any more, in either direction, and closes nothing (F34)."""

    def __init__(self, target: int) -> None:
        self._target, self._stalled = target, threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._welcome, daemon=True).start()

    def stall(self) -> None:
        """The cable is pulled."""
        self._stalled.set()

    def is_let_go(self) -> bool:
        """Whether the server has hung up on everybody who came through here."""
        return all(_has_ended(end) for end in self._ends[1::2])

    def close(self) -> None:
        for end in (self._door, *self._ends):
            end.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self._ends += [client, server]
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while not self._stalled.is_set():
                source.settimeout(0.2)
                with suppress(TimeoutError):
                    data = source.recv(65536)
                    if not data:
                        break
                    target.sendall(data)
            if not self._stalled.is_set():
                target.shutdown(socket.SHUT_WR)


def _has_ended(end: socket.socket) -> bool:
    """Read what lies there; True once the other side has hung up."""
    end.setblocking(False)
    try:
        while end.recv(65536):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True
