"""Tables in, as clerks send them: XLSX or CSV, UTF-8 or GBK, a title above the header, dates and numbers as
they come.

Nothing is decided here about what a cell means; it is only read, and what cannot be a table of ours is
refused.
"""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.escape import unescape

from core.errors import Invalid

Value = str | int | float | bool | date | datetime | time | None

LARGEST_BYTES = 50 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 200_000
HEADER_WITHIN = 20

_DEFUSED = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")
"""The apostrophe that our own CSV sets before what looks like a formula."""


class TableRefused(Invalid):
    """Not a table that we can read; the message says what the clerk can do about it."""

    code = "BAD_TABLE"


class Row(dict[str, Value]):
    """The cells of one row by heading; `line` is its number in the file, as the clerk's program shows it."""

    def __init__(self, line: int, cells: dict[str, Value]) -> None:
        super().__init__(cells)
        self.line = line


def read_rows(source: Path | BinaryIO, required: Collection[str] = ()) -> Iterator[Row]:
    """The rows below the header, empty ones left out.

    The header is the first line, among the first twenty, that holds every `required` heading; without such,
    the first with two cells or more. CSV gives text; XLSX gives numbers, dates and text; an empty cell is
    None in both. Raises TableRefused.
    """
    numbered = enumerate(lines_of(source), start=1)
    header = _header(numbered, required)
    for line, cells in numbered:
        if line > MOST_ROWS:
            raise TableRefused(_("行数太多，请分成几个文件"), detail={"limit": MOST_ROWS})
        named = {
            name: None if cell == "" else cell for name, cell in zip(header, cells, strict=False) if name
        }
        if any(cell is not None for cell in named.values()):
            yield Row(line, named)


def lines_of(source: Path | BinaryIO) -> Iterator[list[Value]]:
    """Every line of the table as it stands, the header and what is above it included. Raises TableRefused."""
    data = source.read_bytes() if isinstance(source, Path) else source.read()
    if len(data) > LARGEST_BYTES:
        raise TableRefused(_("文件过大"), detail={"limit_bytes": LARGEST_BYTES})
    return _xlsx(data) if data.startswith(b"PK") else _csv(data)


def _header(numbered: Iterable[tuple[int, Sequence[Value]]], required: Collection[str]) -> list[str]:
    for line, cells in numbered:
        names = [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]
        found = [name for name in names if name]
        if set(required) <= set(names) if required else len(found) >= 2:
            if twice := sorted({name for name in found if found.count(name) > 1}):
                raise TableRefused(_("表头中有重复的列：") + "、".join(twice))
            return names
        if line >= HEADER_WITHIN:
            break
    wanted = "、".join(required)
    raise TableRefused(_("没有找到表头，至少需要这些列：") + wanted if wanted else _("没有找到表头"))


def _csv(data: bytes) -> Iterator[list[Value]]:
    """Comma, semicolon or tab, whichever the first lines hold most of."""
    text = _text(data)
    head = text[:4096]
    delimiter = max(",\t;", key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [_DEFUSED.sub("", cell.strip()) for cell in row[:MOST_COLUMNS]]
    except csv.Error:
        raise TableRefused(_("CSV 文件读不懂")) from None


def _text(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(_("这是旧版或加密的 Excel 文件，请另存为 xlsx 再试"))
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableRefused(_("文件既不是 xlsx 也不是 csv"))
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableRefused(_("文件编码既不是 UTF-8 也不是 GBK"))


def _xlsx(data: bytes) -> Iterator[list[Value]]:
    """The first visible sheet, formulas as their last values."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise TableRefused(_("文件过大"), detail={"limit_bytes": LARGEST_UNPACKED})
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield [_value(cell) for cell in row]
    except TableRefused:
        raise
    except Exception:  # a damaged package makes its reader raise anything
        raise TableRefused(_("不是可读的 xlsx 文件")) from None


def _value(cell: object) -> Value:
    if isinstance(cell, str):
        return unescape(cell).strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if cell is None or isinstance(cell, int | float | bool | date | datetime | time):
        return cell
    return str(cell)
