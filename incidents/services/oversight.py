"""督办, 催办 and the answer to them: demands that move nothing and are never forgotten."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid, Late, TooMany
from core.models import User
from core.roles import Role
from incidents.events import Answered, Reminded, Supervised
from incidents.models import Incident, Supervision
from incidents.permissions import in_area
from incidents.services.doing import current_of, deed, held_by, locked, record

REMIND_AGAIN_AFTER = timedelta(hours=24)


@deed
def supervise(
    incident_id: UUID,
    *,
    level: int,
    demand: str,
    due_at: datetime,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """督办 at level 1 to 3, with a demand and the day by which it must be answered."""
    matter = locked(incident_id, "supervise", by=by, now=now, version=version)
    if due_at <= now:
        raise Invalid(fields={"due_at": [_("请给出一个将来的时间")]})
    Supervision.objects.create(
        incident=matter.incident, level=level, demand=demand, due_at=due_at, by=by, at=now
    )
    return record(matter, Supervised(level=level, due_at=due_at.isoformat(), demand=demand), by=by, now=now)


@deed
def remind(
    incident_id: UUID, *, text: str = "", by: User, now: datetime, version: int | None = None
) -> Incident:
    """催办: a dispatcher at any time, the reporter once in 24 hours."""
    matter = locked(incident_id, "remind", by=by, now=now, version=version)
    incident = matter.incident
    if not in_area(held_by(by, now), incident, Role.DISPATCHER):
        once_a_day(incident, now)
    return record(matter, Reminded(text=text), by=by, now=now)


def may_remind(incident: Incident, now: datetime) -> bool:
    """Whether its reporter may remind us: once in 24 hours."""
    return incident.reminded_at is None or now - incident.reminded_at >= REMIND_AGAIN_AFTER


def once_a_day(incident: Incident, now: datetime) -> None:
    """Note that its reporter reminded us. Raises TooMany within 24 hours of the last time."""
    if incident.reminded_at and not may_remind(incident, now):
        wait = incident.reminded_at + REMIND_AGAIN_AFTER - now
        raise TooMany(retry_after=int(wait.total_seconds()), message=_("24小时内已催过一次"))
    incident.reminded_at = now


@deed
def answer(incident_id: UUID, *, text: str, by: User, now: datetime, version: int | None = None) -> Incident:
    """答复 the oldest open supervision. Refused when there is none."""
    matter = locked(incident_id, "answer", by=by, now=now, version=version)
    waiting = matter.incident.supervisions.filter(answered_at=None).order_by("at").first()
    if waiting is None:
        raise Late(current=current_of(matter.incident), message=_("没有待答复的督办"))
    waiting.answer, waiting.answered_by, waiting.answered_at = text, by, now
    waiting.save()
    return record(matter, Answered(text=text), by=by, now=now)
