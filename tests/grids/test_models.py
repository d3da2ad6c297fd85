"""What the database itself refuses of areas, and how departments are found for a place."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grids.models import Area, Department, TreeVersion
from tests.cast import SINCE, TODAY


def version_of(grid: Area, **changed: Any) -> Area:
    """Another version of a grid."""
    same = {
        "code": grid.code,
        "level": grid.level,
        "parent": grid.parent,
        "official_name": "新",
        "name": "新",
    }
    return Area(**(same | {"short_name": "新", "valid_from": TODAY} | changed))


def refused(area: Area, by: str) -> None:
    with pytest.raises(IntegrityError, match=by), transaction.atomic():
        area.save()


def test_two_versions_of_a_code_never_hold_on_the_same_day(grid_a1: Area) -> None:
    refused(version_of(grid_a1), "an_area_has_one_version_a_day")
    grid_a1.valid_to = TODAY
    grid_a1.save()
    version_of(grid_a1).save()
    refused(version_of(grid_a1, valid_from=TODAY - timedelta(days=1)), "an_area_has_one_version_a_day")


def test_codes_that_differ_by_leading_zeros_are_two(county: Area) -> None:
    for code in ("07", "007"):
        version_of(county, code=code).save()


@pytest.mark.parametrize(
    ("changed", "by"),
    [
        ({"code": "41900A", "valid_from": TODAY}, "an_area_code_is_digits"),
        ({"code": "419009", "valid_to": SINCE}, "an_area_ends_after_it_begins"),
        ({"code": "419009", "special": True}, "a_special_grid_says_what_for"),
        ({"code": "419009", "level": "street", "special": True, "kind_of_special": "park"}, "a_special_grid"),
    ],
)
def test_impossible_areas_are_refused(grid_a1: Area, changed: dict[str, Any], by: str) -> None:
    refused(version_of(grid_a1, **changed), by)


def test_a_path_must_end_with_the_code(grid_a1: Area) -> None:
    with pytest.raises(IntegrityError, match="an_area_path_ends_with_its_code"), transaction.atomic():
        Area.objects.filter(pk=grid_a1.pk).update(path="/419001/")


def test_a_path_strings_the_codes_from_the_top(grid_a1: Area) -> None:
    assert grid_a1.path == "/419001/419001001/419001001001/419001001001001/"


def test_every_change_of_an_area_renews_the_stamp(grid_a1: Area) -> None:
    before = TreeVersion.objects.get().stamp
    Area.objects.filter(pk=grid_a1.pk).update(name="改名")
    assert TreeVersion.objects.get().stamp != before


def test_valid_on_gives_the_version_of_the_day(grid_a1: Area) -> None:
    grid_a1.valid_to = TODAY
    grid_a1.save()
    new = version_of(grid_a1)
    new.save()
    versions = Area.objects.filter(code=grid_a1.code)
    assert versions.valid_on(TODAY).get() == new
    assert versions.valid_on(TODAY - timedelta(days=1)).get() == grid_a1


def test_the_nearest_department_is_the_streets_own_else_the_countys(
    sanitation: Department, street_a: Area, grid_a1: Area, grid_b1: Area
) -> None:
    own = Department.objects.create(
        code="a.sanitation", line="sanitation", name="环卫所", short_name="环卫所", area=street_a
    )
    assert Department.objects.nearest("sanitation", grid_a1.path) == own
    assert Department.objects.nearest("sanitation", grid_b1.path) == sanitation
    assert Department.objects.nearest("gas", grid_a1.path) is None
