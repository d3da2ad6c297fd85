"""What a resident may do with the code of a matter: answer the follow-up, object, ask to reopen, remind.

The code in the address is the right; nobody signs in. Each deed is the same one that an account does, recorded with
"resident" as its actor. Source: the domain page, section 2.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import Late, NotFound
from incidents.events import Reminded
from incidents.follow import hash_of_code
from incidents.models import Incident
from incidents.moves.matter import Matter
from incidents.services.doing import current_of, deed, matter_of, record
from incidents.services.handling import REOPEN_WITHIN, followed_up, reopened
from incidents.services.intake import RESIDENT, objected
from incidents.services.oversight import may_remind, once_a_day
from incidents.workflow import State, allows

LOW = 2
"""A satisfaction of so much or less comes back to the dispatcher."""


@deed
def answer(code: str, *, solved: bool, satisfaction: int | None, remark: str, now: datetime) -> Incident:
    """回访: solved or not, satisfied 1 to 5; once for each closing."""
    matter = _locked(code, "follow_up")
    if has_answered(matter.incident):
        raise Late(_("您已经评价过了，谢谢。"))
    return followed_up(matter, solved, satisfaction, remark, None, now)


@deed
def object_to(code: str, *, text: str, now: datetime) -> Incident:
    """异议 to a refusal, once."""
    return objected(_locked(code, "object"), text, None, now)


@deed
def reopen(code: str, *, reason: str, now: datetime) -> Incident:
    """重新开启 within 30 days of closing."""
    matter = _locked(code, "reopen")
    if matter.incident.state != State.CLOSED:
        raise Late(current=current_of(matter.incident))
    return reopened(matter, reason, None, now)


@deed
def remind(code: str, *, now: datetime) -> Incident:
    """催办, once in 24 hours."""
    matter = _locked(code, "remind")
    once_a_day(matter.incident, now)
    return record(matter, Reminded(), by=None, now=now, actor=RESIDENT)


def _locked(code: str, verb: str) -> Matter:
    """The matter of a code under its row lock. Raises NotFound, Late (the state is against it)."""
    incident = Incident.objects.select_for_update().filter(follow_hash=hash_of_code(code)).first()
    if incident is None:
        raise NotFound()
    if not allows(verb, incident.state):
        raise Late(_("这件事已经变了，请看最新进度。"))
    return matter_of(incident)


def has_answered(incident: Incident) -> bool:
    """Whether the resident has answered the follow-up of this closing."""
    last = incident.follow_ups.filter(by=None).aggregate(at=Max("at"))["at"]
    return bool(last and incident.closed_at and last >= incident.closed_at)


Test = Callable[[Incident, datetime], bool]
_OPEN: dict[str, Test] = {
    "answer": lambda i, now: i.state == State.CLOSED and not has_answered(i),
    "object": lambda i, now: i.state == State.DECLINED and not i.objected,
    "reopen": lambda i, now: bool(
        i.state == State.CLOSED and i.closed_at and now - i.closed_at <= REOPEN_WITHIN
    ),
    "remind": lambda i, now: i.is_open and may_remind(i, now),
}


def open_to_resident(incident: Incident, now: datetime) -> list[str]:
    """The deeds that are open with the code now: the forms to draw."""
    return [name for name, is_open in _OPEN.items() if is_open(incident, now)]
