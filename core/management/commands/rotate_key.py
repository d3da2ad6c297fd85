"""Make a new key, and bring what lies under the old ones to it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.crypto import KeyTrouble, resealing, ring
from core.crypto.providers import provider

KINDS = (ring.DATA, ring.RECEIPT, "master")


class Command(BaseCommand):
    help = "Make a new data, receipt or master key; --reseal brings old values under the newest data key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "kind", choices=[*KINDS, "none"], help="which key to make; none with --reseal alone"
        )
        parser.add_argument(
            "--reseal", action="store_true", help="seal every value again that lies under an old key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.KEYS_DIR)
        try:
            self._make(folder, options["kind"])
            if options["reseal"]:
                self._reseal()
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from None
        for kid, count in sorted(resealing.uses().items()):
            self.stdout.write(_("密钥 %(kid)s：%(count)d 个加密值") % {"kid": kid, "count": count})

    def _make(self, folder: Path, kind: str) -> None:
        if kind == "master":
            ring.replace_master(folder, timezone.now())
            self.stdout.write(_("主密钥已更换，其余密钥已重新封装"))
        elif kind != "none":
            key = ring.make(folder, kind, provider(), timezone.now())
            self.stdout.write(_("新密钥：") + f"{kind}-{key.kid}.key")

    def _reseal(self) -> None:
        for model, field in resealing.columns():
            count = resealing.reseal((model, field))
            self.stdout.write(f"{model._meta.label}.{field.name}: {count}")
