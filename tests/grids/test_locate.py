"""Point → grid: exactly one, the same every time, in the version of the day."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grids import tree
from grids.locate import locate
from grids.models import Area, Level
from tests.cast import SINCE, SOUTH, TODAY, square

pytestmark = pytest.mark.usefixtures("areas")

MIDDLE = SOUTH + 0.005


def test_a_point_is_found_in_its_grid(grid_a1: Area, grid_b1: Area) -> None:
    assert locate(112.605, MIDDLE, TODAY) == grid_a1
    assert locate(112.625, MIDDLE, TODAY) == grid_b1


def test_a_border_belongs_to_the_lowest_code(grid_a1: Area) -> None:
    assert locate(112.61, MIDDLE, TODAY) == grid_a1


@pytest.mark.parametrize("place", [(112.5, 35.07), (0.0, 0.0), (float("nan"), 35.0), (112.6, float("inf"))])
def test_a_point_on_no_polygon_is_in_no_grid(place: tuple[float, float]) -> None:
    assert locate(*place, TODAY) is None


def test_a_day_before_the_grid_began_finds_nothing() -> None:
    assert locate(112.605, MIDDLE, SINCE - timedelta(days=1)) is None


def test_each_day_has_its_own_version(grid_a1: Area) -> None:
    grid_a1.valid_to = TODAY
    grid_a1.save()
    new = Area.objects.create(
        code=grid_a1.code, level="grid", parent=grid_a1.parent, official_name="新", name="新", short_name="新",
        valid_from=TODAY, outline=square(112.600, 112.605),
    )  # fmt: skip
    tree.forget()
    yesterday = TODAY - timedelta(days=1)
    assert locate(112.609, MIDDLE, yesterday) == grid_a1
    assert locate(112.609, MIDDLE, TODAY) is None
    assert locate(112.603, MIDDLE, TODAY) == new


def test_a_change_is_seen_at_the_next_look(grid_a1: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "LOOK_SECONDS", 0.0)
    assert locate(112.605, MIDDLE, TODAY) == grid_a1
    Area.objects.filter(pk=grid_a1.pk).update(outline=square(112.0, 112.1))
    assert locate(112.605, MIDDLE, TODAY) is None


def test_a_grid_nobody_has_drawn_is_found_by_no_point(grid_a1: Area) -> None:
    Area.objects.filter(pk=grid_a1.pk).update(outline=None)
    tree.forget()
    assert locate(112.605, MIDDLE, TODAY) is None


def test_a_look_up_asks_the_database_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "LOOK_SECONDS", 3600.0)
    locate(112.605, MIDDLE, TODAY)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        locate(112.615, MIDDLE, TODAY)
    assert not asked.captured_queries


def test_the_tree_knows_an_area_by_code_and_by_path(grid_a1: Area, community: Any) -> None:
    known = tree.current()
    assert known.get("419001001001001", TODAY) == grid_a1 == known.at(grid_a1.path, TODAY)
    assert known.at("/419001/419001001001001/", TODAY) is None
    assert [each.code for each in known.below(community.path, Level.GRID, TODAY)] == [
        "419001001001001",
        "419001001001002",
    ]
