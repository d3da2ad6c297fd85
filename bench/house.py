"""An instance of our own to measure: the very processes of `make run` over `var/bench`, the bench's entry before the
web ones. PostgreSQL with fsync, the county loaded once and kept for the next run.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bootstrap.saying import run_aloud, step
from core.embedded.paths import ROOT
from core.environment import read
from core.supervisor import processes, state, steps
from core.supervisor.instance import Instance

WEBS = 2
DEMO_MATTERS = 12_000
"""How many `load_demo` brings."""
MADE = 100_000
"""Up to so many are made one by one; more are copies of those (`bench.copies`)."""


class House(Instance):
    """`with House() as house:` starts everything on a free port and stops it at the end, whatever happens.

    With `matters` it is another house, of so many matters to which nobody adds; with `fresh` one that is made anew and
    goes away at the end, because what is measured depends on how much is open.
    """

    def __init__(self, entry: str = "bench.web", matters: int = 0, fresh: bool = False) -> None:
        var = Path(os.environ.get("SANLING_VAR") or ROOT / "var" / "bench")
        os.environ["SANLING_PORT"] = str(free_port())
        here = var.with_name(f"{var.name}-{matters}") if matters else var
        self.fresh = fresh
        if fresh:
            var.parent.mkdir(exist_ok=True)
            here = Path(tempfile.mkdtemp(prefix=f"{var.name}-", dir=var.parent))
        super().__init__(read({**os.environ, "SANLING_VAR": str(here)}))
        self.entry, self.matters = entry, matters

    def __enter__(self) -> "House":
        steps.folders(self.env.places)
        state.claim(self.env.places)
        self._listener = state.listen(self.env.bind, self.env.port)
        self._heed_signals()
        try:
            self.prepare()
            self.start(self._listener.fileno())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.stop()
        if self.fresh:
            shutil.rmtree(self.here.var)

    def prepare(self) -> None:
        """The demo county, and more matters if more were wanted."""
        super().prepare()
        filled = self.here.var / "filled"
        there = int(filled.read_text()) if filled.exists() else DEMO_MATTERS
        if (missing := min(self.matters, MADE) - there) > 0:
            words = [*steps.MANAGE, "make_demo_data", "--matters", str(missing), "--seed", "7"]
            with step(f"{missing:,} more matters"):
                run_aloud(words, cwd=ROOT, env=self.environ("migrator"))
        if self.matters > max(there, MADE):
            with step(f"{self.matters:,} matters by copying"):
                words = [sys.executable, "-m", "bench.copies", str(self.matters)]
                run_aloud(words, cwd=ROOT, env=self.environ("migrator"))
        if self.matters > there:
            filled.write_text(str(self.matters))

    def start(self, listener: int) -> None:
        """Start the processes of an instance, the web ones by our own entry."""
        environ = steps.environ_for(self.env, "web")
        with step("启动进程 · starting the processes"):
            for child in processes.ours(self.here.log, self.here.run, listener, webs=WEBS):
                if child.role == "web":
                    child.words[1] = self.entry
                self.children.append(child)
                child.start(environ)
            self._wait_until_alive()

    def pids(self, role: str) -> list[int]:
        """The processes of one role; "postgres" and "valkey" are roles too."""
        if role in self.servers:
            return [self.servers[role].pid]
        return [child.pid for child in self.children if child.role == role]

    def ask(self, module: str, *words: str, role: str = "migrator") -> Any:
        """Run one of the bench's own programs under a database role, and return the JSON it prints."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.environ(role), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    def environ(self, role: str) -> dict[str, str]:
        """The environment of one of the bench's own programs under a database role."""
        return {**steps.environ_for(self.env, role), "DJANGO_SETTINGS_MODULE": "core.settings"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
