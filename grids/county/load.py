"""Writing the demo county: areas and departments, once. People and matters are the generator's."""

from datetime import date

import shapely
from django.db import transaction

from grids import tree
from grids.county.build import Place, build
from grids.county.departments import Office, offices
from grids.models import Area, Department, Level, path_below
from grids.names import initials

DIGITS = {Level.COUNTY: 6, Level.STREET: 9, Level.COMMUNITY: 12, Level.GRID: 15}
"""How long a code of each level is in the demo county; an area's parent is the next shorter beginning."""


@transaction.atomic
def load_county(valid_from: date) -> int:
    """Write the county's areas, valid from that day, and its departments; return how many areas were written.

    Where the county stands already, nothing is written and 0 returned. Takes some seconds.
    """
    places = build()
    if Area.objects.filter(code=places[0].code).exists():
        return 0
    areas = _write_areas(places, valid_from)
    _write_departments(offices(places), areas)
    tree.forget()
    return len(areas)


def _write_areas(places: list[Place], valid_from: date) -> dict[str, Area]:
    written: dict[str, Area] = {}
    for level in DIGITS:
        rows = [_area(place, written, valid_from) for place in places if place.level == level]
        written |= {area.code: area for area in Area.objects.bulk_create(rows, batch_size=500)}
    return written


def _area(place: Place, written: dict[str, Area], valid_from: date) -> Area:
    above = [digits for digits in DIGITS.values() if digits < len(place.code)]
    parent = written[place.code[: above[-1]]] if above else None
    return Area(
        code=place.code,
        level=place.level,
        parent=parent,
        path=path_below(parent.path if parent else None, place.code),
        official_name=place.official_name,
        name=place.name,
        short_name=place.short_name,
        pinyin=initials(place.name),
        special=bool(place.kind_of_special),
        kind_of_special=place.kind_of_special,
        valid_from=valid_from,
        outline=as_geojson(place),
        illustrative=True,
    )


def as_geojson(place: Place) -> dict[str, object]:
    """Return the outline as GeoJSON, every number as short as the lattice allows."""
    ring = shapely.get_coordinates(place.outline.exterior).round(6).tolist()
    return {"type": "Polygon", "coordinates": [ring]}


def _write_departments(rows: list[Office], areas: dict[str, Area]) -> None:
    written: dict[str, Department] = {}
    for batch in ([row for row in rows if not row.parent_code], [row for row in rows if row.parent_code]):
        made = [
            Department(
                code=row.code,
                name=row.name,
                short_name=row.short_name,
                pinyin=initials(row.short_name),
                line=row.line,
                area=areas[row.area_code],
                parent=written.get(row.parent_code),
                phone_public=row.phone_public,
            )
            for row in batch
        ]
        written |= {department.code: department for department in Department.objects.bulk_create(made)}
