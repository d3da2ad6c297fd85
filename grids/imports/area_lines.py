"""One line of an area sheet, read and checked by itself, before anybody asks what stands in the tree."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from grids.datum import Datum
from grids.imports import outline_check
from grids.imports.sheets import Refused, Row, SheetUnreadable, read, words_of
from grids.models import Level, SpecialKind
from grids.names import display_name, initials, short_name

HEADINGS = {
    "code": ("区域代码", "代码", "编码"),
    "name": ("名称", "区域名称", "法定名称"),
    "level": ("层级", "级别"),
    "parent": ("上级代码", "上级"),
    "special": ("专属网格", "专属类型"),
    "valid_from": ("启用日期",),
    "valid_to": ("停用日期",),
    "outline": ("图形", "geojson", "outline"),
}

LEVELS = {
    "市": Level.COUNTY,
    "县": Level.COUNTY,
    "市县": Level.COUNTY,
    "区": Level.DISTRICT,
    "街道": Level.STREET,
    "镇": Level.STREET,
    "乡": Level.STREET,
    "社区": Level.COMMUNITY,
    "村": Level.COMMUNITY,
    "网格": Level.GRID,
    **{level.value: level for level in Level},
}
BY_DIGITS = {6: Level.COUNTY, 9: Level.STREET, 12: Level.COMMUNITY, 15: Level.GRID}
"""The level of a code where the sheet does not say it."""


@dataclass(frozen=True)
class Draft:
    """One line, read and checked by itself. `outline` is GeoJSON in WGS-84, None where nothing is drawn.

    `is_dated` if the line itself names its first day.
    """

    line: int
    code: str
    level: Level
    official_name: str
    parent: str
    kind_of_special: str
    valid_from: date
    is_dated: bool
    valid_to: date | None
    outline: dict[str, Any] | None

    def fills(self) -> dict[str, Any]:
        """The columns of `Area` that the line decides, but for place in the tree and days."""
        return {
            "level": self.level,
            "official_name": self.official_name,
            "name": display_name(self.official_name),
            "short_name": short_name(self.official_name),
            "pinyin": initials(display_name(self.official_name))[:40],
            "special": bool(self.kind_of_special),
            "kind_of_special": self.kind_of_special,
            "outline": self.outline,
        }


def rows_of(path: Path) -> list[Row]:
    """Read a sheet, or a GeoJSON FeatureCollection with properties named like the columns of the sheet."""
    if path.suffix.lower() not in (".geojson", ".json"):
        return read(path, HEADINGS, ("code", "name"))
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        return [Row(at, _cells(feature)) for at, feature in enumerate(features, start=1)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SheetUnreadable(_("不是 GeoJSON FeatureCollection")) from error


def _cells(feature: dict[str, Any]) -> dict[str, str]:
    names = {known: name for name, others in HEADINGS.items() for known in (name, *others)}
    cells = {
        names[key.lower()]: str(v) for key, v in feature["properties"].items() if v and key.lower() in names
    }
    return cells | ({"outline": json.dumps(feature["geometry"])} if feature.get("geometry") else {})


def draft(row: Row, datum: Datum | None, default_from: date) -> Draft:
    """Read one line. Raises Refused with the first thing that is wrong."""
    code = row.required("code", _("区域代码"))
    if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 20):
        raise Refused(_("区域代码须为 2 至 20 位数字：%(code)s") % {"code": code})
    name = row.required("name", _("名称"))
    if len(name) > 40:
        raise Refused(_("名称超过 40 个字"))
    level = LEVELS.get(row["level"]) if row["level"] else BY_DIGITS.get(len(code))
    if level is None:
        raise Refused(_("层级无法识别：%(level)s") % {"level": row["level"] or code})
    dated, end = row.day("valid_from", _("启用日期")), row.day("valid_to", _("停用日期"))
    begin = dated or default_from
    if end is not None and end < begin:
        raise Refused(_("停用日期早于启用日期"))
    return Draft(
        line=row.line,
        code=code,
        level=level,
        official_name=name,
        parent=row["parent"],
        kind_of_special=_special(row, level),
        valid_from=begin,
        is_dated=dated is not None,
        valid_to=end,
        outline=_outline(row, datum),
    )


def _special(row: Row, level: Level) -> str:
    if not row["special"]:
        return ""
    kinds = words_of(SpecialKind)
    if level != Level.GRID or row["special"] not in kinds:
        raise Refused(_("专属类型无法识别：%(kind)s") % {"kind": row["special"]})
    return kinds[row["special"]].value


def _outline(row: Row, datum: Datum | None) -> dict[str, Any] | None:
    if not row["outline"]:
        return None
    if datum is None:
        raise Refused(_("有图形而未说明坐标系，请用 --datum 指明"))
    try:
        drawn = json.loads(row["outline"])
    except ValueError:
        raise Refused(_("图形不是 GeoJSON")) from None
    return outline_check.geojson(outline_check.checked(drawn, datum))
