"""Outlines for drawing: small, whole, and of the day."""

import json
from datetime import timedelta
from typing import Any

import pytest
import shapely

from grids import tree
from grids.county.build import build
from grids.models import Area, Level
from grids.outlines import cells, inside_of, rings_of, thin
from tests.cast import SINCE, TODAY


def test_an_area_is_drawn_by_its_cells_of_a_level(street_a: Any) -> None:
    drawn = cells(street_a.path, Level.GRID, TODAY)
    assert [cell["code"] for cell in drawn] == ["419001001001001", "419001001001002"]
    assert drawn[0]["path"].startswith(street_a.path) and drawn[0]["at"] == [112.605, 35.075]
    assert drawn[0]["rings"][0][0] in ([112.6, 35.07], [112.6, 35.08], [112.61, 35.07], [112.61, 35.08])
    assert cells(street_a.path, Level.STREET, TODAY)[0]["code"] == street_a.code


def test_nothing_of_another_street_is_drawn(street_b: Any) -> None:
    assert {cell["code"][:9] for cell in cells(street_b.path, Level.GRID, TODAY)} == {street_b.code}


def test_what_did_not_stand_yet_is_not_drawn(street_a: Any) -> None:
    assert cells(street_a.path, Level.GRID, SINCE - timedelta(days=1)) == []


def test_what_nobody_has_drawn_is_left_out(street_a: Any, grid_a1: Any) -> None:
    Area.objects.filter(pk=grid_a1.pk).update(outline=None)
    tree.forget()
    assert len(cells(street_a.path, Level.GRID, TODAY)) == 1


def test_drawing_twice_asks_once(street_a: Any, django_assert_num_queries: Any) -> None:
    cells(street_a.path, Level.GRID, TODAY)
    tree.current()
    with django_assert_num_queries(0):
        cells(street_a.path, Level.GRID, TODAY)


def test_a_name_stands_inside_a_crooked_area() -> None:
    horseshoe = shapely.Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])
    assert horseshoe.contains(shapely.Point(inside_of(horseshoe)))


@pytest.mark.parametrize(("level", "kilobytes"), [(Level.STREET, 40), (Level.COMMUNITY, 220)])
def test_the_county_is_small_enough_to_send(level: Level, kilobytes: int) -> None:
    shapes = [place.outline for place in build() if place.level == level]
    thinned = thin(shapes)
    assert len(json.dumps([rings_of(shape) for shape in thinned]).encode()) < kilobytes * 1000
    assert shapely.coverage_is_valid(thinned)
    assert sum(shape.area for shape in thinned) == pytest.approx(
        sum(shape.area for shape in shapes), rel=0.01
    )
