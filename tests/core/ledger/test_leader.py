"""The sequencer as a process: one leads, any may die at any point, and every entry gets one number in one tree."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from core.ledger import doorbell, leader, readers
from core.ledger.checkpoints import FILE, Publisher, known_keys
from core.ledger.models import Checkpoint, LogEntry, Pending
from core.ledger.verification import verify_ledger
from tests.core.ledger import programs
from tests.core.ledger.matter import life, new
from tests.core.ledger.programs import eventually
from tests.core.ledger.sessions import session

pytestmark = pytest.mark.django_db(transaction=True)

POINTS = (
    "sequencer.before_number",
    "sequencer.before_tree",
    "sequencer.before_commit",
    "sequencer.after_commit",
    "sequencer.before_checkpoint",
    "sequencer.after_checkpoint",
)

IN_TURN = POINTS[::2]
"""One after the other on the same log; each of them alone is a long proof."""


def all_is_numbered() -> bool:
    return not Pending.objects.exists() and LogEntry.objects.exists()


def is_one_sound_log(var: Path, size: int) -> bool:
    """Dense numbers from 0, one tree, every checkpoint signed and right, and the newest covers everything."""
    report = verify_ledger(known_keys(var / "ledger" / "keys.txt"))
    assert [each.en for each in report.findings] == []
    assert (report.counts.sequenced, report.counts.sealed) == (size, size)
    return report.exit_code == 0


def test_killed_at_point_after_point_the_next_goes_on_without_a_gap_or_a_double(
    keys: Path, tmp_path: Path
) -> None:
    for point in IN_TURN:
        life("reported", "accepted")
        killed = programs.start(keys, tmp_path, FAILPOINTS=f"{point}:kill9")
        assert killed.wait(120) == -signal.SIGKILL
    life("reported")
    with programs.running(keys, tmp_path):
        eventually(all_is_numbered)
    assert is_one_sound_log(tmp_path, 2 * len(IN_TURN) + 1)


@pytest.mark.full
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_this_point_it_goes_on_without_a_gap_or_a_double(
    point: str, keys: Path, tmp_path: Path
) -> None:
    life("reported", "accepted", "assigned")
    hits = tmp_path / "hits"
    killed = programs.start(keys, tmp_path, FAILPOINTS=f"{point}:kill9", FAILPOINT_HITS=str(hits))
    assert killed.wait(120) == -signal.SIGKILL
    assert hits.read_text() == point + "\n"
    life("reported", "accepted")
    with programs.running(keys, tmp_path):
        eventually(all_is_numbered)
    assert is_one_sound_log(tmp_path, 5)


def test_two_sequencers_make_one_log_and_the_second_takes_over(keys: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        both = [stack.enter_context(programs.running(keys, tmp_path)) for _ in range(2)]
        eventually(lambda: sessions_of_sequencers() == 2)
        for _ in range(10):
            life("reported", "accepted")
        eventually(all_is_numbered)
        leading = leader_of(both)
        leading.kill()
        leading.wait(10)
        for _ in range(10):
            life("reported", "accepted")
        eventually(all_is_numbered)
    assert is_one_sound_log(tmp_path, 40)


def leader_of(processes: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """Return the one whose database session holds the leader's lock."""
    with session("postgres") as superuser:
        rows = superuser.execute(
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE locktype = 'advisory' AND granted AND application_name LIKE 'sanling sequencer %'"
        ).fetchall()
    assert len(rows) == 1
    return next(each for each in processes if rows[0][0].endswith(f" {each.pid}"))


def sessions_of_sequencers() -> int:
    with session("postgres") as superuser:
        return len(
            superuser.execute(
                "SELECT FROM pg_stat_activity WHERE application_name LIKE 'sanling sequencer %'"
            ).fetchall()
        )


def test_sigterm_ends_it_with_a_checkpoint_over_everything(keys: Path, tmp_path: Path) -> None:
    process = programs.start(keys, tmp_path)
    new()
    eventually(all_is_numbered)
    new()
    eventually(all_is_numbered)
    said = programs.stop(process)
    assert process.returncode == 0, said
    assert Checkpoint.objects.order_by("-size")[0].size == 2
    assert (tmp_path / "ledger" / FILE).read_text() == Checkpoint.objects.order_by("-size")[0].note


def test_it_survives_the_loss_of_its_database_sessions(keys: Path, tmp_path: Path) -> None:
    with programs.running(keys, tmp_path) as process:
        new()
        eventually(all_is_numbered)
        for _ in range(3):
            with session("postgres") as superuser:
                superuser.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name LIKE 'sanling sequencer %'"
                )
            new()
            eventually(all_is_numbered)
        assert process.poll() is None
    assert is_one_sound_log(tmp_path, 4)


def test_without_redis_it_looks_by_itself(keys: Path, tmp_path: Path) -> None:
    with programs.running(keys, tmp_path, REDIS_URL=f"unix://{tmp_path}/nobody.sock?db=0"):
        new()
        eventually(all_is_numbered)
    assert is_one_sound_log(tmp_path, 1)


def test_it_refuses_to_run_without_its_key_and_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir(mode=0o700)
    refused = programs.start(tmp_path / "none", tmp_path)
    assert refused.wait(120) == 1
    assert "no ed25519 signing key" in programs.stop(refused)


def test_it_refuses_to_sign_a_log_that_lost_entries_until_the_loss_is_accepted(
    keys: Path, tmp_path: Path, seal_all: Callable[[], int]
) -> None:
    new()
    seal_all()
    note = tmp_path / "ledger" / FILE
    kept = note.read_text()
    call_command("flush", interactive=False, verbosity=0)
    refused = programs.start(keys, tmp_path)
    assert refused.wait(120) == 1
    assert "restored from before" in programs.stop(refused)
    new()
    process = programs.start(keys, tmp_path, "--accept-loss")
    eventually(all_is_numbered)
    programs.stop(process)
    assert (tmp_path / "ledger" / "lost-1.txt").read_text() == kept
    assert is_one_sound_log(tmp_path, 1)


def test_it_is_woken_by_the_bell_and_tells_the_head(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader, "LOOK_SECONDS", 30.0)
    listener = redis.Redis.from_url(settings.REDIS_URL).pubsub()  # type: ignore[no-untyped-call]
    listener.subscribe(doorbell.HEAD)
    assert listener.get_message(timeout=2)["type"] == "subscribe"
    with leading_thread(publisher):
        time.sleep(0.5)
        new()
        message = listener.get_message(timeout=5)
        assert (message["data"], readers.head()) == (b"1", 1)
        doorbell.ring()


def test_a_checkpoint_is_signed_each_minute_if_something_came(publisher: Publisher) -> None:
    clock = [datetime(2026, 11, 23, 4, 0, tzinfo=UTC)]
    with leading_thread(publisher, lambda: clock[0]):
        new()
        eventually(lambda: Checkpoint.objects.count() == 1)
        new()
        eventually(all_is_numbered)
        time.sleep(0.5)
        assert Checkpoint.objects.count() == 1
        clock[0] = clock[0].replace(minute=1)
        eventually(lambda: Checkpoint.objects.count() == 2)
        clock[0] = clock[0].replace(minute=5)
        time.sleep(0.5)
        assert Checkpoint.objects.count() == 2


class leading_thread:
    """A leader in a thread of this process, with its own clock."""

    def __init__(self, publisher: Publisher, clock: Callable[[], datetime] = leader.utc_now) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(publisher, clock))

    def _run(self, publisher: Publisher, clock: Callable[[], datetime]) -> None:
        try:
            leader.run(self._stop, publisher, clock)
        finally:
            connection.close()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
