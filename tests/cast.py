"""The cast: the same people and places in every test. Registered in `tests/conftest.py`; ask for them by name.

| name | who |
|---|---|
| 林 `lin`, 孙 `sun` | grid workers of grid A1 |
| 郑 `zheng` | grid leader of the community that grids A1 and A2 lie in |
| 周 `zhou`, 魏 `wei` | dispatchers of street A |
| 陈 `chen` | handler at Sanitation, a department of the county |
| 吴 `wu`, 马 `ma` | supervisor and auditor of the county |
| 钱 `qian`, 冯 `feng`, 韩 `han` | recognising officers: petition, accident, case |
| 许 `xu`, 方 `fang`, 唐 `tang` | the three administrators: system, security, audit |
| 何 `he` | dispatcher of street B, who must see nothing of street A |

Grids are squares of a hundredth of a degree in one row: A1 begins at 112.60 E, 35.07 N, then A2, then B1.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 23 November 2026, ten in the morning in Jiyuan."""

TODAY = date(2026, 11, 23)
SINCE = date(2026, 1, 1)
"""Everybody's first day, and that of all areas."""

SOUTH, SIDE = 35.07, 0.01

_PLACES = (
    ("county", "419001", "济源市", (112.60, 112.63)),
    ("street_a", "419001001", "沁园街道", (112.60, 112.62)),
    ("street_b", "419001002", "济水街道", (112.62, 112.63)),
    ("community", "419001001001", "东马蓬社区", (112.60, 112.62)),
    ("community_b", "419001002001", "西关社区", (112.62, 112.63)),
    ("grid_a1", "419001001001001", "东马蓬社区第一网格", (112.60, 112.61)),
    ("grid_a2", "419001001001002", "东马蓬社区第二网格", (112.61, 112.62)),
    ("grid_b1", "419001002001001", "西关社区第一网格", (112.62, 112.63)),
)
"""Fixture, code, name, and from where to where in longitude."""

Areas = dict[str, Any]


def square(west: float, east: float, south: float = SOUTH, side: float = SIDE) -> dict[str, Any]:
    """A rectangle as GeoJSON."""
    north = south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def appoint(username: str, display_name: str, role: str, area: Any, **others: Any) -> Any:
    """Make an account and post it, from the first day on; `others` go to `post` (department, zero, days)."""
    from core.models import User
    from core.roles import Role
    from grids.postings import post

    user = User.objects.create_user(username, display_name=display_name)
    post(user, Role(role), area, **({"by": None, "now": NOW, "from_on": SINCE} | others))
    return user


@pytest.fixture
def areas(db: None) -> Iterator[Areas]:
    """All places by fixture name, parents first."""
    from grids import tree
    from grids.models import Area, Level
    from grids.names import initials, short_name

    levels = {6: Level.COUNTY, 9: Level.STREET, 12: Level.COMMUNITY, 15: Level.GRID}
    made: Areas = {}
    by_code: Areas = {}
    for fixture, code, name, (west, east) in _PLACES:
        made[fixture] = by_code[code] = Area.objects.create(
            code=code,
            level=levels[len(code)],
            parent=by_code.get(code[:-3]),
            official_name=name,
            name=name,
            short_name=short_name(name),
            pinyin=initials(name),
            valid_from=SINCE,
            outline=square(west, east),
        )
    tree.forget()
    yield made
    tree.forget()


@pytest.fixture
def county(areas: Areas) -> Any:
    return areas["county"]


@pytest.fixture
def street_a(areas: Areas) -> Any:
    return areas["street_a"]


@pytest.fixture
def street_b(areas: Areas) -> Any:
    return areas["street_b"]


@pytest.fixture
def community(areas: Areas) -> Any:
    return areas["community"]


@pytest.fixture
def grid_a1(areas: Areas) -> Any:
    return areas["grid_a1"]


@pytest.fixture
def grid_a2(areas: Areas) -> Any:
    return areas["grid_a2"]


@pytest.fixture
def grid_b1(areas: Areas) -> Any:
    return areas["grid_b1"]


def _department(line: str, name: str, county: Any) -> Any:
    from grids.models import Department
    from grids.names import initials

    return Department.objects.create(
        code=line, line=line, name=f"济源市{name}", short_name=name, pinyin=initials(name), area=county
    )


@pytest.fixture
def sanitation(county: Any) -> Any:
    return _department("sanitation", "环卫中心", county)


@pytest.fixture
def water(county: Any) -> Any:
    return _department("water", "供水公司", county)


@pytest.fixture
def roads(county: Any) -> Any:
    return _department("roads", "市政中心", county)


@pytest.fixture
def lin(grid_a1: Any) -> Any:
    return appoint("lin", "林小兰", "grid_worker", grid_a1)


@pytest.fixture
def sun(grid_a1: Any) -> Any:
    return appoint("sun", "孙立", "grid_worker", grid_a1)


@pytest.fixture
def zheng(community: Any) -> Any:
    return appoint("zheng", "郑长河", "grid_leader", community)


@pytest.fixture
def zhou(street_a: Any) -> Any:
    return appoint("zhou", "周敏", "dispatcher", street_a)


@pytest.fixture
def wei(street_a: Any) -> Any:
    return appoint("wei", "魏东", "dispatcher", street_a)


@pytest.fixture
def chen(county: Any, sanitation: Any) -> Any:
    return appoint("chen", "陈石", "handler", county, department=sanitation)


@pytest.fixture
def wu(county: Any) -> Any:
    return appoint("wu", "吴越", "supervisor", county)


@pytest.fixture
def ma(county: Any) -> Any:
    return appoint("ma", "马明", "auditor", county)


@pytest.fixture
def qian(county: Any) -> Any:
    return appoint("qian", "钱信", "recogniser", county, zero="petition")


@pytest.fixture
def feng(county: Any) -> Any:
    return appoint("feng", "冯安", "recogniser", county, zero="accident")


@pytest.fixture
def han(county: Any) -> Any:
    return appoint("han", "韩平", "recogniser", county, zero="case")


@pytest.fixture
def xu(county: Any) -> Any:
    return appoint("xu", "许系", "system_admin", county)


@pytest.fixture
def fang(county: Any) -> Any:
    return appoint("fang", "方正", "security_admin", county)


@pytest.fixture
def tang(county: Any) -> Any:
    return appoint("tang", "唐鉴", "audit_admin", county)


@pytest.fixture
def he(street_b: Any) -> Any:
    return appoint("he", "何远", "dispatcher", street_b)
