"""Which drawn grids lie near a new one: by squares of a map, so that a city's sheet takes minutes and not hours."""

from collections.abc import Iterator
from math import floor

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from grids.imports.outline_check import overlap
from grids.models import Area

SQUARE_DEGREES = 0.02
"""Side of a square, about two kilometres: a few grids in each."""

OVERLAP_AT_MOST = 0.01
"""Two grids may overlap by this share of the smaller one: hands tremble."""

Square = tuple[int, int]


class Neighbours:
    """The grids drawn so far, each in every square that it touches."""

    def __init__(self) -> None:
        self._in: dict[Square, dict[int, tuple[Area, BaseGeometry]]] = {}
        self._of: dict[int, list[Square]] = {}

    def add(self, grid: Area) -> None:
        """Take a grid in, or again with its new outline; one without an outline has no neighbours."""
        for square in self._of.pop(grid.pk, ()):
            del self._in[square][grid.pk]
        if grid.outline is not None:
            drawn = shape(grid.outline)
            self._of[grid.pk] = list(_squares(drawn))
            for square in self._of[grid.pk]:
                self._in.setdefault(square, {})[grid.pk] = (grid, drawn)

    def overlapping(self, drawn: BaseGeometry) -> Iterator[Area]:
        """Yield the grids that cover more of this shape, or it of them, than a trembling hand explains."""
        shapely.prepare(drawn)
        near = {pk: found for square in _squares(drawn) for pk, found in self._in.get(square, {}).items()}
        for grid, other in near.values():
            if drawn.intersects(other) and overlap(drawn, other) > OVERLAP_AT_MOST:
                yield grid


def _squares(drawn: BaseGeometry) -> Iterator[Square]:
    west, south, east, north = (floor(side / SQUARE_DEGREES) for side in drawn.bounds)
    for column in range(west, east + 1):
        for row in range(south, north + 1):
            yield column, row
