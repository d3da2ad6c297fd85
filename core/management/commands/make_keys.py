"""Make the keys of an installation where they are missing; run once, before the first start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from core.crypto import keys
from core.crypto.ring import KeyTrouble


class Command(BaseCommand):
    help = "Make every key missing in SANLING_KEYS_DIR. What is there stays; keep a copy elsewhere, offline."

    # The database may not be there yet.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys.ensure(settings.KEYS_DIR, settings.CRYPTO, now())
        except (KeyTrouble, OSError) as trouble:
            raise CommandError(str(trouble)) from None
        if trouble_line := keys.check_keys(settings.KEYS_DIR, signing=True):
            raise CommandError(trouble_line)
        names = ", ".join(sorted(path.name for path in settings.KEYS_DIR.iterdir()))
        self.stdout.write(f"{settings.KEYS_DIR}: {names}")
