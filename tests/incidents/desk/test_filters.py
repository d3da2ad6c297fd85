"""Filters of the queue, and those that a person keeps under a name: nobody else's, and no more than a dozen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from incidents.desk.models import SavedFilter
from incidents.models import Incident, State
from tests.incidents.lives import Teller

Seat = Callable[[str], Client]


def listed(client: Client, **asked: str) -> list[str]:
    """The numbers of the list that a filter gives."""
    return [row.incident.number for row in client.get("/desk/queue", asked).context["rows"]]


def save(client: Client, name: str, **asked: str) -> Any:
    return client.post("/desk/filters", {"name": name, **asked})


def test_each_condition_narrows_and_together_they_narrow_more(tell: Teller, zhou_at_the_desk: Client) -> None:
    hazard, petition = tell.in_state(State.ACCEPTED, "hazard"), tell.file("petition", address="西关广场")
    Incident.objects.filter(pk=hazard.pk).update(due_at=tell.now - timedelta(hours=1))
    for asked, wanted in (
        ({"kind": "hazard"}, [hazard]),
        ({"state": "reported"}, [petition]),
        ({"category": "H01"}, [hazard]),
        ({"area": "419001001001"}, [hazard, petition]),
        ({"area": "419001002"}, []),
        ({"overdue": "1"}, [hazard]),
        ({"q": "西关"}, [petition]),
        ({"kind": "hazard", "q": "西关"}, []),
        ({"urgency": "urgent"}, []),
    ):
        assert sorted(listed(zhou_at_the_desk, **asked)) == sorted(each.number for each in wanted), asked


def test_without_a_state_only_open_matters_are_meant(tell: Teller, zhou_at_the_desk: Client) -> None:
    closed = tell.in_state(State.CLOSED)
    assert listed(zhou_at_the_desk, kind="petition") == []
    assert listed(zhou_at_the_desk, kind="petition", state="closed") == [closed.number]


def test_a_filter_is_kept_under_a_name_and_shown_beside_the_boxes(tell: Teller, seat: Seat) -> None:
    assert save(seat("zhou"), "燃气", kind="hazard", q="燃气").status_code == 204
    page = seat("zhou").get("/desk/queue").content.decode()
    assert "燃气</a>" in page and "kind=hazard&amp;q=" in page
    assert "燃气" not in seat("wei").get("/desk/queue").content.decode()


def test_the_same_name_again_replaces_it(tell: Teller, zhou_at_the_desk: Client) -> None:
    save(zhou_at_the_desk, "急的", urgency="serious")
    save(zhou_at_the_desk, "急的", urgency="urgent")
    assert [each.query for each in SavedFilter.objects.all()] == ["urgency=urgent"]


@pytest.mark.parametrize(
    ("name", "asked"), [("", {"kind": "hazard"}), ("字" * 13, {"kind": "hazard"}), ("空", {})]
)
def test_without_a_name_or_a_condition_nothing_is_kept(
    small_catalogue: None, zhou_at_the_desk: Client, name: str, asked: dict[str, str]
) -> None:
    assert save(zhou_at_the_desk, name, **asked).status_code == 422
    assert not SavedFilter.objects.exists()


def test_the_thirteenth_is_refused(small_catalogue: None, zhou_at_the_desk: Client) -> None:
    for turn in range(12):
        assert save(zhou_at_the_desk, f"第{turn}个", kind="hazard").status_code == 204
    assert save(zhou_at_the_desk, "再一个", kind="hazard").status_code == 422
    assert save(zhou_at_the_desk, "第3个", kind="petition").status_code == 204


def test_nobody_throws_away_anothers(tell: Teller, seat: Seat) -> None:
    save(seat("zhou"), "燃气", kind="hazard")
    number = SavedFilter.objects.get().pk
    seat("wei").post(f"/desk/filters/{number}/forget")
    assert SavedFilter.objects.exists()
    seat("zhou").post(f"/desk/filters/{number}/forget")
    assert not SavedFilter.objects.exists()


def test_a_filter_shows_nothing_of_another_street(tell: Teller, seat: Seat) -> None:
    tell.file("hazard")
    assert listed(seat("he"), kind="hazard") == []
    assert listed(seat("he"), area="419001001") == []


def test_what_is_not_known_is_left_out(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("hazard")
    assert listed(zhou_at_the_desk, kind="x", state="y", area="'", urgency="z") == [incident.number]
