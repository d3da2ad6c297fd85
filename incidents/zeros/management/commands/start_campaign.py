"""`manage.py start_campaign 419001 2026-01-01`: from which day an area counts its days at zero (起算日)."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from core.worktime import local_date
from grids.models import Area
from incidents.zeros.models import Campaign


class Command(BaseCommand):
    """Writes one row; what was written before stays readable."""

    help = "Say from which day an area and all below it count their days at zero (起算日)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The code of the area, and the day."""
        parser.add_argument("area", help="code of the area, such as 419001")
        parser.add_argument("starts_on", type=date.fromisoformat, help="first day counted, YYYY-MM-DD")

    def handle(self, *args: Any, area: str, starts_on: date, **options: Any) -> None:
        """Refuses an unknown area and a day in the future."""
        at = now()
        found = Area.objects.valid_on(local_date(at)).filter(code=area).first()
        if found is None:
            raise CommandError(f"没有代码为 {area} 的区域 / no area has the code {area}")
        if starts_on > local_date(at):
            raise CommandError("起算日不能在将来 / the first day may not lie in the future")
        Campaign.objects.create(area_path=found.path, starts_on=starts_on, set_at=at)
        self.stdout.write(f"{found.name} 自 {starts_on} 起计 / counted from {starts_on}")
