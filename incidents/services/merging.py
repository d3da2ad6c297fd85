"""One matter that was reported twice: 并案 and 撤销并案."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.models import User
from grids.scope import Scope
from incidents.catalogue import ClockKind
from incidents.models import Incident
from incidents.moves import intake as moves
from incidents.permissions import may
from incidents.services.doing import deed, held_by, keep_for_undo, locked, record


@deed
def merge(
    incident_id: UUID, *, parent: UUID, by: User, now: datetime, version: int | None = None
) -> Incident:
    """并案: follow another open matter, in one's own area too. Refused (Invalid) when the parent is not open or merged
    itself, when others were merged into this one, and when the department complained about handles the parent.
    """
    list(Incident.objects.select_for_update().filter(pk__in=[incident_id, parent]).order_by("pk"))
    matter = locked(incident_id, "merge", by=by, now=now, version=version)
    into = _parent_of(matter.incident, parent, held_by(by, now))
    before = matter.snapshot()
    incident = record(matter, moves.merge(matter, parent=into, now=now), by=by, now=now)
    keep_for_undo(matter, "merge", before, by=by, now=now)
    return incident


def _parent_of(child: Incident, parent: UUID, scope: Scope) -> Incident:
    into: Incident | None = Incident.objects.visible_to(scope).filter(pk=parent).first()
    problem = ""
    if into is None or not may("merge", scope, into):
        problem = _("没有这个编号的事件")
    elif into.pk == child.pk or into.merged_into_id or not into.is_open:
        problem = _("主案必须是另一件在办事件，且没有并入他案")
    elif child.children.exists():
        problem = _("已有事件并入本案，不能再并入他案")
    elif child.complained_about_id and child.complained_about_id in {into.department_id, *into.co_handlers}:
        problem = _("被反映的部门正在承办主案，不能并入")
    if into is None or problem:
        raise Invalid(fields={"parent": [problem]})
    return into


@deed
def unmerge(incident_id: UUID, *, by: User, now: datetime, version: int | None = None) -> Incident:
    """撤销并案: go on alone, from the state before. The clock of the stage starts anew; the main clock and the legal
    ones go on as if they had never stopped, for only 挂账 lets them stand.
    """
    matter = locked(incident_id, "unmerge", by=by, now=now, version=version)
    stopped = matter.incident.clocks.filter(stopped_at=matter.incident.closed_at)
    for clock in stopped.exclude(kind__in=(ClockKind.ACCEPT, ClockKind.ASSIGN)):
        matter.clocks.go_on(clock)
    fact = moves.unmerge(matter, now=now)
    matter.settle()
    return record(matter, fact, by=by, now=now)
