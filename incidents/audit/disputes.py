"""矛盾纠纷排查化解台账: the disputes of a time and a place, in the columns in which clerks paste them.

Every dispute stands in it, declined, merged and void ones too, with its state: a ledger leaves nothing out. What the
house does not know (诉求要点, 包案领导, 化解方式) stays an empty column for the clerk. Source: field page, section 5.1.
"""

from django.utils.translation import gettext as _

from core.tables import Cell, Column, Kind
from grids.tree import Tree
from incidents.audit.deeds import Deeds
from incidents.audit.labels import label
from incidents.audit.masks import masked
from incidents.audit.wanted import about, answer_of, place_of, reporter_of
from incidents.models import Incident, State


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


def line(matter: Incident, tree: Tree, deeds: Deeds) -> list[Cell]:
    """One dispute; its deeds in the ledger are not needed."""
    reporter = reporter_of(matter)
    closed = matter.state == State.CLOSED
    return [
        matter.number,
        matter.reported_at,
        place_of(matter, tree),
        label(matter, "source"),
        matter.category.name if matter.category else "",
        matter.people_bucket,
        masked(matter.text, reporter.name if reporter else ""),
        "",
        label(matter, "urgency"),
        matter.department.short_name if matter.department else "",
        "",
        "",
        _("移交 %(to)s") % {"to": matter.receiving_body} if matter.receiving_body else "",
        matter.accepted_at,
        matter.due_at,
        label(matter, "state"),
        matter.closed_at if closed else None,
        label(matter, "outcome"),
        matter.receipt_number or matter.official_number,
        answer_of(matter),
        _("是（%(n)s次）") % {"n": matter.reopens} if matter.reopens else _("否"),
        about(reporter),
    ]
