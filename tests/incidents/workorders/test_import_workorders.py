"""A hotline's sheet comes in: every order once, and every line that cannot come in is named with its reason."""

from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from incidents.models import Incident

HEADER = ["工单编号", "受理时间", "工单类型", "诉求内容", "地址", "来电人", "联系电话"]
GOOD = [
    "HX001",
    "2026年11月3日 9时5分",
    "投诉",
    "小区东门垃圾三天没有清运",
    "东马蓬社区东门",
    "张女士",
    "10000000001",
]


def sheet(folder: Path, *lines: list[Any], name: str = "orders.csv", encoding: str = "gb18030") -> Path:
    """A sheet as the hotline sends it, with a title above the header."""
    path = folder / name
    rows = [["12345 热线工单"], HEADER, *lines]
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        held = BytesIO()
        book.save(held)
        path.write_bytes(held.getvalue())
    else:
        path.write_bytes("\r\n".join(",".join(map(str, row)) for row in rows).encode(encoding))
    return path


def run(path: Path, *more: str) -> tuple[str, bool]:
    """What the command printed, and whether it ended well."""
    said = StringIO()
    try:
        call_command("import_workorders", str(path), "--by", "zhou", *more, stdout=said)
    except CommandError as error:
        return said.getvalue() + str(error), False
    return said.getvalue(), True


@pytest.fixture(autouse=True)
def _ready(cast: SimpleNamespace, small_catalogue: None) -> None:
    cast.zhou.username = "zhou"
    cast.zhou.save()


@pytest.mark.parametrize(
    ("name", "encoding"), [("o.csv", "gb18030"), ("o.csv", "utf-8-sig"), ("o.csv", "utf-8"), ("o.xlsx", "")]
)
def test_an_order_becomes_a_report_whatever_the_file_is(tmp_path: Path, name: str, encoding: str) -> None:
    said, well = run(sheet(tmp_path, GOOD, name=name, encoding=encoding))
    assert well and "新增 1" in said
    incident = Incident.objects.get()
    assert (incident.kind_id, incident.source, incident.text) == ("petition", "hotline", GOOD[3])
    assert incident.reporter.phone == "10000000001"
    assert incident.grid_id is None and incident.address == "东马蓬社区东门"


def test_the_same_sheet_twice_makes_nothing_twice(tmp_path: Path) -> None:
    path = sheet(tmp_path, GOOD)
    run(path)
    said, well = run(path)
    assert well and "以前导入过 1" in said
    assert Incident.objects.count() == 1


def test_an_order_whose_words_changed_is_named_and_not_overwritten(tmp_path: Path) -> None:
    run(sheet(tmp_path, GOOD))
    said, well = run(sheet(tmp_path, [*GOOD[:3], "内容被改过了", *GOOD[4:]]))
    assert not well and "HX001" in said and "内容不同" in said
    assert Incident.objects.get().text == GOOD[3]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (["", *GOOD[1:]], "缺少工单编号"),
        ([*GOOD[:3], "", *GOOD[4:]], "缺少内容"),
        ([GOOD[0], "昨天下午", *GOOD[2:]], "日期看不懂：昨天下午"),
        ([GOOD[0], "1970-01-01", *GOOD[2:]], "日期不合常理"),
        ([GOOD[0], "2099-01-01", *GOOD[2:]], "日期不合常理"),
    ],
)
def test_a_line_that_cannot_come_in_says_why_and_the_others_do(
    tmp_path: Path, line: list[Any], reason: str
) -> None:
    said, well = run(sheet(tmp_path, line, ["HX002", *GOOD[1:]]))
    assert not well
    assert "第 3 行" in said and reason in said
    assert "新增 1" in said


def test_the_same_number_twice_in_one_sheet_is_named(tmp_path: Path) -> None:
    said, well = run(sheet(tmp_path, GOOD, [*GOOD[:3], "另一件事", *GOOD[4:]]))
    assert not well and "本表中工单编号重复" in said


def test_checking_imports_nothing(tmp_path: Path) -> None:
    _said, well = run(sheet(tmp_path, GOOD), "--check")
    assert well and not Incident.objects.exists()


def test_a_mapping_of_ones_own_names_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("单号,事由,类\nA-1,电箱冒烟,安全隐患\n", encoding="utf-8")
    mapping = tmp_path / "own.toml"
    mapping.write_text(
        'source="own"\n[columns]\nnumber="单号"\ntext="事由"\nkind="类"\n[kinds]\n"隐患"="hazard"\n'
    )
    said, well = run(path, "--mapping", str(mapping))
    assert well, said
    assert Incident.objects.get().kind_id == "hazard"


@pytest.mark.parametrize(
    "text", ["not = [toml", '[columns]\nfoo="x"\nnumber="a"\ntext="b"', '[columns]\nnumber="a"']
)
def test_a_wrong_mapping_file_stops_before_anything_is_read(tmp_path: Path, text: str) -> None:
    mapping = tmp_path / "bad.toml"
    mapping.write_text(text)
    said, well = run(sheet(tmp_path, GOOD), "--mapping", str(mapping))
    assert not well and "对照文件" in said
    assert not Incident.objects.exists()


def test_a_sheet_without_its_header_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    said, well = run(path)
    assert not well and "工单编号" in said
