"""What one asks and another grants: 延期, 挂账, 作废; and 恢复."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid, Late, NotAllowed
from core.ledger.facts import Fact
from core.models import User
from core.roles import Role
from incidents.events import Asked, RequestRefused
from incidents.models import Incident, Request, State
from incidents.moves import handling as moves
from incidents.moves.matter import Matter, iso
from incidents.permissions import in_area, of_lead
from incidents.services.doing import current_of, deed, held_by, locked, record


@deed
def ask(
    incident_id: UUID,
    *,
    what: str,
    reason: str,
    new_date: datetime | None = None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """申请: a handler asks for 延期 or 挂账 with a date, a dispatcher for 作废. Refused while one is open."""
    matter = locked(incident_id, "ask", by=by, now=now, version=version)
    _check_ask(matter, what, new_date, by, now)
    Request.objects.create(
        incident=matter.incident, what=what, asked_by=by, asked_at=now, reason=reason, new_date=new_date
    )
    return record(matter, Asked(request=what, new_date=iso(new_date), reason=reason), by=by, now=now)


def _check_ask(matter: Matter, what: str, new_date: datetime | None, by: User, now: datetime) -> None:
    incident, scope = matter.incident, held_by(by, now)
    if incident.requests.filter(decided_at=None).exists():
        raise Late(current=current_of(incident), message=_("已有一项申请在等答复"))
    if what == Request.What.VOIDING:
        if not in_area(scope, incident, Role.DISPATCHER):
            raise NotAllowed()
        return
    if not of_lead(scope, incident, Role.HANDLER):
        raise NotAllowed()
    if incident.state != State.HANDLING:
        raise Late(current=current_of(incident), message=_("签收后、处置中才能申请延期或挂账"))
    if new_date is None or new_date <= now:
        raise Invalid(fields={"new_date": [_("请给出一个将来的日期")]})
    if what == Request.What.EXTENSION and incident.due_at is not None and new_date <= incident.due_at:
        raise Invalid(fields={"new_date": [_("延期后的日期要晚于现在的截止时间")]})


@deed
def grant(
    incident_id: UUID, *, remark: str = "", by: User, now: datetime, version: int | None = None
) -> Incident:
    """同意 the open request. Refused to the one who asked, once its date has passed, or if the matter has moved on.

    A matter into which others were merged is not voided: they would end with it, and nobody would have said so.
    """
    matter = locked(incident_id, "grant", by=by, now=now, version=version)
    request = _decide(matter, granted=True, remark=remark, by=by, now=now)
    return record(matter, _granted(matter, request, remark, now), by=by, now=now)


def _granted(matter: Matter, request: Request, remark: str, now: datetime) -> Fact:
    if request.what == Request.What.VOIDING:
        if matter.incident.children.exists():
            raise Late(current=current_of(matter.incident), message=_("有事件并入本案，请先撤销并案再作废"))
        return moves.void(matter, asked_by=str(request.asked_by_id), reason=request.reason, now=now)
    if matter.incident.state != State.HANDLING:
        raise Late(current=current_of(matter.incident))
    if request.new_date is None or request.new_date <= now:
        raise Late(current=current_of(matter.incident), message=_("申请的日期已过，请另行申请"))
    if request.what == Request.What.SUSPENSION:
        return moves.grant_suspension(matter, remark=remark, now=now)
    return moves.grant_extension(matter, new_date=request.new_date, remark=remark)


@deed
def refuse(
    incident_id: UUID, *, remark: str = "", by: User, now: datetime, version: int | None = None
) -> Incident:
    """不同意 the open request; nothing moves."""
    matter = locked(incident_id, "refuse", by=by, now=now, version=version)
    request = _decide(matter, granted=False, remark=remark, by=by, now=now)
    return record(matter, RequestRefused(request=request.what, remark=remark), by=by, now=now)


def _decide(matter: Matter, *, granted: bool, remark: str, by: User, now: datetime) -> Request:
    request = matter.incident.requests.filter(decided_at=None).first()
    if request is None:
        raise Late(current=current_of(matter.incident), message=_("没有等待答复的申请"))
    if request.asked_by_id == by.pk:
        raise NotAllowed(message=_("申请人不能批准自己的申请"))
    request.decided_by, request.decided_at, request.granted, request.remark = by, now, granted, remark
    request.save()
    return request


@deed
def resume(
    incident_id: UUID, *, remark: str = "", by: User, now: datetime, version: int | None = None
) -> Incident:
    """恢复 a suspended matter; its main clock goes on."""
    matter = locked(incident_id, "resume", by=by, now=now, version=version)
    return record(matter, moves.resume(matter, remark=remark, now=now), by=by, now=now)
