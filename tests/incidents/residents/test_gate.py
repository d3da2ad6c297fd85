"""Ten tries a minute from one address, whatever was tried, however many try at once, whether Redis is there or not."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from core.errors import TooMany
from incidents.residents.gate import CODES, knock
from incidents.residents.models import Door

TRIES = CODES.tries
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def tried(times: int, address: str = "10.0.0.1", at: datetime = AT) -> int:
    """How many of so many tries were let in."""
    let_in = 0
    for n in range(times):
        try:
            knock(address, at + timedelta(milliseconds=n))
        except TooMany as refused:
            assert refused.retry_after == 60
        else:
            let_in += 1
    return let_in


def test_the_eleventh_try_of_a_minute_is_refused(db: None) -> None:
    assert tried(15) == TRIES


def test_after_a_minute_of_quiet_the_door_is_open_again(db: None) -> None:
    tried(11)
    assert tried(1, at=AT + timedelta(seconds=59)) == 0
    assert tried(3, at=AT + timedelta(seconds=120)) == 3


def test_never_more_than_ten_in_any_sixty_seconds(db: None) -> None:
    let_in = [AT + timedelta(seconds=n) for n in range(0, 180, 3) if tried(1, at=AT + timedelta(seconds=n))]
    for first in let_in:
        assert sum(first <= each < first + timedelta(seconds=60) for each in let_in) <= TRIES


def test_each_address_has_its_own_ten(db: None) -> None:
    tried(11)
    assert tried(10, "10.0.0.2") == 10


def test_a_household_is_one_address_in_ipv6(db: None) -> None:
    assert sum(tried(1, f"2001:db8:0:7::{n:x}") for n in range(1, 15)) == TRIES
    assert tried(1, "2001:db8:0:8::1") == 1


def test_an_address_is_kept_only_as_a_digest_and_is_forgotten(db: None) -> None:
    tried(1)
    assert "10.0.0.1" not in str(Door.objects.values_list())
    tried(1, "10.0.0.9", at=AT + timedelta(minutes=11))
    assert Door.objects.count() == 1


def test_the_page_itself_is_behind_the_door(db: None) -> None:
    answers = [Client().get("/t/nothing").status_code for _ in range(12)]
    assert answers == [404] * 10 + [429] * 2
    refused = Client().get("/t/nothing")
    assert refused["Retry-After"] == "60" and "过于频繁" in refused.content.decode()


def test_typing_into_the_form_is_no_try_of_its_own(db: None) -> None:
    for _ in range(12):
        Client().post("/t/", {"code": "x"})
    assert Client().get("/t/x").status_code == 404


def test_without_redis_the_door_still_counts(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("Redis is away")

    monkeypatch.setattr("redis.connection.AbstractConnection.connect", gone)
    assert [Client().get("/t/nothing").status_code for _ in range(11)] == [404] * 10 + [429]


def test_twenty_at_once_are_not_twenty(transactional_db: None) -> None:
    results: list[int] = []

    def one() -> None:
        try:
            results.append(tried(1))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(results), sum(results)) == (20, TRIES)
