"""The queue's boxes (待派, 待核, …): each a filter over what the person may see, with its count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.roles import Role
from grids.scope import Scope
from incidents.desk.filters import Filter
from incidents.finding.search import Found, find
from incidents.models import Clock, Confirmation, Incident, Request, State, Supervision
from incidents.querysets import IncidentQuerySet
from incidents.residents.complaints import unanswered
from incidents.workflow import OPEN

PAGE = 50
MOST = 500
"""Rows of a list at first, and at most."""

Where = Callable[[Scope, datetime], Q]


@dataclass(frozen=True)
class Box:
    """One tab of the queue."""

    name: str
    label: Promise
    key: str
    where: Where


def _late(scope: Scope, now: datetime) -> Q:
    run_out = Clock.objects.filter(incident=OuterRef("pk"), stopped_at=None, paused_at=None, soon_at__lte=now)
    return Q(state__in=OPEN) & Q(Exists(run_out))


def _supervised(scope: Scope, now: datetime) -> Q:
    return Q(state__in=OPEN) & Q(
        Exists(Supervision.objects.filter(incident=OuterRef("pk"), answered_at=None))
    )


def _supervised_by_me(scope: Scope, now: datetime) -> Q:
    mine = Supervision.objects.filter(incident=OuterRef("pk"), by_id=scope.user_id)
    return Q(state__in=OPEN) & Q(Exists(mine))


def _asked(scope: Scope, now: datetime) -> Exists:
    return Exists(Request.objects.filter(incident=OuterRef("pk"), decided_at=None))


def _to_check(scope: Scope, now: datetime) -> Q:
    return Q(state__in=[State.FINISHED, State.VERIFIED]) | (Q(state__in=OPEN) & Q(_asked(scope, now)))


def _of_my_departments(*states: State) -> Where:
    return lambda scope, now: Q(state__in=states, department_id__in=sorted(scope.departments))


def _to_confirm(scope: Scope, now: datetime) -> Q:
    asked = Confirmation.objects.filter(incident=OuterRef("pk"), answered_at=None)
    return Q(state=State.REPORTED) & Q(Exists(asked))


def _helping(scope: Scope, now: datetime) -> Q:
    return Q(state__in=OPEN, co_handlers__overlap=sorted(scope.departments))


DISPATCHER_BOXES = (
    Box("triage", _("待派"), "1", lambda s, n: Q(state__in=[State.REPORTED, State.ACCEPTED])),
    Box("check", _("待核"), "2", _to_check),
    Box("late", _("超期/临期"), "3", _late),
    Box("supervised", _("督办"), "4", _supervised),
    Box("unlocated", _("未落图"), "5", lambda s, n: Q(state__in=OPEN, grid=None)),
    Box("all", _("全部在办"), "6", lambda s, n: Q(state__in=OPEN)),
    Box("unhappy", _("群众不满意"), "7", lambda s, n: Q(pk__in=unanswered(n))),
)
LEADER_BOXES = (
    Box("triage", _("待受理"), "1", lambda s, n: Q(state=State.REPORTED)),
    Box("confirm", _("待核实"), "2", _to_confirm),
    Box("check", _("待核查"), "3", lambda s, n: Q(state=State.FINISHED)),
    Box("late", _("超期/临期"), "4", _late),
    Box("unlocated", _("未落图"), "5", lambda s, n: Q(state__in=OPEN, grid=None)),
    Box("all", _("全部在办"), "6", lambda s, n: Q(state__in=OPEN)),
)
"""What waits in a community for its grid leader."""
HANDLER_BOXES = (
    Box("to_take", _("待签收"), "1", _of_my_departments(State.ASSIGNED)),
    Box("handling", _("处置中"), "2", _of_my_departments(State.HANDLING, State.SUSPENDED)),
    Box("late", _("超期/临期"), "3", _late),
    Box("supervised", _("督办"), "4", _supervised),
    Box("helping", _("协办"), "5", _helping),
    Box("all", _("全部在办"), "6", lambda s, n: Q(state__in=OPEN)),
)
SUPERVISOR_BOXES = (
    Box("late", _("超期/临期"), "1", _late),
    Box("supervised", _("督办"), "2", _supervised),
    Box("mine", _("我督办的"), "3", _supervised_by_me),
    Box("triage", _("待派"), "4", lambda s, n: Q(state__in=[State.REPORTED, State.ACCEPTED])),
    Box("check", _("待核"), "5", _to_check),
    Box("all", _("全部在办"), "6", lambda s, n: Q(state__in=OPEN)),
)
DESK_ROLES = (Role.DISPATCHER, Role.GRID_LEADER, Role.SUPERVISOR, Role.AUDITOR, Role.HANDLER)
"""Who has a desk."""


def boxes_for(scope: Scope) -> tuple[Box, ...]:
    """The boxes of those who dispatch, of a community's grid leader, of those who watch, or of a handler."""
    if Role.DISPATCHER in scope.roles:
        return DISPATCHER_BOXES
    if Role.GRID_LEADER in scope.roles:
        return LEADER_BOXES
    return SUPERVISOR_BOXES if scope.roles & {Role.SUPERVISOR, Role.AUDITOR} else HANDLER_BOXES


def box_named(scope: Scope, name: str) -> Box:
    """The box of that name, or the first."""
    boxes = boxes_for(scope)
    return next((box for box in boxes if box.name == name), boxes[0])


def counts(scope: Scope, now: datetime) -> dict[str, int]:
    """Box name → how many matters it holds.

    The few ended ones that count are asked for first: named one by one they leave the index of the open ones in use.
    """
    wanted = {box.name: Count("pk", filter=box.where(scope, now)) for box in boxes_for(scope)}
    ended = [row["incident"] for row in unanswered(now)] if "unhappy" in wanted else []
    shown = Q(state__in=OPEN) | Q(pk__in=ended)
    found: dict[str, int] = Incident.objects.visible_to(scope).filter(shown).aggregate(**wanted)
    return found


def listed(
    scope: Scope, box: Box, now: datetime, wanted: Filter, limit: int = PAGE
) -> tuple[IncidentQuerySet, Found | None]:
    """The first rows of a box, or of what a search or a filter finds.

    What is urgent comes first, then what is due first, then the oldest; what was found by words, the newest first.
    A search alone finds ended matters too.
    """
    seen = Incident.objects.visible_to(scope)
    if not wanted.is_wide:
        seen = wanted.narrowed(seen, now)
    if wanted.q:
        answer = find(seen, wanted.q, scope, limit)
        rows = seen.filter(pk__in=[pk for _at, pk in answer.places])
        return _with_marks(rows, scope, now).newest_first(), answer
    return ranked(seen.filter(box.where(scope, now)) if wanted.is_wide else seen, scope, now)[:limit], None


def ranked(rows: IncidentQuerySet, scope: Scope, now: datetime) -> IncidentQuerySet:
    """What is urgent first, then what is due first, then the oldest; with everything that a line prints."""
    marked = _with_marks(rows, scope, now)
    return marked.order_by("-urgency", F("next_due").asc(nulls_last=True), "reported_at", "pk")


def _with_marks(rows: IncidentQuerySet, scope: Scope, now: datetime) -> IncidentQuerySet:
    """With everything that a line of the queue prints, in the same statement."""
    return rows.with_names().annotate(
        next_due=Subquery(_earliest_due()),
        is_asked=_asked(scope, now),
        is_supervised=Exists(Supervision.objects.filter(incident=OuterRef("pk"), answered_at=None)),
    )


def _earliest_due() -> QuerySet[Clock, Any]:
    """The next due date of the clocks that run."""
    running = Clock.objects.filter(incident=OuterRef("pk"), stopped_at=None, paused_at=None)
    return running.values("incident").annotate(first=Min("due_at")).values("first")
