"""What deploy/ says is what runs: nginx and systemd read it, the database takes it, and the units' commands work."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import yaml

from core.embedded import binaries, postgres, valkey
from core.embedded.paths import ROOT
from core.environment import KNOWN
from tests.processes import eventually, free_port

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
HOST = "sanling.example.gov.cn"


def directive(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text(), re.MULTILINE)


def command(unit: Path, instance: str = "1") -> list[str]:
    """The unit's ExecStart as systemd would run it, in this folder and by this Python."""
    (line,) = directive(unit, "ExecStart")
    line = line.replace("%i", instance).replace("%%", "%")
    words = shlex.split(line.replace("/opt/sanling/.venv/bin/python", sys.executable))
    return [word.replace("/var/lib/sanling", "{state}") for word in words]


@dataclass
class Servers:
    """A PostgreSQL of its own, prepared by deploy/roles.sql alone, a Valkey, and the environment they give."""

    folder: Path
    cluster: postgres.Cluster
    environ: dict[str, str]

    def environ_for(self, role: str) -> dict[str, str]:
        address = f"postgresql://sanling_{role}@/sanling?host={self.cluster.sockets}"
        return {**self.environ, "SANLING_ROLE": role, "SANLING_DATABASE_URL": address}

    def run(self, *words: str, role: str = "migrator") -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environ_for(role),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with tempfile.TemporaryDirectory(prefix="sl-own-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = postgres.Cluster(folder / "postgres", folder / "sock", settings=postgres.UNSAFE)
        cluster.create()
        database = cluster.start(folder / "postgres.log")
        bus = valkey.start(folder / "bus" / "valkey.sock", folder / "valkey.log")
        for _ in range(2):  # may be run again
            apply(cluster, DEPLOY / "roles.sql")
        (folder / "keys").mkdir(mode=0o700)
        yield Servers(folder, cluster, _environment(folder))
        valkey.stop(bus)
        postgres.stop(database)


def apply(cluster: postgres.Cluster, script: Path) -> None:
    psql = binaries.postgres_folder() / "psql"
    words: list[str | Path] = [
        psql,
        "-X",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        cluster.sockets,
        "-U",
        "postgres",
        "-f",
        script,
    ]
    done = subprocess.run([*words, "postgres"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _environment(folder: Path) -> dict[str, str]:
    """sanling.env.example, filled in."""
    example = dict(
        re.findall(r"^(SANLING_\w+)=(.*)$", (DEPLOY / "sanling.env.example").read_text(), re.MULTILINE)
    )
    return {
        "PATH": os.environ["PATH"],
        **example,
        "SANLING_REDIS_URL": f"unix://{folder}/bus/valkey.sock?db=0",
        "SANLING_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ",
        "SANLING_KEYS_DIR": str(folder / "keys"),
        "SANLING_VAR": str(folder / "state"),
    }


def test_the_example_names_only_settings_we_know() -> None:
    names = set(re.findall(r"^SANLING_(\w+)=", (DEPLOY / "sanling.env.example").read_text(), re.MULTILINE))
    assert names <= KNOWN.keys()


@pytest.fixture(scope="module")
def prepared(servers: Servers) -> Servers:
    """Keys, tables and static files, made by the commands that docs/operations.md names."""
    servers.run("make_keys")
    servers.run("migrate", "--noinput")
    servers.run("collectstatic", "--noinput")
    return servers


def test_the_owner_without_further_rights_can_migrate(prepared: Servers) -> None:
    assert "No planned migration operations" in prepared.run("migrate", "--plan")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_exactly_the_units_command_runs(prepared: Servers, unit: Path) -> None:
    port = free_port()
    words = [word.replace("{state}", str(prepared.folder)) for word in command(unit, str(port))]
    (role,) = re.findall(r"SANLING_ROLE=(\w+)", unit.read_text())
    log = prepared.folder / f"{unit.stem}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, cwd=ROOT, env=prepared.environ_for(role), stdout=output, stderr=output
        )
    try:
        assert eventually(lambda: SIGNS[unit.name](log, port), 40), log.read_text()
        assert process.poll() is None
    finally:
        process.terminate()
        assert process.wait(30) in (0, -15), log.read_text()


def ready(log: Path, port: int) -> bool:
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": HOST}), timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def says(text: str) -> Any:
    return lambda log, port: text in log.read_text()


SIGNS = {
    "sanling-web@.service": ready,
    "sanling-worker@.service": says(" ready."),
    "sanling-beat.service": says("beat: Starting"),
    "sanling-sequencer.service": says("leading from"),
}


def test_another_name_than_the_allowed_ones_is_not_answered(servers: Servers) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import core.settings as s; print(s.ALLOWED_HOSTS, s.SECURE_PROXY_SSL_HEADER)"],
        cwd=ROOT, env=servers.environ_for("web"), capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == f"['{HOST}'] ('HTTP_X_FORWARDED_PROTO', 'https')", done.stderr


def test_the_demo_loader_refuses_a_database_of_ones_own(servers: Servers) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "load_demo"],
        cwd=ROOT,
        env=servers.environ_for("migrator"),
        capture_output=True,
    )
    assert done.returncode != 0 and b"Traceback" not in done.stderr


@pytest.fixture
def installed_units(tmp_path: Path) -> list[Path]:
    """The units as they would lie in /etc/systemd/system, with the product in this folder."""
    for unit in [*UNITS, DEPLOY / "systemd/sanling.target"]:
        text = unit.read_text().replace("/opt/sanling/.venv/bin/python", sys.executable)
        (tmp_path / unit.name.replace("@.", "@8001.")).write_text(text.replace("/opt/sanling", str(ROOT)))
    return sorted(tmp_path.iterdir())


def test_systemd_reads_the_units(installed_units: list[Path]) -> None:
    tool = shutil.which("systemd-analyze")
    found = [
        subprocess.run([tool, "verify", unit], capture_output=True, text=True)
        for unit in installed_units
        if tool
    ]
    assert [(done.returncode, done.stderr) for done in found] == [(0, "")] * len(found)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_is_locked_in(unit: Path) -> None:
    for name, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "User": "sanling",
        "Restart": "always",
    }.items():
        assert directive(unit, name) == [value]


def test_nginx_reads_its_part(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    for upstream in ("upstream.conf", "upstream-compose.conf") if nginx else ():
        config = _nginx_config(tmp_path, upstream)
        done = subprocess.run([str(nginx), "-t", "-c", config], capture_output=True, text=True)
        assert done.returncode == 0 or (upstream != "upstream.conf" and "host not found" in done.stderr), (
            done.stderr
        )


def _nginx_config(folder: Path, upstream: str) -> Path:
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    if not key.exists():
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "2"]
        subprocess.run([*words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    for name in (upstream, "sanling.conf"):
        text = (DEPLOY / "nginx" / name).read_text()
        text = text.replace("/etc/sanling/tls", str(folder)).replace("/var/log/nginx", str(folder))
        (folder / name).write_text(text)
    config = folder / "nginx.conf"
    parts = "".join(f"include {folder / name}; " for name in (upstream, "sanling.conf"))
    config.write_text(f"pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ {parts} }}")
    return config


def test_nginx_tells_the_processes_who_is_there_itself() -> None:
    text = (DEPLOY / "nginx/sanling.conf").read_text()
    assert "X-Forwarded-For $remote_addr;" in text and "$proxy_add_x_forwarded_for" not in text
    assert text.count("proxy_set_header X-Forwarded-Proto https;") == text.count(
        "proxy_set_header Host $host;"
    )


def test_the_compose_file_starts_the_same_commands() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    for unit in UNITS:
        name = re.sub(r"^sanling-|@?\.service$", "", unit.name)
        theirs = [word for word in command(unit, "8001") if not word.startswith(("worker8001@", "{state}"))]
        ours = [word for word in services[name]["command"] if word != "/tmp/beat"]
        assert ours[1:] == [word for word in theirs[1:] if word != "-n"]
        assert services[name]["environment"]["SANLING_ROLE"] in unit.read_text()


def test_only_nginx_is_reachable_from_outside() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["nginx"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_operations_names_every_setting_and_every_file_of_deploy() -> None:
    text = (ROOT / "docs/operations.md").read_text()
    assert not [name for name in KNOWN if f"SANLING_{name}" not in text]
    files = [path.name for path in DEPLOY.rglob("*") if path.is_file()]
    assert not [name for name in files if name not in text]
    paths = re.findall(r"`((?:deploy|core|docs)/[\w./@-]+)`", text)
    assert not [path for path in paths if not (ROOT / path).exists()]
