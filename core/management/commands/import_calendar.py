"""Load the working calendar of a year: the State Council's notice as text, or a CSV of days."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import workdays
from core.calendar_files import Reading, missing_holidays, read
from core.workdays import WorkDay


class Command(BaseCommand):
    help = "Load rest days and make-up days (调休) of the years in FILE; the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the notice as text (UTF-8 or GBK), or a CSV of days")
        parser.add_argument("--source", default="", help="number of the notice, if the text does not name it")
        parser.add_argument("--amend", action="store_true", help="add to what is known of the year")

    def handle(self, *args: Any, **options: Any) -> None:
        reading = read(_text(options["file"]), options["source"])
        if not options["amend"]:
            for day in missing_holidays(reading):
                reading.refuse(0, _("缺少法定节假日：") + day)
        if reading.refused:
            raise CommandError("\n".join(_lines(reading)))
        before = workdays.read_calendar().version
        version = _store(reading, amend=options["amend"])
        for year in reading.years:
            self.stdout.write(_summary(reading, year))
        self.stdout.write(_("日历版本：") + version + ("" if version != before else _("（没有变化）")))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(_("文件既不是 UTF-8 也不是 GBK 编码"))


def _lines(reading: Reading) -> list[str]:
    said = [_("什么都没有导入：")]
    for line, reason in reading.refused:
        said.append((_("第 %d 行：") % line if line else "") + reason)
    return said


@transaction.atomic
def _store(reading: Reading, *, amend: bool) -> str:
    known = WorkDay.objects.filter(year__in=reading.years)
    if amend:
        known = known.filter(date__in=reading.days)
    known.delete()
    WorkDay.objects.filter(date__in=reading.days).delete()
    WorkDay.objects.bulk_create(
        WorkDay(
            date=day.date,
            kind=WorkDay.Kind.WORK if day.is_work else WorkDay.Kind.REST,
            occasion=day.occasion,
            year=day.year,
            source=day.source,
        )
        for day in reading.days.values()
    )
    return workdays.publish(timezone.now())


def _summary(reading: Reading, year: int) -> str:
    days = [day for day in reading.days.values() if day.year == year]
    works = sum(day.is_work for day in days)
    counts = {"year": year, "rests": len(days) - works, "works": works, "source": days[0].source}
    return _("%(year)d 年：休息 %(rests)d 天，调休上班 %(works)d 天（%(source)s）") % counts
