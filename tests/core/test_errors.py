"""Every way of saying no has one status, one code and one shape, and the database's own words have a meaning."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.core import exceptions
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.http import Http404
from django.utils import translation
from redis.exceptions import ConnectionError as RedisAway

from core import errors
from core.errors import to_http
from core.retry import retried

KINDS = [
    (errors.BadRequest, 400, "BAD_REQUEST"),
    (errors.BadJSON, 400, "BAD_JSON"),
    (errors.SignInFirst, 401, "SIGN_IN"),
    (errors.NotAllowed, 403, "NOT_ALLOWED"),
    (errors.Forged, 403, "FORM_EXPIRED"),
    (errors.NotFound, 404, "NOT_FOUND"),
    (errors.WrongMethod, 405, "METHOD_NOT_ALLOWED"),
    (errors.Late, 409, "STATE_CONFLICT"),
    (errors.IdReused, 409, "ID_REUSED"),
    (errors.Busy, 409, "BUSY_RETRY"),
    (errors.TooLarge, 413, "TOO_LARGE"),
    (errors.WrongType, 415, "WRONG_TYPE"),
    (errors.Invalid, 422, "INVALID"),
    (errors.TooMany, 429, "RATE_LIMITED"),
    (errors.Failure, 500, "INTERNAL"),
    (errors.Unavailable, 503, "UNAVAILABLE"),
    (errors.UnknownOutcome, 503, "UNKNOWN_OUTCOME_RETRY"),
]


@pytest.mark.parametrize(("kind", "status", "code"), KINDS)
def test_each_refusal_has_its_status_and_code(kind: type[errors.Refusal], status: int, code: str) -> None:
    refusal = kind()
    assert (refusal.status, refusal.code) == (status, code)
    assert set(refusal.as_dict()) == {"code", "message", "fields", "detail"} | (
        {"current"} if status == 409 else set()
    )


def test_the_message_is_in_the_language_of_the_reader() -> None:
    refusal = errors.Late(current={"state": "closed"})
    with translation.override("zh-hans"):
        assert refusal.as_dict()["message"] == "内容已被他人更改，请查看最新状态。"
    assert refusal.as_dict()["current"] == {"state": "closed"}


def test_a_refusal_may_say_it_in_its_own_words() -> None:
    refusal = errors.Invalid("时间不对", code="BAD_TIME", fields={"at": ["晚于现在"]}, detail={"limit": 5})
    assert refusal.as_dict() == {
        "code": "BAD_TIME",
        "message": "时间不对",
        "fields": {"at": ["晚于现在"]},
        "detail": {"limit": 5},
    }
    assert errors.Invalid.code == "INVALID"


def _database_error(kind: type[Exception], sqlstate: str | None) -> Exception:
    error, cause = kind("secret inside"), Exception()
    cause.sqlstate = sqlstate  # type: ignore[attr-defined]
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404("x"), 404, "NOT_FOUND"),
        (exceptions.PermissionDenied(), 403, "NOT_ALLOWED"),
        (exceptions.RequestDataTooBig(), 413, "TOO_LARGE"),
        (exceptions.DisallowedHost(), 400, "BAD_REQUEST"),
        (exceptions.BadRequest(), 400, "BAD_REQUEST"),
        (RedisAway(), 503, "UNAVAILABLE"),
        (InterfaceError("connection already closed"), 503, "UNAVAILABLE"),
        (OperationalError("server closed the connection"), 503, "UNAVAILABLE"),
        (_database_error(OperationalError, "55P03"), 409, "BUSY_RETRY"),
        (_database_error(OperationalError, "40P01"), 409, "BUSY_RETRY"),
        (_database_error(OperationalError, "40001"), 409, "BUSY_RETRY"),
        (_database_error(OperationalError, "57014"), 503, "TOO_SLOW"),
        (_database_error(OperationalError, "53100"), 503, "STORAGE_FULL"),
        (_database_error(OperationalError, "53300"), 503, "UNAVAILABLE"),
        (_database_error(OperationalError, "57P01"), 503, "UNAVAILABLE"),
        (_database_error(OperationalError, "08006"), 503, "UNAVAILABLE"),
        (_database_error(DataError, "22003"), 422, "INVALID"),
        (_database_error(IntegrityError, "23505"), 409, "STATE_CONFLICT"),
        # straight from the driver, without Django in between
        (psycopg.errors.LockNotAvailable(), 409, "BUSY_RETRY"),
        (psycopg.OperationalError("server closed the connection"), 503, "UNAVAILABLE"),
        (psycopg.InterfaceError("the connection is closed"), 503, "UNAVAILABLE"),
        (psycopg.DataError("NUL in a text"), 422, "INVALID"),
    ],
)
def test_what_others_raise_is_translated(error: Exception, status: int, code: str) -> None:
    refusal = to_http(error)
    assert refusal is not None
    assert (refusal.status, refusal.code) == (status, code)
    assert "secret" not in str(refusal.as_dict())


def test_every_outage_says_when_to_come_again() -> None:
    for state in ("53100", "57P01", "25006", "57014", None):
        refusal = to_http(_database_error(OperationalError, state))
        assert refusal is not None
        assert (refusal.retry_after or 0) > 0


@pytest.mark.parametrize("error", [ValueError(), KeyError("x"), _database_error(Exception, "42703")])
def test_a_fault_of_ours_stays_one(error: Exception) -> None:
    assert to_http(error) is None


def test_a_form_of_django_names_its_fields() -> None:
    refusal = to_http(exceptions.ValidationError({"text": ["不能为空"]}))
    assert refusal is not None
    assert (refusal.status, refusal.fields) == (422, {"text": ["不能为空"]})
    refusal = to_http(exceptions.ValidationError("不对"))
    assert refusal is not None
    assert refusal.fields == {"__all__": ["不对"]}


@pytest.fixture
def ledger_of_two(transactional_db: None) -> Iterator[None]:
    """A table of two rows, outside any test transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE two_rows (id int PRIMARY KEY, n int NOT NULL)")
        cursor.execute("INSERT INTO two_rows VALUES (1, 0), (2, 0)")
    yield
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE two_rows")


def _update(row: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE two_rows SET n = n + 1 WHERE id = %s", [row])


def _beside(action: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            action()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_held_row_is_busy_and_not_awaited_for_ever(ledger_of_two: None) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            _update(1)
            held.set()
            done.wait(10)

    thread = _beside(hold)
    held.wait(10)
    began = time.monotonic()
    with pytest.raises(OperationalError) as error:
        _update(1)
    done.set()
    thread.join()
    refusal = to_http(error.value)
    assert isinstance(refusal, errors.Busy)
    assert time.monotonic() - began < 5


def test_a_deadlock_is_done_again_and_nobody_notices(ledger_of_two: None) -> None:
    together = threading.Barrier(2, timeout=10)
    tries: list[int] = []

    def both(first: int, second: int) -> None:
        @retried
        def action() -> None:
            tries.append(first)
            with transaction.atomic():
                _update(first)
                if len(tries) <= 2:
                    together.wait()
                _update(second)

        action()

    thread = _beside(lambda: both(1, 2))
    both(2, 1)
    thread.join()
    assert len(tries) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n) FROM two_rows")
        assert cursor.fetchone() == (4,)


def test_after_three_lost_races_it_is_busy() -> None:
    tries: list[int] = []

    @retried
    def action() -> None:
        tries.append(1)
        raise _database_error(OperationalError, "40001")

    with pytest.raises(OperationalError) as error:
        action()
    assert len(tries) == 3
    assert isinstance(to_http(error.value), errors.Busy)


def test_what_is_no_lost_race_is_not_done_again() -> None:
    tries: list[int] = []

    @retried
    def action() -> None:
        tries.append(1)
        raise _database_error(OperationalError, "57P01")

    with pytest.raises(OperationalError):
        action()
    assert len(tries) == 1


def test_inside_a_callers_transaction_nothing_is_done_again(db: None) -> None:
    tries: list[int] = []

    @retried
    def action() -> None:
        tries.append(1)
        raise _database_error(OperationalError, "40001")

    with pytest.raises(OperationalError), transaction.atomic():
        action()
    assert len(tries) == 1


BREAKS_AT_COMMIT = """
CREATE FUNCTION break_the_line() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER break_the_line AFTER UPDATE ON two_rows
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION break_the_line();
"""


def test_a_connection_that_breaks_during_commit_leaves_the_outcome_unknown(ledger_of_two: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BREAKS_AT_COMMIT)
    try:
        with pytest.raises(OperationalError) as error, transaction.atomic():
            _update(1)
        assert isinstance(to_http(error.value), errors.UnknownOutcome)
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION break_the_line CASCADE")


def test_a_connection_that_breaks_before_is_an_outage(ledger_of_two: None) -> None:
    with pytest.raises(OperationalError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    refusal = to_http(error.value)
    assert type(refusal) is errors.Unavailable
