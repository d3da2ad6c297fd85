"""Outlines for drawing: the cells of an area, thinned to what a screen can show, small enough to send.

Borders are thinned together, so neighbours keep sharing theirs and no gap opens between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids.models import Area, Level
from grids.tree import PerTree, Tree

STEPS_ACROSS = 1500
"""A border is thinned to about this fraction of the drawing's width: less than a pixel of a wall."""

DECIMALS = 5
"""Of a degree: about a metre."""

Ring = list[list[float]]


class Cell(TypedDict):
    """One area to be drawn: rings of [longitude, latitude] in WGS-84, to be filled by the even-odd rule.

    `at` is a point inside it, where its name can stand.
    """

    code: str
    name: str
    path: str
    at: list[float]
    rings: list[Ring]


@dataclass(frozen=True)
class Drawings:
    """The drawings made of one tree, each made once."""

    tree: Tree
    made: dict[tuple[str, Level, date], list[Cell]]


_drawings: PerTree[Drawings] = PerTree(lambda tree: Drawings(tree, {}))


def cells(area_path: str, level: Level, on: date) -> list[Cell]:
    """Return the areas of `level` in the area of this path, as they are on that day, by code.

    The list is kept and shared: never change it. Areas that nobody has drawn are left out.
    """
    drawings = _drawings.get()
    key = (area_path, level, on)
    if key not in drawings.made:
        drawings.made[key] = _draw(drawings.tree.below(area_path, level, on))
    return drawings.made[key]


def _draw(areas: Sequence[Area]) -> list[Cell]:
    rows = Area.objects.filter(pk__in=[area.pk for area in areas], outline__isnull=False)
    drawn = {pk: shapely.geometry.shape(outline) for pk, outline in rows.values_list("pk", "outline")}
    standing = [area for area in areas if area.pk in drawn]
    if not standing:
        return []
    thinned = thin([drawn[area.pk] for area in standing])
    return [
        Cell(code=area.code, name=area.short_name, path=area.path, at=inside_of(shape), rings=rings_of(shape))
        for area, shape in zip(standing, thinned, strict=True)
    ]


def thin(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the shapes with fewer corners, shared borders still shared."""
    west, south, east, north = shapely.total_bounds(np.array(shapes))
    tolerance = max(east - west, north - south) / STEPS_ACROSS
    return list(shapely.coverage_simplify(np.array(shapes), tolerance))


def rings_of(shape: BaseGeometry) -> list[Ring]:
    """Return all rings of a polygon or of several, outer ones and holes alike, rounded to a metre."""
    rings = shapely.get_rings(shape)
    return [np.round(shapely.get_coordinates(ring), DECIMALS).tolist() for ring in rings]


def inside_of(shape: BaseGeometry) -> list[float]:
    """Return a point inside a shape: its middle where that is inside."""
    middle = shape.centroid if shape.contains(shape.centroid) else shapely.point_on_surface(shape)
    return [round(middle.x, DECIMALS), round(middle.y, DECIMALS)]
