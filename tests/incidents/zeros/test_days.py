"""The days at zero as wall and board ask for them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test.utils import CaptureQueriesContext

from incidents.zeros import services
from incidents.zeros.days import days_of, zero_days, zeros_of
from incidents.zeros.models import Campaign
from tests.incidents.breaks import NOW, TODAY, BreakIn

START = date(2026, 1, 1)


@pytest.fixture
def campaign(county: Any) -> Campaign:
    return Campaign.objects.create(area_path=county.path, starts_on=START, set_at=NOW)


def petition(area: Any, on: date = TODAY) -> Any:
    return days_of("petition", area.path, on)


def test_without_a_break_the_days_count_from_the_campaign(campaign: Campaign, county: Any) -> None:
    assert [(each.zero, each.days, each.longest) for each in zero_days(county.path, TODAY)] == [
        ("petition", 326, 326),
        ("accident", 326, 326),
        ("case", 326, 326),
    ]


def test_a_confirmed_break_counts_from_the_day_it_happened(
    campaign: Campaign, break_in: BreakIn, county: Any
) -> None:
    break_in("confirmed")
    found = petition(county)
    assert (found.days, found.longest, found.breaks_this_year) == (10, 316, 1)
    assert found.last_break_on == date(2026, 11, 13)
    assert days_of("accident", county.path, TODAY).days == 326


@pytest.mark.parametrize(("state", "days", "suspected"), [
    ("suspected", 326, 1), ("pending", 326, 1), ("confirmed", 10, 0),
    ("appealed", 10, 0), ("upheld", 10, 0), ("revoked", 326, 0),
])  # fmt: skip
def test_only_what_an_office_recognised_counts(
    campaign: Campaign, break_in: BreakIn, county: Any, state: str, days: int, suspected: int
) -> None:
    break_in(state)
    assert (petition(county).days, petition(county).suspected) == (days, suspected)


def test_a_break_counts_in_its_village_its_street_and_the_county_only(
    campaign: Campaign, break_in: BreakIn, areas: dict[str, Any]
) -> None:
    break_in("confirmed")
    days = {
        name: petition(areas[name]).days
        for name in ("community", "street_a", "county", "street_b", "grid_b1")
    }
    assert days == {"community": 10, "street_a": 10, "county": 10, "street_b": 326, "grid_b1": 326}


def test_a_correction_back_dates(campaign: Campaign, break_in: BreakIn, qian: Any, county: Any) -> None:
    b = break_in("confirmed")
    services.correct(
        b.pk, occurred_on=date(2026, 10, 1), severity="visit", text="实为十月一日", by=qian, now=NOW
    )
    assert petition(county).days == 53


def test_a_late_recognition_counts_from_the_break(campaign: Campaign, break_in: BreakIn, county: Any) -> None:
    break_in("confirmed", occurred_on=date(2026, 3, 1))
    found = petition(county)
    assert (found.days, found.longest) == (267, 267)
    assert petition(county, date(2026, 2, 28)).days == 58


def test_the_last_of_several_breaks_decides_and_the_longest_stretch_stays(
    campaign: Campaign, break_in: BreakIn, county: Any
) -> None:
    for day in (date(2026, 3, 1), date(2026, 11, 20), date(2026, 11, 13)):
        break_in("confirmed", occurred_on=day)
    found = petition(county)
    assert (found.days, found.longest, found.breaks_this_year) == (3, 257, 3)


def test_the_nearest_campaign_above_holds_and_a_later_row_changes_it(
    campaign: Campaign, areas: dict[str, Any]
) -> None:
    street = areas["street_a"].path
    Campaign.objects.create(area_path=street, starts_on=date(2026, 11, 1), set_at=NOW)
    assert (petition(areas["community"]).days, petition(areas["street_b"]).days) == (22, 326)
    Campaign.objects.create(area_path=street, starts_on=date(2026, 11, 3), set_at=NOW + timedelta(minutes=1))
    assert petition(areas["community"]).days == 20


def test_many_areas_cost_two_statements(
    campaign: Campaign, break_in: BreakIn, areas: dict[str, Any], django_assert_num_queries: Any
) -> None:
    break_in("confirmed")
    paths = [area.path for area in areas.values()]
    with django_assert_num_queries(2):
        found = zeros_of(paths, TODAY)
    assert {path: found[path][0].days for path in paths} == {a.path: petition(a).days for a in areas.values()}


def test_a_day_changes_at_midnight_in_shanghai(campaign: Campaign, break_in: BreakIn, county: Any) -> None:
    from core.worktime import local_date

    break_in("confirmed")
    before, after = datetime(2026, 11, 23, 15, 59, tzinfo=UTC), datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert [petition(county, local_date(at)).days for at in (before, after)] == [10, 11]


def test_the_start_of_the_campaign_is_neither_edited_nor_deleted(campaign: Campaign) -> None:
    for change in (
        lambda: Campaign.objects.update(starts_on=date(2020, 1, 1)),
        lambda: Campaign.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_command_writes_a_row_and_refuses_an_unknown_area(county: Any) -> None:
    call_command("start_campaign", "419001", "2026-01-01")
    assert Campaign.objects.get().starts_on == START
    with pytest.raises(CommandError):
        call_command("start_campaign", "999999", "2026-01-01")


def test_the_days_never_read_a_matter(campaign: Campaign, county: Any) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        zero_days(county.path, TODAY)
    assert not any("incidents_" in query["sql"] for query in asked.captured_queries)
