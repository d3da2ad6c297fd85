"""What lies in whose box: what waits for somebody to act, and what somebody filed."""

from django.db.models import Exists, OuterRef, Q

from core.roles import Role
from grids.scope import Scope
from incidents.models import Confirmation, Follower, Request, State, Supervision
from incidents.workflow import OPEN

_OF_ROLE: tuple[tuple[Role, Q], ...] = (
    (Role.GRID_WORKER, Q(state=State.FINISHED)),
    (Role.GRID_LEADER, Q(state__in=[State.REPORTED, State.FINISHED])),
    (Role.DISPATCHER, Q(state__in=[State.REPORTED, State.ACCEPTED, State.FINISHED, State.VERIFIED])),
)
"""Who must act on which states in the areas where the role is held."""


def waiting_for(scope: Scope) -> Q:
    """The matters on which the person behind `scope` is the one to act: to look, accept, take, do, check or close."""
    return _of_my_areas(scope) | _asked_to_confirm(scope) | _asked_to_grant(scope) | _of_my_departments(scope)


def filed_by(scope: Scope) -> Q:
    """The matters that this person filed, or joined instead of filing them again."""
    joined = Follower.objects.filter(user=scope.user_id).values("incident")
    return Q(reporter_user_id=scope.user_id) | Q(pk__in=joined)


def _of_my_areas(scope: Scope) -> Q:
    """By state; but nobody checks what they did themselves."""
    waiting = Q(pk__in=[])
    for role, where in _OF_ROLE:
        for path in scope.paths(role):
            waiting |= where & Q(area_path__startswith=path)
    return waiting & ~Q(state=State.FINISHED, handled_by_id=scope.user_id)


def _asked_to_confirm(scope: Scope) -> Q:
    unanswered = Confirmation.objects.filter(incident=OuterRef("pk"), answered_at=None)
    return (
        _within(scope, Role.GRID_WORKER, Role.GRID_LEADER) & Q(state=State.REPORTED) & Q(Exists(unanswered))
    )


def _asked_to_grant(scope: Scope) -> Q:
    undecided = Request.objects.filter(incident=OuterRef("pk"), decided_at=None).exclude(
        asked_by_id=scope.user_id
    )
    return _within(scope, Role.DISPATCHER) & Q(state__in=OPEN) & Q(Exists(undecided))


def _of_my_departments(scope: Scope) -> Q:
    if not scope.departments:
        return Q(pk__in=[])
    unanswered = Supervision.objects.filter(incident=OuterRef("pk"), answered_at=None)
    to_do = Q(state__in=[State.ASSIGNED, State.HANDLING]) | (Q(state__in=OPEN) & Q(Exists(unanswered)))
    return to_do & Q(department_id__in=sorted(scope.departments))


def _within(scope: Scope, *roles: Role) -> Q:
    here = Q(pk__in=[])
    for path in scope.paths(*roles):
        here |= Q(area_path__startswith=path)
    return here
