"""导出: the one verb of the audit desk. The record is committed before the first byte leaves the house."""

import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from core.errors import Invalid, NotAllowed
from core.ledger import entries, readers
from core.models import User
from core.roles import Role
from core.tables import write_xlsx
from core.worktime import local_date
from incidents.audit.events import Exported
from incidents.audit.ledgers import sheet
from incidents.audit.models import Export
from incidents.audit.wanted import Wanted
from incidents.services.doing import deed

SHORTEST_REASON = 5
LONGEST_SPAN = timedelta(days=366)


@dataclass(frozen=True)
class Exporting:
    """An export with its file, which nobody keeps but who asked for it."""

    record: Export
    content: bytes


@deed
def export_ledger(wanted: Wanted, *, reason: str, by: User, now: datetime) -> Exporting:
    """Export a ledger as XLSX: one row of record, one ledger line, then the file.

    Raises NotAllowed unless `by` audits the area, Invalid for a reason under five characters, for days that do not
    follow one another, lie in the future or span more than a year.
    """
    if not wanted.scope.has(Role.AUDITOR, wanted.area.path):
        raise NotAllowed(message=_("只有该区域的审计员可以导出"))
    _check(wanted.first_on, wanted.last_on, reason, now)
    file = io.BytesIO()
    count = write_xlsx(sheet(wanted, now), file)
    content = file.getvalue()
    record = Export(
        number=_number(now),
        what=wanted.what,
        by=by,
        at=now,
        reason=reason.strip(),
        area=wanted.area,
        area_path=wanted.area.path,
        first_on=wanted.first_on,
        last_on=wanted.last_on,
        row_count=count,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        ledger_head=readers.head(),
    )
    entries.append(record, _fact(record), by=by, at=now)
    record.save(force_insert=True)
    return Exporting(record, content)


def _fact(record: Export) -> Exported:
    return Exported(
        first_on=record.first_on.isoformat(),
        last_on=record.last_on.isoformat(),
        row_count=record.row_count,
        size=record.size,
        sha256=record.sha256,
        ledger_head=record.ledger_head,
        reason=record.reason,
    )


def _check(first_on: date, last_on: date, reason: str, now: datetime) -> None:
    problems: dict[str, list[str]] = {}
    if last_on < first_on:
        problems["last_on"] = [_("止日早于起日")]
    elif last_on - first_on > LONGEST_SPAN:
        problems["last_on"] = [_("一次最多导出一年")]
    if first_on > local_date(now):
        problems["first_on"] = [_("日期不能在将来")]
    if len(reason.strip()) < SHORTEST_REASON:
        problems["reason"] = [_("请写明导出事由，至少5个字")]
    if problems:
        raise Invalid(fields=problems)


def _number(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('audit_number')")
        (value,) = cursor.fetchone()
    return f"DC{local_date(now):%y%m%d}-{value % 10_000:04d}"
