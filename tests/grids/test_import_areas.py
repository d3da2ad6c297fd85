"""manage.py import_areas: one's own county, line by line, twice as good as once."""

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from grids import tree
from grids.datum import Datum, from_wgs84
from grids.locate import locate
from grids.models import Area, Level
from tests.cast import TODAY, square

pytestmark = pytest.mark.django_db

HEADER = ["区域代码", "名称", "启用日期", "图形"]
COUNTY = ["410881", "某某市", "", ""]
STREET = ["410881001", "某某市沁园街道", "", ""]
VILLAGE = ["410881001001", "东马蓬居民委员会", "", ""]
Sheet = Callable[..., Path]


def cell(west: float, east: float) -> str:
    return json.dumps(square(west, east))


GRID = ["410881001001001", "东马蓬社区第一网格", "", cell(112.60, 112.61)]
FROM = "--from=2026-01-01"
WGS = "--datum=WGS84"


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Write rows under a header as csv, and return the file."""

    def write(*rows: list[str], encoding: str = "utf-8", header: list[str] = HEADER) -> Path:
        text = StringIO()
        csv.writer(text).writerows([header, *rows])
        path = tmp_path / "areas.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


def run(file: Path, *options: str) -> str:
    said = StringIO()
    call_command("import_areas", str(file), *options, stdout=said)
    return said.getvalue()


def refusal(file: Path, *options: str) -> str:
    """What is said of a sheet of which a line is refused."""
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("import_areas", str(file), *options, stdout=said)
    return said.getvalue()


def test_a_county_comes_in_with_levels_and_parents_from_its_codes(sheet: Sheet) -> None:
    assert "新增 4，变更 0，未变 0，未导入 0" in run(sheet(GRID, VILLAGE, STREET, COUNTY), FROM, WGS)
    grid = Area.objects.get(level=Level.GRID)
    assert grid.path == "/410881/410881001/410881001001/410881001001001/"
    assert grid.parent is not None and (grid.parent.name, grid.parent.short_name) == ("东马蓬社区", "东马蓬")
    assert locate(112.605, 35.075, TODAY) == grid


def test_the_same_sheet_twice_changes_nothing(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS)
    assert "新增 0，变更 0，未变 4" in run(sheet(COUNTY, STREET, VILLAGE, GRID), WGS)
    assert Area.objects.count() == 4


def test_a_later_day_ends_the_old_version_and_begins_a_new_one(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS)
    later = [GRID[0], GRID[1], "2026年11月1日", cell(112.600, 112.605)]
    assert "变更 1" in run(sheet(later), WGS)
    old, new = Area.objects.filter(code=GRID[0])
    assert old.valid_to == new.valid_from and new.valid_to is None


def test_the_day_in_force_is_rewritten_only_to_correct_a_slip(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS)
    renamed = [VILLAGE[0], "东马蓬村民委员会", "2026-01-01", ""]
    assert "第 2 行未导入：与现行版本不同而启用日期相同" in refusal(sheet(renamed))
    assert "变更 1" in run(sheet(renamed), "--correct")
    assert Area.objects.get(code=VILLAGE[0]).name == "东马蓬村"


def test_a_line_without_an_outline_keeps_the_one_that_stands(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS)
    run(sheet([GRID[0], "新名网格", "2026/6/1", ""]))
    assert Area.objects.get(code=GRID[0], valid_to=None).outline == square(112.60, 112.61)


def test_a_last_day_ends_a_grid(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS)
    header = ["区域代码", "名称", "启用日期", "停用日期"]
    assert "变更 1" in run(sheet([GRID[0], GRID[1], "2026-01-01", "2026-11-23"], header=header))
    tree.forget()
    assert locate(112.605, 35.075, TODAY) is None


def test_an_old_sheet_revives_nothing_but_a_line_with_a_new_day_does(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS)
    Area.objects.filter(code=GRID[0]).update(valid_to="2026-06-01")
    assert "变更 0，未变 4" in run(sheet(COUNTY, STREET, VILLAGE, GRID), WGS)
    again = [GRID[0], GRID[1], "2026-10-01", GRID[3]]
    assert "新增 1" in run(sheet(again), WGS)
    assert "未变 1" in run(sheet(again), WGS)
    assert [each.valid_to for each in Area.objects.filter(code=GRID[0])] == [date(2026, 6, 1), None]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["41088X", "某街道", "", ""], "区域代码须为"),
        (["4108810010", "某社区", "", ""], "层级无法识别"),
        (["410882001", "别处街道", "", ""], "找不到上级区域"),
        (["410881001002", "", "", ""], "缺少名称"),
        (["410881001002", "某社区", "去年", ""], "不是日期"),
        (["410881001001002", "二网格", "", cell(112.605, 112.615)], "与网格 410881001001001 的图形重叠"),
        (["410881001001002", "二网格", "", "{}"], "图形不是 GeoJSON"),
        (["410881001001002", "二网格", "", '{"type":"Point","coordinates":[112.6,35]}'], "须为面"),
        (["410881001001002", "二网格", "", json.dumps(square(35.07, 35.08, 112.6))], "超出经纬度范围"),
        (
            [
                "410881001001002",
                "二网格",
                "",
                '{"type":"Polygon","coordinates":[[[112,35],[112.1,35.1],[112.1,35],[112,35.1],[112,35]]]}',
            ],
            "自相交",
        ),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_taken(sheet: Sheet, row: list[str], reason: str) -> None:
    said = refusal(sheet(COUNTY, STREET, VILLAGE, GRID, row), FROM, WGS)
    assert f"第 6 行未导入：{reason}" in said or (said.startswith("第 6 行") and reason in said)
    assert Area.objects.count() == 4


def test_a_corrected_outline_makes_room_for_another(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS)
    smaller = [GRID[0], GRID[1], "2026-01-01", cell(112.600, 112.605)]
    beside = ["410881001001002", "东马蓬社区第二网格", "2026-01-01", cell(112.605, 112.61)]
    assert "新增 1，变更 1" in run(sheet(smaller, beside), WGS, "--correct")


def test_a_grid_may_follow_where_another_has_ended(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS)
    header = ["区域代码", "名称", "启用日期", "停用日期", "图形"]
    ended = [GRID[0], GRID[1], "2026-01-01", "2026-06-01", ""]
    heir = ["410881001001002", "东马蓬社区第二网格", "2026-06-01", "", GRID[3]]
    assert "新增 1，变更 1" in run(sheet(ended, heir, header=header), WGS)


def test_an_outline_without_a_coordinate_system_is_refused(sheet: Sheet) -> None:
    assert "未说明坐标系" in refusal(sheet(COUNTY, STREET, VILLAGE, GRID), FROM)
    assert Area.objects.count() == 3


def test_an_outline_is_kept_in_wgs84(sheet: Sheet) -> None:
    ring = [list(from_wgs84(lon, lat, Datum.GCJ02)) for lon, lat in square(112.60, 112.61)["coordinates"][0]]
    drawn = json.dumps({"type": "Polygon", "coordinates": [ring]})
    run(sheet(COUNTY, STREET, VILLAGE, [*GRID[:3], drawn]), FROM, "--datum=GCJ02")
    assert Area.objects.get(code=GRID[0]).outline == square(112.60, 112.61)


def test_checking_writes_nothing(sheet: Sheet) -> None:
    assert "新增 4" in run(sheet(COUNTY, STREET, VILLAGE, GRID), FROM, WGS, "--check")
    assert not Area.objects.exists()


def test_a_sheet_in_gbk_is_read(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, encoding="gbk"), FROM)
    assert Area.objects.get(code="410881001").name == "沁园街道"


def test_a_workbook_with_a_title_and_codes_as_numbers_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["网格一览表"],
        ["编码", "名称", "级别"],
        [410881, "某某市", "市"],
        [410881001, "某某镇", "镇"],
    ):
        book.active.append(row)
    book.save(tmp_path / "areas.xlsx")
    assert "新增 2" in run(tmp_path / "areas.xlsx", FROM)


def test_geojson_features_are_read(tmp_path: Path) -> None:
    features: list[dict[str, Any]] = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry}
        for code, name, geometry in (
            ("410881", "某某市", None),
            ("410881001", "某街道", None),
            ("410881001001", "某社区", None),
            ("410881001001001", "一网格", square(112.6, 112.61)),
        )
    ]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert "新增 4" in run(path, FROM, WGS)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00\x00"])
def test_a_file_without_a_header_is_refused_as_a_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"没有找到表头|文件编码"):
        run(path)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"missing\.csv"):
        run(tmp_path / "missing.csv")


def test_an_area_with_areas_below_keeps_its_parent(sheet: Sheet) -> None:
    run(sheet(COUNTY, STREET, ["410881002", "二街道", "", ""], VILLAGE, GRID), FROM, WGS)
    header = ["区域代码", "名称", "启用日期", "上级代码"]
    moved = sheet([VILLAGE[0], VILLAGE[1], "2026-06-01", "410881002"], header=header)
    assert "不能更换上级" in refusal(moved)
