"""An entry is written with the deed, by one statement, or not at all."""

import hashlib
import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import failpoints
from core.ledger import entries
from core.ledger.canonical import NotCanonical
from core.ledger.models import GENESIS, Body, Entry, Pending
from core.models import User
from tests.core.ledger.matter import NOW, Matter, Moved, life, move, new

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _disarm() -> Iterator[None]:
    yield
    failpoints.disarm()


def test_append_writes_entry_body_and_pending_in_one_statement() -> None:
    matter = Matter(state="reported")
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        entries.append(matter, Moved("reported"), by=None, at=NOW)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 1
    entry = Entry.objects.get(stream=matter.id)
    assert Body.objects.filter(entry=entry).exists()
    assert Pending.objects.filter(entry=entry).exists()


def test_append_moves_version_and_head_of_the_row() -> None:
    matter = Matter(state="reported")
    sealed = entries.append(matter, Moved("reported"), by=None, at=NOW)
    assert (matter.version, matter.head_hash) == (1, sealed.hash)


def test_each_entry_is_chained_to_the_one_before() -> None:
    matter = life("reported", "accepted", "assigned")
    chain = list(Entry.objects.filter(stream=matter.id).order_by("version"))
    assert [entry.version for entry in chain] == [1, 2, 3]
    assert [bytes(entry.prev_hash) for entry in chain] == [
        GENESIS,
        bytes(chain[0].hash),
        bytes(chain[1].hash),
    ]
    assert bytes(Matter.objects.get(pk=matter.id).head_hash) == bytes(chain[2].hash)


def test_the_header_is_public_and_the_body_private() -> None:
    matter = new(remark="住户姓张")
    entry = Entry.objects.get(stream=matter.id)
    assert json.loads(entry.header) == {
        "number": "261123-00001", "state": "reported", "street": "419001001", "to": "reported",
    }  # fmt: skip
    assert Body.objects.get(entry=entry).body == '{"remark":"住户姓张"}'


def test_the_hash_is_over_envelope_commitment_and_previous_hash() -> None:
    entry = Entry.objects.get(stream=new().id)
    body = Body.objects.get(entry=entry)
    assert (
        bytes(entry.body_commit)
        == hashlib.sha256(bytes(body.salt or b"") + (body.body or "").encode()).digest()
    )
    envelope = (
        f'{{"actor":"system","at":"2026-11-23T04:05:06.000789Z","format":1,"header":{entry.header},"kind":"moved",'
        f'"log":"sanling.demo","stream":"{entry.stream}","stream_kind":"matter","version":1}}'
    )
    assert hashlib.sha256(envelope.encode() + entry.body_commit + bytes(32)).digest() == bytes(entry.hash)


def test_two_equal_deeds_have_different_commitments() -> None:
    commits = {bytes(Entry.objects.get(stream=new().id).body_commit) for _ in range(2)}
    assert len(commits) == 2


def test_the_actor_is_the_account_number_or_what_acts_instead() -> None:
    zhou = User.objects.create_user("zhou", display_name="周")
    matter = Matter(state="reported")
    assert entries.append(matter, Moved("a"), by=zhou, at=NOW).actor == str(zhou.pk)
    assert entries.append(matter, Moved("b"), by=None, at=NOW, actor="resident").actor == "resident"
    assert entries.append(matter, Moved("c"), by=None, at=NOW).actor == "system"


def test_seal_writes_nothing_and_changes_nothing() -> None:
    matter = Matter(state="reported")
    sealed = entries.seal(matter, Moved("reported"), "7", NOW, bytes(16))
    assert (matter.version, matter.head_hash, Entry.objects.count()) == (0, GENESIS, 0)
    assert sealed == entries.seal(matter, Moved("reported"), "7", NOW, bytes(16))


def test_row_and_fact_may_not_say_different_things_by_one_name() -> None:
    class Renamed(Moved):
        def header(self) -> dict[str, object]:
            return {"state": "closed"}

    with pytest.raises(ValueError, match="state"):
        entries.seal(Matter(state="reported"), Renamed("x"), "7", NOW, bytes(16))


def test_a_fact_without_canonical_form_is_refused_before_anything_is_written() -> None:
    with pytest.raises(NotCanonical):
        entries.append(Matter(state="reported"), Moved(1.5), by=None, at=NOW)  # type: ignore[arg-type]
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_append_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        entries.append(Matter(state="reported"), Moved("reported"), by=None, at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["ledger.append.before_insert", "ledger.append.after_insert"])
def test_a_failure_at_either_point_leaves_nothing(point: str) -> None:
    matter = new()
    failpoints.arm(point, "raise")
    with pytest.raises(failpoints.FailPointRaised):
        move(matter, "accepted")
    failpoints.disarm()
    assert Matter.objects.get(pk=matter.id).state == "reported"
    assert [Entry.objects.count(), Body.objects.count(), Pending.objects.count()] == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_rollback_after_the_entry_leaves_nothing() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        entries.append(Matter(state="reported"), Moved("reported"), by=None, at=NOW)
        raise ZeroDivisionError
    assert [Entry.objects.count(), Body.objects.count(), Pending.objects.count()] == [0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_of_two_appends_to_one_version_exactly_one_wins() -> None:
    matter = new()
    start, outcomes = threading.Barrier(2), []

    def accept(state: str) -> None:
        mine = Matter.objects.get(pk=matter.id)
        start.wait()
        try:
            move(mine, state)
            outcomes.append("won")
        except IntegrityError:
            outcomes.append("late")
        finally:
            connection.close()

    _in_threads(accept, "accepted", "declined")
    assert sorted(outcomes) == ["late", "won"]
    assert Entry.objects.filter(stream=matter.id, version=2).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_per_transaction_and_not_after_a_rollback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("core.ledger.doorbell.publish", lambda channel, message: rung.append(channel))
    with transaction.atomic():
        for _ in range(3):
            entries.append(Matter(id=uuid.uuid4(), state="reported"), Moved("reported"), by=None, at=NOW)
        assert rung == []
    assert rung == ["ledger:appended"]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        entries.append(Matter(id=uuid.uuid4(), state="reported"), Moved("reported"), by=None, at=NOW)
        raise ZeroDivisionError
    assert rung == ["ledger:appended"]


@pytest.mark.django_db(transaction=True)
def test_the_bell_still_rings_when_an_inner_part_was_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr("core.ledger.doorbell.publish", lambda channel, message: rung.append(channel))
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            entries.append(Matter(id=uuid.uuid4(), state="reported"), Moved("reported"), by=None, at=NOW)
            raise ZeroDivisionError
        entries.append(Matter(id=uuid.uuid4(), state="reported"), Moved("reported"), by=None, at=NOW)
    assert rung == ["ledger:appended"]


@pytest.mark.django_db(transaction=True)
def test_a_bell_that_breaks_after_the_commit_harms_nothing() -> None:
    failpoints.arm("ledger.ring", "raise")
    matter = new()
    assert Matter.objects.get(pk=matter.id).version == 1
    assert Pending.objects.count() == 1


def _in_threads(work: Any, *arguments: str) -> None:
    threads = [threading.Thread(target=work, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
