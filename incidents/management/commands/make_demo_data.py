"""`manage.py make_demo_data --matters N`: many more matters in a county that stands, for trying how it bears them."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from incidents.generator import loading
from incidents.generator.county import Unstaffed
from incidents.generator.sequencing import sequence
from incidents.generator.telling_truth import lines_of

A_DAY = 900
"""How many matters a day, if the days are not given."""


class Command(BaseCommand):
    """Refuses outside the demo. Batches are committed day by day: what is cut short has loaded its first days."""

    help = "在已载入的示例县中生成更多事件。Make many more matters in the demo county."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --matters, --days and --seed."""
        parser.add_argument("--matters", type=int, required=True)
        parser.add_argument(
            "--days", type=int, help="over how many days; by default so that about 900 come a day"
        )
        parser.add_argument(
            "--seed", type=int, help="another seed makes other matters; by default a fresh one"
        )

    def handle(self, *args: Any, matters: int, days: int | None, seed: int | None, **options: Any) -> None:
        """Make, number, sign, and say what is true of what was made."""
        if not settings.DEMO:
            raise CommandError("只能在示例实例中生成。 This works only in the demo.")
        begun, at = time.monotonic(), now()
        span = days or max(loading.DEMO_DAYS, matters // A_DAY)
        if span >= loading.GROUND.days:
            raise CommandError(f"天数须少于 {loading.GROUND.days} · at most {loading.GROUND.days - 1} days")
        try:
            loaded = loading.load_matters(
                at, matters=matters, days=span, seed=seed or int(at.timestamp()), say=self._say
            )
        except Unstaffed as reason:
            raise CommandError(f"请先载入示例县 · load the demo county first: {reason}") from reason
        for line in lines_of(loaded):
            print(line)
        print(f"生成用时 {time.monotonic() - begun:.0f} 秒")
        size = sequence(self._say)
        print(f"留痕共 {size:,} 条已定序并签名；用时 {time.monotonic() - begun:.0f} 秒")

    def _say(self, words: str) -> None:
        self.stderr.write(f"… {words}")
