"""Readers follow the one order, each from its own place, and miss nothing."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection, transaction

from core.ledger import readers
from core.ledger.models import Cursor
from core.ledger.readers import Line, Reader
from tests.core.ledger.matter import NOW, life, new
from tests.core.ledger.sessions import session

pytestmark = pytest.mark.django_db(transaction=True)

SealAll = Callable[[], int]


def test_a_line_is_what_everybody_may_see(seal_all: SealAll) -> None:
    matter = new(remark="门牌")
    seal_all()
    assert readers.read(0) == [
        Line(
            idx=0, stream_kind="matter", stream=matter.id, version=1, kind="moved", actor="system", at=NOW,
            header={"number": "261123-00001", "state": "reported", "street": "419001001", "to": "reported"},
        )
    ]  # fmt: skip


def test_the_head_is_the_next_number(seal_all: SealAll) -> None:
    assert readers.head() == 0
    life("reported", "accepted")
    assert readers.head() == 0
    seal_all()
    assert readers.head() == 2


def test_since_n_gives_n_and_what_follows_up_to_the_limit(seal_all: SealAll) -> None:
    life("reported", "accepted", "assigned", "closed")
    seal_all()
    assert [line.idx for line in readers.read(1, limit=2)] == [1, 2]
    assert [line.idx for line in readers.read(3)] == [3]
    assert readers.read(4) == []


def test_a_named_reader_sees_each_line_once_and_in_order(seal_all: SealAll) -> None:
    life("reported", "accepted", "assigned")
    seal_all()
    seen: list[int] = []
    reader = Reader("figures")
    steps = [reader.step(lambda lines: seen.extend(line.idx for line in lines), limit=2) for _ in range(3)]
    assert (steps, seen, reader.place()) == ([2, 1, 0], [0, 1, 2], 3)


def test_a_reader_that_fails_reads_the_same_again(seal_all: SealAll) -> None:
    new()
    seal_all()
    reader = Reader("notices")
    with pytest.raises(ZeroDivisionError):
        reader.step(lambda lines: 1 // 0)
    assert reader.place() == 0
    assert reader.step(lambda lines: None) == 1


def test_readers_do_not_share_a_place(seal_all: SealAll) -> None:
    new()
    seal_all()
    assert [Reader(name).step(lambda lines: None) for name in ("feed", "figures", "feed")] == [1, 1, 0]


def test_a_reader_may_start_at_the_head_but_never_jump(seal_all: SealAll) -> None:
    life("reported", "accepted")
    seal_all()
    reader = Reader("notices")
    reader.start_at(readers.head())
    assert reader.step(lambda lines: None) == 0
    reader.start_at(0)
    assert reader.place() == 2


def test_of_two_processes_with_one_reader_only_one_works(seal_all: SealAll) -> None:
    new()
    seal_all()
    inside, may_end, results = threading.Event(), threading.Event(), []

    def slow(lines: Sequence[Line]) -> None:
        inside.set()
        assert may_end.wait(10)

    def work() -> None:
        results.append(Reader("feed").step(slow))
        connection.close()

    thread = threading.Thread(target=work)
    Reader("feed").start_at(0)
    thread.start()
    assert inside.wait(10)
    assert Reader("feed").step(lambda lines: None) == 0
    may_end.set()
    thread.join(10)
    assert (results, Cursor.objects.get().next_idx) == ([1], 1)


def test_a_step_inside_a_larger_transaction_rolls_back_with_it(seal_all: SealAll) -> None:
    new()
    seal_all()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Reader("feed").step(lambda lines: None)
        raise ZeroDivisionError
    assert Reader("feed").place() == 0


def test_the_lag_counts_what_waits_and_how_long(seal_all: SealAll) -> None:
    assert readers.lag() == readers.Lag(0, 0.0)
    life("reported", "accepted")
    with session("postgres") as superuser:
        superuser.execute("UPDATE ledger_pending SET since = since - interval '90 s'")
    lag = readers.lag()
    assert lag.pending == 2
    assert 90 <= lag.oldest_seconds < 150
