"""Cutting a region into cells: Voronoi around seeds, evened out by Lloyd's steps, then fitted without a gap.

All of it happens in a plane; the caller stretches degrees. The same seeds always give the same cells.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

Seeds = NDArray[np.float64]
"""Points, n × 2."""


def relaxed(region: Polygon, seeds: Seeds, steps: int) -> Seeds:
    """Move each seed to the middle of its cell, `steps` times (Lloyd), so that cells grow alike and round."""
    for _ in range(steps):
        cells = _voronoi(region, seeds)
        middles = shapely.centroid(cells)
        outside = ~shapely.contains(cells, middles)
        middles[outside] = shapely.point_on_surface(cells[outside])
        seeds = shapely.get_coordinates(middles)
    return seeds


def tiled(region: Polygon, seeds: Seeds) -> list[Polygon]:
    """Return one connected cell for each seed, in their order; together they are the region.

    A bay of the border can cut a piece off its cell: such a piece goes to the neighbour it touches longest.
    """
    cells = [_largest_first(cell) for cell in _voronoi(region, seeds)]
    whole: list[Polygon] = [parts[0] for parts in cells]
    for piece in (part for parts in cells for part in parts[1:]):
        touching = shapely.length(shapely.intersection(np.array(whole), piece))
        host = int(np.argmax(touching))
        whole[host] = _largest_first(shapely.union_all([whole[host], piece]))[0]
    return whole


def fitted(cells: Sequence[Polygon], step: float) -> list[Polygon]:
    """Return the same cells with every corner on a lattice of `step`, every border shared point by point.

    Rounding cells one by one would open slivers where a border of one meets a corner of two others. So all
    borders are rounded as one drawing, and the faces between them handed back to the cells in which they
    lie.
    """
    drawing = shapely.union_all(shapely.boundary(np.array(cells)), grid_size=step)
    faces = [face for face in shapely.get_parts(shapely.polygonize([drawing])) if face.area > 0]
    inside = shapely.point_on_surface(np.array(faces))
    point, cell = shapely.STRtree(list(cells)).query(inside, predicate="intersects")
    of_cell: dict[int, list[Polygon]] = {}
    for which in np.unique(point):
        of_cell.setdefault(int(cell[point == which].min()), []).append(faces[which])
    return [_largest_first(shapely.union_all(of_cell[index]))[0] for index in range(len(cells))]


def reading_order(cells: Sequence[BaseGeometry]) -> list[int]:
    """Return the order in which codes are given: rows from north to south, in a row from west to east."""
    middles = shapely.get_coordinates(shapely.centroid(np.array(cells)))
    rows = max(1, round(len(cells) ** 0.5))
    top, bottom = middles[:, 1].max(), middles[:, 1].min()
    height = (top - bottom) / rows or 1.0
    row = np.minimum(((top - middles[:, 1]) / height).astype(int), rows - 1)
    return [int(index) for index in np.lexsort((middles[:, 0], row))]


def _voronoi(region: Polygon, seeds: Seeds) -> NDArray[np.object_]:
    """Return the cells of the seeds, clipped to the region, in the order of the seeds."""
    if len(seeds) == 1:
        return np.array([region])
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(seeds), extend_to=region, ordered=True))
    shapely.prepare(region)
    cut = ~shapely.contains_properly(region, cells)
    cells[cut] = shapely.intersection(cells[cut], region)
    return cells


def _largest_first(cell: BaseGeometry) -> list[Polygon]:
    parts = [part for part in shapely.get_parts(cell) if isinstance(part, Polygon) and part.area > 0]
    return sorted(parts, key=lambda part: part.area, reverse=True)
