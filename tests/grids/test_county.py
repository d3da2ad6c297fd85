"""The demo county: real codes and names, cells without a gap, the same every time."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import tree
from grids.county import source
from grids.county.build import Place, build
from grids.county.departments import offices
from grids.county.load import load_county
from grids.locate import Index, locate
from grids.models import Area, Department, Level

DAY = date(2026, 11, 23)
PLACES = build()
BY_CODE = {place.code: place for place in PLACES}
COUNTY = BY_CODE["419001"].outline


def of(level: Level) -> list[Place]:
    return [place for place in PLACES if place.level == level]


def index() -> Index:
    areas = tuple(Area(code=grid.code, level=Level.GRID, valid_from=DAY) for grid in of(Level.GRID))
    return Index(shapely.STRtree([grid.outline for grid in of(Level.GRID)]), areas)


INDEX = index()


def test_it_has_the_places_that_the_county_has() -> None:
    counted = Counter(place.level for place in PLACES)
    assert (counted[Level.COUNTY], counted[Level.STREET], counted[Level.COMMUNITY]) == (1, 16, 557)
    assert 2_200 < counted[Level.GRID] < 2_800
    grids = Counter(place.code[:12] for place in of(Level.GRID))
    assert len(grids) == 557 and 3 <= min(grids.values()) <= max(grids.values()) <= 8


def test_it_is_the_same_every_time() -> None:
    again = build()
    assert [place.code for place in again] == [place.code for place in PLACES]
    assert all(one.outline.equals_exact(other.outline) for one, other in zip(again, PLACES, strict=True))


def test_its_grids_leave_no_gap_and_do_not_overlap() -> None:
    cells = [place.outline for place in of(Level.GRID)]
    assert shapely.coverage_is_valid(cells)
    assert sum(cell.area for cell in cells) == pytest.approx(COUNTY.area, rel=1e-9)
    assert COUNTY.symmetric_difference(source.outline()).area < 1e-5 * COUNTY.area


def test_it_is_as_large_as_the_county() -> None:
    square_kilometres = COUNTY.area * 110.95 * 91.2
    assert square_kilometres == pytest.approx(1900, rel=0.01)


@pytest.mark.parametrize("level", [Level.STREET, Level.COMMUNITY])
def test_every_area_lies_together_and_in_the_one_above(level: Level) -> None:
    for place in of(level):
        above = BY_CODE[place.code[:-3]].outline
        assert place.outline.is_valid and place.outline.geom_type == "Polygon"
        assert place.outline.difference(above).area < 1e-9


def test_streets_in_town_are_denser() -> None:
    in_town = [place.outline.area for place in of(Level.COMMUNITY) if int(place.code[6:9]) < 100]
    outside = [place.outline.area for place in of(Level.COMMUNITY) if int(place.code[6:9]) >= 100]
    assert sum(in_town) / len(in_town) < 0.5 * sum(outside) / len(outside)


west, south, east, north = COUNTY.bounds


@given(st.floats(west, east), st.floats(south, north))
def test_every_point_in_the_outline_is_found_exactly_once(lon: float, lat: float) -> None:
    point = shapely.Point(lon, lat)
    hits = INDEX.polygons.query(point, predicate="intersects")
    assert bool(len(hits)) == COUNTY.intersects(point)
    inside = [hit for hit in hits if INDEX.polygons.geometries[hit].contains(point)]
    assert len(inside) <= 1
    found = INDEX.find(lon, lat, DAY)
    assert (found.code if found else None) == min((INDEX.grids[hit].code for hit in hits), default=None)


@given(st.sampled_from(of(Level.GRID)), st.data())
def test_a_corner_belongs_to_the_lowest_code_that_touches_it(grid: Place, data: Any) -> None:
    lon, lat = data.draw(st.sampled_from(list(grid.outline.exterior.coords)))
    found = INDEX.find(lon, lat, DAY)
    assert found is not None and found.code <= grid.code


def test_every_department_stands_after_its_parent_and_in_a_known_area() -> None:
    known: set[str] = set()
    for office in offices(PLACES):
        assert office.area_code in BY_CODE and (not office.parent_code or office.parent_code in known)
        assert office.code not in known and len(office.code) <= 40
        known.add(office.code)


@pytest.mark.django_db
def test_it_is_loaded_once_and_marked_as_a_sketch() -> None:
    assert load_county(DAY) == len(PLACES)
    assert load_county(DAY) == 0
    assert Area.objects.count() == len(PLACES) and not Area.objects.filter(illustrative=False).exists()
    assert Department.objects.count() == len(offices(PLACES))
    grid = locate(112.597, 35.090, DAY)
    assert grid is not None and grid.path.startswith("/419001/419001002/")
    nearest = Department.objects.nearest("police", grid.path)
    assert nearest is not None and nearest.short_name == "济水派出所"
    tree.forget()
