"""安全隐患排查整改台账: the hazards of a time and a place, from finding to striking off.

Measures, funds, contingency and who is responsible come from the five remedies (五落实) of the last finish; what nobody
said stays empty for the clerk. Source: field page, section 5.1.
"""

from django.utils.translation import gettext as _

from core.tables import Cell, Column, Kind
from core.worktime import SHANGHAI
from grids.tree import Tree
from incidents.audit.deeds import Deed, Deeds
from incidents.audit.labels import label
from incidents.audit.masks import masked
from incidents.audit.wanted import about, place_of, reporter_of
from incidents.models import Incident, Photo, State


def columns() -> list[Column]:
    """The columns, in the field's own order."""
    return [
        Column(_("序号"), 6, Kind.NUMBER),
        Column(_("编号"), 15),
        Column(_("检查日期"), 12, Kind.DATE),
        Column(_("单位/场所"), 22),
        Column(_("类型"), 14),
        Column(_("具体部位"), 20),
        Column(_("隐患描述"), 40),
        Column(_("级别"), 8),
        Column(_("依据"), 14),
        Column(_("责任人"), 14),
        Column(_("整改措施"), 30),
        Column(_("资金"), 12),
        Column(_("时限"), 17, Kind.TIME),
        Column(_("应急预案"), 16),
        Column(_("整改前后照片"), 14),
        Column(_("复查人/日期"), 18),
        Column(_("结论"), 12),
        Column(_("销号人"), 12),
        Column(_("是否移送部门"), 16),
        Column(_("备注"), 24),
    ]


def line(matter: Incident, tree: Tree, deeds: Deeds) -> list[Cell]:
    """One hazard."""
    reporter = reporter_of(matter)
    department = matter.department.short_name if matter.department else ""
    closed = deeds.last.get("closed") or deeds.last.get("self_handled")
    ended = matter.state == State.CLOSED
    return [
        matter.number,
        matter.reported_at,
        place_of(matter, tree),
        matter.category.name if matter.category else "",
        matter.address,
        masked(matter.text, reporter.name if reporter else ""),
        label(matter, "urgency"),
        "",
        deeds.remedy("responsibility") or department,
        deeds.remedy("measures")
        or deeds.said("finished", "what_was_done")
        or deeds.said("self_handled", "what_was_done"),
        deeds.remedy("funds"),
        matter.due_at,
        deeds.remedy("contingency"),
        _photos(matter),
        _who_and_when(deeds.last.get("verified")),
        label(matter, "outcome") if ended else label(matter, "state"),
        closed.by if closed and ended else "",
        _("是：%(to)s") % {"to": matter.receiving_body} if matter.receiving_body else _("否"),
        about(reporter),
    ]


def _photos(matter: Incident) -> str:
    """How many photos show it before and after."""
    stages = [photo.stage for photo in matter.photos.all()]
    before, after = stages.count(Photo.Stage.BEFORE), stages.count(Photo.Stage.AFTER)
    return _("前%(before)s 后%(after)s") % {"before": before, "after": after}


def _who_and_when(deed: Deed | None) -> str:
    return f"{deed.by} {deed.at.astimezone(SHANGHAI):%Y-%m-%d}" if deed else ""
