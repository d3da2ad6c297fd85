"""A real web process on the tests' own database, which may be killed; and a relay between the two, which may cut.

The process is started as a unit starts it, under the database role of the web. The relay is a Unix socket in a folder
of its own: it passes everything on until it is told to cut, or to let one COMMIT through and lose the answer.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection

from tests.processes import eventually, free_port

ROOT = Path(__file__).resolve().parents[2]


class WebProcess:
    """One web process: `ask` speaks JSON to it; None is an answer that never came."""

    def __init__(self, var: Path, database_host: str, failpoints: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.web", "--port", str(self.port)],
            cwd=ROOT, env=_environment(var, database_host, failpoints),
            stdout=subprocess.DEVNULL, stderr=(var / "web.log").open("ab"),
        )  # fmt: skip

    def is_up(self) -> bool:
        """Whether it answers."""
        with suppress(OSError):
            return self._send("GET", "/healthz", None, "")[0] == 200
        return False

    def ask(self, method: str, path: str, body: Any, token: str) -> tuple[int, Any] | None:
        """Status and JSON; None if the connection ended first."""
        try:
            return self._send(method, "/api/v1" + path, body, token)
        except (OSError, http.client.HTTPException):
            return None

    def _send(self, method: str, path: str, body: Any, token: str) -> tuple[int, Any]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            headers = {"X-Session-Token": token, "Content-Type": "application/json", "Host": "localhost"}
            line.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = line.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            line.close()

    def was_killed(self) -> bool:
        """Whether it ended by SIGKILL."""
        return self.process.wait(10) == -9

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(15)


def _environment(var: Path, database_host: str, failpoints: str) -> dict[str, str]:
    given = {
        "DATABASE_URL": f"postgresql://sanling_web@/{connection.get_connection_params()['dbname']}?host={database_host}",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost",
        "LEDGER_ORIGIN": settings.LEDGER_ORIGIN,
        "KEYS_DIR": str(_keys(var)),
        "MEDIA_ROOT": str(var / "media"),
        "VAR": str(var),
        "FAILPOINTS": failpoints,
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("SANLING_")}
    return others | {f"SANLING_{name}": value for name, value in given.items() if value}


def _keys(var: Path) -> Path:
    """The tests' keys in a folder that nobody else may enter, as a unit asks for it."""
    folder = var / "keys"
    if not folder.exists():
        shutil.copytree(settings.KEYS_DIR, folder)
        folder.chmod(0o700)
    return folder


def real_host() -> str:
    """The folder of the test database's socket."""
    return str(connection.get_connection_params()["host"])


@contextmanager
def running(var: Path, failpoints: str = "", host: str = "") -> Iterator[WebProcess]:
    """Keep a web process running until the end, unless it is killed."""
    with several(var, failpoints, host=host) as (web,):
        yield web


@contextmanager
def several(var: Path, *failpoints: str, host: str = "") -> Iterator[list[WebProcess]]:
    """As many web processes, each armed with its own fail-points; they start at the same time."""
    processes = [WebProcess(var, host or real_host(), armed) for armed in failpoints]
    try:
        for web in processes:
            eventually(lambda web=web: web.process.poll() is not None or web.is_up(), 60)  # type: ignore[misc]
            assert web.is_up(), (var / "web.log").read_text()
        yield processes
    finally:
        for web in processes:
            web.stop()


class Relay:
    """Stands between a web process and PostgreSQL."""

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self.folder = Path("/tmp") / f"relay-{uuid4().hex[:12]}"  # a socket's path is short
        self.folder.mkdir()
        self._lose_next_commit = False
        self._lines: list[tuple[socket.socket, socket.socket]] = []
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.folder / ".s.PGSQL.5432"))
        self._door.listen(50)
        threading.Thread(target=self._welcome, daemon=True).start()

    def lose_next_commit(self) -> None:
        """Let the next COMMIT reach the server, and nobody learn of it."""
        self._lose_next_commit = True

    def cut_all(self) -> None:
        """End every connection at once."""
        for line in self._lines:
            self._cut(line)
        self._lines.clear()

    def close(self) -> None:
        self._door.close()
        self.cut_all()
        for file in self.folder.iterdir():
            file.unlink()
        self.folder.rmdir()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{self._cluster}/.s.PGSQL.5432")
                self._lines.append((client, server))
                threading.Thread(target=self._pass_on, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(server, client, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if asks and self._lose_next_commit and b"COMMIT" in data:
                    self._lose_next_commit = False
                    source.shutdown(socket.SHUT_RDWR)
                    target.sendall(data)
                    target.recv(65536)
                    break
                target.sendall(data)
        self._cut((source, target))

    @staticmethod
    def _cut(line: tuple[socket.socket, socket.socket]) -> None:
        for end in line:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relayed() -> Iterator[Relay]:
    """A relay to the test cluster."""
    relay = Relay(real_host())
    try:
        yield relay
    finally:
        relay.close()
