"""Point → grid: the only geometry in the product.

An R-tree of all grid polygons in the process; a look-up takes some twenty microseconds and no statement.
"""

from dataclasses import dataclass
from datetime import date
from math import isfinite

import shapely

from grids.models import Area, Level
from grids.tree import PerTree, Tree


@dataclass(frozen=True)
class Index:
    """The polygons of all versions of all grids, and the areas they belong to, in the same order."""

    polygons: shapely.STRtree
    grids: tuple[Area, ...]

    def find(self, lon: float, lat: float, on: date) -> Area | None:
        """The grid at a point; the lowest code where borders meet."""
        hits = self.polygons.query(shapely.Point(lon, lat), predicate="intersects")
        standing = (self.grids[hit] for hit in hits)
        return min((grid for grid in standing if grid.holds_on(on)), key=lambda grid: grid.code, default=None)


def index_of(tree: Tree) -> Index:
    """Read the outlines of a tree's grids. A grid that nobody has drawn cannot be found by a point."""
    by_id = {area.pk: area for area in tree.areas if area.level == Level.GRID}
    rows = Area.objects.filter(level=Level.GRID, outline__isnull=False).values_list("pk", "outline")
    drawn = [(by_id[pk], shapely.geometry.shape(outline)) for pk, outline in rows if pk in by_id]
    return Index(shapely.STRtree([polygon for _, polygon in drawn]), tuple(grid for grid, _ in drawn))


_index = PerTree(index_of)


def locate(lon: float, lat: float, on: date) -> Area | None:
    """Return the grid in which a WGS-84 point lies on that day, in the version of that day; None outside all.

    A point on a border belongs to the grid with the lowest code. The instance is shared and lacks its
    outline: read it, never change it.
    """
    if not (isfinite(lon) and isfinite(lat)):
        return None
    return _index.get().find(lon, lat, on)
