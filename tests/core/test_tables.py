"""Tables out and in: read back by another program, with every cell that somebody could have poisoned."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import tables, tables_in
from core.errors import Invalid
from core.tables import Cell, Column, Kind, Sheet, write_csv, write_xlsx
from core.tables_in import TableRefused, read_rows

COLUMNS = [
    Column("编号", 16),
    Column("人数", 8, Kind.NUMBER),
    Column("排查日期", 12, Kind.DATE),
    Column("上报时间", 18, Kind.TIME),
    Column("简述", 40),
]
HALF_PAST_NINE = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
MIDNIGHT, ON_PAPER = datetime.fromisoformat("2026-11-23"), datetime.fromisoformat("2026-11-23 09:30")
ROW: list[Cell] = ["00231", 3, date(2026, 11, 23), HALF_PAST_NINE, "邻里纠纷"]
POISON = [
    "=1+1", '=HYPERLINK("http://x","y")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "  =1",
    "＝1+1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", "{=1}", '"=1"', "a\x00b", "a\x0bb", "a\x1fb", "a\ud800b",
    "\u202eexe.jpg", "_x0041_", "<b>&amp;", "𠮷堽垚", "e\u0301", "x" * 40_000, "第一行\n第二行",
    "https://example.org", "0031", "1E5", "TRUE", "#REF!", "",
]  # fmt: skip


def _sheet(rows: Any = (ROW,)) -> Sheet:
    return Sheet("安全隐患排查整改台账", "单位：济源市　截至 2026-11-23", COLUMNS, rows)


def _book(sheet: Sheet) -> Any:
    target = io.BytesIO()
    write_xlsx(sheet, target)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def _lines(sheet: Sheet) -> list[list[str]]:
    target = io.BytesIO()
    write_csv(sheet, target)
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))


def test_the_layout_is_the_clerks() -> None:
    page = _book(_sheet()).active
    assert [page["A1"].value, page["A2"].value] == ["安全隐患排查整改台账", "单位：济源市　截至 2026-11-23"]
    assert [cell.value for cell in page[3]] == [column.name for column in COLUMNS]
    assert page.freeze_panes == "A4"
    assert page.auto_filter.ref == "A3:E4"
    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:E1", "A2:E2"}
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0  # one page wide, as long as it takes
    assert page.print_title_rows == "$1:$3"
    assert "&P" in page.oddFooter.center.text
    assert page["A4"].border.left.style == "thin"
    assert page.column_dimensions["E"].width > 35


def test_every_cell_has_its_type() -> None:
    row = _book(_sheet()).active[4]
    assert [cell.value for cell in row] == [
        "00231",
        3,
        MIDNIGHT,
        ON_PAPER,
        "邻里纠纷",
    ]
    assert [cell.data_type for cell in row] == ["s", "n", "d", "d", "s"]
    assert [cell.number_format for cell in row[:4]] == ["@", "General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert row[0].quotePrefix


@pytest.mark.parametrize("cell", POISON)
def test_no_cell_is_a_formula_in_xlsx(cell: str) -> None:
    book = _book(_sheet([[cell, cell, cell, cell, cell]]))
    for found in book.active[4]:
        assert found.data_type in ("s", "inlineStr", "n")
        assert found.data_type != "n" or found.value is None


@pytest.mark.parametrize("cell", POISON)
def test_no_cell_is_a_formula_in_csv(cell: str) -> None:
    [_, row] = _lines(_sheet([[cell, cell, cell, cell, cell]]))
    for found in row:
        assert found.lstrip()[:1] not in tuple("=+-@＝＋－＠")
        assert found[:1] not in ("\t", "\r")


def test_a_title_and_a_heading_are_no_formula_either() -> None:
    sheet = Sheet("=1+1", "=2", [Column("=3"), Column("-b")], [])
    page = _book(sheet).active
    assert [page[at].data_type for at in ("A1", "A2", "A3")] == ["s", "s", "s"]
    assert _lines(sheet)[0] == ["'=3", "'-b"]


def test_a_negative_number_stays_a_number() -> None:
    columns = [Column("甲", kind=Kind.NUMBER), Column("乙", kind=Kind.NUMBER)]
    sheet = Sheet("表", "", columns, [[-5, -1.5], ["—", None]])
    assert _lines(sheet)[1:] == [["-5", "-1.5"], ["—", ""]]
    page = _book(sheet).active
    assert [page["A4"].value, page["B4"].value, page["A5"].value] == [-5, -1.5, "—"]


def test_digits_that_a_spreadsheet_would_change_stay_text() -> None:
    columns = [Column("甲", kind=Kind.NUMBER), Column("乙")]
    page = _book(Sheet("表", "", columns, [[2**53 + 1, 13812340000]])).active
    assert [page["A4"].value, page["B4"].value] == ["9007199254740993", "13812340000"]


def test_csv_is_what_office_programs_read() -> None:
    target = io.BytesIO()
    assert write_csv(_sheet(), target) == 1
    raw = target.getvalue()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 2
    assert raw.decode("utf-8-sig").splitlines()[1] == "00231,3,2026-11-23,2026-11-23 09:30,邻里纠纷"


def test_a_table_without_rows_still_has_its_header() -> None:
    target = io.BytesIO()
    assert write_xlsx(_sheet([]), target) == 0
    page = openpyxl.load_workbook(io.BytesIO(target.getvalue())).active
    assert page is not None
    assert [cell.value for cell in page[3]] == [column.name for column in COLUMNS]
    assert list(read_rows(io.BytesIO(target.getvalue()))) == []
    assert len(_lines(_sheet([]))) == 1


def test_headings_must_differ() -> None:
    with pytest.raises(ValueError, match="of its own"):
        Sheet("表", "", [Column("甲"), Column("甲")], [])


def test_a_row_of_the_wrong_length_is_a_fault() -> None:
    with pytest.raises(ValueError, match="zip"):
        write_xlsx(_sheet([["1", 2]]), io.BytesIO())


def test_too_many_rows_leave_nothing_that_looks_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    target = io.BytesIO()
    with pytest.raises(Invalid) as refused:
        write_xlsx(_sheet([ROW] * 3), target)
    assert refused.value.code == "TOO_MANY_ROWS"
    assert target.getvalue() == b""


def test_a_fault_while_reading_rows_is_not_swallowed() -> None:
    def rows() -> Iterator[list[Cell]]:
        yield ROW
        raise ConnectionError("database away")

    with pytest.raises(ConnectionError):
        write_xlsx(_sheet(rows()), io.BytesIO())


def test_many_rows_need_little_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    with (tmp_path / "many.xlsx").open("wb") as file:
        assert write_xlsx(_sheet(ROW for _ in range(20_000)), file) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@given(st.lists(st.lists(st.text(max_size=30), min_size=5, max_size=5), max_size=4))
def test_what_was_written_is_read_back(rows: list[list[str]]) -> None:
    sheet = Sheet("往返", "", [Column(name) for name in "甲乙丙丁戊"], rows)
    kept = [[tables._clean(cell) for cell in row] for row in rows]
    assert _lines(sheet)[1:] == [[tables._defused(cell) for cell in row] for row in kept]
    target = io.BytesIO()
    write_xlsx(sheet, target)
    back = [list(row.values()) for row in read_rows(io.BytesIO(target.getvalue()))]
    assert back == [
        [cell.strip() or None for cell in row] for row in kept if any(cell.strip() for cell in row)
    ]


CSV = '济源热线工单\n工单号,时间,内容\nA1,2026/11/3 9:05,井盖缺失\n,,\nA2,2026-11-04,"第一行\n第二行"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_in_any_encoding_that_clerks_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "工单.csv"
    path.write_bytes(CSV.encode(encoding))
    rows = list(read_rows(path))
    assert [dict(row) for row in rows] == [
        {"工单号": "A1", "时间": "2026/11/3 9:05", "内容": "井盖缺失"},
        {"工单号": "A2", "时间": "2026-11-04", "内容": "第一行\n第二行"},
    ]
    assert [row.line for row in rows] == [3, 5]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_signs_between_cells(sign: str) -> None:
    text = f"编号{sign}内容\n1{sign}井盖, 缺失\n"
    assert [dict(row) for row in read_rows(io.BytesIO(text.encode()))] == [
        {"编号": "1", "内容": "井盖, 缺失"}
    ]


def test_xlsx_keeps_dates_and_whole_numbers() -> None:
    target = io.BytesIO()
    write_xlsx(_sheet(), target)
    [row] = read_rows(io.BytesIO(target.getvalue()))
    assert row == {
        "编号": "00231",
        "人数": 3,
        "排查日期": MIDNIGHT,
        "上报时间": ON_PAPER,
        "简述": "邻里纠纷",
    }
    assert row.line == 4


def test_our_own_csv_is_read_without_its_apostrophes() -> None:
    target = io.BytesIO()
    write_csv(Sheet("表", "", [Column("甲"), Column("乙")], [["=1", "'n"]]), target)
    assert [dict(row) for row in read_rows(io.BytesIO(target.getvalue()))] == [{"甲": "=1", "乙": "'n"}]


def test_the_header_is_where_the_wanted_columns_are() -> None:
    text = "单位：,东园社区\n编号,内容\n1,x\n".encode()
    assert [dict(row) for row in read_rows(io.BytesIO(text), required=["内容"])] == [
        {"编号": "1", "内容": "x"}
    ]
    with pytest.raises(TableRefused, match="BAD_TABLE") as refused:
        list(read_rows(io.BytesIO(text), required=["电话"]))
    assert "电话" in str(refused.value.message)


def _zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "表头"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "另存为 xlsx"),
        (b"\x00\x01\x02", "既不是"),
        (b"PK\x03\x04" + bytes(50), "不是可读"),
        (_zipped(a=b"no workbook"), "不是可读"),
        ("甲,甲\n1,2\n".encode(), "重复"),
        (b"\xff\xff\xff", "编码"),
        ("只有一列\n1\n".encode(), "表头"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(data: bytes, said: str) -> None:
    with pytest.raises(TableRefused) as refused:
        list(read_rows(io.BytesIO(data)))
    assert said in str(refused.value.message)
    assert refused.value.status == 422


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_in, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(TableRefused, match="BAD_TABLE") as refused:
        list(read_rows(io.BytesIO(_zipped(a=bytes(2_000_000)))))
    assert "过大" in str(refused.value.message)


def test_size_and_rows_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_in, "MOST_ROWS", 3)
    with pytest.raises(TableRefused):
        list(read_rows(io.BytesIO("甲,乙\n".encode() + b"1,2\n" * 9)))
    monkeypatch.setattr(tables_in, "LARGEST_BYTES", 5)
    with pytest.raises(TableRefused):
        list(read_rows(io.BytesIO("甲,乙\n".encode())))


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(noise: bytes, beginning: bytes) -> None:
    try:
        list(read_rows(io.BytesIO(beginning + noise)))
    except TableRefused as refused:
        assert refused.code == "BAD_TABLE"
