"""Whether a drawn outline can be taken: a polygon, in a named coordinate system, on earth, not knotted."""

from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from grids.datum import Datum, to_wgs84
from grids.imports.sheets import Refused

MENDED_AT_MOST = 0.01
"""A knot may be untied if that changes the surface by no more than this share."""


def checked(drawn: dict[str, Any], datum: Datum) -> BaseGeometry:
    """Return a GeoJSON polygon as a valid shape in WGS-84. Raises Refused with what is wrong."""
    try:
        found = shape(drawn)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise Refused(_("图形不是 GeoJSON")) from None
    if found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty:
        raise Refused(_("图形须为面（Polygon 或 MultiPolygon）"))
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused(_("坐标超出经纬度范围，请确认经度在前、纬度在后，单位为度"))
    mended = found if found.is_valid else _mended(found)
    return shapely.transform(mended, lambda points: _in_wgs84(points, datum))


def geojson(outline: BaseGeometry) -> dict[str, Any]:
    """Return a shape as GeoJSON with six decimals, ten centimetres."""
    rounded: dict[str, Any] = mapping(shapely.transform(outline, lambda points: points.round(6)))
    return {"type": rounded["type"], "coordinates": _lists(rounded["coordinates"])}


def overlap(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return which share of the smaller of two shapes lies in both."""
    smaller = min(one.area, other.area)
    return float(shapely.intersection(one, other).area / smaller) if smaller else 0.0


def _mended(found: BaseGeometry) -> BaseGeometry:
    mended = shapely.make_valid(found, method="structure", keep_collapsed=False)
    if mended.is_empty or abs(mended.area - found.area) > MENDED_AT_MOST * mended.area:
        reason = shapely.is_valid_reason(found)
        raise Refused(_("图形自相交或打结：%(reason)s") % {"reason": reason})
    return mended


def _in_wgs84(points: NDArray[np.float64], datum: Datum) -> NDArray[np.float64]:
    return np.array([to_wgs84(lon, lat, datum) for lon, lat in points])


def _lists(coordinates: Any) -> Any:
    return [_lists(each) for each in coordinates] if isinstance(coordinates, tuple) else coordinates
