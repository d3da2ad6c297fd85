"""Whole lives into the database, in the order of time, in constant memory.

A day's lives are folded; their lines lie in a bucket for each day on which they were written. Once a day is over no
life can still add to it: its bucket is copied, ordered by time, and with it every matter whose last line is in it. So
the ledger reads as it would have been written, and no matter stands in the database before its newest line.
"""

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter

from django.db import connection, transaction
from django.db.models import Model

from core.ledger.entries import Sealed
from incidents.generator import copying
from incidents.generator.fold import Folded
from incidents.models import Incident

_TABLES = (
    "ledger_entry", "ledger_body", "ledger_pending", "incidents_incident", "incidents_clock", "incidents_photo",
    "incidents_request", "incidents_supervision", "incidents_reporter", "incidents_confirmation",
    "incidents_followup", "grids_area", "grids_posting", "grids_department", "core_user", "zeros_break",
)  # fmt: skip


class Writer:
    """Buckets by day (its ordinal; instants are in UTC): lines, and the rows that stand once those are written."""

    def __init__(self) -> None:
        """Empty."""
        self._lines: dict[int, list[Sealed]] = defaultdict(list)
        self._rows: dict[int, list[Model]] = defaultdict(list)
        self.written = 0

    def add_day(self, folded: Iterable[Folded]) -> None:
        """Take the lives that began on one day."""
        lives = list(folded)
        last = {life.incident.pk: _last_day(life.sealed) for life in lives}
        for life in lives:
            child = life.incident
            day = max(last[child.pk], last[child.merged_into_id] if child.merged_into_id else 0)
            self.add(life.sealed, life.rows, day)

    def add(self, lines: list[Sealed], rows: list[Model], day: int | None = None) -> None:
        """Take lines, and rows that are written on `day`: by default that of the last line."""
        for line in lines:
            self._lines[line.at.toordinal()].append(line)
        self._rows[_last_day(lines) if day is None else day] += rows

    def finish(self) -> None:
        """Copy what is left, and let the planner know what stands now, before anybody waits for a page."""
        self.flush()
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(_TABLES)}")

    def flush(self, before: int | None = None) -> None:
        """Copy what belongs to days before that one, or all of it, in one transaction."""
        days = sorted(day for day in {*self._lines, *self._rows} if before is None or day < before)
        if not days:
            return
        lines = [line for day in days for line in sorted(self._lines.pop(day, ()), key=attrgetter("at"))]
        rows = [row for day in days for row in self._rows.pop(day, ())]
        with transaction.atomic():
            connection.ensure_connection()
            with connection.connection.cursor() as cursor:
                self.written += copying.copy_lines(cursor, lines)
                for model in sorted({type(row) for row in rows}, key=_incidents_first):
                    copying.copy_rows(cursor, [row for row in rows if type(row) is model])


def _last_day(lines: list[Sealed]) -> int:
    return lines[-1].at.toordinal()


def _incidents_first(model: type[Model]) -> tuple[bool, str]:
    return model is not Incident, model.__name__
