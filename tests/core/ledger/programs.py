"""The real sequencer as a process of its own: as the unit starts it, under its own database role."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


def environment(keys: Path, var: Path, **more: str) -> dict[str, str]:
    """Return the environment of a server of one's own, whose database is the one of the tests."""
    options = connection.get_connection_params()
    given = {
        "DATABASE_URL": f"postgresql://sanling_sequencer@/{options['dbname']}?host={options['host']}",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": "".join(chr(97 + n % 26) for n in range(60)),
        "ALLOWED_HOSTS": "localhost",
        "LEDGER_ORIGIN": settings.LEDGER_ORIGIN,
        "KEYS_DIR": str(keys),
        "VAR": str(var),
        **more,
    }
    mine = {name: value for name, value in os.environ.items() if not name.startswith("SANLING_")}
    return mine | {f"SANLING_{name}": value for name, value in given.items()}


def start(keys: Path, var: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start a sequencer; its files lie in `var/ledger`."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_sequencer", *arguments],
        cwd=ROOT, env=environment(keys, var, **more), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def stop(process: subprocess.Popen[str], seconds: float = 60) -> str:
    """End a sequencer in order; return what it said."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=seconds)[0]


@contextmanager
def running(keys: Path, var: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Keep a sequencer running."""
    process = start(keys, var, **more)
    try:
        yield process
    finally:
        stop(process)


def eventually(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds; fail if it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
