"""Statements that the server prepares, and new rows that go to it as one value."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from core import prepared
from incidents.models import Clock, Incident, Reporter

pytestmark = pytest.mark.django_db

EARLY = datetime(2026, 11, 23, 2, 0, 0, 7, tzinfo=UTC)


def matter(grid: Any, **others: Any) -> Incident:
    """A matter with something in every kind of column."""
    given = {
        "number": "261123-00001", "kind_id": "hazard", "text": '井盖"破\\损\n㙍', "area": grid, "grid": grid,
        "area_path": grid.path, "lon": 112.587290561, "lat": 35.07, "datum": "WGS84", "accuracy_metres": 8,
        "reported_at": EARLY, "co_handlers": [3, 5], "follow_hash": bytes(range(32)), "head_hash": b"\\x00" * 8,
    }  # fmt: skip
    return Incident(**({"id": uuid4()} | given | others))


def insert(row: Model) -> None:
    prepared.run(prepared.insertion(type(row)), [prepared.written(row)])


def columns(row: Any) -> dict[str, Any]:
    """The stored columns of a row."""
    values = type(row).objects.filter(pk=row.pk).values().get()
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


@pytest.fixture
def _unlinked(db: None) -> None:
    """Without the trigger that asks for the ledger entry: here only the columns count."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE incidents_incident DISABLE TRIGGER incidents_incident_born_with_entry")


@pytest.mark.usefixtures("_unlinked")
def test_a_row_written_as_json_is_the_row_that_save_writes(grid_a1: Any) -> None:
    ours = matter(grid_a1)
    with transaction.atomic():
        insert(ours)
        found = columns(ours)
        transaction.set_rollback(True)
    theirs = matter(grid_a1, id=ours.pk)
    theirs.save(force_insert=True)
    assert found == columns(theirs)


@pytest.mark.usefixtures("_unlinked")
def test_a_number_that_the_database_gives_is_left_to_it(grid_a1: Any) -> None:
    incident = matter(grid_a1)
    insert(incident)
    clock = {"incident": incident, "kind": "accept", "amount": 4, "unit": "working_hour", "started_at": EARLY}
    for _ in range(2):
        insert(
            Clock(
                **clock, due_at=EARLY, due0_at=EARLY, soon_at=EARLY, pauses=[EARLY, EARLY], stopped_at=EARLY
            )
        )
    first, second = Clock.objects.order_by("pk")
    assert first.pk != second.pk
    assert first.pauses == [EARLY, EARLY]


@pytest.mark.usefixtures("_unlinked")
def test_what_is_encrypted_is_sealed_on_the_way(grid_a1: Any) -> None:
    incident = matter(grid_a1)
    insert(incident)
    insert(Reporter(incident=incident, alias="来访人", name="张建国"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM incidents_reporter")
        assert "张建国".encode() not in bytes(cursor.fetchone()[0])
    reporter = Reporter.objects.get()
    assert (reporter.name, reporter.phone) == ("张建国", "")


@pytest.mark.usefixtures("_unlinked")
def test_the_table_still_refuses_what_it_refuses(grid_a1: Any) -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert(matter(grid_a1, number="n" * 21))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(matter(grid_a1, datum=""))


def test_the_words_of_an_insert_never_change(grid_a1: Any) -> None:
    assert prepared.insertion(Incident) is prepared.insertion(Incident)
    assert "%s" in prepared.insertion(Incident) and prepared.insertion(Incident).count("%s") == 1


def test_rows_are_values_of_python() -> None:
    key = UUID(int=7)
    (row,) = prepared.rows("SELECT %s::uuid, %s::timestamptz, %s::int[]", [key, EARLY, [1, 2]])
    assert row == (key, EARLY, [1, 2])


def test_errors_and_counts_are_djangos() -> None:
    with pytest.raises(DataError), transaction.atomic():
        prepared.rows("SELECT 1 / %s::int", [0])
    with CaptureQueriesContext(connection) as captured:
        prepared.rows("SELECT %s::int", [1])
    assert len(captured) == 1


@pytest.mark.django_db(transaction=True)
def test_a_statement_asked_often_is_prepared_once() -> None:
    for number in range(6):
        assert prepared.rows("SELECT %s::int + 1 AS asked_often", [number]) == [(number + 1,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%asked_often%%'")
        assert cursor.fetchone() == (1,)
