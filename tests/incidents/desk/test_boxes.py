"""The queue's boxes: each role has its own, search holds every word, and a list may grow."""

from collections.abc import Callable

import pytest
from django.test import Client

from incidents.models import Incident, State
from tests.incidents.desk.conftest import do
from tests.incidents.lives import Teller

Seat = Callable[[str], Client]


@pytest.mark.parametrize(
    ("who", "first"),
    [("zhou", "待派"), ("zheng", "待受理"), ("wu", "超期/临期"), ("ma", "超期/临期"), ("chen", "待签收")],
)
def test_everybody_begins_with_the_own_box(tell: Teller, seat: Seat, who: str, first: str) -> None:
    page = seat(who).get("/desk/").content.decode()
    shown = page[page.index('aria-current="true"') :]
    assert shown[: shown.index("</a>")].count(first) == 1


def test_what_i_supervise_stays_in_my_box_until_it_is_closed(tell: Teller, seat: Seat) -> None:
    incident = tell.in_state(State.ASSIGNED)
    wu = seat("wu")
    demand = {"level": "1", "demand": "今天内答复", "due_at": "2026-12-30T18:00"}
    assert do(wu, incident, "supervise", **demand).status_code == 200
    assert incident.number in wu.get("/desk/queue?box=mine").content.decode()
    assert do(seat("chen"), Incident.objects.get(pk=incident.pk), "answer", text="正在办").status_code == 200
    assert incident.number in wu.get("/desk/queue?box=mine").content.decode()
    assert incident.number not in wu.get("/desk/queue?box=supervised").content.decode()


def test_every_word_of_a_search_must_be_there(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("hazard", address="西关广场南门")
    for words, found in [("通道 西关", True), ("西关 东马蓬", True), ("通道 北门", False)]:
        page = zhou_at_the_desk.get("/desk/queue", {"q": words}).content.decode()
        assert (incident.number in page) is found


@pytest.mark.parametrize("rows", ["", "0", "-1", "many", "99999", "٣"])
def test_nonsense_about_the_length_is_no_error(tell: Teller, zhou_at_the_desk: Client, rows: str) -> None:
    tell.file("hazard")
    assert zhou_at_the_desk.get("/desk/queue", {"rows": rows}).status_code == 200


def test_a_long_list_is_shown_piece_by_piece(tell: Teller, zhou_at_the_desk: Client) -> None:
    for _ in range(3):
        tell.file("hazard")
    page = zhou_at_the_desk.get("/desk/queue", {"rows": "2"}).content.decode()
    assert page.count("data-row=") == 2
    assert 'data-more="52"' in page
    assert "data-more" not in zhou_at_the_desk.get("/desk/queue", {"rows": "52"}).content.decode()


def held(seat: Seat, who: str, box: str) -> list[str]:
    """The numbers in one box of this person's desk."""
    return [row.incident.number for row in seat(who).get("/desk/queue", {"box": box}).context["rows"]]


def test_a_grid_leader_finds_what_waits_in_the_community(tell: Teller, seat: Seat) -> None:
    asked, finished = tell.file("hazard"), tell.in_state(State.FINISHED)
    grid = tell.cast.grid_a1.code
    tell.act(asked, "request_confirmation", tell.cast.zhou, to_grid=grid, question="还堵着吗？")
    assert held(seat, "zheng", "triage") == [asked.number]
    assert held(seat, "zheng", "confirm") == [asked.number]
    assert held(seat, "zheng", "check") == [finished.number]
    assert len(held(seat, "zheng", "all")) == 2


def test_a_handler_finds_what_the_department_helps_with(tell: Teller, seat: Seat) -> None:
    matter = tell.in_state(State.ACCEPTED)
    tell.act(matter, "assign", tell.cast.zhou, to="water", co_handlers=["sanitation"])
    assert held(seat, "chen", "helping") == [matter.number]
    assert held(seat, "chen", "to_take") == []
