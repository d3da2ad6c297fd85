"""manage.py import_workorders FILE: a hotline's work orders, from xlsx or csv; twice makes nothing twice."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.models import User
from core.tables_in import read_rows
from incidents.workorders.mapping import read_mapping
from incidents.workorders.taking import Outcome, reason_of, take


class Command(BaseCommand):
    """导入热线工单."""

    help = "导入热线工单（xlsx 或 csv，GBK 或 UTF-8）。可重复执行；不能导入的逐行说明。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="以哪位分拨员的名义（用户名）")
        parser.add_argument("--mapping", type=Path, help="列对照文件（TOML），默认 12345 的列名")
        parser.add_argument("--check", action="store_true", help="只检查，不导入")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(_("没有这个账号：%(name)s") % {"name": options["by"]})
        try:
            mapping = read_mapping(options["mapping"])
            needed = [mapping.columns["number"], mapping.columns["text"]]
            outcome = take(
                read_rows(options["file"], needed), mapping, by=by, now=now(), check=options["check"]
            )
        except (Refusal, OSError) as error:
            raise CommandError(reason_of(error) if isinstance(error, Refusal) else str(error)) from None
        self.tell(outcome)

    def tell(self, outcome: Outcome) -> None:
        """Print each refused line with its reason, then the counts; end with 1 if a line was refused."""
        for line, number, reason in outcome.refused:
            refused = {"line": line, "number": number or "—", "reason": reason}
            self.stdout.write(_("第 %(line)d 行（%(number)s）未导入：%(reason)s") % refused)
        counts = {"taken": outcome.taken, "known": outcome.known, "refused": len(outcome.refused)}
        self.stdout.write(_("新增 %(taken)d，以前导入过 %(known)d，未导入 %(refused)d。") % counts)
        if outcome.refused:
            raise CommandError(_("有 %(refused)d 行未导入。") % counts)
