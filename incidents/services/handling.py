"""The work and its check: 处置完成, 核查通过, 返工, 结案, 重新开启, 回访, 补充."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid, Late, NotAllowed
from core.models import User
from core.roles import Role
from grids.scope import Scope
from incidents.catalogue import catalogue
from incidents.events import FollowedUp, Supplemented
from incidents.models import Follower, FollowUp, Incident, Photo
from incidents.moves import handling as moves
from incidents.moves.matter import Matter
from incidents.permissions import in_area, of_any_handler
from incidents.services.doing import current_of, deed, held_by, keep_for_undo, locked, record
from incidents.services.intake import RESIDENT

JOINING = (Role.GRID_WORKER, Role.GRID_LEADER)
"""Who may have met the same matter: those who walk the grids."""

REMEDIES = ("responsibility", "measures", "funds", "deadline", "contingency")
"""五落实: 责任、措施、资金、时限、预案 (安全生产事故隐患排查治理暂行规定)."""

REOPEN_WITHIN = timedelta(days=30)


@deed
def finish(
    incident_id: UUID,
    *,
    what_was_done: str,
    remedies: dict[str, str] | None = None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """处置完成: with the evidence that the category asks for. Refused (Invalid) when it is missing.

    A photo of an earlier life shows nothing of this one.
    """
    matter = locked(incident_id, "finish", by=by, now=now, version=version)
    shown = list(matter.incident.photos.filter(stage=Photo.Stage.AFTER).values_list("at", flat=True))
    since, after = matter.incident.reopened_at, len(shown)
    given = {key: value.strip() for key, value in (remedies or {}).items() if key in REMEDIES}
    _check_evidence(matter.incident, sum(since is None or at >= since for at in shown), given)
    fact = moves.finish(
        matter, what_was_done=what_was_done, remedies=given, photos_after=after, by=by, now=now
    )
    return record(matter, fact, by=by, now=now)


def _check_evidence(incident: Incident, photos_after: int, remedies: dict[str, str]) -> None:
    category = catalogue().categories.get(incident.category_id or "")
    if category is None:
        return
    problems: dict[str, list[str]] = {}
    if category.photo_after and not photos_after:
        problems["photos"] = [_("这一类别需要处置后的照片")]
    if category.needs_plan and not all(remedies.get(key) for key in REMEDIES):
        problems["remedies"] = [_("重大隐患须写明五落实：责任、措施、资金、时限、预案")]
    if problems:
        raise Invalid(fields=problems)


@deed
def verify(
    incident_id: UUID, *, result: str = "", by: User, now: datetime, version: int | None = None
) -> Incident:
    """核查通过: by somebody who did not handle it, and does not serve where it was handled.

    Where the category closes by it, it is refused while a request is open, as closing is.
    """
    matter = locked(incident_id, "verify", by=by, now=now, version=version)
    _check_not_the_handler(matter.incident, by, now)
    category = catalogue().categories.get(matter.incident.category_id or "")
    if category is not None and category.verification_closes:
        _check_nothing_is_asked(matter.incident)
    matter.incident.unverified = False
    return record(matter, moves.verify(matter, result=result, now=now), by=by, now=now)


def _check_not_the_handler(incident: Incident, by: User, now: datetime) -> None:
    if incident.handled_by_id == by.pk or of_any_handler(held_by(by, now), incident, Role.HANDLER):
        raise NotAllowed(message=_("处置人不能核查自己的处置"))


def _check_nothing_is_asked(incident: Incident) -> None:
    if incident.requests.filter(decided_at=None).exists():
        raise Late(current=current_of(incident), message=_("还有未答复的申请，不能结案"))


@deed
def rework(
    incident_id: UUID, *, reason: str, by: User, now: datetime, version: int | None = None
) -> Incident:
    """返工: it is not done; said by somebody who may verify it."""
    matter = locked(incident_id, "rework", by=by, now=now, version=version)
    _check_not_the_handler(matter.incident, by, now)
    return record(matter, moves.rework(matter, reason=reason, now=now), by=by, now=now)


@deed
def close(
    incident_id: UUID,
    *,
    outcome: str,
    public_reply: str = "",
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """结案: refused while a request is open."""
    matter = locked(incident_id, "close", by=by, now=now, version=version)
    _check_nothing_is_asked(matter.incident)
    before = matter.snapshot()
    fact = moves.close(matter, outcome=outcome, public_reply=public_reply, now=now)
    incident = record(matter, fact, by=by, now=now)
    keep_for_undo(matter, "close", before, by=by, now=now)
    return incident


@deed
def reopen(
    incident_id: UUID, *, reason: str, by: User, now: datetime, version: int | None = None
) -> Incident:
    """重新开启: within 30 days of closing. What was still asked of the old life is answered with no."""
    return reopened(locked(incident_id, "reopen", by=by, now=now, version=version), reason, by, now)


def reopened(matter: Matter, reason: str, by: User | None, now: datetime) -> Incident:
    """The deed itself, for an account or (None) the resident with the code."""
    closed_at = matter.incident.closed_at
    if closed_at is not None and now - closed_at > REOPEN_WITHIN:
        raise Late(current=current_of(matter.incident), message=_("结案已超过30天，不能重新开启，请另行上报"))
    matter.incident.requests.filter(decided_at=None).update(decided_at=now, granted=False)
    fact = moves.reopen(matter, reason=reason, now=now)
    return record(matter, fact, by=by, now=now, actor="" if by else RESIDENT)


@deed
def follow_up(
    incident_id: UUID,
    *,
    solved: bool,
    satisfaction: int | None = None,
    remark: str = "",
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """回访: was it solved, how satisfied is the reporter (1 to 5)."""
    matter = locked(incident_id, "follow_up", by=by, now=now, version=version)
    return followed_up(matter, solved, satisfaction, remark, by, now)


def followed_up(
    matter: Matter, solved: bool, satisfaction: int | None, remark: str, by: User | None, now: datetime
) -> Incident:
    """The deed itself, for an account or (None) the resident with the code."""
    FollowUp.objects.create(
        incident=matter.incident, solved=solved, satisfaction=satisfaction, remark=remark, by=by, at=now
    )
    fact = FollowedUp(solved=solved, satisfaction=satisfaction, remark=remark)
    return record(matter, fact, by=by, now=now, actor="" if by else RESIDENT)


@deed
def supplement(
    incident_id: UUID, *, text: str, by: User, now: datetime, version: int | None = None
) -> Incident:
    """补充: further words; what was filed is never changed. Who met the same matter follows it from then on."""
    matter = locked(incident_id, "supplement", by=by, now=now, version=version)
    if joins(held_by(by, now), matter.incident):
        Follower.objects.get_or_create(incident=matter.incident, user=by, defaults={"at": now})
    return record(matter, Supplemented(text=text), by=by, now=now)


def joins(scope: Scope, incident: Incident) -> bool:
    """Whether who adds to this matter is a worker of its grid who did not file it: it is told to them too."""
    if incident.reporter_user_id == scope.user_id:
        return False
    return any(in_area(scope, incident, role) for role in JOINING)
