"""How a matter looks on the desk: its mark, its words, its time left. What the templates print, worked out once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.worktime import local_date
from incidents.catalogue import Urgency, catalogue
from incidents.models import Clock, Incident

TITLE = 60
"""Characters of the text that a row may show; the page cuts what does not fit."""


@dataclass(frozen=True)
class TimeLeft:
    """How long until a due date, in words, and how alarming that is: "", "warn", "alarm"."""

    words: str
    tone: str


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    incident: Incident
    mark: str
    title: str
    left: TimeLeft | None
    urgency: str
    chips: tuple[tuple[str, str], ...]
    tail: str


def tail_of(number: str, now: datetime) -> str:
    """The end of a number, which people say aloud and type after a command; with its day, if that is not today."""
    on, _dash, serial = number.partition("-")
    return serial if on == f"{local_date(now):%y%m%d}" else f"{on[2:]}-{serial}"


def title_of(incident: Incident) -> str:
    """The first words of the text."""
    text = incident.text.strip().splitlines()[0] if incident.text.strip() else ""
    return text if len(text) <= TITLE else text[:TITLE] + "…"


def mark_of(incident: Incident) -> str:
    """● 访, ▲ 安, ■ 案: a shape, never a hue."""
    kind = catalogue().kinds.get(incident.kind_id)
    return kind.mark if kind else "●"


def time_left(due_at: datetime | None, now: datetime, soon: bool = False) -> TimeLeft | None:
    """The time until `due_at` in the two largest units; None where no clock runs."""
    if due_at is None:
        return None
    late = due_at <= now
    span = duration(abs(due_at - now))
    if late:
        return TimeLeft(_("超 %(span)s") % {"span": span}, "alarm")
    tone = "warn" if soon or due_at - now < timedelta(hours=2) else ""
    return TimeLeft(_("剩 %(span)s") % {"span": span}, tone)


def duration(span: timedelta) -> str:
    """A length of time as people say it: 3天4小时, 2小时5分, 7分."""
    minutes = int(span.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [_days(days)] if days else []
    if hours and days < 10:
        parts.append(_hours(hours))
    if not days:
        parts.append(_minutes(minutes))
    return ("" if (get_language() or "zh").startswith("zh") else " ").join(parts)


def _days(number: int) -> str:
    return ngettext("%(n)s天", "%(n)s天", number) % {"n": number}


def _hours(number: int) -> str:
    return ngettext("%(n)s小时", "%(n)s小时", number) % {"n": number}


def _minutes(number: int) -> str:
    return ngettext("%(n)s分", "%(n)s分", number) % {"n": number}


def rows_of(incidents: Iterable[Any], now: datetime, box: str = "") -> list[Row]:
    """The lines of the queue; the incidents carry `next_due`, `is_asked` and `is_supervised`.

    What the name of the `box` says of all its lines, none of them says again.
    """
    return [
        Row(
            i,
            mark_of(i),
            title_of(i),
            time_left(i.next_due, now),
            URGENCY[i.urgency],
            tuple(_chips(i, box)),
            tail_of(i.number, now),
        )
        for i in incidents
    ]


URGENCY = {Urgency.URGENT: "alarm", Urgency.SERIOUS: "warn", Urgency.NORMAL: ""}
"""How a degree of urgency is coloured; what is normal is not."""


def _chips(incident: Any, box: str) -> Iterable[tuple[str, str]]:
    if incident.unverified:
        yield "warn", _("未核实")
    if incident.is_asked:
        yield "info", _("有申请")
    if incident.is_supervised and box != "supervised":
        yield "warn", _("督办中")
    if incident.grid_id is None and box != "unlocated":
        yield "line", _("未落图")


def clocks_of(incident: Incident, now: datetime) -> list[tuple[Clock, TimeLeft | None]]:
    """The running clocks of a matter with the time left; one that stands still has none."""
    running = incident.clocks.filter(stopped_at=None).order_by("due_at")
    return [(c, None if c.paused_at else time_left(c.due_at, now, soon=c.soon_at <= now)) for c in running]
