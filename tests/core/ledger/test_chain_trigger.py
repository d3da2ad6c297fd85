"""No row moves without its entry: the database itself refuses it at commit, also from a shell (P4)."""

import pytest
from django.db import IntegrityError, connection, transaction

from core.ledger import entries
from core.ledger.sql import attach_chain_trigger
from tests.core.ledger.matter import NOW, Matter, Moved, life, move, new
from tests.core.ledger.sessions import session

pytestmark = pytest.mark.django_db(transaction=True)


def update(matter: Matter, assignments: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_tests_matter SET {assignments} WHERE id = %s", [matter.id])


def test_a_row_with_its_entry_is_committed() -> None:
    matter = move(new(), "accepted")
    assert Matter.objects.get(pk=matter.id).version == 2


def test_a_row_is_not_born_without_an_entry() -> None:
    with pytest.raises(IntegrityError, match="has no entry"):
        Matter.objects.create(state="reported")


def test_a_row_is_not_born_before_its_entry_either() -> None:
    with pytest.raises(IntegrityError, match="version 0"), transaction.atomic():
        Matter.objects.create(state="reported")


@pytest.mark.parametrize(
    "assignments",
    ["state = 'closed'", "version = version + 1", "version = version - 1", "head_hash = '\\x00'",
     "state = 'closed', version = version + 1"],
)  # fmt: skip
def test_a_change_without_an_entry_is_refused(assignments: str) -> None:
    matter = life("reported", "accepted")
    with pytest.raises(IntegrityError):
        update(matter, assignments)
    assert Matter.objects.get(pk=matter.id).state == "accepted"


def test_an_entry_whose_hash_is_not_the_rows_head_does_not_count() -> None:
    matter = new()
    with pytest.raises(IntegrityError, match="version 2"), transaction.atomic():
        entries.append(matter, Moved("accepted"), by=None, at=NOW)
        matter.state, matter.head_hash = "accepted", bytes(32)
        matter.save()


def test_two_moves_in_one_transaction_are_two_entries() -> None:
    matter = new()
    with transaction.atomic():
        move(matter, "accepted")
        move(matter, "assigned")
    assert Matter.objects.get(pk=matter.id).version == 3


def test_two_entries_and_one_save_are_enough() -> None:
    matter = new()
    with transaction.atomic():
        entries.append(matter, Moved("accepted"), by=None, at=NOW)
        entries.append(matter, Moved("closed"), by=None, at=NOW)
        matter.state = "closed"
        matter.save()
    assert Matter.objects.get(pk=matter.id).version == 3


def test_an_update_that_changes_nothing_watched_asks_nothing() -> None:
    matter = new()
    update(matter, "state = state")
    assert Matter.objects.get(pk=matter.id).version == 1


def test_a_replication_role_does_not_walk_past() -> None:
    matter = new()
    with session("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        with pytest.raises(Exception, match="new version"):
            superuser.execute("UPDATE ledger_tests_matter SET state = 'closed' WHERE id = %s", [matter.id])


@pytest.mark.parametrize("table", ["x; DROP TABLE y", "X", "", "a" * 60])
def test_only_plain_names_are_taken(table: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        attach_chain_trigger(table)
