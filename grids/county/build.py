"""The demo county drawn: real codes and names, made-up cells (示意), all from one seed.

Nobody publishes the borders of streets and villages. So each street grows around a point where its town
roughly lies, each community is a Voronoi cell in it, and each community is cut into three to eight grids the
same way. Towns in the plain come out dense, those in the hills wide, as they are. It takes about a second,
so nothing of it is kept in the repository.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from grids.county import source
from grids.county.source import COUNTY_CODE, COUNTY_NAME, Registered
from grids.county.tiling import Seeds, fitted, reading_order, relaxed, tiled
from grids.models import Level, SpecialKind
from grids.names import display_name, grid_name, short_name

SEED = 419001
LATTICE_DEGREES = 1e-6
"""Corners lie on this lattice, about ten centimetres."""

_STRETCH = cos(radians(35.07))

_SEATS = {
    "001": (112.586, 35.074),
    "002": (112.597, 35.090),
    "003": (112.598, 35.108),
    "004": (112.572, 35.092),
    "005": (112.622, 35.088),
    "100": (112.545, 35.165),
    "101": (112.680, 35.165),
    "102": (112.600, 35.030),
    "103": (112.500, 35.055),
    "104": (112.130, 35.160),
    "105": (112.560, 34.930),
    "106": (112.710, 35.075),
    "107": (112.380, 34.970),
    "108": (112.500, 35.105),
    "109": (112.280, 35.110),
    "110": (112.155, 35.030),
}
"""Roughly where each street or town has its seat, longitude and latitude; enough for a sketch."""

_SPECIAL = {
    "商业城": SpecialKind.MARKET,
    "商贸城": SpecialKind.MARKET,
    "济钢": SpecialKind.ENTERPRISE,
    "中原特殊钢厂": SpecialKind.ENTERPRISE,
}
"""Communities whose last grid is a special one (专属网格)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One area of the demo county, ready to be written. `outline` is in WGS-84 degrees."""

    code: str
    level: Level
    official_name: str
    name: str
    short_name: str
    outline: Polygon
    kind_of_special: str = ""


def build() -> list[Place]:
    """Return county, 16 streets, 557 communities and 2,438 grids, each parent before its children."""
    chance = random.Random(SEED)  # noqa: S311 - a drawing, not a secret
    communities = _communities(chance)
    grids = _grids(communities, chance)
    shapes = _joined(grids)
    county = Place(COUNTY_CODE, Level.COUNTY, COUNTY_NAME, COUNTY_NAME, "济源", shapes[COUNTY_CODE])
    streets = [_named(row, Level.STREET, shapes) for row in source.streets()]
    places = [_named(row, Level.COMMUNITY, shapes) for row in source.communities()]
    return [county, *streets, *places, *_named_grids(places, grids)]


def _communities(chance: random.Random) -> dict[str, Polygon]:
    """Return the cell of each community by its code, in the stretched plane."""
    region = _plane(source.outline())
    seats = {f"{COUNTY_CODE}{digits}": _plane_point(seat) for digits, seat in _SEATS.items()}
    territories = tiled(region, np.array(list(seats.values())))
    members: dict[str, list[Registered]] = {street: [] for street in seats}
    for row in source.communities():
        members[row.code[:9]].append(row)
    seeds = [
        relaxed(territory, _scattered(territory, len(members[street]), chance), 6)
        for street, territory in zip(seats, territories, strict=True)
    ]
    cells = iter(tiled(region, relaxed(region, np.vstack(seeds), 2)))
    found: dict[str, Polygon] = {}
    for street, rows in members.items():
        own = [next(cells) for _ in rows]
        found |= {row.code: own[at] for row, at in zip(rows, _strolled(own, seats[street]), strict=True)}
    return found


def _grids(communities: dict[str, Polygon], chance: random.Random) -> dict[str, Polygon]:
    """Return the grids by their 15-digit codes, in degrees, without gap or overlap."""
    cut: dict[str, Polygon] = {}
    for code, cell in communities.items():
        in_town = int(code[6:9]) < 100
        number = chance.randint(4, 8) if in_town else chance.randint(3, 5)
        parts = tiled(cell, relaxed(cell, _scattered(cell, number, chance), 3))
        cut |= {f"{code}{n:03}": parts[at] for n, at in enumerate(reading_order(parts), start=1)}
    degrees = shapely.transform(np.array(list(cut.values())), lambda points: points / [_STRETCH, 1.0])
    return dict(zip(cut, fitted(list(degrees), LATTICE_DEGREES), strict=True))


def _joined(grids: dict[str, Polygon]) -> dict[str, Polygon]:
    """Return the outlines of communities, streets and county: the union of what lies in them."""
    joined: dict[str, Polygon] = {}
    below = grids
    for digits in (12, 9, 6):
        parts: dict[str, list[Polygon]] = {}
        for code, cell in below.items():
            parts.setdefault(code[:digits], []).append(cell)
        below = {code: _whole(cells) for code, cells in parts.items()}
        joined |= below
    return joined


def _whole(cells: list[Polygon]) -> Polygon:
    """Return the union of cells that touch; raises ValueError where they do not."""
    union = shapely.coverage_union_all(cells)
    if not isinstance(union, Polygon):
        raise ValueError("the cells of one area lie apart")
    return union


def _named(row: Registered, level: Level, shapes: dict[str, Polygon]) -> Place:
    official = row.official_name
    return Place(row.code, level, official, display_name(official), short_name(official), shapes[row.code])


def _named_grids(communities: Sequence[Place], grids: dict[str, Polygon]) -> Iterator[Place]:
    by_code = {place.code: place for place in communities}
    last = {code[:12]: code for code in grids}
    for code, cell in grids.items():
        home, number = by_code[code[:12]], int(code[12:])
        special = _SPECIAL.get(home.short_name, "") if last[home.code] == code else ""
        name = f"{home.name}专属网格" if special else grid_name(home.name, number)
        yield Place(code, Level.GRID, name, name, name.replace(home.name, home.short_name), cell, special)


def _scattered(region: Polygon, number: int, chance: random.Random) -> Seeds:
    """Return `number` points in the region, each place equally likely."""
    west, south, east, north = region.bounds
    points: list[tuple[float, float]] = []
    while len(points) < number:
        point = chance.uniform(west, east), chance.uniform(south, north)
        if shapely.contains_xy(region, *point):
            points.append(point)
    return np.array(points)


def _strolled(cells: Sequence[Polygon], start: NDArray[np.float64]) -> list[int]:
    """Return an order of the cells that walks on to the nearest each time: codes that follow lie close."""
    middles = shapely.get_coordinates(shapely.centroid(np.array(cells)))
    order: list[int] = []
    here, left = start, set(range(len(cells)))
    while left:
        nearest = min(left, key=lambda at: (float(np.hypot(*(middles[at] - here))), at))
        left.remove(nearest)
        order.append(nearest)
        here = middles[nearest]
    return order


def _plane(polygon: Polygon) -> Polygon:
    return shapely.transform(polygon, lambda points: points * [_STRETCH, 1.0])


def _plane_point(place: tuple[float, float]) -> NDArray[np.float64]:
    return np.array(place) * [_STRETCH, 1.0]
