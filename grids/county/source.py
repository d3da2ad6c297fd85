"""What is public of the demo county, Jiyuan (419001): codes and names of its places, and one outline.

Origin, licence and known slips of the three files: `grids/fixtures/ORIGIN.md`.
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon, shape

from grids.datum import Datum, to_wgs84

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
COUNTY_CODE = "419001"
COUNTY_NAME = "济源市"


@dataclass(frozen=True, slots=True)
class Registered:
    """A place as the Statistics Bureau lists it: code (street 9 digits, village 12) and official name."""

    code: str
    official_name: str


def streets() -> list[Registered]:
    """Return the 16 streets and towns, by code."""
    return _rows("jiyuan_streets.csv")


def communities() -> list[Registered]:
    """Return the 557 communities and villages, by code; the first nine digits are their street."""
    return _rows("jiyuan_villages.csv")


def outline() -> Polygon:
    """Return the county's outline in WGS-84 degrees.

    The file states no datum and is read as GCJ-02. It is a tracing: its second polygon is a triangle of 0.1
    hectare and its holes are knots of the pen (7 hectares in all); the first is left out, the others are
    filled.
    """
    feature = json.loads((FIXTURES / "jiyuan_outline.geojson").read_text())["features"][0]
    traced = max(shapely.get_parts(shape(feature["geometry"])), key=lambda part: part.area)
    mended = shapely.make_valid(traced, method="structure", keep_collapsed=False)
    whole = max(shapely.get_parts(mended), key=lambda part: part.area)
    return Polygon(shapely.transform(whole.exterior, _in_wgs84))


def _in_wgs84(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([to_wgs84(lon, lat, Datum.GCJ02) for lon, lat in points])


def _rows(name: str) -> list[Registered]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        rows = [Registered(row["code"], row["name"]) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: row.code)
