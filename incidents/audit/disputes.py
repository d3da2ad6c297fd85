"""矛盾纠纷排查化解台账: the disputes of a time and a place, in the columns in which clerks paste them.

Every dispute stands in it, declined, merged and void ones too, with its state: a ledger leaves nothing out. What the
house does not know (诉求要点, 包案领导, 化解方式) stays an empty column for the clerk. Source: field page, section 5.1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from core.masking import mask_name, mask_phone
from core.tables import Cell, Column, Kind, Sheet
from core.worktime import SHANGHAI
from grids.models import Area, Level
from grids.scope import Scope
from grids.tree import Tree, current
from incidents.audit.masks import masked
from incidents.desk.fields import OUTCOMES
from incidents.models import FollowUp, Incident, Reporter, State
from incidents.querysets import IncidentQuerySet

KIND = "petition"


def columns() -> list[Column]:
    """The columns, in the field's own order."""
    return [
        Column(_("序号"), 6, Kind.NUMBER),
        Column(_("编号"), 15),
        Column(_("排查日期"), 12, Kind.DATE),
        Column(_("村（社区）/网格"), 22),
        Column(_("来源"), 8),
        Column(_("类别"), 14),
        Column(_("规模（人数）"), 10),
        Column(_("纠纷简述"), 40),
        Column(_("诉求要点"), 18),
        Column(_("风险等级"), 10),
        Column(_("首办责任人"), 16),
        Column(_("包案领导"), 12),
        Column(_("化解方式"), 12),
        Column(_("法治路径"), 16),
        Column(_("受理日期"), 12, Kind.DATE),
        Column(_("化解时限"), 17, Kind.TIME),
        Column(_("进展"), 10),
        Column(_("化解日期"), 12, Kind.DATE),
        Column(_("结果"), 12),
        Column(_("协议/文书号"), 18),
        Column(_("回访"), 16),
        Column(_("是否复发"), 10),
        Column(_("备注"), 24),
    ]


@dataclass(frozen=True)
class Wanted:
    """What is exported: disputes reported in an area from one day to another, both included, as `scope` sees them."""

    area: Area
    first_on: date
    last_on: date
    scope: Scope

    def matters(self) -> IncidentQuerySet:
        """The rows, the oldest first, with all that a row prints."""
        start = datetime.combine(self.first_on, time.min, SHANGHAI)
        end = datetime.combine(self.last_on + timedelta(days=1), time.min, SHANGHAI)
        seen: IncidentQuerySet = Incident.objects.visible_to(self.scope).within(self.area.path)
        rows = (
            seen.filter(kind_id=KIND)
            .reported_in(start, end)
            .select_related("category", "department", "reporter")
        )
        answers = Prefetch("follow_ups", FollowUp.objects.order_by("-at"))
        return rows.prefetch_related(answers).order_by("reported_at", "number")


def sheet(wanted: Wanted, now: datetime) -> Sheet:
    """The table, title and note line included."""
    title = _("%(area)s矛盾纠纷排查化解台账") % {"area": wanted.area.name}
    note = _("单位：件　期间：%(first)s 至 %(last)s　统计截止：%(at)s　姓名、电话已遮蔽") % {
        "first": wanted.first_on,
        "last": wanted.last_on,
        "at": now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
    }
    return Sheet(title, note, columns(), lines(wanted.matters()))


def lines(matters: IncidentQuerySet) -> Iterator[list[Cell]]:
    """One line a matter."""
    tree, outcomes = current(), dict(OUTCOMES)
    for number, matter in enumerate(matters.iterator(chunk_size=500), start=1):
        yield [number, *_line(matter, tree, outcomes)]


def _line(matter: Incident, tree: Tree, outcomes: dict[str, object]) -> Sequence[Cell]:
    reporter = _reporter(matter)
    closed = matter.state == State.CLOSED
    return [
        matter.number,
        matter.reported_at,
        _place(matter, tree),
        str(matter.get_source_display()),
        matter.category.name if matter.category else "",
        matter.people_bucket,
        masked(matter.text, reporter.name if reporter else ""),
        "",
        str(matter.get_urgency_display()),
        matter.department.short_name if matter.department else "",
        "",
        "",
        _("移交 %(to)s") % {"to": matter.receiving_body} if matter.receiving_body else "",
        matter.accepted_at,
        matter.due_at,
        str(matter.get_state_display()),
        matter.closed_at if closed else None,
        str(outcomes.get(matter.outcome, "")),
        matter.receipt_number or matter.official_number,
        _answer(matter),
        _("是（%(n)s次）") % {"n": matter.reopens} if matter.reopens else _("否"),
        _about(reporter),
    ]


def _reporter(matter: Incident) -> Reporter | None:
    reporter: Reporter | None = getattr(matter, "reporter", None)
    return reporter if reporter is not None and reporter.erased_at is None else None


def _about(reporter: Reporter | None) -> str:
    """Who came, masked: enough to recognise, nothing to find."""
    if reporter is None or not (reporter.name or reporter.phone):
        return ""
    return _("来访人 %(who)s") % {"who": f"{mask_name(reporter.name)} {mask_phone(reporter.phone)}".strip()}


def _place(matter: Incident, tree: Tree) -> str:
    """Community and grid by name, as far as the matter is placed."""
    names = []
    for code in matter.area_path.strip("/").split("/"):
        area = next(reversed(tree.by_code.get(code, ())), None)
        if area is not None and area.level in (Level.STREET, Level.COMMUNITY, Level.GRID):
            names.append((area.level, area.name))
    low = [name for level, name in names if level != Level.STREET] or [name for _level, name in names]
    return "/".join(_without_parent(low))


def _without_parent(names: list[str]) -> list[str]:
    """亚桥社区/亚桥社区第一网格 → 亚桥社区/第一网格."""
    return [
        name.removeprefix(names[place - 1]) or name if place else name for place, name in enumerate(names)
    ]


def _answer(matter: Incident) -> str:
    """The last answer of the reporter, in words."""
    last = next(iter(matter.follow_ups.all()), None)
    if last is None:
        return ""
    solved = _("已解决") if last.solved else _("未解决")
    return f"{solved}，{_('满意度')} {last.satisfaction}" if last.satisfaction else solved
