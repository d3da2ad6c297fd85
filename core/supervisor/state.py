"""What one running instance tells others: that it runs, on which port, and which process is which.

`var/run/supervisor.lock` is held while it runs; `var/run/processes.json` names the processes, for tests and for people:
`{"port": 8000, "processes": {"web-1": 4711, "worker/1": 4713, …}}`. A name with a slash is a child of that process.
"""

import fcntl
import json
import os
import socket
from pathlib import Path
from typing import Any

from core.embedded.paths import Places


class AlreadyRunning(Exception):
    """Another instance holds this `var/`; the text names its port."""


class PortTaken(Exception):
    """Somebody else listens on the port; the text is one line for a person."""


def claim(here: Places) -> int:
    """Lock the instance and return the lock's descriptor, which is to be kept open. Raises AlreadyRunning."""
    here.run.mkdir(parents=True, exist_ok=True)
    lock = os.open(here.run / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        port = running(here).get("port", "?")
        raise AlreadyRunning(f"already running on port {port}; stop it first, or set SANLING_VAR") from None
    return lock


def is_running(here: Places) -> bool:
    """Say whether an instance holds this `var/` now."""
    try:
        lock = os.open(here.run / "supervisor.lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def listen(bind: str, port: int) -> socket.socket:
    """Return the socket all web processes share. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    try:
        return socket.create_server((bind, port), family=family, backlog=1024)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise PortTaken(
            f"port {port} on {bind} cannot be used ({why}); choose another: PORT={port + 1} make run"
        ) from None


def running(here: Places) -> dict[str, Any]:
    """Return what the running instance wrote about itself; empty if nothing is there."""
    try:
        found: dict[str, Any] = json.loads((here.run / "processes.json").read_text())
    except (OSError, ValueError):
        return {}
    return found


def write(here: Places, port: int, processes: dict[str, int]) -> None:
    """Write which process is which, in one step, so that a reader never sees half."""
    scratch = here.run / ".processes.json"
    scratch.write_text(
        json.dumps({"port": port, "supervisor": os.getpid(), "processes": processes}, indent=1)
    )
    scratch.replace(here.run / "processes.json")


def forget(here: Places) -> None:
    (here.run / "processes.json").unlink(missing_ok=True)


def children_of(pid: int) -> list[int]:
    """Return the direct children of a process, oldest first; empty where /proc cannot tell."""
    try:
        return sorted(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    except OSError:
        return []
