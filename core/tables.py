"""Tables out, as clerks paste and print them: XLSX and CSV. For tables in, see `core.tables_in`.

A cell that begins like a formula is only text here: in XLSX by its type and quote prefix, in CSV by an apostrophe, in
text columns alone, so that a negative number stays a number. Control characters, which would break the file half-way,
and direction marks, which let one text look like another, are left out. Rows are streamed, never held.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheet

from core.errors import Invalid
from core.typed_text import UNSEEN
from core.worktime import SHANGHAI

Cell = str | int | float | date | datetime | None

MOST_ROWS = 1_048_576 - 3
LONGEST_TEXT = 16_000
HEADER_ROW = 2
A4 = 9
LARGEST_EXACT = 2**53
"""Beyond this a spreadsheet, which knows only floating point, changes the last digits."""

_FORMULA = re.compile(r"[\s]*[=+\-@＝＋－＠\t]")


class Kind(StrEnum):
    """What a column holds. Numbers of people and things are `NUMBER`; codes and telephone numbers are `TEXT`."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"  # a date with its hour and minute, in Shanghai


@dataclass(frozen=True)
class Column:
    """One column: its heading, its width in characters, what it holds."""

    name: str
    width: float = 12
    kind: Kind = Kind.TEXT


@dataclass
class Sheet:
    """One table. `note_line` says unit and cut-off (单位、截止时间). Each row has a cell for every column, in order."""

    title: str
    note_line: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(names) < 2 or len(set(names)) != len(names):
            raise ValueError("a table has at least two columns, each with a name of its own")


def write_xlsx(sheet: Sheet, file: BinaryIO) -> int:
    """Write the clerks' layout: title, note, frozen and filtered header, A4 landscape. Return the number of rows.

    Raises Invalid (TOO_MANY_ROWS) before anything is written to `file` that could be taken for whole.
    """
    rows = _counted(sheet)
    first = next(rows, None)
    records = chain([first], rows) if first is not None else iter([[None] * len(sheet.columns)])
    names = [_clean(column.name) for column in sheet.columns]
    last = len(names) - 1
    write_worksheet(
        (dict(zip(names, row, strict=True)) for row in records),
        file,
        sheet_name=_sheet_name(sheet.title),
        header_row=HEADER_ROW,
        freeze_row=HEADER_ROW + 1,
        autofilter=True,
        merge_ranges=[
            (0, 0, 0, last, _clean(sheet.title), Format().set_bold().set_font_size(16).set_align("center")),
            (1, 0, 1, last, _clean(sheet.note_line), Format().set_font_size(10).set_font_color("#44525F")),
        ],
        row_heights={0: 30, 1: 18, 2: 24},
        column_widths=[column.width for column in sheet.columns],
        column_formats=[_format(column.kind) for column in sheet.columns],
        header_format=_bordered()
        .set_bold()
        .set_background_color("#DCE6F1")
        .set_align("center")
        .set_text_wrap(),
        page_setup=_page(),
    )
    return rows.count


def _page() -> dict[str, object]:
    """A4 on its side, one page wide, the header on every page, numbered."""
    return {
        "landscape": True,
        "paper_size": A4,
        "fit_to_pages": (1, 0),
        "repeat_rows": (0, HEADER_ROW),
        "center_horizontally": True,
        "margins": {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6},
        "footer": "&C" + _("第 &P 页，共 &N 页"),
    }


def write_csv(sheet: Sheet, file: BinaryIO) -> int:
    """Write RFC 4180 with a byte order mark, which office programs need for Chinese. Return the number of rows."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    try:
        return _write_lines(sheet, text)
    finally:
        text.detach()


def _write_lines(sheet: Sheet, text: TextIO) -> int:
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_defused(_clean(column.name)) for column in sheet.columns])
    rows = _counted(sheet)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return rows.count


class _counted(Iterator[list[Cell]]):
    """The rows of a sheet, each cell fit for its column, and how many there were."""

    def __init__(self, sheet: Sheet) -> None:
        self.count = 0
        self._kinds = [column.kind for column in sheet.columns]
        self._rows = iter(sheet.rows)

    def __next__(self) -> list[Cell]:
        row = next(self._rows)
        self.count += 1
        if self.count > MOST_ROWS:
            raise Invalid(
                _("行数太多，请缩小范围分次导出。"), code="TOO_MANY_ROWS", detail={"limit": MOST_ROWS}
            )
        return [_fit(cell, kind) for cell, kind in zip(row, self._kinds, strict=True)]


def _fit(cell: Cell, kind: Kind) -> Cell:
    """A cell as its column wants it. A word in a column of numbers, such as —, stays a word."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        cell = (cell.astimezone(SHANGHAI) if cell.tzinfo else cell).replace(tzinfo=None, microsecond=0)
        return (
            cell.date()
            if kind is Kind.DATE
            else cell
            if kind is Kind.TIME
            else _clean(f"{cell:%Y-%m-%d %H:%M}")
        )
    if isinstance(cell, date):
        return cell if kind in (Kind.DATE, Kind.TIME) else cell.isoformat()
    if isinstance(cell, int | float) and kind is Kind.NUMBER and abs(cell) <= LARGEST_EXACT:
        return cell
    return _clean(str(cell))


def _clean(text: str) -> str:
    """Without what breaks a file or deceives a reader; cut where a spreadsheet would refuse it."""
    kept = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return kept if len(kept) <= LONGEST_TEXT else kept[: LONGEST_TEXT - 1] + "…"


def _plain(cell: Cell) -> str | int | float | None:
    """A cell as CSV has it. Only text is defused: a number cannot be a formula."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return _defused(cell) if isinstance(cell, str) else cell


def _defused(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those that a spreadsheet forbids."""
    return re.sub(r"[\[\]:*?/\\']", " ", _clean(title)).strip()[:31].strip() or "Sheet1"


def _bordered() -> Format:
    return Format().set_border("thin").set_border_color("#8A96A3").set_font_size(11)


def _format(kind: Kind) -> Format:
    base = _bordered().set_align("top")
    if kind is Kind.TEXT:
        return base.set_num_format("@").set_quote_prefix().set_text_wrap()
    if kind is Kind.NUMBER:
        return base
    return base.set_num_format("yyyy-mm-dd" if kind is Kind.DATE else "yyyy-mm-dd hh:mm").set_align("center")
