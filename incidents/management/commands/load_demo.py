"""`manage.py load_demo`: the demo county with its people and ninety days of matters, once, and only in the demo."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from incidents.generator import accounts, loading
from incidents.generator.sequencing import sequence
from incidents.generator.telling_truth import lines_of


class Command(BaseCommand):
    """Refuses with a database of your own. A load that was cut short begins again; one that stands is left alone."""

    help = "载入示例县：区域、部门、人员、90天事件。Load the demo county, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --matters, --days and --seed."""
        parser.add_argument("--matters", type=int, default=loading.DEMO_MATTERS)
        parser.add_argument("--days", type=int, default=loading.DEMO_DAYS)
        parser.add_argument("--seed", type=int, default=loading.SEED)

    def handle(self, *args: Any, matters: int, days: int, seed: int, **options: Any) -> None:
        """Load, number, sign, hand the accounts out; say what is true."""
        if not settings.DEMO:
            raise CommandError(
                "示例数据只装入本机内置数据库；自备数据库请用 manage.py createadmin。 "
                "The demo is loaded only into the embedded database on loopback; use createadmin with your own."
            )
        begun = time.monotonic()
        if not loading.stands_already():
            loaded = loading.load_demo_county(now(), matters=matters, days=days, seed=seed, say=self._say)
            for line in lines_of(loaded):
                print(line)
        size = sequence(self._say)
        number = accounts.hand_out(settings.DEMO_ACCOUNTS)
        print(f"留痕 {size:,} 条已定序并签名；示例账号 {number} 个；用时 {time.monotonic() - begun:.0f} 秒")

    def _say(self, words: str) -> None:
        self.stderr.write(f"… {words}")
