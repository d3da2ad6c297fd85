"""manage.py erase_bodies: destroy the ledger's bodies that an entry says are erased. Runs under the erasure role."""

from typing import Any

from django.core.management.base import BaseCommand

from core.ledger.erasure import empty_announced


class Command(BaseCommand):
    help = (
        "Destroy, with their salts, the bodies of ledger entries that a body_erased entry names "
        "(see announce_erasure). Nothing else can be erased; verify_ledger still passes afterwards."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已销毁 {empty_announced()} 条留痕的内容 · bodies destroyed")
