"""The shipped catalogue: whole, loaded once, and never put back over what a county changed."""

import pytest

from core.worktime import Limit, Unit
from grids.county.build import build
from grids.county.departments import offices
from incidents.catalogue import Category, CategoryLimit, ClockKind, Kind, Urgency, read_catalogue
from incidents.catalogue_loading import load_catalogue, shipped_categories, shipped_kinds, shipped_limits

MEDIATION = 18
"""The classes of the statistics of people's mediation (field page, 2.4)."""

pytestmark = pytest.mark.django_db


def test_the_migrations_have_loaded_it() -> None:
    assert Kind.objects.count() == len(shipped_kinds())
    assert Category.objects.count() == len(shipped_categories())
    assert CategoryLimit.objects.count() == len(shipped_limits())


def test_loading_again_writes_nothing() -> None:
    again = load_catalogue()
    assert (again.kinds, again.categories, again.limits) == (0, 0, 0)


def test_what_a_county_changed_stays() -> None:
    Category.objects.filter(code="fire.exit").update(name="楼道堆物")
    load_catalogue()
    assert Category.objects.get(code="fire.exit").name == "楼道堆物"


def test_overwrite_puts_a_row_back_as_it_was_shipped() -> None:
    Category.objects.filter(code="fire.exit").update(name="楼道堆物")
    load_catalogue(overwrite=True)
    assert Category.objects.get(code="fire.exit").name == "疏散通道堵塞"


def test_every_category_has_two_levels_a_name_in_english_and_a_department() -> None:
    for row in shipped_categories():
        parent = next((each for each in shipped_categories() if each["code"] == row["parent_id"]), None)
        assert row["english"] and row["default_department"]
        assert (parent is None) == ("." not in row["code"])
        assert parent is None or (parent["parent_id"] is None and parent["kind_id"] == row["kind_id"])


def test_disputes_have_the_eighteen_classes_of_mediation() -> None:
    disputes = [
        row["name"]
        for row in shipped_categories()
        if row["kind_id"] == "petition" and row["parent_id"] not in (None, "service")
    ]
    assert len(disputes) == MEDIATION


def test_no_class_is_about_people() -> None:
    forbidden = ("人员异动", "人员动态", "重点人", "稳控", "管控")
    assert not [row["name"] for row in shipped_categories() if any(word in row["name"] for word in forbidden)]


def test_a_major_hazard_asks_for_its_plan_and_cannot_be_settled_by_the_finder() -> None:
    for row in shipped_categories():
        if row["code"].startswith("major."):
            assert row["needs_plan"] and row["photo_after"] and not row["may_self_handle"]


@pytest.mark.parametrize("urgency", Urgency.values)
def test_every_category_has_a_limit_for_each_of_the_five_clocks(urgency: str) -> None:
    catalogue = read_catalogue()
    for code, category in catalogue.categories.items():
        for clock in (ClockKind.ACCEPT, ClockKind.ASSIGN, ClockKind.TAKE, ClockKind.HANDLE, ClockKind.VERIFY):
            assert catalogue.limit(category.kind_id, code, urgency, clock), (code, urgency, clock)


def test_a_more_particular_limit_comes_first() -> None:
    catalogue = read_catalogue()
    assert catalogue.limit("hazard", "road.manhole", "urgent", "handle") == Limit(4, Unit.HOUR)
    assert catalogue.limit("hazard", "road.surface", "urgent", "handle") == Limit(3, Unit.WORKING_DAY)
    assert catalogue.limit("petition", "labour.wages", "normal", "handle") == Limit(7, Unit.WORKING_DAY)


def test_enterprises_and_environment_wait_to_be_switched_on() -> None:
    catalogue = read_catalogue()
    assert not catalogue.of_kind("enterprise") and not catalogue.of_kind("environment")
    assert catalogue.limit("enterprise", "firms.project", "normal", "handle") == Limit(7, Unit.NATURAL_DAY)


def test_the_demo_county_has_every_default_department() -> None:
    lines = {office.line for office in offices(build())}
    assert {row["default_department"] for row in shipped_categories()} <= lines


def test_a_kind_named_in_the_sheet_exists() -> None:
    kinds = {row["code"] for row in shipped_kinds()}
    assert {row["kind_id"] for row in (*shipped_categories(), *shipped_limits())} <= kinds
