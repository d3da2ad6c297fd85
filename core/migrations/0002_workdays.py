"""The working calendar of 2024 to 2026 (`core/calendars/workdays.csv`) and the usual opening hours."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations
from django.utils import timezone

from core.workdays import version_of
from core.worktime import OFFICE_HOURS

FILE = Path(__file__).resolve().parent.parent / "calendars" / "workdays.csv"


def load(apps, schema_editor):
    work_day = apps.get_model("core", "WorkDay")
    rows = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
    work_day.objects.bulk_create(work_day(**row) for row in rows)
    hours = apps.get_model("core", "OpeningHours")
    hours.objects.bulk_create(hours(opens=opens, closes=closes) for opens, closes in OFFICE_HOURS)
    days = [(date.fromisoformat(row["date"]), row["kind"], int(row["year"])) for row in rows]
    edition = apps.get_model("core", "CalendarEdition")
    edition.objects.create(id=1, version=version_of(days, OFFICE_HOURS), at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
