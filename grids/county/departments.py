"""The departments of the demo county: one of each line for the county, and those of every street and town.

A sensible set, not a register: names as such offices are usually called. A code is its area's code and its
line, so `419001001.enforcement` is the enforcement squad of 沁园街道. Telephone numbers are public short
numbers only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grids.county.build import Place
from grids.county.source import COUNTY_CODE
from grids.models import Level


@dataclass(frozen=True, slots=True)
class Office:
    """A department ready to be written."""

    code: str
    line: str
    area_code: str
    name: str
    short_name: str
    parent_code: str = ""
    phone_public: str = ""


_COUNTY = (
    ("governance", "社会治安综合治理中心", "综治中心", "12345"),
    ("petitions", "信访局", "信访局", ""),
    ("emergency", "应急管理局", "应急局", ""),
    ("police", "公安局", "公安局", "110"),
    ("traffic", "公安局交通警察支队", "交警支队", "122"),
    ("fire", "消防救援支队", "消防支队", "119"),
    ("justice", "司法局", "司法局", "12348"),
    ("social", "民政局", "民政局", ""),
    ("labour", "人力资源和社会保障局", "人社局", "12333"),
    ("market", "市场监督管理局", "市场监管局", "12315"),
    ("enforcement", "城市管理局", "城管局", ""),
    ("sanitation", "环境卫生服务中心", "环卫中心", ""),
    ("roads", "市政设施服务中心", "市政中心", ""),
    ("parks", "园林绿化服务中心", "园林中心", ""),
    ("housing", "住房和城乡建设局", "住建局", "12329"),
    ("transport", "交通运输局", "交通局", "12328"),
    ("environment", "生态环境局", "生态环境局", ""),
    ("land", "自然资源和规划局", "自然资源局", ""),
    ("agriculture", "农业农村局", "农业农村局", ""),
    ("rivers", "水利局", "水利局", ""),
    ("health", "卫生健康委员会", "卫健委", "12320"),
    ("education", "教育体育局", "教体局", ""),
    ("water", "供水公司", "供水公司", ""),
    ("gas", "燃气公司", "燃气公司", ""),
    ("heating", "热力公司", "热力公司", ""),
    ("power", "供电公司", "供电公司", "95598"),
)
"""Line, name, short name, public number."""

_STREET = (
    ("governance", "综治中心"),
    ("safety", "平安法治办公室"),
    ("petitions", "信访办公室"),
    ("mediation", "人民调解委员会"),
    ("enforcement", "综合执法中队"),
    ("social", "社会事务办公室"),
    ("emergency", "应急管理所"),
    ("fire", "消防工作站"),
    ("police", "派出所"),
    ("justice", "司法所"),
    ("market", "市场监管所"),
    ("sanitation", "环卫所"),
)
"""Line and name; the street's short name goes before."""


def offices(places: Sequence[Place]) -> list[Office]:
    """Return all departments, the county's first, so that each parent stands before its children."""
    county = [
        Office(f"{COUNTY_CODE}.{line}", line, COUNTY_CODE, f"济源{name}", short, phone_public=phone)
        for line, name, short, phone in _COUNTY
    ]
    return [*county, *_of_streets(places, {office.line for office in county})]


def _of_streets(places: Sequence[Place], county_lines: set[str]) -> Iterator[Office]:
    for street in (place for place in places if place.level == Level.STREET):
        for line, name in _STREET:
            parent = f"{COUNTY_CODE}.{line}" if line in county_lines else ""
            short = street.short_name + name.replace("办公室", "办")
            yield Office(f"{street.code}.{line}", line, street.code, street.name + name, short, parent)
