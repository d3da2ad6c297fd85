"""Taking a sheet of work orders in, line by line: a report per order, under a UUID made from the order's own number.

So the same sheet twice makes nothing twice; an order whose words were changed since is refused and named, never
overwritten. What a clerk typed is not corrected silently: a line that cannot be read is left out, with its reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from core.errors import IdReused, Refusal
from core.models import User
from core.tables_in import Row
from core.typed_text import ascii_digits, cleaned
from incidents import services
from incidents.models import Source, Urgency
from incidents.services import Filing
from incidents.workorders.dates import read_date
from incidents.workorders.mapping import Mapping

LONGEST_TEXT = 2000
AHEAD = timedelta(days=1)
URGENCIES = {"特急": "urgent", "紧急": "urgent", "加急": "urgent", "较急": "serious", "较重": "serious"}


class Unreadable(Exception):
    """A line cannot be taken; the text says why."""


@dataclass
class Outcome:
    """What became of a sheet."""

    taken: int = 0
    known: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def take(rows: Iterable[Row], mapping: Mapping, *, by: User, now: datetime, check: bool = False) -> Outcome:
    """File every order that is new. `check` reads and files nothing. The refused come with line, number and reason."""
    outcome, seen = Outcome(), set[UUID]()
    for row in rows:
        number = _said(row, mapping, "number")
        try:
            filing = filing_of(row, mapping, now)
            if filing.id in seen:
                raise Unreadable(_("本表中工单编号重复"))
            seen.add(filing.id)
            if not check:
                _file(filing, outcome, by, now)
        except Unreadable as error:
            outcome.refused.append((row.line, number, str(error)))
        except IdReused:
            outcome.refused.append((row.line, number, _("这个编号以前导入过，内容不同；未改动原有的")))
        except Refusal as refusal:
            outcome.refused.append((row.line, number, reason_of(refusal)))
    return outcome


def _file(filing: Filing, outcome: Outcome, by: User, now: datetime) -> None:
    if services.report(filing, by=by, now=now).created:
        outcome.taken += 1
    else:
        outcome.known += 1


def filing_of(row: Row, mapping: Mapping, now: datetime) -> Filing:
    """One line as a report. Raises Unreadable."""
    number, text = _said(row, mapping, "number"), cleaned(_said(row, mapping, "text"))
    if not number:
        raise Unreadable(_("缺少工单编号"))
    if not text:
        raise Unreadable(_("缺少内容"))
    if len(text) > LONGEST_TEXT:
        raise Unreadable(_("内容超过%(n)d字") % {"n": LONGEST_TEXT})
    address = cleaned(_said(row, mapping, "address"))[:200]
    grid_code = _said(row, mapping, "grid")
    return Filing(
        id=uuid5(NAMESPACE_URL, f"sanling:workorder:{mapping.source}:{number}"),
        kind=mapping.kind_of(_said(row, mapping, "kind")),
        category=_said(row, mapping, "category") or None,
        urgency=Urgency(_urgency(_said(row, mapping, "urgency"))),
        text=text,
        address=address or ("" if grid_code else _("未写地址")),
        grid_code=grid_code,
        seen_at=_at(row, mapping, now),
        source=Source.HOTLINE,
        reporter=_reporter(row, mapping),
    )


def _at(row: Row, mapping: Mapping, now: datetime) -> datetime | None:
    cell = row.get(mapping.columns.get("at", ""))
    try:
        at = read_date(cell)
    except ValueError as error:
        raise Unreadable(_("日期看不懂：%(cell)s") % {"cell": cell}) from error
    if at is not None and not (datetime(2000, 1, 1, tzinfo=at.tzinfo) <= at <= now + AHEAD):
        raise Unreadable(_("日期不合常理：%(cell)s") % {"cell": cell})
    return at


def _reporter(row: Row, mapping: Mapping) -> dict[str, str]:
    name, phone = cleaned(_said(row, mapping, "name")), ascii_digits(_said(row, mapping, "phone"))
    told = {"name": name[:40], "phone": phone[:20]}
    return {key: value for key, value in told.items() if value}


def _urgency(said: str) -> str:
    return next((code for word, code in URGENCIES.items() if word in said), "normal")


def _said(row: Row, mapping: Mapping, column: str) -> str:
    cell = row.get(mapping.columns.get(column, ""))
    return "" if cell is None else str(cell).strip()


def reason_of(refusal: Refusal) -> str:
    """Why a line was refused, in one sentence."""
    said = [str(text) for texts in refusal.fields.values() for text in texts]
    return "；".join(said) or str(refusal.message)
