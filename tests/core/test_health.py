"""/healthz and /readyz: what they ask, and what they never tell."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from core import health


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A way to break one check."""

    def break_it(name: str) -> None:
        def fails() -> health.Check:
            raise OperationalError("connection to 10.1.2.3 failed: password of sanling_web is wrong")

        monkeypatch.setattr(health, name, fails)

    yield break_it


def test_alive_asks_nobody(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_ready_says_what_it_checked(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert all(check["ok"] for check in answer.json()["checks"].values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "status"), [("database", 503), ("migrations", 503), ("sequencer", 503), ("bus", 200)]
)
def test_not_ready_without_what_it_cannot_work_without(
    client: Client, broken: Any, part: str, status: int
) -> None:
    broken(part)
    answer = client.get("/readyz")
    assert answer.status_code == status, answer.content
    assert "10.1.2.3" not in answer.content.decode() and "OperationalError" in answer.content.decode()


@pytest.mark.django_db
def test_a_sequencer_that_does_not_work_is_seen_by_the_age_of_what_waits() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_pending (entry_id, since) VALUES (-1, now() - interval '31 seconds')"
        )
    found = health.sequencer()
    assert (found["ok"], found["waiting"]) == (False, 1)
    assert found["lag_seconds"] >= 31


@pytest.mark.django_db
def test_a_migration_the_database_has_not_had_is_counted() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert health.migrations() == {"ok": False, "missing": 1}


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
