"""Working time, with examples worked by hand against the notices of 2024, 2025 and 2026."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import worktime
from core.worktime import SHANGHAI, Calendar, Limit, Unit, add, elapsed, portion

ROWS = list(csv.DictReader(Path("core/calendars/workdays.csv").read_text(encoding="utf-8").splitlines()))
NOTICES = worktime.calendar_of(
    ((date.fromisoformat(row["date"]), row["kind"] == "work", int(row["year"])) for row in ROWS), "test"
)
DAYS, HOURS = Unit.WORKING_DAY, Unit.WORKING_HOUR


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        # an ordinary week of 2026: 9 November is a Monday
        ("2026-11-09 10:00", 5, DAYS, "2026-11-16 10:00"),
        ("2026-11-09 08:30", 5, DAYS, "2026-11-13 18:00"),
        ("2026-11-09 18:00", 1, DAYS, "2026-11-10 18:00"),
        ("2026-11-09 10:00", 1, HOURS, "2026-11-09 11:00"),
        ("2026-11-09 11:00", 2, HOURS, "2026-11-09 15:30"),  # an hour before the break, an hour after
        ("2026-11-09 11:00", 1, HOURS, "2026-11-09 12:00"),  # ends with the morning, not at 14:30
        # a start outside hours waits for opening
        ("2026-11-09 06:00", 1, HOURS, "2026-11-09 09:30"),
        ("2026-11-09 13:00", 1, HOURS, "2026-11-09 15:30"),
        ("2026-11-13 19:00", 1, HOURS, "2026-11-16 09:30"),  # Friday evening
        ("2026-11-15 12:00", 1, DAYS, "2026-11-16 18:00"),  # Sunday
        # 劳动节 2026: 1 to 5 May rest, Saturday 9 May is worked
        ("2026-04-30 10:00", 1, DAYS, "2026-05-06 10:00"),
        ("2026-04-30 10:00", 4, DAYS, "2026-05-09 10:00"),
        ("2026-04-30 10:00", 5, DAYS, "2026-05-11 10:00"),
        # 春节 2026: Saturday 14 February is worked, 15 to 23 rest, Saturday 28 is worked
        ("2026-02-14 14:30", 1, DAYS, "2026-02-24 12:00"),
        ("2026-02-23 23:59", 7, HOURS, "2026-02-24 18:00"),
        ("2026-02-27 17:00", 2, HOURS, "2026-02-28 09:30"),
        # year end: Sunday 4 January 2026 is worked
        ("2025-12-31 16:00", 4, HOURS, "2026-01-04 10:30"),
        # 29 February 2024, a Thursday
        ("2024-02-28 17:00", 8, HOURS, "2024-02-29 18:00"),
        ("2024-02-29 10:00", 1, DAYS, "2024-03-01 10:00"),
        ("2024-02-20 09:00", 15, Unit.NATURAL_DAY, "2024-03-06 09:00"),
        ("2026-02-20 09:00", 15, Unit.NATURAL_DAY, "2026-03-07 09:00"),
        # 60 working days from 1 July 2026: 22 in July, 21 in August, 17 in September (Sunday 20)
        ("2026-07-01 10:00", 60, DAYS, "2026-09-22 10:00"),
        # plain time does not wait
        ("2026-02-15 03:00", 24, Unit.HOUR, "2026-02-16 03:00"),
        ("2026-11-09 10:00", 0, DAYS, "2026-11-09 10:00"),
    ],
)
def test_examples_worked_by_hand(start: str, amount: int, unit: Unit, due: str) -> None:
    assert add(at(start), Limit(amount, unit), NOTICES) == worktime.Due(at(due), provisional=False)


@pytest.mark.parametrize(
    ("start", "end", "unit", "passed"),
    [
        ("2026-04-30 10:00", "2026-05-09 10:00", DAYS, timedelta(hours=4 * 7)),
        ("2026-05-01 00:00", "2026-05-05 23:59", HOURS, timedelta(0)),
        ("2026-11-09 11:30", "2026-11-09 15:00", HOURS, timedelta(hours=1)),
        ("2026-11-09 11:30", "2026-11-09 15:00", Unit.HOUR, timedelta(hours=3.5)),
        ("2025-12-31 17:00", "2026-01-04 09:00", HOURS, timedelta(hours=1.5)),
        ("2026-11-09 15:00", "2026-11-09 11:30", HOURS, timedelta(0)),
    ],
)
def test_elapsed_by_hand(start: str, end: str, unit: Unit, passed: timedelta) -> None:
    assert elapsed(at(start), at(end), unit, NOTICES) == passed


def test_a_year_without_its_notice_is_provisional_and_weekends_rest() -> None:
    due = add(at("2026-12-30 10:00"), Limit(5, DAYS), NOTICES)
    assert due == worktime.Due(at("2027-01-06 10:00"), provisional=True)
    assert NOTICES.is_provisional(2027)
    assert not NOTICES.is_workday(date(2027, 1, 2))


def test_plain_days_are_never_provisional() -> None:
    assert not add(at("2030-01-01 00:00"), Limit(15, Unit.NATURAL_DAY), NOTICES).provisional


def test_due_soon_after_four_fifths() -> None:
    soon = portion(at("2026-11-09 08:30"), Limit(5, DAYS), 0.8, NOTICES)
    assert soon.at == at("2026-11-12 18:00")


def test_the_answer_is_in_utc_whatever_zone_was_given() -> None:
    start = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
    due = add(start, Limit(1, HOURS), NOTICES)
    assert due.at.tzinfo is UTC
    assert due.at == datetime(2026, 11, 9, 3, 0, tzinfo=UTC)


def test_a_day_begins_at_midnight_in_shanghai() -> None:
    assert worktime.local_date(datetime(2026, 11, 8, 16, 0, tzinfo=UTC)) == date(2026, 11, 9)
    assert worktime.local_date(datetime(2026, 11, 8, 15, 59, tzinfo=UTC)) == date(2026, 11, 8)


def test_other_hours_make_another_day() -> None:
    short = Calendar(hours=((time(9, 0), time(12, 0)),))
    assert short.day_length == timedelta(hours=3)
    assert add(at("2026-11-09 11:00"), Limit(1, DAYS), short).at == at("2026-11-10 11:00")


@pytest.mark.parametrize("hours", [(), ((time(12), time(9)),), ((time(8), time(12)), (time(11), time(18)))])
def test_hours_that_make_no_sense_are_refused(hours: worktime.Hours) -> None:
    with pytest.raises(ValueError, match="follow one another"):
        Calendar(hours=hours)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add(datetime(2026, 11, 9), Limit(1, DAYS), NOTICES)  # noqa: DTZ001
    with pytest.raises(ValueError, match="cannot be kept"):
        Limit(-1, DAYS)
    with pytest.raises(ValueError, match="cannot be kept"):
        Limit(10**9, Unit.HOUR)
    with pytest.raises(ValueError, match="below zero"):
        add(at("2026-11-09 10:00"), timedelta(seconds=-1), NOTICES, DAYS)
    with pytest.raises(OverflowError):
        add(datetime.max.replace(tzinfo=SHANGHAI), Limit(1, DAYS), NOTICES)


moments = st.datetimes(datetime(2023, 12, 1), datetime(2027, 2, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
lengths = st.timedeltas(timedelta(0), timedelta(hours=7 * 90))
units = st.sampled_from(Unit)


@given(moments, lengths, units)
def test_elapsed_undoes_add(start: datetime, length: timedelta, unit: Unit) -> None:
    assert elapsed(start, add(start, length, NOTICES, unit).at, unit, NOTICES) == length


@given(moments, moments, units)
def test_add_gives_the_first_instant_of_its_kind(start: datetime, end: datetime, unit: Unit) -> None:
    passed = elapsed(start, end, unit, NOTICES)
    first = add(start, passed, NOTICES, unit).at
    assert first <= max(start, end)
    assert elapsed(start, first, unit, NOTICES) == passed


@given(moments, moments, lengths, units)
def test_a_later_start_is_never_due_earlier(
    one: datetime, two: datetime, length: timedelta, unit: Unit
) -> None:
    early, late = min(one, two), max(one, two)
    assert add(early, length, NOTICES, unit).at <= add(late, length, NOTICES, unit).at


@given(moments, lengths, lengths, units)
def test_two_limits_one_after_the_other_are_their_sum(
    start: datetime, one: timedelta, two: timedelta, unit: Unit
) -> None:
    halfway = add(start, one, NOTICES, unit).at
    assert add(halfway, two, NOTICES, unit).at == add(start, one + two, NOTICES, unit).at


@given(moments, st.timedeltas(timedelta(microseconds=1), timedelta(hours=7 * 90)))
def test_working_time_ends_within_opening_hours(start: datetime, length: timedelta) -> None:
    end = add(start, length, NOTICES, HOURS).at.astimezone(SHANGHAI)
    assert NOTICES.is_workday(end.date())
    assert any(opens < end.time() <= closes for opens, closes in NOTICES.hours)
