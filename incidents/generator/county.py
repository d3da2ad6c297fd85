"""The county as the generator sees it: areas with points in them, departments, and who is on post where.

Read once from the database, so that it works for any county that stands there: the demo's, or a test's small one.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.models import User
from core.roles import Role
from grids.models import Area, Department, Level, Posting
from incidents.generator.rates import STREETS

POINTS = 6
"""How many points are kept of each grid: the places where matters are seen."""

Point = tuple[float, float]
Staff = dict[tuple[str, int], list[User]]
"""Who is on post: by role and the id of the area, or of a handler's department."""


class Unstaffed(Exception):
    """The county lacks somebody whom the lives need: load the people first."""


@dataclass(frozen=True, eq=False)
class Grid:
    """A grid, points in it (WGS-84), and its worker."""

    area: Area
    points: tuple[Point, ...]
    worker: User


@dataclass(frozen=True, eq=False)
class Street:
    """A street or town with those who decide there, and how much of the county's matters lies in it."""

    area: Area
    dispatchers: tuple[User, ...]
    supervisors: tuple[User, ...]
    weight: float

    @property
    def digits(self) -> str:
        """The last three digits of its code, by which `rates.py` names it."""
        return self.area.code[-3:]

    @property
    def in_town(self) -> bool:
        """Whether it is an urban street: those are numbered below 100, towns from 100 on."""
        return int(self.digits) < 100


@dataclass(frozen=True, eq=False)
class Community:
    """A community with its grids and its leader."""

    area: Area
    street: Street
    leader: User
    grids: tuple[Grid, ...]


class County:
    """Everything that lives happen in."""

    def __init__(self, area: Area, communities: Sequence[Community], staff: Staff, day: date) -> None:
        """Index what was read; communities weigh their share of their street's weight."""
        self.area, self.communities, self._staff = area, communities, staff
        self.streets = list(dict.fromkeys(community.street for community in communities))
        self.dispatchers = _someone(staff, Role.DISPATCHER, area)
        self.supervisors = _someone(staff, Role.SUPERVISOR, area)
        self._bounds = list(accumulate(_weights(communities)))
        departments = Department.objects.active().select_related("area")
        self._departments = {(each.line, each.area_id): each for each in departments}
        self.lines = sorted({line for line, _ in self._departments})
        self.day = day

    def draw(self, chance: Random) -> Community:
        """One community, busier ones more often."""
        return self.communities[bisect(self._bounds, chance.random() * self._bounds[-1])]

    def serving(self, line: str, street: Street) -> Department:
        """The department of a line that serves a street: its own, else the county's. KeyError for an unknown line."""
        own = self._departments.get((line, street.area.pk))
        return own or self._departments[line, self.area.pk]

    def handlers(self, department: Department) -> Sequence[User]:
        """Who handles in a department. Raises Unstaffed."""
        found = self._staff.get((Role.HANDLER, department.pk))
        if not found:
            raise Unstaffed(f"nobody handles for {department.code}")
        return found


def read(day: date) -> County:
    """The county as it stands on that day. Raises Unstaffed where a post is empty."""
    areas = list(Area.objects.valid_on(day).defer("outline"))
    county = next((area for area in areas if area.level == Level.COUNTY), None)
    if county is None:
        raise Unstaffed("no county has been loaded")
    staff = _staff(day)
    below: dict[int, list[Area]] = defaultdict(list)
    for area in areas:
        if area.parent_id is not None:
            below[area.parent_id].append(area)
    points = _points([area.pk for area in areas if area.level == Level.GRID])
    streets = [_street(area, staff) for area in below[county.pk]]
    communities = [
        _community(area, street, below[area.pk], points, staff)
        for street in streets
        for area in below[street.area.pk]
    ]
    return County(county, communities, staff, day)


def _staff(day: date) -> Staff:
    staff: Staff = defaultdict(list)
    for posting in (
        Posting.objects.valid_on(day).filter(user__is_active=True).select_related("user").order_by("user")
    ):
        staff[posting.role, posting.department_id or posting.area_id].append(posting.user)
    return staff


def _street(area: Area, staff: Staff) -> Street:
    return Street(
        area,
        _someone(staff, Role.DISPATCHER, area),
        tuple(staff.get((Role.SUPERVISOR, area.pk), ())),
        STREETS.get(area.code[-3:], 1.0),
    )


def _community(
    area: Area, street: Street, grids: Sequence[Area], points: dict[int, tuple[Point, ...]], staff: Staff
) -> Community:
    leader = _someone(staff, Role.GRID_LEADER, area)[0]
    workers = staff.get((Role.GRID_WORKER, area.pk), [])
    served = [
        Grid(grid, points[grid.pk], (staff.get((Role.GRID_WORKER, grid.pk)) or workers)[0])
        for grid in grids
        if staff.get((Role.GRID_WORKER, grid.pk)) or workers
    ]
    if not served:
        raise Unstaffed(f"nobody walks the grids of {area.code}")
    return Community(area, street, leader, tuple(served))


def _someone(staff: Staff, role: Role, area: Area) -> tuple[User, ...]:
    found = tuple(staff.get((role, area.pk), ()))
    if not found:
        raise Unstaffed(f"nobody is {role} in {area.code}")
    return found


def _points(grids: Sequence[int]) -> dict[int, tuple[Point, ...]]:
    """Points inside each grid, always the same ones for the same outline."""
    rows = (
        Area.objects.filter(pk__in=grids, outline__isnull=False).order_by("code").values_list("pk", "outline")
    )
    chance = np.random.default_rng(419001)
    return {pk: _inside(shape(outline), chance) for pk, outline in rows.iterator(500)}


def _inside(cell: BaseGeometry, chance: np.random.Generator) -> tuple[Point, ...]:
    west, south, east, north = cell.bounds
    tried = chance.uniform((west, south), (east, north), (POINTS * 6, 2)).round(6)
    kept = tried[shapely.contains_xy(cell, tried)][:POINTS]
    if not len(kept):
        kept = shapely.get_coordinates(shapely.point_on_surface(cell))
    return tuple((float(lon), float(lat)) for lon, lat in kept)


def _weights(communities: Sequence[Community]) -> list[float]:
    """A street's weight, shared among its communities; some are twice as busy as others, by their code."""
    busy = [1.0 + (int(c.area.code[-3:]) * 7 % 10) / 10 for c in communities]
    whole: dict[Street, float] = defaultdict(float)
    for community, share in zip(communities, busy, strict=True):
        whole[community.street] += share
    return [c.street.weight * share / whole[c.street] for c, share in zip(communities, busy, strict=True)]
