"""manage.py announce_erasure NUMBER VERSION...: say in the ledger which words of a matter are to be destroyed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from core.errors import Refusal
from incidents.models import Incident
from incidents.services import retention


class Command(BaseCommand):
    help = (
        "Write the entry that names the ledger bodies of a matter to be destroyed by law, and why. "
        "The destroying itself is `erase_bodies`, under the erasure role: two steps, two people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number")
        parser.add_argument("versions", nargs="+", type=int)
        parser.add_argument(
            "--reason", required=True, help="which law or decision asks for it; no personal data"
        )
        parser.add_argument("--by", required=True, help="who decides: office or document number")

    def handle(self, *args: Any, **options: Any) -> None:
        matter = Incident.objects.filter(number=options["number"]).first()
        if matter is None:
            raise CommandError("没有这个编号的事件 · no such matter")
        try:
            retention.announce_erasure(
                matter.pk,
                versions=options["versions"],
                reason=options["reason"],
                now=now(),
                actor=options["by"],
            )
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write("已留痕；请由删除角色执行 erase_bodies · now run erase_bodies")
