"""What a request costs: at most 10 SQL statements for a report, at most 6 for a list page of any length.

Counted over the whole way through HTTP, with session, account, scope, BEGIN and COMMIT. Hence real transactions.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.mobile_api.conftest import Answer, Phone, jpeg

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]
GRID: dict[str, Any] = {"place": None, "grid_code": "419001001001002"}
TOLD: dict[str, Any] = {
    "source": "hotline",
    "reporter": {"name": "张建国", "phone": "13800001234", "address": "沁园"},
}


def statements(ask: Callable[[], Answer], status: int = 200) -> int:
    """How many statements a request costs; the catalogue and the tree of areas are in memory, as they are at work."""
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    assert answer.status == status, answer.json
    return len(captured)


@pytest.fixture
def mine(phone: Any, lin: Any) -> Phone:
    warm: Phone = phone(lin)
    warm.report()
    return warm


@pytest.mark.parametrize(
    "changes",
    [{}, GRID, TOLD, GRID | TOLD, {"place": None, "address": "东马蓬小区"}],
    ids=lambda each: "+".join(each),
)
def test_a_report_costs_at_most_ten(mine: Phone, changes: dict[str, Any]) -> None:
    assert statements(lambda: mine.report(**changes), 201) <= 10


def test_a_plain_report_costs_seven(mine: Phone) -> None:
    assert statements(mine.report, 201) == 7


def test_a_repeat_costs_at_most_ten(mine: Phone) -> None:
    report_id = uuid4()
    mine.report(report_id)
    assert statements(lambda: mine.report(report_id)) <= 10


def test_a_page_of_ours_pays_one_more(mine: Phone, lin: Any) -> None:
    browser = Phone(lin, client=Client())
    browser.client.force_login(lin)
    assert statements(browser.report, 201) == 8


LISTS = [
    "/incidents", "/incidents?box=waiting", "/incidents?box=mine", "/incidents?limit=200",
    "/incidents?kind=hazard&limit=2", "/incidents?box=all&q=通道", "/incidents?q=0001",
    "/sync?since=0", "/sync?since=1", "/areas", "/areas?under=419001001&level=grid&outlines=true", "/categories",
    "/departments", "/me",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_at_most_six_however_long(mine: Phone, phone: Any, zhou: Any, path: str) -> None:
    desk = phone(zhou)
    few = statements(lambda: desk.get(path))
    for _ in range(12):
        mine.report(**TOLD)
    many = statements(lambda: desk.get(path))
    assert few == many
    assert many <= 6


def test_a_whole_matter_costs_the_same_with_many_photos(mine: Phone) -> None:
    report_id = mine.report().json["id"]
    few = statements(lambda: mine.get(f"/incidents/{report_id}"))
    for slot in range(5):
        mine.photo(report_id, str(slot), jpeg())
    assert statements(lambda: mine.get(f"/incidents/{report_id}")) == few <= 12
