"""The arithmetic of the days at zero, without a database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidents.zeros.days import spans

START, ON = date(2026, 1, 1), date(2026, 11, 23)
days = st.dates(min_value=date(2025, 6, 1), max_value=date(2026, 12, 31))


def test_without_a_break_all_days_since_the_campaign_count() -> None:
    assert spans(START, [], ON) == [326]


def test_the_day_of_a_break_is_day_zero() -> None:
    assert spans(START, [ON], ON) == [326, 0]


def test_the_stretches_between_breaks_are_kept() -> None:
    assert spans(START, [date(2026, 3, 1), date(2026, 11, 13)], ON) == [59, 257, 10]


def test_a_break_before_the_campaign_does_not_count() -> None:
    assert spans(START, [date(2025, 12, 31)], ON) == [326]


def test_without_a_campaign_the_first_break_begins_the_count() -> None:
    assert spans(None, [date(2026, 11, 13)], ON) == [10]
    assert spans(None, [], ON) == []


def test_a_campaign_that_has_not_begun_counts_nothing() -> None:
    assert spans(ON + timedelta(days=1), [], ON) == []


@given(st.lists(days, max_size=8), days)
def test_the_stretches_together_are_all_days_since_the_campaign(broken: list[date], on: date) -> None:
    known = sorted(day for day in broken if day <= on)
    together = spans(START, known, on)
    assert sum(together) == max(0, (on - START).days)
    assert all(length >= 0 for length in together)
