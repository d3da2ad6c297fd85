"""An instance of our own to measure: the very processes of `make run` over `var/bench`, the bench's entry before the
web ones. PostgreSQL with fsync, the demo county loaded once and kept for the next run.
"""

import json
import os
import socket
import subprocess
import sys
from typing import Any

from bootstrap.saying import step
from core.embedded.paths import ROOT
from core.environment import read
from core.supervisor import processes, state, steps
from core.supervisor.instance import Instance

WEBS = 2


class House(Instance):
    """`with House() as house:` starts everything on a free port and stops it at the end, whatever happens."""

    def __init__(self, entry: str = "bench.web") -> None:
        os.environ.setdefault("SANLING_VAR", str(ROOT / "var" / "bench"))
        os.environ["SANLING_PORT"] = str(_free_port())
        super().__init__(read(os.environ))
        self.entry = entry

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
            env={**steps.environ_for(self.env, role), "DJANGO_SETTINGS_MODULE": "core.settings"},
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
