"""Which verbs a person can do on a matter now: what a face draws, so that it need not know a role or a state.

A button is no promise: whatever it leads to is checked again under the lock.
"""

from datetime import datetime

from core.roles import Role
from grids.scope import Scope
from incidents.models import Incident, State
from incidents.permissions import in_area, may, of_any_handler
from incidents.services import RETURNS_ALLOWED
from incidents.services.intake import may_self_handle
from incidents.services.oversight import may_remind
from incidents.verbs import VERBS
from incidents.workflow import allows


def open_to(incident: Incident, scope: Scope) -> list[str]:
    """The verbs that this person can do on this matter now, in the order of the buttons. At most four statements."""
    mine = [
        name
        for name in VERBS
        if allows(name, incident.state) and may(name, scope, incident) and _is_offered(name, incident, scope)
    ]
    idle = _with_nothing_to_answer(frozenset(mine), incident, scope)
    return [name for name in mine if name not in idle]


def open_at(incident: Incident, scope: Scope, now: datetime) -> list[str]:
    """As `open_to`, without what only the time forbids: the second 催办 of its reporter within a day."""
    names = open_to(incident, scope)
    if may_remind(incident, now) or in_area(scope, incident, Role.DISPATCHER):
        return names
    return [name for name in names if name != "remind"]


def _is_offered(name: str, incident: Incident, scope: Scope) -> bool:
    """What the row itself says."""
    match name:
        case "send_back":
            return not incident.final and incident.returns < RETURNS_ALLOWED
        case "self_handle":
            return may_self_handle(incident)
        case "object":
            return not incident.objected
        case "register":
            return not incident.official_number
        case "verify" | "rework":
            is_handler = incident.handled_by_id == scope.user_id
            return not is_handler and not of_any_handler(scope, incident, Role.HANDLER)
        case "ask":
            return incident.state == State.HANDLING or in_area(scope, incident, Role.DISPATCHER)
    return True


def _with_nothing_to_answer(mine: frozenset[str], incident: Incident, scope: Scope) -> set[str]:
    """Those of the verbs that answer to something which nobody has asked or done, and asking where somebody has."""
    idle: set[str] = set()
    if mine & {"ask", "grant", "refuse"}:
        request = incident.requests.filter(decided_at=None).first()
        idle |= {"ask"} if request else {"grant", "refuse"}
        if request and request.asked_by_id == scope.user_id:
            idle |= {"grant", "refuse"}
    if "answer" in mine and not incident.supervisions.filter(answered_at=None).exists():
        idle.add("answer")
    if "confirm" in mine and not incident.confirmations.filter(answered_at=None).exists():
        idle.add("confirm")
    if "undo" in mine and not _did_the_last(incident, scope):
        idle.add("undo")
    return idle


def _did_the_last(incident: Incident, scope: Scope) -> bool:
    last = getattr(incident, "last_deed", None)
    return last is not None and (last.by_id, last.version) == (scope.user_id, incident.moved_version)
