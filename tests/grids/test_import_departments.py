"""manage.py import_departments: one's own departments."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from grids.models import Department

pytestmark = pytest.mark.usefixtures("areas")

SHEET = """部门代码,部门名称,简称,所属区域,上级部门,条线,公开电话
zjj,住房和城乡建设局,住建局,419001,,housing,12329
qy-zj,沁园街道村镇建设办公室,沁园村建办,419001001,zjj,housing,
"""


def run(tmp_path: Path, text: str) -> str:
    path, said = tmp_path / "departments.csv", StringIO()
    path.write_text(text, encoding="utf-8")
    try:
        call_command("import_departments", str(path), stdout=said)
    except CommandError as error:
        return f"{said.getvalue()}{error}"
    return said.getvalue()


def test_departments_come_in_with_area_parent_and_line(tmp_path: Path) -> None:
    assert "新增 2" in run(tmp_path, SHEET)
    own = Department.objects.select_related("area", "parent").get(code="qy-zj")
    assert own.parent is not None
    assert (own.area.name, own.parent.short_name, own.line, own.pinyin) == (
        "沁园街道",
        "住建局",
        "housing",
        "qycjb",
    )


def test_the_same_sheet_twice_changes_nothing_and_a_new_name_one(tmp_path: Path) -> None:
    run(tmp_path, SHEET)
    assert "新增 0，变更 0，未变 2" in run(tmp_path, SHEET)
    assert "变更 1，未变 1" in run(tmp_path, SHEET.replace("12329", "12345"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x,某局,,419009,,,", "没有这个区域：419009"),
        ("x,某局,,419001,nowhere,,", "没有这个部门：nowhere"),
        (",某局,,419001,,,", "缺少部门代码"),
        (f"x,{'局' * 61},,419001,,,", "超过 60 个字"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_taken(tmp_path: Path, line: str, reason: str) -> None:
    said = run(tmp_path, f"{SHEET}{line}\n")
    assert "第 4 行未导入" in said and reason in said and "有 1 行未导入" in said
    assert Department.objects.count() == 2
