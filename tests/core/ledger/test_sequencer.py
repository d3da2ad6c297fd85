"""Committed entries get dense numbers, in every stream's own order, and nothing committed is ever passed over."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from core import failpoints
from core.ledger import entries, leader, merkle, readers, takeup
from core.ledger.checkpoints import Publisher
from core.ledger.models import Entry, LogEntry, Pending, Tree
from core.ledger.sequencer import LedgerDamaged, Sequencer
from tests.core.ledger.matter import NOW, Matter, Moved, life, new
from tests.core.ledger.sessions import session
from tests.core.ledger.test_merkle import naive_root

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _disarm() -> Iterator[None]:
    yield
    failpoints.disarm()


@pytest.fixture
def sequencer(leading: psycopg.Connection[Any], publisher: Publisher) -> Sequencer:
    return Sequencer(leading, takeup.take_up(leading, publisher))


def numbers() -> list[int]:
    return list(LogEntry.objects.order_by("idx").values_list("idx", flat=True))


def test_everything_that_waits_gets_the_next_numbers(sequencer: Sequencer) -> None:
    life("reported", "accepted", "assigned")
    assert sequencer.drain() == 3
    assert (numbers(), Pending.objects.count()) == ([0, 1, 2], 0)
    life("reported", "accepted")
    assert sequencer.drain() == 2
    assert numbers() == [0, 1, 2, 3, 4]


def test_an_empty_queue_moves_nothing(sequencer: Sequencer) -> None:
    assert sequencer.drain() == 0
    assert Tree.objects.get().size == 0


def test_a_batch_takes_no_more_than_it_may(sequencer: Sequencer) -> None:
    sequencer.batch = 2
    life("reported", "accepted", "assigned")
    assert [sequencer.drain() for _ in range(3)] == [2, 1, 0]
    assert numbers() == [0, 1, 2]


def test_a_stream_keeps_its_order_over_batches(sequencer: Sequencer) -> None:
    sequencer.batch = 2
    lives = [life("reported", "accepted", "closed") for _ in range(3)]
    while sequencer.drain():
        pass
    for matter in lives:
        versions = [line.version for line in readers.read(0) if line.stream == matter.id]
        assert versions == [1, 2, 3]


def test_a_late_commit_is_not_lost(sequencer: Sequencer) -> None:
    """Two sessions: the lower id commits after the higher one has its number (promises.md 8.1)."""
    with session("sanling_web") as slow, slow.transaction():
        early = Matter(id=uuid.uuid4(), state="reported")
        slow.execute(
            f"{entries._INSERT} {entries._QUEUE}".encode(),
            entries.seal(early, Moved("reported"), "7", NOW, bytes(16)).columns(),
        )
        late = new()
        assert sequencer.drain() == 1
    assert sequencer.drain() == 1
    assert [line.stream for line in readers.read(0)] == [late.id, early.id]
    ids = [Entry.objects.get(stream=each.id).id for each in (early, late)]
    assert ids == sorted(ids)


def test_a_long_transaction_elsewhere_neither_blocks_nor_is_skipped(sequencer: Sequencer) -> None:
    with session("sanling_web") as idle, idle.transaction():
        idle.execute("SELECT * FROM ledger_entry")
        idle.execute("INSERT INTO ledger_cursor (name) VALUES ('holds an xid')")
        new()
        assert sequencer.drain() == 1


@pytest.mark.parametrize("point", ["before_number", "before_tree", "before_commit"])
def test_a_batch_that_fails_leaves_nothing(sequencer: Sequencer, point: str) -> None:
    life("reported", "accepted")
    failpoints.arm(f"sequencer.{point}", "raise")
    with pytest.raises(failpoints.FailPointRaised):
        sequencer.drain()
    failpoints.disarm()
    assert (numbers(), Pending.objects.count(), Tree.objects.get().size) == ([], 2, 0)
    assert sequencer.drain() == 2


def test_a_second_sequencer_that_does_not_know_of_the_first_is_stopped(
    sequencer: Sequencer, publisher: Publisher
) -> None:
    with leader.connect() as other:
        second = Sequencer(other, takeup.take_up(other, publisher))
        new()
        assert sequencer.drain() == 1
        new()
        with pytest.raises(LedgerDamaged, match="moved without"):
            second.drain()
    assert sequencer.drain() == 1
    assert numbers() == [0, 1]


def test_rows_put_into_the_queue_by_hand_do_no_harm(sequencer: Sequencer) -> None:
    new()
    sequencer.drain()
    done = Entry.objects.get().id
    with session("sanling_web") as web:
        web.execute("INSERT INTO ledger_pending (entry_id) VALUES (%s), (-5)", [done])
    new()
    assert sequencer.drain() == 1
    assert sequencer.drain() == 0
    assert numbers() == [0, 1]
    assert readers.lag().pending == 2


def test_text_in_no_canonical_form_is_numbered_all_the_same(sequencer: Sequencer) -> None:
    new()
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_entry SET actor = 'e\u0301'")
        cursor.execute("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_no_change")
        cursor.execute("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_no_truncate")
    assert sequencer.drain() == 1


def test_the_stored_tree_is_the_tree_of_the_leaves(seal_all: Callable[[], int]) -> None:
    life("reported", "accepted", "assigned")
    assert seal_all() == 3
    tree = Tree.objects.get()
    leaves = LogEntry.objects.order_by("idx")
    for name, hashed in (("sha256", merkle.sha256), ("sm3", merkle.sm3)):
        stored = merkle.Frontier(hashed, tree.size, bytes(getattr(tree, f"frontier_{name}")))
        assert stored.root() == naive_root([bytes(getattr(leaf, f"leaf_{name}")) for leaf in leaves], hashed)
