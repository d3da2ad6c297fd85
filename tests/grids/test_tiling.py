"""Cutting a region into cells: they are the region, they touch, and their codes read like a page."""

import random

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry import Point, Polygon, box

from grids.county.tiling import fitted, reading_order, relaxed, tiled

HORSESHOE = Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])


def scattered(region: Polygon, number: int, seed: int) -> NDArray[np.float64]:
    chance = random.Random(seed)
    points: list[tuple[float, float]] = []
    while len(points) < number:
        x, y = chance.uniform(0, 3), chance.uniform(0, 3)
        if region.contains(Point(x, y)):
            points.append((x, y))
    return np.array(points)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20), st.integers(0, 10_000))
def test_cells_are_the_region_and_each_is_one_piece(number: int, seed: int) -> None:
    cells = tiled(HORSESHOE, relaxed(HORSESHOE, scattered(HORSESHOE, number, seed), 2))
    assert len(cells) == number
    assert all(cell.geom_type == "Polygon" for cell in cells)
    assert sum(cell.area for cell in cells) == pytest.approx(HORSESHOE.area)
    assert shapely.union_all(cells).symmetric_difference(HORSESHOE).area < 1e-9


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 20), st.integers(0, 10_000))
def test_fitted_cells_share_their_borders_point_by_point(number: int, seed: int) -> None:
    cells = fitted(tiled(HORSESHOE, scattered(HORSESHOE, number, seed)), 1e-3)
    assert shapely.coverage_is_valid(cells)
    corners = shapely.get_coordinates(cells)
    assert np.allclose(corners, corners.round(3), atol=1e-12)


def test_a_piece_cut_off_by_a_bay_goes_to_its_neighbour() -> None:
    cells = tiled(HORSESHOE, np.array([[0.5, 2.5], [1.5, 0.2], [2.4, 0.9]]))
    assert all(cell.geom_type == "Polygon" for cell in cells)
    assert sum(cell.area for cell in cells) == pytest.approx(HORSESHOE.area)


def test_codes_read_from_north_to_south_and_from_west_to_east() -> None:
    squares = [box(x, y, x + 1, y + 1) for y in (0, 1) for x in (1, 0)]
    assert reading_order(squares) == [3, 2, 1, 0]
