"""One running instance, from the first server to the last process, and back in reverse order."""

import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from bootstrap.saying import step
from core.embedded import postgres, valkey
from core.environment import Environment
from core.supervisor import processes, state, steps
from core.supervisor.processes import Child

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 60.0


class ProcessDied(Exception):
    """A process ended that nobody else stands in for; the text names it and says what it said last."""


class Instance:
    """Starts everything, watches it, and stops it. `stopping` is set by Ctrl-C, SIGTERM, or the end of `make`."""

    def __init__(self, env: Environment) -> None:
        self.env, self.here = env, env.places
        self.stopping = threading.Event()
        self.children: list[Child] = []
        self.servers: dict[str, subprocess.Popen[bytes]] = {}
        self._made_by = os.getppid() if os.environ.get("MAKELEVEL") else 0
        self._written: dict[str, int] = {}

    def run(self, started: float) -> None:
        """Prepare, start, tell, watch until told to stop. Whatever happens, nothing is left running."""
        from core.supervisor.telling import welcome

        listener = state.listen(self.env.bind, self.env.port)
        self._heed_signals()
        try:
            self.prepare()
            self.start(listener.fileno())
            print(welcome(self.env, time.monotonic() - started), flush=True)
            self.watch()
        finally:
            listener.close()
            self.stop()

    def prepare(self) -> None:
        """Build what is to be built, start the servers, bring the database up to date."""
        steps.build_pages(self.env)
        database = self.env.database_url
        if self.env.embedded:
            steps.make_keys(self.env)
            database = self._start_servers()
        steps.migrate(self.env, database)
        steps.load_demo(self.env)

    def start(self, listener: int) -> None:
        """Start our own processes and wait until the first page can be had."""
        environ = steps.environ_for(self.env, "web")
        with step("启动进程 · starting the processes"):
            for child in processes.ours(self.here.log, self.here.run, listener):
                self.children.append(child)
                child.start(environ)
            self._note()
            self._wait_until_alive()

    def watch(self) -> None:
        """Look after the processes until told to stop. Raises ProcessDied."""
        while not self.stopping.wait(LOOK_SECONDS):
            self._look_after()
            self._note()
            if self._made_by and os.getppid() != self._made_by:
                self.stopping.set()

    def stop(self) -> None:
        """Stop all in reverse order: our processes together, then the bus, then the database."""
        until = time.monotonic() + max((child.stop_seconds for child in self.children), default=0)
        for child in reversed(self.children):
            child.ask_to_stop()
        for child in reversed(self.children):
            child.see_off(until)
        if server := self.servers.get("valkey"):
            valkey.stop(server)
        if server := self.servers.get("postgres"):
            postgres.stop(server)
        state.forget(self.here)

    def _start_servers(self) -> str:
        """Start PostgreSQL and Valkey; return what names this very database (its cluster's own number)."""
        cluster = postgres.Cluster(self.here.var / "postgres", self.here.sockets)
        if not cluster.exists:
            with step("建立数据库 · making the database"):
                cluster.create()
        for log in ("postgres.log", "valkey.log"):
            processes.trim(self.here.log / log)
        self.servers["postgres"] = cluster.start(self.here.log / "postgres.log")
        cluster.prepare()
        self.servers["valkey"] = valkey.start(self.here.valkey_socket, self.here.log / "valkey.log")
        return cluster.number()

    def _heed_signals(self) -> None:
        def told(number: int, frame: FrameType | None) -> None:
            if not self.stopping.is_set():
                self.stopping.set()
                raise KeyboardInterrupt

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, told)

    def _look_after(self, starting: bool = False) -> None:
        """Name each process that died. A twin is started again, once all runs; anything else ends the instance."""
        for name, server in self.servers.items():
            if (code := server.poll()) is not None:
                raise ProcessDied(f"{name} died (exit code {code}); see {self.here.log / name}.log")
        for child in self.children:
            if how := child.died():
                if starting or not child.may_respawn():
                    raise ProcessDied(
                        "\n".join([f"{child.name} died ({how}); see {child.log}", *child.last_words()])
                    )
                print(f"三零: {child.name} died ({how}) and was started again", file=sys.stderr, flush=True)
                child.kill_group()
                child.start(steps.environ_for(self.env, child.role))

    def _wait_until_alive(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            self._look_after(starting=True)
            if time.monotonic() > until:
                raise ProcessDied(f"the web processes did not answer within {PATIENCE_SECONDS:.0f} s")
            if self.stopping.wait(0.1):
                return

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.env.bind, self.env.bind)  # noqa: S104
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        try:
            with urlopen(f"http://{host}:{self.env.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _note(self) -> None:
        """Write down who is who, whenever that changed; the worker's pool with it."""
        now = {name: server.pid for name, server in self.servers.items()}
        for child in self.children:
            now[child.name] = child.pid
            if child.name == "worker":
                now |= {f"worker/{n}": pid for n, pid in enumerate(state.children_of(child.pid), 1)}
        if now != self._written:
            state.write(self.here, self.env.port, now)
            self._written = now
