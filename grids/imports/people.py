"""人员导入: accounts and their postings from a sheet; a person with several roles has several lines.

An account that is new gets a password that is shown once and kept nowhere, and must be changed before
anything else. A known account keeps its
password, its name follows the sheet. A posting that stands already is not given again; a leaving day on it
ends it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.models import User
from core.roles import Role
from grids.imports.departments import area_named, department_named
from grids.imports.sheets import Outcome, Refused, Row, words_of
from grids.models import Area, Department, Posting, Zero
from grids.postings import end_posting, post

HEADINGS = {
    "username": ("用户名", "账号", "登录名"),
    "display_name": ("姓名",),
    "role": ("角色", "岗位"),
    "area": ("区域代码", "区域", "所在区域"),
    "department": ("部门代码", "部门"),
    "zero": ("认定", "零"),
    "from_on": ("到岗日期", "起始日期"),
    "to_on": ("离岗日期", "截止日期"),
}
REQUIRED = ("username", "role", "area")

PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - an alphabet
"""Without those that are mistaken for one another when read from paper."""

PASSWORD_LENGTH = 16
"""Some 79 bits."""


@dataclass
class PeopleOutcome(Outcome):
    """What became of the sheet, and the passwords of the new accounts, to be handed over once."""

    passwords: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Wish:
    """The posting that a line asks for."""

    role: Role
    area: Area
    department: Department | None
    zero: Zero | None
    from_on: date | None
    to_on: date | None


def import_people(rows: Sequence[Row], *, now: datetime) -> PeopleOutcome:
    """Write accounts and postings, each line by itself, and tell what became of it."""
    outcome = PeopleOutcome()
    for row in rows:
        try:
            with transaction.atomic():
                _take(row, outcome, now)
        except Refused as refusal:
            outcome.refuse(row.line, refusal)
        except Invalid as refusal:
            reasons = [str(text) for texts in refusal.fields.values() for text in texts]
            outcome.refuse(row.line, "；".join(reasons) or str(refusal.message))
    return outcome


def _take(row: Row, outcome: PeopleOutcome, now: datetime) -> None:
    wish = _wish(row)
    username = User.normalize_username(row.required("username", _("用户名")))
    user = User.objects.filter(username=username).first()
    password = "" if user else _password()
    if user is None:
        user = _new_account(username, row["display_name"] or username, password)
    renamed = bool(row["display_name"]) and user.display_name != row["display_name"]
    if renamed:
        user.display_name = row["display_name"]
        user.save(update_fields=["display_name"])
    changed = _settle(user, wish, now)
    if password:
        outcome.passwords[username] = password
        outcome.added += 1
    elif changed or renamed:
        outcome.changed += 1
    else:
        outcome.unchanged += 1


def _settle(user: User, wish: _Wish, now: datetime) -> bool:
    """Give or end the posting as the line says; return whether that changed anything.

    What has ended is given again only by a line that names the new day: an old sheet revives nothing.
    """
    standing = (
        Posting.objects.filter(
            user=user,
            role=wish.role,
            area__code=wish.area.code,
            department=wish.department,
            zero=wish.zero or "",
        )
        .order_by("-from_on")
        .first()
    )
    same_begin = standing is not None and wish.from_on in (None, standing.from_on)
    if standing is not None and (same_begin or standing.to_on is None):
        if wish.to_on is None or wish.to_on == standing.to_on:
            return False
        end_posting(standing.pk, by=None, now=now, to_on=wish.to_on)
        return True
    post(
        user, wish.role, wish.area, by=None, now=now,
        department=wish.department, zero=wish.zero, from_on=wish.from_on, to_on=wish.to_on,
    )  # fmt: skip
    return True


def _password() -> str:
    return "".join(secrets.choice(PASSWORD_LETTERS) for _each in range(PASSWORD_LENGTH))


def _new_account(username: str, display_name: str, password: str) -> User:
    user = User(username=username, display_name=display_name)
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from None
    user = User.objects.create_user(username, password, display_name=display_name)
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    return user


def _wish(row: Row) -> _Wish:
    roles, zeros = words_of(Role), words_of(Zero)
    role = row.required("role", _("角色"))
    if role not in roles:
        raise Refused(_("没有这个角色：%(role)s") % {"role": role})
    if row["zero"] and row["zero"] not in zeros:
        raise Refused(_("没有这个零：%(zero)s") % {"zero": row["zero"]})
    return _Wish(
        roles[role],
        area_named(row.required("area", _("区域代码"))),
        department_named(row["department"]) if row["department"] else None,
        zeros[row["zero"]] if row["zero"] else None,
        row.day("from_on", _("到岗日期")),
        row.day("to_on", _("离岗日期")),
    )
