"""在岗: the one door by which roles are given and taken, each with its ledger entry.

Nothing of a posting touches a matter: who served where on a day is read from here when it is asked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, NotAllowed
from core.ledger import entries
from core.ledger.facts import Fact
from core.models import User
from core.roles import Role
from core.worktime import local_date
from grids.models import Area, Department, Posting, Zero
from grids.scope import scope_of


@dataclass(frozen=True)
class Posted(Fact):
    """An account was given a role. Days are ISO dates; an empty `to_on` is open."""

    kind: ClassVar[str] = "posted"
    from_on: str
    to_on: str


@dataclass(frozen=True)
class PostingEnded(Fact):
    """A posting ends on this day, and no longer holds on it."""

    kind: ClassVar[str] = "posting_ended"
    to_on: str


@transaction.atomic
def post(
    user: User,
    role: Role,
    area: Area,
    *,
    by: User | None,
    now: datetime,
    department: Department | None = None,
    zero: Zero | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Posting:
    """Give `user` a role in an area, from `from_on` (today) up to `to_on` (open). `by` None is an import.

    Raises NotAllowed unless `by` is a security administrator of the area and somebody else than `user`;
    Invalid for a handler without department, a recognising officer without zero, an empty span, or a second
    role beside an administrator's.
    """
    _check_giver(by, user, area, now)
    begin = from_on or local_date(now)
    _check_shape(role, department, zero, begin, to_on)
    posting = Posting(
        user=user, role=role, area=area, department=department, zero=zero or "", from_on=begin, to_on=to_on
    )
    fact = Posted(begin.isoformat(), to_on.isoformat() if to_on else "")
    entries.append(posting, fact, by=by, at=now, actor="system")
    try:
        with transaction.atomic():
            posting.save(force_insert=True)
    except IntegrityError as error:
        if "administrators_hold_one_role" not in str(error):
            raise
        raise Invalid(
            _("系统、安全、审计三类管理员须由不同账号担任，且不得兼任业务角色。"),
            code="ADMINISTRATORS_APART",
            fields={"role": [_("与该账号已有角色冲突")]},
        ) from error
    return posting


@transaction.atomic
def end_posting(posting_id: UUID, *, by: User | None, now: datetime, to_on: date | None = None) -> Posting:
    """End a posting on `to_on` (today): from that day on it no longer holds.

    Raises NotAllowed as `post` does, and Invalid for a day before the posting begins or after its end.
    """
    posting = (
        Posting.objects.select_for_update(of=("self",))
        .select_related("area", "department", "user")
        .get(pk=posting_id)
    )
    _check_giver(by, posting.user, posting.area, now)
    end = to_on or local_date(now)
    if end < posting.from_on or (posting.to_on is not None and end > posting.to_on):
        raise Invalid(fields={"to_on": [_("离岗日期须在到岗日期与原离岗日期之间")]})
    posting.to_on = end
    entries.append(posting, PostingEnded(end.isoformat()), by=by, at=now, actor="system")
    posting.save()
    return posting


def _check_giver(by: User | None, user: User, area: Area, now: datetime) -> None:
    if by is None:
        return
    if by.pk == user.pk or not scope_of(by, local_date(now)).has(Role.SECURITY_ADMIN, area.path):
        raise NotAllowed


def _check_shape(
    role: Role, department: Department | None, zero: Zero | None, begin: date, end: date | None
) -> None:
    wrong: dict[str, list[object]] = {}
    if (role == Role.HANDLER) != (department is not None):
        wrong["department"] = [_("处置人员须指定部门，其他角色不指定")]
    if (role == Role.RECOGNISER) != (zero is not None):
        wrong["zero"] = [_("认定员须指定所认定的零，其他角色不指定")]
    if end is not None and end < begin:
        wrong["to_on"] = [_("离岗日期早于到岗日期")]
    if wrong:
        raise Invalid(fields=wrong)
