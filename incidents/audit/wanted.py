"""What an export asks for, and the cells that every ledger of matters has: place, who came, the last answer."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from core.masking import mask_name, mask_phone
from core.worktime import SHANGHAI
from grids.models import Area, Level
from grids.scope import Scope
from grids.tree import Tree
from incidents.audit.models import What
from incidents.models import FollowUp, Incident, Reporter
from incidents.querysets import IncidentQuerySet

KINDS = {What.DISPUTES: "petition", What.HAZARDS: "hazard"}
"""Each ledger → the kind of matter that stands in it."""


@dataclass(frozen=True)
class Wanted:
    """What is exported: matters reported in an area from one day to another, both included, as `scope` sees them."""

    area: Area
    first_on: date
    last_on: date
    scope: Scope
    what: What = What.DISPUTES

    def matters(self) -> IncidentQuerySet:
        """The rows, the oldest first, with all that a row prints."""
        start = datetime.combine(self.first_on, time.min, SHANGHAI)
        end = datetime.combine(self.last_on + timedelta(days=1), time.min, SHANGHAI)
        seen: IncidentQuerySet = Incident.objects.visible_to(self.scope).within(self.area.path)
        rows = seen.filter(kind_id=KINDS[self.what]).reported_in(start, end).select_related("reporter")
        answers = Prefetch("follow_ups", FollowUp.objects.order_by("-at"))
        beside = answers if self.what == What.DISPUTES else "photos"
        return rows.prefetch_related("category", "department", beside).order_by("reported_at", "number")


def reporter_of(matter: Incident) -> Reporter | None:
    """The reporter whose compartment is not erased."""
    reporter: Reporter | None = getattr(matter, "reporter", None)
    return reporter if reporter is not None and reporter.erased_at is None else None


def about(reporter: Reporter | None) -> str:
    """Who came, masked: enough to recognise, nothing to find."""
    if reporter is None or not (reporter.name or reporter.phone):
        return ""
    return _("来访人 %(who)s") % {"who": f"{mask_name(reporter.name)} {mask_phone(reporter.phone)}".strip()}


def place_of(matter: Incident, tree: Tree) -> str:
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


def answer_of(matter: Incident) -> str:
    """The last answer of the reporter, in words."""
    last = next(iter(matter.follow_ups.all()), None)
    if last is None:
        return ""
    solved = _("已解决") if last.solved else _("未解决")
    if not last.satisfaction:
        return solved
    return _("%(solved)s，满意度 %(satisfaction)s") % {"solved": solved, "satisfaction": last.satisfaction}
