"""Working-time arithmetic (工作时间): when a limit runs out, and how much of it has passed. Pure; no clock,
no database.

Working days are data: a year's notice (国务院办公厅…部分节假日安排的通知) names rest days and make-up days
(调休). In a year without its notice weekends rest, and every answer that leans on such a year is
provisional (暂定).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China Standard Time; it has no summer time since 1992, and no year before that is ours."""

DAY = timedelta(days=1)
NOTHING = timedelta(0)
LONGEST = timedelta(days=36_600)


class Unit(StrEnum):
    """In what a limit is counted."""

    NATURAL_DAY = "natural_day"  # 自然日: 24 hours
    WORKING_DAY = "working_day"  # 工作日: the opening hours of one day, wherever they begin
    WORKING_HOUR = "working_hour"  # 工作时: 60 minutes of opening hours
    HOUR = "hour"  # 小时

    @property
    def is_working_time(self) -> bool:
        """Whether rest days and closed hours do not count."""
        return self in (Unit.WORKING_DAY, Unit.WORKING_HOUR)


@dataclass(frozen=True)
class Limit:
    """A time limit (时限): so many of a unit. Raises ValueError below 0 or beyond a hundred years."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not NOTHING <= self.amount * (timedelta(hours=1) if "hour" in self.unit else DAY) <= LONGEST:
            raise ValueError(f"a limit of {self.amount} {self.unit} cannot be kept")

    def length(self, calendar: "Calendar") -> timedelta:
        """How long it is on the clock: of working time for working units, of plain time for the others."""
        if self.unit is Unit.WORKING_DAY:
            return self.amount * calendar.day_length
        return self.amount * (DAY if self.unit is Unit.NATURAL_DAY else timedelta(hours=1))


@dataclass(frozen=True)
class Due:
    """When a limit runs out (UTC), and whether a year without its notice had a say in it (暂定)."""

    at: datetime
    provisional: bool


Hours = tuple[tuple[time, time], ...]
OFFICE_HOURS: Hours = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, and from when to when.

    `days` holds only what the notices say: True for a make-up day, False for a rest day. `years` are those
    whose notice is known. `version` names this state of the data, and is stored beside every due date that
    was worked out from it. Raises ValueError if the hours are empty, overlap or run backwards.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    version: str = ""
    hours: Hours = OFFICE_HOURS
    _worked: dict[int, list[date]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        edges = [edge for period in self.hours for edge in period]
        if not edges or any(early >= late for early, late in pairwise(edges)):
            raise ValueError("opening hours must follow one another")

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day: what the notice says, else Monday to Friday."""
        return self.days.get(day, day.weekday() < 5)

    def is_provisional(self, year: int) -> bool:
        """Whether that year's notice is not loaded."""
        return year not in self.years

    @cached_property
    def day_length(self) -> timedelta:
        """The working time of one full working day."""
        return sum((_between(opens, closes) for opens, closes in self.hours), NOTHING)

    def workdays(self, year: int) -> list[date]:
        """All working days of a year, in order; worked out once."""
        if year not in self._worked:
            first = date(year, 1, 1).toordinal()
            days = map(date.fromordinal, range(first, date(year, 12, 31).toordinal() + 1))
            self._worked[year] = [day for day in days if self.is_workday(day)]
        return self._worked[year]

    def workdays_between(self, first: date, end: date) -> int:
        """How many working days there are from `first` up to, and without, `end`."""
        counts = (
            bisect_left(self.workdays(year), end) - bisect_left(self.workdays(year), first)
            for year in range(first.year, end.year + 1)
        )
        return sum(counts)

    def workday_after(self, day: date, number: int) -> date:
        """The `number`-th working day after `day`; 1 is the next one. Raises OverflowError at the end of
        time.
        """
        year, past = day.year, bisect_right(self.workdays(day.year), day)
        while number > len(self.workdays(year)) - past:
            number -= len(self.workdays(year)) - past
            if year == date.max.year:
                raise OverflowError("no working day is left in the calendar")
            year, past = year + 1, 0
        return self.workdays(year)[past + number - 1]


def add(start: datetime, limit: Limit | timedelta, calendar: Calendar, unit: Unit | None = None) -> Due:
    """Return the first instant at which `limit` has passed since `start`.

    `start` is aware. Rest days do not count, make-up days do; a start outside hours waits for opening. Five
    working days from Monday 10:00 end on the next Monday at 10:00, from Monday 08:30 on Friday at 18:00.
    `limit` may also be a length that `elapsed` gave, with its `unit`. Raises ValueError for a naive start
    or a length below zero.
    """
    if isinstance(limit, Limit):
        return add(start, limit.length(calendar), calendar, limit.unit)
    if unit is None or limit < NOTHING:
        raise ValueError("a length must be in a unit, and not below zero")
    local = _local(start)
    if not unit.is_working_time:
        return Due((local + limit).astimezone(UTC), provisional=False)
    end = _add_working_time(local, limit, calendar)
    years = range(local.year, end.year + 1)
    return Due(end.astimezone(UTC), any(calendar.is_provisional(year) for year in years))


def elapsed(start: datetime, end: datetime, unit: Unit, calendar: Calendar) -> timedelta:
    """How much time of that unit's sort lies between two aware instants: working time, or plain time.

    0 if `end` is not after `start`. Divide by `calendar.day_length` to speak of working days.
    """
    first, last = _local(start), _local(end)
    if last <= first:
        return NOTHING
    if not unit.is_working_time:
        return last - first
    full = calendar.workdays_between(first.date(), last.date()) * calendar.day_length
    return full - _worked_by(first, calendar) + _worked_by(last, calendar)


def portion(start: datetime, limit: Limit, share: float, calendar: Calendar) -> Due:
    """The instant at which that share (0 to 1) of a limit is used up: 0.8 is when a matter is due soon
    (临期).
    """
    return add(start, limit.length(calendar) * share, calendar, limit.unit)


def calendar_of(
    rows: Iterable[tuple[date, bool, int]], version: str, hours: Hours = OFFICE_HOURS
) -> Calendar:
    """A calendar from rows of (day, is it worked, year of the notice)."""
    kept = list(rows)
    return Calendar(
        {day: worked for day, worked, _ in kept}, frozenset(year for _, _, year in kept), version, hours
    )


def local_date(instant: datetime) -> date:
    """The day it is in Shanghai at that aware instant."""
    return _local(instant).date()


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without its time zone")
    return instant.astimezone(SHANGHAI)


def _between(opens: time, closes: time) -> timedelta:
    return datetime.combine(date.min, closes) - datetime.combine(date.min, opens)


def _worked_by(instant: datetime, calendar: Calendar) -> timedelta:
    """The working time of its own day that is over at a local instant."""
    if not calendar.is_workday(instant.date()):
        return NOTHING
    now = instant.time()
    return sum(
        (_between(opens, min(now, closes)) for opens, closes in calendar.hours if now > opens), NOTHING
    )


def _add_working_time(start: datetime, length: timedelta, calendar: Calendar) -> datetime:
    """Whole days are leapt over; only within the last day are the hours looked at."""
    if length == NOTHING:
        return start
    day, left = start.date(), _worked_by(start, calendar) + length
    if not calendar.is_workday(day):
        day = calendar.workday_after(day, 1)
    whole = (
        -(-left // calendar.day_length) - 1
    )  # what is left must end within a day: more than 0, at most all of it
    if whole:
        day, left = calendar.workday_after(day, whole), left - whole * calendar.day_length
    for opens, closes in calendar.hours:
        if left <= _between(opens, closes):
            return datetime.combine(day, opens, SHANGHAI) + left
        left -= _between(opens, closes)
    raise AssertionError("a day is as long as its hours")
