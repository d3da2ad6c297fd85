"""Every figure by name, and the list behind each of its numbers: what a page links to and what an export counts.

A number on a page is `numbers(…)`, the list that it opens is `rows_behind(…)`; both come from the function of the
figure, so they cannot differ. A new figure is one line here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.models import Clock, FollowUp, Incident
from incidents.statistics import deadlines, quality
from incidents.statistics.flow import TERMS, flow_rows
from incidents.statistics.overdue import BANDS, overdue_rows
from incidents.statistics.question import Question
from incidents.statistics.rate import Rate
from incidents.statistics.stages import STAGES, stage_rows


@dataclass(frozen=True)
class Listed:
    """One row of the list behind a number: the matter, the instant that put it there, and its due date if that did."""

    matter: Incident
    at: datetime | None
    due_at: datetime | None = None


class Rows(Protocol):
    """The rows behind a number, counted and paged."""

    def count(self) -> int:
        """How many: the number itself."""

    def page(self, offset: int, limit: int) -> list[Listed]:
        """A page of them."""


@dataclass(frozen=True)
class RateFigure:
    """A rate: its name, what n and N are in words, what stands beside, and its function."""

    name: Promise
    met: Promise
    of: Promise
    function: Callable[[Question], Rate]
    beside: Promise | None = None


RATES: dict[str, RateFigure] = {
    "due_closure": RateFigure(
        _("到期办结率"), _("截止时已办结"), _("本期到期"), deadlines.due_closure_rate, _("本期未到期")
    ),
    "on_time": RateFigure(
        _("按时办结率"), _("按时办结"), _("本期到期"), deadlines.on_time_rate, _("本期未到期")
    ),
    "on_time_first": RateFigure(
        _("按时办结率（原定时限）"),
        _("按原定时限办结"),
        _("按原定时限本期到期"),
        deadlines.on_time_rate_by_first_due,
    ),
    "accept_on_time": RateFigure(
        _("按时受理率"),
        _("按时受理或答复"),
        _("受理时限在本期"),
        deadlines.accept_on_time_rate,
        _("本期未到期"),
    ),
    "take_on_time": RateFigure(
        _("按时签收率"),
        _("按时签收或退回"),
        _("签收时限在本期"),
        deadlines.take_on_time_rate,
        _("本期未到期"),
    ),
    "returned": RateFigure(_("退回率"), _("被退回"), _("本期派遣"), quality.return_rate),
    "reworked": RateFigure(_("返工率"), _("返工"), _("本期核查"), quality.rework_rate),
    "self_handled": RateFigure(_("自办率"), _("自办自结"), _("本期上报"), quality.self_handled_rate),
    "satisfied": RateFigure(
        _("满意率"), _("满意、基本满意"), _("有效评价"), quality.satisfaction_rate, _("未作评价")
    ),
    "solved": RateFigure(_("解决率"), _("已解决"), _("回访"), quality.solved_rate),
}
"""Code → rate, in the order in which a page shows them."""

FLOW_NAMES: dict[str, Promise] = {
    "opening": _("期初存量"),
    "new": _("新增"),
    "relapsed": _("复发"),
    "closed": _("办结"),
    "transferred": _("移交"),
    "ending": _("期末存量"),
}
BAND_NAMES: dict[str, Promise] = {
    "0-7": _("超期7天以内"),
    "8-15": _("超期8–15天"),
    "16-30": _("超期16–30天"),
    "31-60": _("超期31–60天"),
    "60+": _("超期60天以上"),
    "all": _("超期存量"),
    "suspended": _("挂账"),
}
STAGE_NAMES: dict[str, Promise] = {
    "accept": _("受理"),
    "assign": _("派遣"),
    "take": _("签收"),
    "handle": _("处置"),
    "verify": _("核查"),
    "all": _("全程"),
}


def rows_behind(figure: str, part: str, q: Question) -> Rows:
    """The list that a number opens. KeyError where there is no such figure or part."""
    if figure in RATES:
        return _Rows(RATES[figure].function(q).rows(part))
    if figure == "overdue":
        return _Rows(overdue_rows(q, part))
    if figure == "stage":
        return _Rows(stage_rows(q, part))
    if figure == "open":
        return _Rows({"all": q.matters().open()}[part])
    if figure == "flow" and part in TERMS:
        return _FlowRows(flow_rows(q, part))
    raise KeyError(figure)


def title_of(figure: str, part: str) -> str:
    """What the list is called. KeyError where there is no such figure or part."""
    if figure in RATES:
        return f"{RATES[figure].name} · {_part_of_rate(RATES[figure], part)}"
    if figure == "open":
        return str({"all": _("在办")}[part])
    names = {"flow": FLOW_NAMES, "overdue": BAND_NAMES, "stage": STAGE_NAMES}[figure]
    return str(names[part])


def every_list() -> list[tuple[str, str]]:
    """Each figure and part that has a list."""
    rates = [(code, part) for code, rate in RATES.items() for part in _parts(rate)]
    flows = [("flow", term) for term in TERMS]
    bands = [("overdue", part) for part in (*(band.name for band in BANDS), "all", "suspended")]
    return [*rates, *flows, *bands, *(("stage", stage) for stage in STAGES), ("open", "all")]


def _parts(rate: RateFigure) -> tuple[str, ...]:
    return ("of", "met", "missed", "beside") if rate.beside else ("of", "met", "missed")


def _part_of_rate(rate: RateFigure, part: str) -> Promise:
    names: dict[str, Promise | None] = {
        "of": rate.of, "met": rate.met, "missed": _("其余"), "beside": rate.beside
    }  # fmt: skip
    name = names[part]
    if name is None:
        raise KeyError(part)
    return name


@dataclass(frozen=True)
class _Rows:
    """Rows that are matters, or clocks or answers that belong to one."""

    of: QuerySet[Any]

    def count(self) -> int:
        return self.of.count()

    def page(self, offset: int, limit: int) -> list[Listed]:
        """In the order of what put them here: due dates first for clocks, newest first for the others."""
        if self.of.model is Incident:
            rows = self.of.select_related("category", "area", "department", "kind").order_by(
                "-reported_at", "pk"
            )
            return [Listed(row, row.reported_at, row.due_at) for row in rows[offset : offset + limit]]
        names = [f"incident__{name}" for name in ("category", "area", "department", "kind")]
        order = "due_at" if self.of.model is Clock else "-at"
        rows = self.of.select_related("incident", *names).order_by(order, "pk")[offset : offset + limit]
        return [_listed(row) for row in rows]


def _listed(row: Clock | FollowUp) -> Listed:
    if isinstance(row, Clock):
        return Listed(row.incident, row.stopped_at, row.due_at)
    return Listed(row.incident, row.at)


@dataclass(frozen=True)
class _FlowRows:
    """Rows that are spells."""

    of: Any

    def count(self) -> int:
        return int(self.of.count())

    def page(self, offset: int, limit: int) -> list[Listed]:
        return [Listed(matter, at, matter.due_at) for matter, at in self.of.page(offset, limit)]
