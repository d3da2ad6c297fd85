"""The processes of an instance: how each is started, and which may be started again when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.embedded.parent import tied

KEEP_LOG_BYTES = 20 * 1024 * 1024
RESPAWNS_A_MINUTE = 5


@dataclass
class Child:
    """One process of ours in a process group of its own. `twins` says that others do the same work meanwhile, so
    that one that dies is named and started again; any other's death stops the instance.
    """

    name: str
    words: list[str]
    role: str
    log: Path
    twins: bool = False
    stop_seconds: float = 10.0
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    respawned: deque[float] = field(default_factory=deque)

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def start(self, environ: dict[str, str]) -> None:
        """Start it under its database role, its output into its log."""
        trim(self.log)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *self.words],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**environ, "SANLING_ROLE": self.role, "PYTHONUNBUFFERED": "1"},
                start_new_session=True, preexec_fn=tied(signal.SIGTERM), pass_fds=self.keep_open,
            )  # fmt: skip

    def died(self) -> str:
        """Return how it ended, in words; empty while it runs."""
        code = self.process.poll() if self.process else None
        if code is None:
            return ""
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def may_respawn(self) -> bool:
        """Say whether it may be started again: a twin, and not for the sixth time within a minute."""
        now = time.monotonic()
        while self.respawned and now - self.respawned[0] > 60:
            self.respawned.popleft()
        if not self.twins or len(self.respawned) >= RESPAWNS_A_MINUTE:
            return False
        self.respawned.append(now)
        return True

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def see_off(self, until: float) -> None:
        """Wait until it has gone, and after `until` (monotonic) kill it; then whatever it left in its group."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.kill_group()
        self.process.wait()

    def kill_group(self) -> None:
        """Kill whatever is left of its process group (the pool of a worker that was killed)."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def last_words(self) -> list[str]:
        """Return the last lines of its log."""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            lines = log.read().decode(errors="replace").splitlines()
        return [line for line in lines if line.strip()][-5:]


def trim(log: Path) -> None:
    """Begin a new log when the old one has grown long; one old one is kept."""
    if log.exists() and log.stat().st_size > KEEP_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def ours(logs: Path, run: Path, listener: int, webs: int = 2, worker_slots: int = 2) -> list[Child]:
    """Return the processes of an instance in the order in which they start."""
    celery = ["-m", "celery", "-A", "core.celery"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker = [*celery, "worker", "-l", "INFO", "-c", str(worker_slots), *quiet]
    beat = [*celery, "beat", "-l", "INFO", "-s", str(run / "beat"), "--pidfile="]
    web = ["-m", "core.web", "--fd", str(listener)]
    return [
        Child("sequencer", ["manage.py", "run_sequencer"], "sequencer", logs / "sequencer.log"),
        Child("worker", worker, "worker", logs / "worker.log"),
        Child("beat", beat, "worker", logs / "beat.log", stop_seconds=5),
        *(
            Child(f"web-{n}", web, "web", logs / f"web-{n}.log", twins=True, keep_open=(listener,))
            for n in range(1, webs + 1)
        ),
    ]
