"""Make the first account of an installation, or another of the three administrators (三员)."""

import getpass
import secrets
import sys
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.timezone import now

from core.errors import Refusal
from core.models import User
from core.roles import THREE_OFFICERS, Role
from core.worktime import local_date
from grids.models import Area
from grids.postings import post


class Command(BaseCommand):
    help = (
        "Make an administrator's account, posted at the top of the area tree. Three people, three accounts: "
        "system_admin (accounts, configuration), security_admin (roles), audit_admin (reads the ledger). "
        "The password is asked for; with --password-stdin it is one line of standard input; where nobody can be "
        "asked a random one is made and printed once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="the name people read, by default the username")
        parser.add_argument("--role", default=Role.SYSTEM_ADMIN, choices=sorted(THREE_OFFICERS))
        parser.add_argument("--area", default="", help="code of the area, by default the top of the tree")
        parser.add_argument("--password-stdin", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        area = top_area(options["area"], at)
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"用户名已存在，不可重复使用 · the username {options['username']} exists")
        password, made_up = _password(options["password_stdin"])
        try:
            person = create(options["username"], options["name"], password, Role(options["role"]), area, at)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"已建立账户 {person.username}（{Role(options['role']).label}，{area.name}）")
        if made_up:
            self.stdout.write(f"初始口令，仅显示这一次 · password, shown only now: {password}")


@transaction.atomic
def create(username: str, name: str, password: str, role: Role, area: Area, at: datetime) -> User:
    """Save the account and its posting. Raises ValidationError for a bad name or weak password."""
    person = User(username=User.normalize_username(username), display_name=name or username)
    validate_password(password, person)
    person.set_password(password)
    person.full_clean()
    person.save()
    post(person, role, area, by=None, now=at)
    return person


def top_area(code: str, at: datetime) -> Area:
    """Return the area of this code, or the one at the top. Raises CommandError, which says what to do."""
    areas = Area.objects.valid_on(local_date(at))
    found = list(areas.filter(code=code) if code else areas.filter(parent=None))
    if len(found) == 1:
        return found[0]
    if code:
        raise CommandError(f"没有代码为 {code} 的区域 · there is no area {code}")
    if found:
        codes = ", ".join(area.code for area in found)
        raise CommandError(
            f"有多个顶层区域，请用 --area 指定 · several areas at the top, name one with --area: {codes}"
        )
    raise CommandError("请先导入区域 · import the areas first: manage.py import_areas FILE")


def _password(from_stdin: bool) -> tuple[str, bool]:
    """Return the password, and whether it was made up here."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    if not sys.stdin.isatty():
        return secrets.token_urlsafe(15), True
    first, again = getpass.getpass("口令 · password: "), getpass.getpass("再输一次 · again: ")
    if first != again:
        raise CommandError("两次输入不一致 · the two do not match")
    return first, False
