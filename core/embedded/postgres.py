"""One embedded PostgreSQL cluster: made once, started on a Unix socket only, stopped in order."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql

from core.embedded import binaries, servant
from core.embedded.parent import tied

LOGINS = ("web", "worker", "sequencer", "auditor", "erasure")
"""Each process of the product signs in to the database as `sanling_<one of these>`; the owner is sanling_migrator."""

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "96MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "1000",
    "jit": "off",
}
"""What the embedded server runs with; small, so that everything fits beside a browser on a desk computer."""

UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests only: fast, and gone after a power cut."""


class DidNotStart(Exception):
    """The server could not be made or did not come up; the text says what its log said last."""


class Cluster:
    """A data folder and its server. `data` and `sockets` belong to the service user (see `servant`)."""

    def __init__(self, data: Path, sockets: Path, *, settings: dict[str, str] | None = None) -> None:
        self.data, self.sockets = servant.home_for(data), sockets
        self.settings = SETTINGS | (settings or {})
        self.programs = binaries.postgres_folder()

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def create(self) -> None:
        """Make the data folder (`initdb`): UTF-8, C collation, `postgres` as the superuser. A few seconds, once."""
        real = self.data.resolve()
        scratch = servant.give(real.with_name(f".{real.name}.new"))
        shutil.rmtree(scratch)
        servant.give(scratch)
        options = [
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        ]
        done = subprocess.run(
            [self.programs / "initdb", "-D", scratch, "--no-sync", *options],
            capture_output=True, text=True, env=_environment(), cwd="/", **servant.popen_user(),
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(scratch, ignore_errors=True)
            raise DidNotStart(f"initdb failed: {_last_line(done.stderr)}")
        (scratch / "pg_hba.conf").write_text("local all all trust\n")
        scratch.rename(real)

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the server in a process group of its own and wait until it answers. Raises DidNotStart."""
        servant.give(self.sockets)
        if self._alive():
            raise DidNotStart(f"a PostgreSQL server of {self.data} is already running")
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with log.open("ab") as output:
            server = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data.resolve(), "-k", self.sockets, *options],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=_environment(), cwd="/",
                start_new_session=True, preexec_fn=tied(signal.SIGINT), **servant.popen_user(),
            )  # fmt: skip
        self._wait(server, log)
        return server

    def connect(
        self, role: str = "postgres", database: str = "postgres"
    ) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection in autocommit; by default as the superuser, for setting the cluster up."""
        return psycopg.connect(
            host=str(self.sockets), user=role, dbname=database, autocommit=True, connect_timeout=3
        )

    def prepare(self, database: str = "sanling") -> None:
        """Create the owner, the programs' own roles and the database, as far as they are missing."""
        with self.connect() as connection:
            _make_roles(connection)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                name = sql.Identifier(database)
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER sanling_migrator").format(name))

    def number(self) -> str:
        """Return the cluster's own number: another one after every `initdb`."""
        with self.connect() as connection:
            row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
            return str(row[0]) if row else ""

    def _alive(self) -> bool:
        """Say whether the server of this data folder still runs (left over by someone who was killed)."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            return "postgres" in Path(f"/proc/{pid}/cmdline").read_text()
        except (OSError, ValueError):
            return False

    def _wait(self, server: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if server.poll() is not None:
                raise DidNotStart(
                    f"PostgreSQL stopped at once: {_last_line(log.read_text(errors='replace'))}"
                )
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        stop(server)
        raise DidNotStart(f"PostgreSQL did not answer within {seconds:.0f} s; see {log}")


def stop(server: subprocess.Popen[bytes], seconds: float = 20) -> None:
    """Stop a server quickly but cleanly (fast shutdown: sessions are ended, the data are flushed)."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _make_roles(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    rights = {"migrator": "LOGIN CREATEDB CREATEROLE"} | dict.fromkeys(LOGINS, "LOGIN")
    there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role, right in rights.items():
        if f"sanling_{role}" not in there:
            connection.execute(f"CREATE ROLE sanling_{role} {right}".encode())


def _environment() -> dict[str, str]:
    """Return an environment without anything of ours in it (no PG* variables, a plain locale)."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
