"""The same room over HTTP: the hole, the whole, the figures, the map. Unseen is 404, badly asked 422, nobody 401."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from incidents import services
from realtime import figures
from tests.realtime.conftest import Number

PATHS = ["/api/v1/feed?since=0", "/api/v1/feed/snapshot", "/api/v1/feed/figures", "/api/v1/feed/map"]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    figures._kept.clear()


@pytest.fixture
def today(tell: Any) -> Any:
    tell.now = datetime.now(UTC) - timedelta(minutes=30)
    return tell


def signed_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "zh"})
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", PATHS)
def test_nobody_hears_without_a_session(db: None, client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_IN")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("room", ["419001001", "419009999", "x" * 5000, "街道"])
def test_rooms_of_others_and_rooms_that_are_not_there_look_alike(people: Any, path: str, room: str) -> None:
    answer = signed_in(people.he).get(path, {"since": "0", "room": room})
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("since", ["", "-1", "1.5", "x", "9" * 40, "１２"])
def test_a_number_that_is_none_is_refused(people: Any, since: str) -> None:
    answer = signed_in(people.wu).get("/api/v1/feed", {"since": since})
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID")


@pytest.mark.parametrize("path", PATHS)
def test_the_feed_is_only_read(people: Any, path: str) -> None:
    assert signed_in(people.wu).post(path.split("?")[0]).status_code == 405


def test_what_came_since_and_the_whole_agree(today: Any, people: Any, number: Number) -> None:
    today.in_state("assigned")
    number()
    client = signed_in(people.wu)
    whole, since = client.get("/api/v1/feed/snapshot").json(), client.get("/api/v1/feed?since=0").json()
    assert since["open"] == whole["open"]
    assert since["to"] == whole["n"]
    assert list(reversed(since["lines"])) == whole["feed"]


def test_the_figures_balance_and_name_their_moment(today: Any, people: Any) -> None:
    today.in_state("closed")
    today.file()
    found = signed_in(people.wu).get("/api/v1/feed/figures").json()
    flow = found["flow"]
    assert (
        flow["opening"] + flow["new"] + flow["relapsed"] - flow["closed"] - flow["transferred"]
        == flow["ending"]
    )
    assert (flow["new"], flow["closed"], flow["ending"]) == (2, 1, 1)
    assert datetime.fromisoformat(found["as_of"])


def test_the_rate_of_nothing_is_nothing(today: Any, people: Any) -> None:
    found = signed_in(people.wu).get("/api/v1/feed/figures").json()
    assert (found["on_time"]["n"], found["on_time"]["of"]) == (0, 0)
    assert len(found["on_time"]["days"]) == 30
    assert found["median_assign_minutes"] is None
    assert found["breaks"] == {"suspected": 0, "pending": 0, "confirmed": 0}


def test_the_rate_counts_what_fell_due_by_its_day(today: Any, people: Any) -> None:
    today.now -= timedelta(days=20)
    today.in_state("handling")
    in_time = today.in_state("closed")
    services.sweep(now=datetime.now(UTC))
    found = signed_in(people.wu).get("/api/v1/feed/figures").json()["on_time"]
    assert in_time.state == "closed"
    assert (found["n"], found["of"]) == (1, 2)
    assert (sum(day["n"] for day in found["days"]), sum(day["of"] for day in found["days"])) == (1, 2)


def test_the_median_is_that_of_first_assignments_of_today(today: Any, people: Any) -> None:
    today.now = datetime.now(UTC) - timedelta(minutes=3)
    matter = today.in_state("assigned")
    today.act(matter, "assign", people.zhou, to="roads")
    found = signed_in(people.wu).get("/api/v1/feed/figures").json()
    assert found["median_assign_minutes"] == 2


def test_the_figures_are_asked_once_in_ten_seconds(
    today: Any, people: Any, django_assert_num_queries: Any
) -> None:
    client = signed_in(people.wu)
    first = client.get("/api/v1/feed/figures").json()
    today.file()
    assert client.get("/api/v1/feed/figures").json() == first


def test_a_county_is_coloured_by_communities_and_a_street_by_grids(people: Any) -> None:
    client = signed_in(people.wu)
    county, street = (
        client.get("/api/v1/feed/map", {"room": code}).json() for code in ("419001", "419001001")
    )
    assert [each["name"] for each in county["cells"]] == ["东马蓬", "西关"]
    assert [each["code"] for each in county["borders"]] == ["419001001", "419001002"]
    assert [each["code"] for each in street["cells"]] == ["419001001001001", "419001001001002"]
    assert county["words"]


def test_a_department_has_no_figures(people: Any) -> None:
    assert signed_in(people.chen).get("/api/v1/feed/figures").status_code == 404


def test_a_number_is_bounded_in_statements(
    today: Any, people: Any, number: Number, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        today.in_state("assigned")
    number()
    client = signed_in(people.wu)
    for path in PATHS[:2]:
        with django_assert_max_num_queries(18):
            client.get(path)
