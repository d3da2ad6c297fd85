"""One embedded Valkey: cache, bus and broker, over a Unix socket, keeping nothing on disk.

What it holds may be lost at any time: every deadline, hint and task is found again in the database.
"""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from core.embedded import binaries, servant
from core.embedded.parent import tied
from core.embedded.postgres import DidNotStart

OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "databases": "4",
    "maxmemory": "128mb",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
}


def start(path: Path, log: Path, seconds: float = 10) -> subprocess.Popen[bytes]:
    """Start the server on the socket `path` and wait until it answers. Raises DidNotStart."""
    servant.give(path.parent)
    path.unlink(missing_ok=True)
    options = [part for name, value in OPTIONS.items() for part in (f"--{name}", value)]
    with log.open("ab") as output:
        server = subprocess.Popen(
            [binaries.valkey_server(), "--unixsocket", path, "--dir", path.parent, *options],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/",
            start_new_session=True, preexec_fn=tied(signal.SIGTERM), **servant.popen_user(),
        )  # fmt: skip
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        if answers(path):
            return server
        time.sleep(0.02)
    stop(server)
    raise DidNotStart(f"Valkey did not answer within {seconds:.0f} s; see {log}")


def answers(path: Path) -> bool:
    """Say whether a server on this socket answers PING."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(os.fspath(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def stop(server: subprocess.Popen[bytes], seconds: float = 5) -> None:
    """Stop the server; it has nothing to save."""
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(seconds)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
