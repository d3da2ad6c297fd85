"""A whole house that may be hurt: PostgreSQL that really writes, Valkey, two web processes and sequencers, all our own.

Nothing of it is shared with the other tests, and it runs as the demo does: on sockets in one folder, with the demo
county in it. Every process of ours runs behind `walled`, so that a look beyond this machine is an error (F51).
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from core.embedded import postgres, valkey
from core.embedded.parent import tied
from core.embedded.paths import ROOT
from core.environment import Environment, read
from core.supervisor import steps
from tests.processes import eventually, free_port

SEED = 419001
MATTERS, DAYS = 300, 6

PLAYERS = """
import json; from random import Random; from django.utils.timezone import now
from mobile_api.management.commands.simulate_day import easy_categories
from core.models import User; from mobile_api.trial import cast; from mobile_api.trial.client import Tally
streets = cast.streets(0, cast.Sizes(80, 16), Tally(), Random(1), 10**9, now())
one = lambda path, role: cast.session_of(User.objects.filter(postings__area__path=path, postings__role=role)[0])
handler = User.objects.filter(postings__department__code=streets[0].handlers[0][1], postings__role="handler")[0]
print(json.dumps({
    "streets": [{
        "workers": [[each.token, grid] for each, grid in street.workers],
        "dispatchers": [each.token for each in street.dispatchers],
        "handlers": [[each.token, code] for each, code in street.handlers],
    } for street in streets],
    "county": cast.wall_session(now()), "street": one(streets[0].path, "dispatcher"),
    "department": cast.session_of(handler),
    "categories": easy_categories(),
}))
"""


@dataclass
class House:
    """The processes by name, and how to hurt and mend them. `players` are tokens and browser sessions."""

    var: Path
    env: Environment
    cluster: postgres.Cluster
    database: subprocess.Popen[bytes]
    bus: subprocess.Popen[bytes] | None = None
    ports: list[int] = field(default_factory=list)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    players: dict[str, Any] = field(default_factory=dict)
    chance: Random = field(default_factory=lambda: Random(SEED))

    def start_bus(self) -> None:
        """Start Valkey, empty."""
        self.bus = valkey.start(self.env.places.valkey_socket, self.var / "log/valkey.log")

    def kill_bus(self) -> None:
        """End Valkey without a farewell."""
        assert self.bus
        self.bus.kill()
        self.bus.wait()

    def flush_bus(self) -> None:
        """Empty Valkey while everybody uses it."""
        import redis

        redis.Redis(unix_socket_path=str(self.env.places.valkey_socket)).flushall()

    def start(self, name: str, role: str, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a process of the product under its database role; what it says goes to its log."""
        log = (self.var / f"log/{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.walled", *words], cwd=ROOT, stdout=log, stderr=log,
            env={**self.environ(role), **{f"SANLING_{key}": value for key, value in more.items()}},
            preexec_fn=tied(signal.SIGKILL),
        )  # fmt: skip
        return self.processes[name]

    def environ(self, role: str) -> dict[str, str]:
        """The environment of a process."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SANLING_")}
        return clean | {
            "SANLING_VAR": str(self.var), "SANLING_ROLE": role, "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "core.settings",
        }  # fmt: skip

    def start_web(self, number: int) -> None:
        """Start one of the web processes on its port."""
        self.start(f"web-{number}", "web", "core.web", "--port", str(self.ports[number]))

    def is_up(self, number: int) -> bool:
        """Whether this web process answers."""
        with (
            suppress(URLError, OSError),
            urlopen(f"http://127.0.0.1:{self.ports[number]}/healthz", timeout=2),
        ):
            return True
        return False

    def start_sequencer(self, name: str = "sequencer", armed: str = "") -> subprocess.Popen[bytes]:
        """Start a sequencer, armed with fail-points if one is given."""
        return self.start(name, "sequencer", "manage.py", "run_sequencer", FAILPOINTS=armed)

    def manage(self, *words: str, role: str = "migrator") -> str:
        """Run a management command; AssertionError with what it said if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environ(role),
            text=True,
            capture_output=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, sql: str) -> Any:
        """One row of the database, as the superuser."""
        return self.rows(sql)[0]

    def rows(self, sql: str) -> list[Any]:
        """All rows of an answer, as the superuser; a database that is just coming up is waited for."""
        found: list[Any] = []

        def asked() -> bool:
            with suppress(psycopg.OperationalError), self.cluster.connect(database="sanling") as connection:
                found.append(connection.execute(sql.encode()).fetchall())
            return bool(found)

        assert eventually(asked, 30), "PostgreSQL does not come back"
        return list(found[0])

    def backlog(self) -> float:
        """For how many seconds the oldest committed entry has waited for its number."""
        return float(
            self.ask("SELECT coalesce(extract(epoch FROM now() - min(since)), 0) FROM ledger_pending")[0]
        )

    def do(self, sql: str) -> None:
        """A statement without an answer, as the superuser."""
        with self.cluster.connect(database="sanling") as connection:
            connection.execute(sql.encode())

    def limit_files(self, name: str, largest: int | None) -> None:
        """Let no file of this process grow beyond so many bytes; None lifts it. (The hard limit stays as it was.)"""
        pid, most = self.processes[name].pid, resource.RLIM_INFINITY
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if largest is None else largest, most))

    def memory(self, name: str) -> int:
        """Resident bytes of a process."""
        pages = int(Path(f"/proc/{self.processes[name].pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    def stop_database(self) -> None:
        """Stop PostgreSQL, throwing everybody out, as for an upgrade."""
        postgres.stop(self.database)

    def start_database(self) -> None:
        """Start it again."""
        self.database = self.cluster.start(self.var / "log/postgres.log")

    def kill_a_backend(self) -> None:
        """SIGKILL one server process of PostgreSQL: it takes every session down and recovers (a crash)."""
        with suppress(psycopg.Error, ProcessLookupError):
            rows = self.cluster_backends()
            if rows:
                os.kill(self.chance.choice(rows), signal.SIGKILL)

    def cluster_backends(self) -> list[int]:
        with self.cluster.connect() as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'sanling' AND backend_type = 'client backend'"
            ).fetchall()
        return [int(str(row[0])) for row in rows]

    def last_words(self) -> str:
        """The ends of all logs, for a failure's message."""
        logs = sorted((self.var / "log").glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text(errors='replace')[-1500:]}" for log in logs)

    def complaints(self) -> list[str]:
        """What the walled processes tried to reach outside this machine."""
        told = [path.read_text(errors="replace").splitlines() for path in (self.var / "log").glob("*.log")]
        return [line for lines in told for line in lines if "OUTSIDE" in line]

    def stop(self) -> None:
        """End everything, also what is stopped, and remove the folder."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        for server in (self.bus, self.database):
            if server and server.poll() is None:
                server.send_signal(signal.SIGCONT)
        if self.bus:
            valkey.stop(self.bus)
        postgres.stop(self.database)
        shutil.rmtree(self.var, ignore_errors=True)


@contextmanager
def house(
    webs: int = 2, *, matters: int = MATTERS, settings: dict[str, str] | None = None
) -> Iterator[House]:
    """A house with a small demo county, its sequencer and `webs` web processes, ready to be hurt."""
    var = Path(tempfile.mkdtemp(prefix="sl-house-"))
    var.chmod(0o755)
    env = read({"SANLING_VAR": str(var)})
    steps.folders(env.places)
    steps.make_keys(env)
    cluster = postgres.Cluster(var / "postgres", env.places.sockets, settings=settings)
    cluster.create()
    made = House(var, env, cluster, cluster.start(var / "log/postgres.log"))
    try:
        cluster.prepare()
        made.start_bus()
        made.manage("migrate", "--noinput", "-v0")
        made.manage("load_demo", "--matters", str(matters), "--days", str(DAYS))
        made.players = json.loads(made.manage("shell", "-v0", "-c", PLAYERS))
        made.ports = [free_port() for _ in range(webs)]
        made.start_sequencer()
        for number in range(webs):
            made.start_web(number)
        for number in range(webs):
            assert eventually(lambda number=number: made.is_up(number), 90), made.var  # type: ignore[misc]
        yield made
    finally:
        made.stop()
