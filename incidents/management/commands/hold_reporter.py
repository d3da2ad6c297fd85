"""manage.py hold_reporter NUMBER --reason | --lift: keep a reporter's compartment for a court (依法留存)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from core.errors import Refusal
from incidents.models import Incident
from incidents.services import retention


class Command(BaseCommand):
    help = "Keep the reporter's compartment of a matter from being erased, or lift that. Both are ledger entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number")
        parser.add_argument("--by", required=True, help="who decides: office or document number")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--reason", default="")
        which.add_argument("--lift", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        matter = Incident.objects.filter(number=options["number"]).first()
        if matter is None:
            raise CommandError("没有这个编号的事件 · no such matter")
        try:
            retention.hold(matter.pk, reason=options["reason"], now=now(), actor=options["by"])
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write("已解除留存 · lifted" if options["lift"] else "已依法留存 · held")
