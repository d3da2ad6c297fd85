"""The demo accounts as the landing page shows them. They exist only where everything is ours and on loopback.

The loader writes them to `settings.DEMO_ACCOUNTS`; nothing here reads a password.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.roles import Role

GROUPS: tuple[tuple[Promise, tuple[Role, ...]], ...] = (
    (_("网格里"), (Role.GRID_WORKER, Role.GRID_LEADER)),
    (_("分拨与处置"), (Role.DISPATCHER, Role.HANDLER)),
    (_("督查与审计"), (Role.SUPERVISOR, Role.AUDITOR)),
    (_("认定三零"), (Role.RECOGNISER,)),
    (_("三员"), (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)),
)
"""How the people stand together on the page, by what they do."""

FACES: dict[str, Promise] = {
    "/m/": _("手机"),
    "/desk/": _("工作台"),
    "/wall/": _("大屏"),
    "/board/": _("督导"),
    "/audit/": _("审计"),
    "/zeros/": _("破零认定"),
    "/walls/": _("大屏令牌"),
}
"""Address → the face that opens there."""


@dataclass(frozen=True, slots=True)
class Account:
    """One demo account, without its password."""

    username: str
    display_name: str
    role: Role
    area: str
    about_zh: str
    about_en: str
    landing: str

    @property
    def about(self) -> str:
        """Who that is and what to try, in the language of the page."""
        return self.about_en if get_language() == "en" else self.about_zh

    @property
    def face(self) -> Promise | None:
        """What opens when one steps in as this person; None where it is this page."""
        return FACES.get(self.landing)


@dataclass(frozen=True, slots=True)
class Group:
    """People who do the same kind of work."""

    name: Promise
    accounts: tuple[Account, ...]


def accounts() -> tuple[Account, ...]:
    """The demo accounts; none outside the demo, and none before it has been loaded."""
    if not settings.DEMO:
        return ()
    try:
        rows = json.loads(settings.DEMO_ACCOUNTS.read_text(encoding="utf-8"))
        return tuple(_account(row) for row in rows)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def find(username: str) -> Account | None:
    """The demo account of that name; None for any other account."""
    return next((account for account in accounts() if account.username == username), None)


def groups(people: Iterable[Account]) -> list[Group]:
    """The people by what they do; empty groups are left out."""
    known = list(people)
    found = [Group(name, tuple(each for each in known if each.role in roles)) for name, roles in GROUPS]
    return [group for group in found if group.accounts]


def _account(row: dict[str, str]) -> Account:
    landing = row["landing"] if row["landing"] in FACES else "/"
    return Account(
        row["username"],
        row["display_name"],
        Role(row["role"]),
        row["area"],
        row["about_zh"],
        row["about_en"],
        landing,
    )
