"""Dates as clerks type them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.worktime import SHANGHAI
from incidents.workorders.dates import EXCEL_BEGINS, read_date

THIRD_OF_NOVEMBER = datetime(2026, 11, 3, 9, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-03 09:05",
        "2026-11-3 9:05:00",
        "2026/11/3 9:05",
        "2026.11.3 09：05",
        "2026年11月3日 9时5分",
        "2026年11月3日上午9点05分",
        "２０２６-１１-０３ ０９:０５",
        "2026-11-03T09:05",
        "20261103 0905",
        "20261103090500",
        "2026-11-03 星期二 09:05",
        datetime(2026, 11, 3, 9, 5),  # noqa: DTZ001 - a cell of a workbook has no zone
        46329.378472222219,
    ],
)
def test_one_instant_in_many_hands(cell: object) -> None:
    assert read_date(cell) == THIRD_OF_NOVEMBER


@pytest.mark.parametrize(
    "cell", ["2026-11-03", "2026年11月3日", "20261103", 20261103, date(2026, 11, 3), 46329]
)
def test_a_day_alone_is_its_midnight(cell: object) -> None:
    assert read_date(cell) == datetime(2026, 11, 3, tzinfo=SHANGHAI)


def test_the_afternoon_counts_on_from_noon() -> None:
    assert read_date("2026年11月3日 下午3时20分") == datetime(2026, 11, 3, 15, 20, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "cell", ["昨天", "11月3日", "2026-13-01", "2026-02-30", "2026-11-03 25:00", "12345", 7, "1号"]
)
def test_what_is_no_date_is_refused_not_guessed(cell: object) -> None:
    with pytest.raises(ValueError):
        read_date(cell)


@pytest.mark.parametrize("cell", [None, ""])
def test_an_empty_cell_is_no_date(cell: object) -> None:
    assert read_date(cell) is None


@given(st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 - Hypothesis wants them naive
def test_a_serial_number_of_excel_comes_back_to_the_second(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=SHANGHAI)
    serial = (at - EXCEL_BEGINS) / timedelta(days=1)
    assert read_date(serial) == at
