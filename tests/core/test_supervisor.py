"""What stands behind `make run`, tried for real: one instance in a folder of its own, started, hurt and stopped."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from core.embedded.paths import ROOT
from tests.processes import eventually, free_port

PATIENCE_SECONDS = 120


@dataclass
class Instance:
    """A supervisor under test in `var`, on `port`."""

    var: Path
    port: int
    process: subprocess.Popen[str] | None = None
    said: list[str] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("SANLING_") and k != "MAKELEVEL"}
        return {**clean, "SANLING_VAR": str(self.var), "PORT": str(self.port)}

    def launch(self) -> "Instance":
        self.said = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.supervisor"], cwd=ROOT, env=self.environ, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        return self

    def start(self) -> float:
        """Start and read until it says that it runs; return the seconds that took."""
        began = time.monotonic()
        self.launch()
        assert self.process and self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if "Ctrl-C" in line:
                return time.monotonic() - began
        pytest.fail("\n".join(self.said))

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.rest()

    def rest(self) -> int:
        """Read what else it says until it has gone; return its exit code."""
        assert self.process
        output, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        self.said += output.splitlines()
        return self.process.returncode

    @property
    def pids(self) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.var / "run/processes.json").read_text())["processes"]
        return found

    def get(self, path: str) -> tuple[int, Any]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)

    def processor_seconds(self) -> float:
        """What all its processes have worked so far, those included that have ended."""
        assert self.process
        rows = [Path(f"/proc/{pid}/stat").read_text() for pid in (self.process.pid, *self.pids.values())]
        ticks = sum(int(field) for row in rows for field in row.rsplit(")", 1)[1].split()[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def left_over(self) -> list[str]:
        """Every process of this machine that was started for this folder."""
        return [line for line in map(_told, Path("/proc").glob("[0-9]*")) if str(self.var) in line]


def _told(process: Path) -> str:
    """Command line and environment of a process; empty for one that is gone, or is dead and not yet reaped."""
    try:
        if process.name == str(os.getpid()) or ") Z " in (process / "stat").read_text():
            return ""
        return f"{(process / 'cmdline').read_text()} {(process / 'environ').read_text()}".replace("\0", " ")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """An instance that runs; without the demo county, which has tests of its own."""
    with tempfile.TemporaryDirectory(prefix="sl-run-", ignore_cleanup_errors=True) as folder:
        var = Path(folder)
        (var / "demo-accounts.json").write_text("[]")
        made = Instance(var, free_port())
        made.start()
        yield made
        if made.process and made.process.poll() is None:
            made.end(signal.SIGTERM)


def test_it_says_what_it_does_and_where_it_is(instance: Instance) -> None:
    said = "\n".join(instance.said)
    assert "migrating the database … ✓" in said
    assert f"http://127.0.0.1:{instance.port}/" in said
    assert str(instance.var / "log") in said


def test_it_is_alive_and_ready(instance: Instance) -> None:
    assert instance.get("/healthz") == (200, {"status": "alive"})
    status, answer = instance.get("/readyz")
    assert (status, answer["ready"]) == (200, True)
    assert set(answer["checks"]) == {"database", "redis", "migrations", "sequencer"}


def test_each_process_is_named(instance: Instance) -> None:
    ours = {"postgres", "valkey", "sequencer", "worker", "beat", "web-1", "web-2"}
    assert eventually(lambda: ours | {"worker/1", "worker/2"} <= set(instance.pids))


def test_nothing_but_the_one_port_listens(instance: Instance) -> None:
    inodes = {
        str(link.readlink()).removeprefix("socket:[").removesuffix("]")
        for pid in instance.pids.values()
        for link in Path(f"/proc/{pid}/fd").iterdir()
    }
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = {int(row[1].split(":")[1], 16) for row in rows if row[3] == "0A" and row[9] in inodes}
    assert listening == {instance.port}


def test_each_process_works_under_its_own_database_role(instance: Instance) -> None:
    roles = {name: _environ(pid).get("SANLING_ROLE") for name, pid in instance.pids.items()}
    assert (roles["web-1"], roles["worker"], roles["beat"]) == ("web", "worker", "worker")
    assert roles["sequencer"] == "sequencer"


def _environ(pid: int) -> dict[str, str]:
    parts = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return dict(part.split("=", 1) for part in parts if "=" in part)


def test_a_web_process_that_dies_is_named_and_started_again(instance: Instance) -> None:
    before = instance.pids["web-1"]
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: instance.pids["web-1"] != before)
    assert instance.get("/healthz")[0] == 200


def test_a_workers_child_that_dies_is_replaced(instance: Instance) -> None:
    assert eventually(lambda: "worker/1" in instance.pids)
    before = instance.pids["worker/1"]
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: len(_pool(instance) - {before}) == 2)


def _pool(instance: Instance) -> set[int]:
    return {pid for name, pid in instance.pids.items() if name.startswith("worker/")}


def test_a_management_command_meets_the_running_database(instance: Instance) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"],
        cwd=ROOT,
        env=instance.environ,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr


def test_a_second_one_on_the_same_folder_is_refused_in_one_line(instance: Instance) -> None:
    second = Instance(instance.var, free_port()).launch()
    assert second.rest() == 1
    assert second.said == [
        f"三零: already running on port {instance.port}; stop it first, or set SANLING_VAR"
    ]


def test_a_taken_port_is_told_in_one_line(instance: Instance, tmp_path: Path) -> None:
    other = Instance(tmp_path, instance.port).launch()
    assert other.rest() == 1
    assert other.said == [
        f"三零: port {instance.port} on 127.0.0.1 cannot be used (Address already in use); "
        f"choose another: PORT={instance.port + 1} make run"
    ]
    assert not other.left_over()


def test_a_wrong_setting_is_told_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "core.supervisor"], cwd=ROOT, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "SANLING_VAR": str(tmp_path), "PORT": "http"},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "三零: SANLING_PORT=http is not a whole number from 1 to 65535\n"


def test_ctrl_c_stops_everything_and_leaves_nothing(instance: Instance) -> None:
    assert instance.end(signal.SIGINT) == 0
    assert instance.said[-1] == "三零 已停止 · stopped"
    assert not instance.left_over()
    assert not (instance.var / "run/processes.json").exists()


def test_the_second_start_has_less_than_ten_seconds_of_work_for_two_cores(instance: Instance) -> None:
    """Counted as processor time, which neighbours on the machine hardly change; about four seconds when it is idle."""
    instance.start()
    assert "migrating" not in "\n".join(instance.said)
    assert instance.processor_seconds() < 14


def test_even_a_killed_supervisor_leaves_nothing_running(instance: Instance) -> None:
    instance.end(signal.SIGKILL)
    assert eventually(lambda: not instance.left_over()), instance.left_over()
    instance.start()
    assert instance.get("/healthz")[0] == 200


def test_a_process_that_nobody_stands_in_for_ends_the_instance_by_name(instance: Instance) -> None:
    os.kill(instance.pids["beat"], signal.SIGKILL)
    assert instance.rest() == 1
    assert any(line.startswith("三零: beat died (signal SIGKILL); see ") for line in instance.said)
    assert not instance.left_over()
