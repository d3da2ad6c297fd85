"""Coordinate systems: known shifts, and forth and back without a trace."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.datum import Datum, from_wgs84, to_wgs84

NORTH, EAST = 110_941.0, 111_443.0  # metres a degree at 35° N; EAST times the cosine of the latitude
COUNTY = 112.602, 35.067
longitudes = st.floats(73.5, 135.0)
latitudes = st.floats(18.0, 53.5)


def metres(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """East and north distance from a to b, in metres."""
    east = (b[0] - a[0]) * EAST * cos(radians(a[1]))
    return east, (b[1] - a[1]) * NORTH


def test_gcj02_shifts_the_county_by_549_metres() -> None:
    east, north = metres(COUNTY, from_wgs84(*COUNTY, Datum.GCJ02))
    assert east == pytest.approx(541, abs=1)
    assert north == pytest.approx(-96, abs=1)
    assert hypot(east, north) == pytest.approx(549, abs=1)


def test_bd09_shifts_the_county_by_1263_metres() -> None:
    assert hypot(*metres(COUNTY, from_wgs84(*COUNTY, Datum.BD09))) == pytest.approx(1263, abs=2)


@given(longitudes, latitudes, st.sampled_from(Datum))
def test_forth_and_back_is_the_same_point(lon: float, lat: float, datum: Datum) -> None:
    again = to_wgs84(*from_wgs84(lon, lat, datum), datum)
    assert hypot(*metres((lon, lat), again)) < 1e-6


@given(longitudes, latitudes)
def test_cgcs2000_is_taken_as_wgs84(lon: float, lat: float) -> None:
    assert to_wgs84(lon, lat, Datum.CGCS2000) == (lon, lat) == from_wgs84(lon, lat, Datum.CGCS2000)


@pytest.mark.parametrize("place", [(-0.1276, 51.5072), (151.21, -33.87)])
def test_nothing_is_shifted_far_from_china(place: tuple[float, float]) -> None:
    assert from_wgs84(*place, Datum.GCJ02) == place


def test_an_unknown_system_is_an_error() -> None:
    with pytest.raises(ValueError, match="MARS"):
        to_wgs84(*COUNTY, "MARS")
