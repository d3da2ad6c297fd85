"""Who may do what: one table, verb → those who may. Whether the state allows it is another question (409, not 403).

Each right names a role and how its holder must stand to the matter. A person has a right if any line fits.
Source: the domain page, sections 2 and 7.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.roles import Role
from grids.scope import Scope

Relation = Callable[[Scope, Any, Role], bool]


def in_area(scope: Scope, incident: Any, role: Role) -> bool:
    """The role is held in an area that the matter lies in."""
    return scope.has(role, incident.area_path)


def of_lead(scope: Scope, incident: Any, role: Role) -> bool:
    """The role is held in the lead department of the matter (主办)."""
    return incident.department_id is not None and _in_department(scope, role, incident.department_id)


def of_any_handler(scope: Scope, incident: Any, role: Role) -> bool:
    """The role is held in the lead department or in one that helps (主办、协办)."""
    return of_lead(scope, incident, role) or any(
        _in_department(scope, role, department) for department in incident.co_handlers
    )


def is_reporter(scope: Scope, incident: Any, role: Role) -> bool:
    """The person reported the matter and still holds the role."""
    return incident.reporter_user_id == scope.user_id and role in scope.roles


def _in_department(scope: Scope, role: Role, department_id: int) -> bool:
    return any(held.role == role and held.department_id == department_id for held in scope.postings)


@dataclass(frozen=True)
class Right:
    """One line of the table: a role, and how its holder stands to the matter."""

    role: Role
    relation: Relation = in_area

    def holds(self, scope: Scope, incident: Any) -> bool:
        """Whether the person behind `scope` has this right on this matter."""
        return self.relation(scope, incident, self.role)


_DISPATCHER = Right(Role.DISPATCHER)
_GRID = (Right(Role.GRID_WORKER), Right(Role.GRID_LEADER))
_REPORTER = tuple(Right(role, is_reporter) for role in (Role.GRID_WORKER, Role.GRID_LEADER, Role.DISPATCHER))
_LEAD = Right(Role.HANDLER, of_lead)

MAY: dict[str, tuple[Right, ...]] = {
    "self_handle": (Right(Role.GRID_WORKER, is_reporter), Right(Role.GRID_LEADER, is_reporter)),
    "request_confirmation": (_DISPATCHER,),
    "confirm": _GRID,
    "accept": (_DISPATCHER, Right(Role.GRID_LEADER)),
    "decline": (_DISPATCHER,),
    "object": (*_REPORTER, Right(Role.GRID_LEADER)),
    "merge": (_DISPATCHER,),
    "unmerge": (_DISPATCHER,),
    "assign": (_DISPATCHER,),
    "take": (_LEAD,),
    "send_back": (_LEAD,),
    "ask": (_LEAD, _DISPATCHER),
    "grant": (_DISPATCHER,),
    "refuse": (_DISPATCHER,),
    "resume": (_DISPATCHER, _LEAD),
    "finish": (_LEAD,),
    "verify": (*_GRID, _DISPATCHER),
    "rework": (*_GRID, _DISPATCHER),
    "close": (_DISPATCHER,),
    "reopen": (_DISPATCHER, Right(Role.SUPERVISOR)),
    "transfer": (_DISPATCHER,),
    "supervise": (Right(Role.SUPERVISOR),),
    "remind": (_DISPATCHER, *_REPORTER),
    "answer": (Right(Role.HANDLER, of_any_handler),),
    "supplement": (*_GRID, *_REPORTER, Right(Role.HANDLER, of_any_handler)),
    "reclassify": (_DISPATCHER,),
    "place": (_DISPATCHER, Right(Role.GRID_LEADER)),
    "register": (_DISPATCHER,),
    "reveal": (_DISPATCHER, Right(Role.HANDLER, of_lead), Right(Role.SUPERVISOR)),
    "undo": (_DISPATCHER, Right(Role.GRID_LEADER)),
    "follow_up": (_DISPATCHER,),
}
"""Verb → rights. `report` and its rights stand with the intake: there is no matter yet to stand in relation to."""

MAY_REPORT = frozenset({Role.GRID_WORKER, Role.GRID_LEADER, Role.DISPATCHER})


def may(verb: str, scope: Scope, incident: Any) -> bool:
    """Whether the person behind `scope` has the right to `verb` on this matter, whatever its state."""
    if incident.complained_about_id is not None and incident.complained_about_id in scope.departments:
        return False
    return any(right.holds(scope, incident) for right in MAY[verb])
