"""F42: our database comes back older than the phones. They notice, ask what is left, and put back what is missing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from incidents.models import Incident
from tests.mobile_api.conftest import Phone, jpeg
from tests.mobile_api.test_faults import all_is_well
from tests.mobile_api.test_sync import number_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@contextmanager
def lost() -> Iterator[None]:
    """What is done meanwhile is done, acknowledged, numbered; then the database is as it was before."""
    before = transaction.savepoint()
    yield
    number_all()
    transaction.savepoint_rollback(before)


def head(mine: Phone, kept: dict[str, Any] | None = None) -> Any:
    """What `/me` says of the ledger to a phone that kept this head."""
    number_all()
    asked = f"?n={kept['n']}&leaf={kept['leaf']}" if kept else ""
    answer = mine.get(f"/me{asked}")
    assert answer.status == 200
    return answer.json["ledger"]


def known(mine: Phone, *ids: Any) -> Any:
    answer = mine.post("/receipts", {"ids": [str(each) for each in ids]})
    assert answer.status == 200
    return {each["id"]: each["parts"] for each in answer.json["known"]}


def test_what_was_acknowledged_and_lost_comes_back_once(phone: Any, lin: Any) -> None:
    mine, here, gone = phone(lin), str(uuid4()), str(uuid4())
    mine.report(here, photos_expected=1)
    mine.photo(here, "photo-1", jpeg())
    with lost():
        first = mine.report(gone, photos_expected=1, seen_at="2026-11-20T08:30:00+08:00").json
        mine.photo(gone, "photo-1", jpeg("blue"))
        kept = head(mine)
        assert head(mine, kept) == {**kept, "same": True}
    assert head(mine, kept)["same"] is False
    assert known(mine, here, gone) == {here: ["photo-1"]}
    again = mine.report(gone, photos_expected=1, seen_at="2026-11-20T08:30:00+08:00")
    assert (again.status, again.json["sha256"]) == (201, first["sha256"])
    assert mine.photo(gone, "photo-1", jpeg("blue")).status == 201
    assert known(mine, here, gone) == {here: ["photo-1"], gone: ["photo-1"]}
    assert Incident.objects.get(pk=gone).seen_at.isoformat() == "2026-11-20T00:30:00+00:00"
    assert Incident.objects.count() == 2
    connection.check_constraints()
    assert all_is_well()


def test_a_ledger_that_has_grown_long_again_is_still_another(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    mine.report()
    with lost():
        mine.report()
        kept = head(mine)
    for _ in range(3):
        mine.report()
    now = head(mine, kept)
    assert (now["n"] > kept["n"], now["same"]) == (True, False)
    told = mine.get(f"/sync?since={kept['n']}&leaf={kept['leaf']}").json
    assert (told["reset"], len(told["items"]), told["leaf"]) == (True, 4, now["leaf"])
    assert mine.get(f"/sync?since={now['n']}&leaf={now['leaf']}").json["reset"] is False


def test_an_empty_ledger_is_everybodys_beginning(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    assert mine.get("/me").json["ledger"] == {"n": 0, "leaf": "", "same": None}
    assert head(mine, {"n": 0, "leaf": ""})["same"] is True
    assert head(mine, {"n": 7, "leaf": "ab" * 32})["same"] is False


def test_only_ones_own_receipts_are_told_of(phone: Any, lin: Any, zhou: Any) -> None:
    report = phone(lin).report().json["id"]
    assert known(phone(zhou), report) == {}
    assert known(phone(lin), report, uuid4()) == {report: []}


@pytest.mark.parametrize("ids", [["x"], [str(uuid4())] * 201, None])
def test_a_question_that_is_none_is_refused(phone: Any, lin: Any, ids: Any) -> None:
    assert phone(lin).post("/receipts", {"ids": ids}).status == 422
