"""What the kernel knows of our processes: CPU time used and memory held. Linux only."""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family(pids: Iterable[int]) -> list[int]:
    """These processes and all their descendants."""
    found, waiting = [], list(pids)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += _children(pid)
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes and their descendants, with those that have ended and were waited for."""
    return sum(map(_cpu_seconds, family(pids)))


class Neighbours:
    """What others took of the machine while we measured, as a share of all processors."""

    def __init__(self) -> None:
        self._at, self._all, self._ours = time.monotonic(), _machine_seconds(), cpu_seconds([os.getpid()])

    def share(self) -> float:
        """The share since this was made."""
        theirs = _machine_seconds() - self._all - (cpu_seconds([os.getpid()]) - self._ours)
        return max(0.0, theirs / (time.monotonic() - self._at) / (os.cpu_count() or 1))


def memory_bytes(pids: Iterable[int]) -> int:
    """Memory of these processes and their descendants; what several share is counted once (PSS)."""
    return sum(map(pss, family(pids)))


def pss(pid: int) -> int:
    """The proportional set size of one process in bytes; 0 if it has gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def _machine_seconds() -> float:
    """Time that all processors were busy, or taken away by the host; not what they waited."""
    user, nice, system, _idle, _wait, *rest = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + sum(rest)) / _TICKS


def _cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def _children(pid: int) -> list[int]:
    """Of a process that may end at any moment."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text().split())
    return found
