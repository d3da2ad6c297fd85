"""What a clerk's sheet means: which column is which, whatever it is called, and what became of each line.

The file itself is read by `core.tables_in`. Rows come with the line number that the clerk sees, so that a
refusal can say where.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from core.tables_in import TableRefused, lines_of

C = TypeVar("C", bound=TextChoices)

HEADER_WITHIN = 10
"""The header is looked for in so many lines from the top."""

Headings = Mapping[str, Sequence[str]]
"""Our name of a column → what a sheet may call it, our name included or not."""


class SheetUnreadable(Exception):
    """The file cannot be read at all; the text says why."""


class Refused(Exception):
    """A line cannot be taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet: its number as the clerk sees it, and its cells by our column names, stripped."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def required(self, column: str, label: str) -> str:
        """The cell, which must not be empty."""
        if not (cell := self[column]):
            raise Refused(_("缺少%(label)s") % {"label": label})
        return cell

    def day(self, column: str, label: str) -> date | None:
        """The cell as a day, None if empty: 2026-11-01, 2026/11/1, 2026.11.1 or 2026年11月1日."""
        if not (cell := self[column]):
            return None
        plain = cell.split(" ")[0].rstrip("日").translate(str.maketrans("/.年月", "----"))
        try:
            return datetime.strptime(plain, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            raise Refused(_("%(label)s不是日期：%(cell)s") % {"label": label, "cell": cell}) from None


@dataclass
class Outcome:
    """What became of a sheet, in words for the clerk."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, reason: Exception | str) -> None:
        """Note that a line was not taken."""
        self.refused.append((line, str(reason)))

    def lines(self) -> Iterator[str]:
        """Yield one line for each refusal, then the counts."""
        for line, reason in sorted(self.refused):
            yield _("第 %(line)d 行未导入：%(reason)s") % {"line": line, "reason": reason}
        yield _("新增 %(added)d，变更 %(changed)d，未变 %(unchanged)d，未导入 %(refused)d。") % {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": len(self.refused),
        }


def read(path: Path, headings: Headings, required: Iterable[str]) -> list[Row]:
    """Return the rows under the header of a csv or xlsx file; empty lines are left out.

    Raises SheetUnreadable if it is neither, or if no line among the first holds all `required` headings.
    """
    try:
        table = [[_text(cell) for cell in line] for line in lines_of(path)]
    except TableRefused as refusal:
        raise SheetUnreadable(str(refusal.message)) from refusal
    needed = set(required)
    for at, cells in enumerate(table[:HEADER_WITHIN]):
        columns = [_column(cell, headings) for cell in cells]
        if needed <= set(columns):
            body = enumerate(table[at + 1 :], start=at + 2)
            return [Row(line, _named(columns, cells)) for line, cells in body if any(cells)]
    wanted = "、".join(headings[name][0] for name in sorted(needed))
    raise SheetUnreadable(_("没有找到表头。至少需要这些列：%(wanted)s") % {"wanted": wanted})


def words_of(choices: type[C]) -> dict[str, C]:
    """Return the choices by what a sheet may call them: the code, or the Chinese label."""
    with translation.override(None):
        return {key: choice for choice in choices for key in (choice.value, str(choice.label))}


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, cells, strict=False) if name}


def _column(heading: str, headings: Headings) -> str:
    plain = heading.strip().lower()
    return next((name for name, known in headings.items() if plain == name or plain in known), "")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    return str(cell).strip()
