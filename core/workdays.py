"""The working calendar of the county: its rows, and the one copy of it that each process keeps in memory."""

import hashlib
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.worktime import OFFICE_HOURS, Calendar, Hours, calendar_of

LOOK_AGAIN_SECONDS = 60


class WorkDay(models.Model):
    """One day on which a yearly notice departs from the ordinary week. All other days are not here."""

    class Kind(models.TextChoices):
        REST = "rest", _("休息")
        WORK = "work", _("上班")

    date = models.DateField(_("日期"), primary_key=True)
    kind = models.CharField(_("安排"), max_length=4, choices=Kind.choices)
    occasion = models.CharField(_("节日"), max_length=20)
    year = models.PositiveSmallIntegerField(_("通知年度"))
    source = models.CharField(_("依据"), max_length=60)

    class Meta:
        ordering = ("date",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["rest", "work"]), name="a_day_rests_or_works"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class OpeningHours(models.Model):
    """One stretch of a working day in which working time runs, such as 08:30 to 12:00."""

    opens = models.TimeField(_("开始办公"), primary_key=True)
    closes = models.TimeField(_("结束办公"))

    class Meta:
        ordering = ("opens",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")), name="hours_open_before_they_close"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


class CalendarEdition(models.Model):
    """The one row that says which state the two tables are in, so that a change is noticed by reading it
    alone.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_calendar_edition")]

    def __str__(self) -> str:
        return self.version


@dataclass(frozen=True)
class _Known:
    calendar: Calendar
    looked_at: float


_known: _Known | None = None
_lock = threading.Lock()


def load_calendar() -> Calendar:
    """The calendar in force. It is read once per process; a new edition is noticed within a minute."""
    global _known
    known, now = _known, time.monotonic()
    if known and now - known.looked_at < LOOK_AGAIN_SECONDS:
        return known.calendar
    with _lock:
        edition = CalendarEdition.objects.values_list("version", flat=True).first()
        calendar = known.calendar if known and known.calendar.version == edition else read_calendar()
        _known = _Known(calendar, now)
    return calendar


def read_calendar() -> Calendar:
    """The calendar as the tables say it now."""
    days = list(WorkDay.objects.values_list("date", "kind", "year"))
    hours = tuple(OpeningHours.objects.values_list("opens", "closes")) or OFFICE_HOURS
    return calendar_of(
        ((day, kind == WorkDay.Kind.WORK, year) for day, kind, year in days), version_of(days, hours), hours
    )


def publish(now: datetime) -> str:
    """Say that the tables have changed, and return the new edition's version. Part of the caller's
    transaction.
    """
    version = read_calendar().version
    CalendarEdition.objects.update_or_create(id=1, defaults={"version": version, "at": now})
    transaction.on_commit(forget)
    return version


def forget() -> None:
    """Read the tables again at the next question."""
    global _known
    _known = None


def version_of(days: Iterable[tuple[object, str, int]], hours: Hours) -> str:
    """Twelve hexadecimal digits that are the same for the same days and hours, whoever loaded them."""
    lines = [f"{day} {kind} {year}" for day, kind, year in days]
    lines += [f"{opens:%H:%M} {closes:%H:%M}" for opens, closes in hours]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]
