"""What a form offers to choose from: departments with their load, grids, categories, matters nearby."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from grids.datum import Datum
from incidents.catalogue import forget_catalogue
from incidents.desk import options
from incidents.desk.choices import Option
from incidents.models import Incident, State
from incidents.services import Position
from tests.incidents.desk.conftest import do
from tests.incidents.lives import Teller

TODAY = date(2026, 11, 23)
Seat = Callable[[str], Client]


def codes(found: list[Option]) -> list[str]:
    return [each.code for each in found]


def test_the_department_of_the_category_stands_first_and_says_why(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    category = incident.category
    assert category is not None
    category.default_department = "water"
    category.save()
    forget_catalogue()
    first = options.departments(Incident.objects.get(pk=incident.pk))[0]
    assert first.code == "water"
    assert "建议" in first.note


def test_each_department_says_how_much_it_has_in_hand(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    tell.in_state(State.ASSIGNED)
    tell.in_state(State.HANDLING)
    tell.in_state(State.CLOSED)
    notes = {each.code: each.note for each in options.departments(incident)}
    assert notes["sanitation"] == "在办 2"
    assert notes["water"] == "在办 0"


def test_who_is_complained_about_is_not_offered(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("petition")
    do(zhou_at_the_desk, incident, "accept", category="P01", urgency="normal", complained_about="water")
    assert "water" not in codes(options.departments(Incident.objects.get(pk=incident.pk)))


def test_departments_are_found_by_their_initials(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    letters = {each.code: each.pinyin for each in options.departments(incident)}
    assert letters["sanitation"] == "hwzx"


def test_the_grids_around_come_with_those_of_the_community_first(tell: Teller) -> None:
    incident = tell.file("hazard")
    found = codes(options.grids(incident, TODAY))
    assert found == ["419001001001001", "419001001001002"]


def test_a_sub_category_is_found_by_the_letters_of_its_category_too(tell: Teller) -> None:
    found = {each.code: each for each in options.categories("hazard")}
    assert found["fire.exit"].label == "消防安全 · 疏散通道堵塞"
    assert found["fire.exit"].pinyin.startswith("xfaq")


def test_the_form_of_merging_offers_what_lies_near(tell: Teller, zhou_at_the_desk: Client) -> None:
    near = tell.file("hazard")
    far = tell.file("hazard", position=Position(112.6195, 35.0705, Datum.WGS84))
    incident = tell.file("hazard")
    page = zhou_at_the_desk.get(f"/desk/{incident.number}/do/merge").content.decode()
    assert near.number in page
    assert far.number not in page
    assert do(zhou_at_the_desk, incident, "merge", parent=near.number).status_code == 200


def test_a_matter_is_placed_by_the_name_of_a_grid(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("petition", position=None, address="西门外")
    page = zhou_at_the_desk.get(f"/desk/{incident.number}/do/place").content.decode()
    assert "东马蓬社区第二网格" in page
    assert do(zhou_at_the_desk, incident, "place", grid_code="419001001001002").status_code == 200
    placed = Incident.objects.get(pk=incident.pk)
    assert placed.grid is not None and placed.grid.code == "419001001001002"


@pytest.mark.parametrize("verb", ["assign", "accept", "place", "merge"])
def test_a_form_costs_few_statements_and_no_outline(
    tell: Teller, zhou_at_the_desk: Client, verb: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    incident = tell.in_state(State.ACCEPTED) if verb == "assign" else tell.file("petition")
    address = f"/desk/{incident.number}/do/{verb}"
    zhou_at_the_desk.get(address)
    with django_assert_max_num_queries(10) as asked:  # type: ignore[attr-defined]
        zhou_at_the_desk.get(address)
    assert not any('"outline"' in (each["sql"] or "") for each in asked.captured_queries)
