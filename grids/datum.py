"""Coordinate systems: which one a position came in, and the way to WGS-84 and back.

GCJ-02 (高德, 腾讯) shifts a point by some 550 m at our county, BD-09 (百度) shifts that again; CGCS2000
(天地图) differs from WGS-84 by centimetres and is taken as equal. The forward formulas have no closed
inverse, so the inverse is iterated until it stands still: forth and back errs by less than a micrometre.
Source: the publicly known formulas, on the Krasovsky 1940 ellipsoid; figures cross-checked with gcoord.
"""

from collections.abc import Callable
from math import atan2, cos, hypot, pi, sin, sqrt

from django.db.models import TextChoices

Point = tuple[float, float]

AXIS_METRES = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
BAIDU_PI = pi * 3000.0 / 180.0


class Datum(TextChoices):
    """The system a longitude and a latitude are given in (坐标系)."""

    WGS84 = "WGS84", "WGS-84"
    GCJ02 = "GCJ02", "GCJ-02"
    BD09 = "BD09", "BD-09"
    CGCS2000 = "CGCS2000", "CGCS2000"


def to_wgs84(lon: float, lat: float, datum: Datum | str) -> Point:
    """Return the WGS-84 longitude and latitude, in degrees, of a point given in `datum`.

    Raises ValueError for a system that we do not know.
    """
    match Datum(datum):
        case Datum.GCJ02:
            return _inverse(_gcj02, lon, lat)
        case Datum.BD09:
            return _inverse(_gcj02, *_inverse(_bd09, lon, lat))
        case Datum.WGS84 | Datum.CGCS2000:
            return lon, lat


def from_wgs84(lon: float, lat: float, datum: Datum | str) -> Point:
    """Return a WGS-84 point as `datum` draws it; only for drawing, never for keeping."""
    match Datum(datum):
        case Datum.GCJ02:
            return _gcj02(lon, lat)
        case Datum.BD09:
            return _bd09(*_gcj02(lon, lat))
        case Datum.WGS84 | Datum.CGCS2000:
            return lon, lat


def _gcj02(lon: float, lat: float) -> Point:
    """WGS-84 → GCJ-02. Outside the rectangle around China nothing is shifted."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = lat / 180.0 * pi
    flat = 1.0 - ECCENTRICITY_SQUARED * sin(phi) ** 2
    degree = pi / 180.0
    meridian = AXIS_METRES * (1.0 - ECCENTRICITY_SQUARED) / (flat * sqrt(flat)) * degree
    parallel = AXIS_METRES / sqrt(flat) * cos(phi) * degree
    return lon + east / parallel, lat + north / meridian


def _bd09(lon: float, lat: float) -> Point:
    """GCJ-02 → BD-09."""
    radius = hypot(lon, lat) + 0.00002 * sin(lat * BAIDU_PI)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * BAIDU_PI)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def _inverse(forward: Callable[[float, float], Point], lon: float, lat: float) -> Point:
    """Return the point that `forward` moves to (lon, lat), by fixed-point iteration."""
    east, north = lon, lat
    for _ in range(30):
        shifted = forward(east, north)
        step = lon - shifted[0], lat - shifted[1]
        east, north = east + step[0], north + step[1]
        if abs(step[0]) + abs(step[1]) < 1e-14:
            break
    return east, north
