"""manage.py import_people FILE: accounts and postings, from csv or xlsx; prints the first passwords, once."""

from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.imports.command import ImportCommand
from grids.imports.people import HEADINGS, REQUIRED, PeopleOutcome, import_people
from grids.imports.sheets import Outcome, read


class Command(ImportCommand):
    """导入人员与在岗."""

    help = (
        "导入人员与在岗（csv 或 xlsx）。列：用户名、角色、区域代码，以及可选的姓名、部门代码、认定、到岗日期、"
        "离岗日期。新账号的初始密码只在此处显示一次。可重复执行。"
    )

    def take(self, file: Path, options: dict[str, Any]) -> Outcome:
        return import_people(read(file, HEADINGS, REQUIRED), now=timezone.now())

    def afterwards(self, outcome: Outcome) -> None:
        if isinstance(outcome, PeopleOutcome) and outcome.passwords:
            self.stdout.write(_("新账号的初始密码（只显示这一次，请当面交付，由本人登录后修改）："))
            self.stdout.write(
                "\n".join(f"{name}\t{password}" for name, password in outcome.passwords.items())
            )
