"""Before it goes on, the sequencer makes sure that the stored log is the one it signed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from core import crypto
from core.crypto.keys import ensure
from core.ledger import checkpoints, notes, takeup
from core.ledger.checkpoints import Publisher
from core.ledger.models import Checkpoint
from core.ledger.sequencer import LedgerDamaged, Sequencer
from tests.core.ledger.matter import NOW, life
from tests.core.ledger.tampering import tampering

pytestmark = pytest.mark.django_db(transaction=True)

Connection = psycopg.Connection[Any]


@pytest.fixture
def sealed(seal_all: Callable[[], int]) -> int:
    """Three entries under a checkpoint, two more numbered after it."""
    life("reported", "accepted", "assigned")
    return seal_all()


def number_two_more(leading: Connection, publisher: Publisher) -> None:
    life("reported", "accepted")
    assert Sequencer(leading, takeup.take_up(leading, publisher)).drain() == 2


def test_a_healthy_log_is_taken_up_where_it_stands(
    leading: Connection, publisher: Publisher, sealed: int
) -> None:
    number_two_more(leading, publisher)
    trees = takeup.take_up(leading, publisher)
    assert (sealed, trees.size) == (3, 5)
    assert takeup.trees_at(leading, 3, publisher).sha256.root() == bytes(Checkpoint.objects.get().root_sha256)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "UPDATE ledger_entry SET actor = '8' WHERE id = (SELECT max(id) FROM ledger_entry)",
            "not what was sequenced",
        ),
        ("DELETE FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry)", "missing from the log"),
        ("DELETE FROM ledger_logentry WHERE idx = 3", "missing from the log"),
        ("DELETE FROM ledger_logentry WHERE idx = 4", "missing from the log"),
        ("UPDATE ledger_logentry SET leaf_sm3 = leaf_sha256 WHERE idx = 4", "not what was sequenced"),
        ("UPDATE ledger_tree SET frontier_sm3 = frontier_sha256", "not the tree"),
        ("UPDATE ledger_tree SET size = 4", "stored tree is not"),
        ("UPDATE ledger_tree SET size = 99", "missing from the log"),
        ("DELETE FROM ledger_tree", "tree is gone"),
        ("UPDATE ledger_tree SET origin = 'elsewhere'", "began as elsewhere"),
        ("UPDATE ledger_checkpoint SET frontier_sha256 = frontier_sm3", "does not hold"),
        ("UPDATE ledger_checkpoint SET note = replace(note, 'at 2026', 'at 2027')", "does not hold"),
        ("UPDATE ledger_checkpoint SET note_sm3 = note", "does not hold"),
        ("UPDATE ledger_checkpoint SET size = 2", "does not hold"),
    ],
)
def test_a_log_that_contradicts_itself_is_not_taken_up(
    leading: Connection, publisher: Publisher, sealed: int, statement: str, message: str
) -> None:
    number_two_more(leading, publisher)
    with tampering() as cursor:
        cursor.execute(statement)
    with pytest.raises(LedgerDamaged, match=message):
        takeup.take_up(leading, publisher)


def test_a_tail_cut_off_with_its_tree_is_noticed_by_the_published_head(
    leading: Connection, publisher: Publisher, sealed: int
) -> None:
    """As after a restore from before the last checkpoint: the database is sound, and shorter than what was signed."""
    with tampering() as cursor:
        for table in ("entry", "body", "logentry", "checkpoint", "tree"):
            cursor.execute(f"DELETE FROM ledger_{table}")
    with pytest.raises(LedgerDamaged, match="published"):
        takeup.take_up(leading, publisher)


def test_another_log_of_the_same_length_is_not_signed(
    leading: Connection, publisher: Publisher, sealed: int, seal_all: Callable[[], int]
) -> None:
    kept = (publisher.directory / checkpoints.FILE).read_text()
    with tampering() as cursor:
        for table in ("entry", "body", "logentry", "checkpoint", "tree"):
            cursor.execute(f"DELETE FROM ledger_{table}")
    life("reported", "accepted", "closed")
    publisher.set_aside()
    seal_all()
    (publisher.directory / checkpoints.FILE).write_text(kept)
    with pytest.raises(LedgerDamaged, match="another log"):
        takeup.take_up(leading, publisher)


def test_after_the_loss_is_accepted_it_goes_on_and_keeps_the_evidence(
    leading: Connection, publisher: Publisher, sealed: int
) -> None:
    lost = publisher.set_aside()
    assert lost is not None and lost.name == "lost-3.txt"
    with tampering() as cursor:
        for table in ("entry", "body", "logentry", "checkpoint", "tree"):
            cursor.execute(f"DELETE FROM ledger_{table}")
    assert takeup.take_up(leading, publisher).size == 0
    assert notes.verified(lost.read_text(), publisher.keys).size == 3


def test_a_crash_between_row_and_file_is_made_good(
    leading: Connection, publisher: Publisher, sealed: int
) -> None:
    (publisher.directory / checkpoints.FILE).unlink()
    takeup.take_up(leading, publisher)
    assert publisher.last_published() == notes.read(Checkpoint.objects.get().note)


def test_an_exchanged_key_does_not_start(publisher: Publisher, tmp_path: Path) -> None:
    ensure(tmp_path / "other-keys")
    with pytest.raises(crypto.KeyTrouble, match="--accept-keys"):
        Publisher(publisher.origin, *crypto.signers(tmp_path / "other-keys"), publisher.directory)


def test_after_a_rotation_old_checkpoints_still_hold(
    leading: Connection, publisher: Publisher, sealed: int, tmp_path: Path
) -> None:
    ensure(tmp_path / "new-keys")
    signers = crypto.signers(tmp_path / "new-keys")
    checkpoints.accept_keys(publisher.directory, [
        notes.Key(publisher.origin, signers[0].algorithm, signers[0].public_key),
        notes.Key(publisher.origin + "/sm3", signers[1].algorithm, signers[1].public_key),
    ])  # fmt: skip
    rotated = Publisher(publisher.origin, *signers, publisher.directory)
    life("reported")
    sequencer = Sequencer(leading, takeup.take_up(leading, rotated))
    sequencer.drain()
    assert rotated.publish(leading, sequencer.trees, NOW)
    assert takeup.take_up(leading, rotated).size == 4


def test_the_first_start_begins_an_empty_tree(leading: Connection, publisher: Publisher) -> None:
    assert takeup.take_up(leading, publisher).size == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT origin, size FROM ledger_tree")
        assert cursor.fetchall() == [(publisher.origin, 0)]
