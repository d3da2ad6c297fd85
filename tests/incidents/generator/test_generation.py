"""The same seed makes the same county; another one another. And what it makes looks like a county."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from core.worktime import local_date
from incidents.alarms import rules
from incidents.generator import Truth, loading, names, pictures, rates, wording
from incidents.generator.fold import next_look
from incidents.generator.schedule import OUTAGE_MINUTES
from incidents.models import Clock, Incident, Photo, Reporter
from incidents.workflow import State
from tests.incidents.generator.conftest import MATTERS, NOW, Demo, Workshop

pytestmark = pytest.mark.django_db


def test_one_seed_makes_the_same_plans_again(workshop: Workshop) -> None:
    first, again = (list(workshop.plans(workshop.schedule(120, 10))) for _ in range(2))
    assert first == again


def test_one_seed_folds_into_the_same_lines_and_hashes(workshop: Workshop) -> None:
    plans = list(workshop.plans(workshop.schedule(60, 6)))
    hashes = [
        [s.hash for life in workshop.folder().fold(plans, Random(3)) for s in life.sealed] for _ in range(2)
    ]
    assert hashes[0] == hashes[1]


def test_another_seed_makes_other_matters(workshop: Workshop) -> None:
    first = {plan.filing.id for plan in workshop.plans(workshop.schedule(60, 6, seed=1))}
    assert not first & {plan.filing.id for plan in workshop.plans(workshop.schedule(60, 6, seed=2))}


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 2, 17, 4, 0, tzinfo=UTC),  # the first day of the year, everybody at home
        datetime(2026, 10, 7, 15, 59, tzinfo=UTC),  # a minute before midnight, at the end of a week off
        datetime(2026, 12, 31, 16, 0, 1, tzinfo=UTC),  # a second into a year without its notice
        datetime(2027, 7, 4, 22, 0, tzinfo=UTC),
    ],
)
def test_it_can_be_made_at_any_moment(workshop: Workshop, now: datetime) -> None:
    schedule = workshop.schedule(150, 12, now=now)
    truth = Truth(loading.spans(schedule), now, workshop.rules)
    plans = list(workshop.plans(schedule))
    for life in workshop.folder(now).fold(plans, Random(1)):
        truth.add(life.plan)
        assert all(line.at <= now for line in life.sealed)
    assert truth.matters == 150 and all(count.balances for count in truth.counts.values())


def test_as_many_matters_as_were_asked_for_none_in_the_future(demo: Demo) -> None:
    assert Incident.objects.count() == MATTERS
    assert not Incident.objects.filter(reported_at__gt=NOW).exists()


def test_the_numbers_people_say_are_of_the_day_of_the_report(demo: Demo) -> None:
    for incident in Incident.objects.all()[:50]:
        assert incident.number.startswith(f"{local_date(incident.reported_at):%y%m%d}-")


def test_every_end_and_every_open_state_comes_up(demo: Demo) -> None:
    rare = {State.VOID, State.ACCEPTED, State.VERIFIED}
    assert set(Incident.objects.values_list("state", flat=True)) >= set(State) - rare


def test_nothing_past_due_is_left_unmarked(demo: Demo) -> None:
    late = Clock.objects.filter(stopped_at=None, paused_at=None, overdue_at=None)
    assert not late.filter(due_at__lt=NOW - timedelta(minutes=1)).exists()


def test_the_sweep_looks_at_half_minutes() -> None:
    at = datetime(2026, 11, 23, 2, 0, 12, 5, tzinfo=UTC)
    assert next_look(at) == datetime(2026, 11, 23, 2, 0, 30, tzinfo=UTC)
    assert next_look(at.replace(second=30, microsecond=0)) == datetime(2026, 11, 23, 2, 0, 30, tzinfo=UTC)
    assert next_look(at.replace(second=31)) == datetime(2026, 11, 23, 2, 1, tzinfo=UTC)


def test_a_flood_day_stands_out_and_is_mostly_flooding(workshop: Workshop) -> None:
    schedule = workshop.schedule(4000, 90)
    seen = schedule.of_day(schedule.flooded, workshop.county)
    usual = sorted(schedule.counts)[len(schedule.counts) // 2]
    assert len(seen) > 4 * usual
    assert sum(each.category.startswith("flood") for each in seen) > len(seen) / 2


def test_bursts_are_about_six_in_a_hundred(workshop: Workshop) -> None:
    schedule = workshop.schedule(6000, 60)
    seen = [each for index in range(60) for each in schedule.of_day(index, workshop.county)]
    assert 0.03 < sum(each.burst >= 0 for each in seen) / len(seen) < 0.10


def test_what_was_seen_without_a_network_arrives_when_it_is_back(workshop: Workshop) -> None:
    schedule = workshop.schedule(9000, 30)
    start, end = schedule.outage
    assert end - start == timedelta(minutes=OUTAGE_MINUTES)
    held = [
        p for p in workshop.plans(schedule) if p.filing.seen_at and start <= p.filing.seen_at < end <= p.at
    ]
    assert held and all(plan.at - end < timedelta(minutes=6) for plan in held)


@pytest.mark.parametrize(
    "now", [NOW, datetime(2026, 11, 21, 19, 0, tzinfo=UTC)], ids=["at ten", "Sunday at three"]
)
def test_whoever_opens_the_demo_finds_a_few_calls_and_no_flood(workshop: Workshop, now: datetime) -> None:
    plans = list(workshop.plans(workshop.schedule(400, 3, now=now)))
    calls = Counter(
        (condition.priority, condition.rule)
        for life in workshop.folder(now).fold(plans, Random(1))
        for condition in rules.of_matter(facts_of(life.incident), now)
    )
    assert 1 <= sum(n for (priority, _), n in calls.items() if priority == 1) <= 2
    assert 2 <= calls[2, "unassigned"] <= 6


def facts_of(incident: Incident) -> rules.Facts:
    """What the alarms ask of a matter, without its clocks."""
    return rules.Facts(
        str(incident.pk), incident.area_path, incident.category_id or "", incident.urgency,
        incident.people_bucket, incident.state, incident.reported_at, incident.returns,
    )  # fmt: skip


def test_one_phone_on_one_day_is_a_day_ahead(workshop: Workshop) -> None:
    ahead = [
        plan
        for plan in workshop.plans(workshop.schedule())
        if plan.filing.seen_at and plan.filing.seen_at > plan.at
    ]
    assert ahead and len({(plan.by.pk, local_date(plan.at)) for plan in ahead}) == 1


def test_busy_streets_are_busier(demo: Demo) -> None:
    streets = Counter(path.split("/")[2] for path in Incident.objects.values_list("area_path", flat=True))
    assert streets["419001001"] > 3 * streets["419001110"]


def test_reporters_are_sealed_and_their_telephones_reach_nobody(demo: Demo) -> None:
    reporter = Reporter.objects.first()
    assert reporter is not None
    stored: Any = Reporter.objects.values_list("phone", flat=True).get(pk=reporter.pk)
    assert reporter.phone.startswith("100") and reporter.phone.encode() not in bytes(stored)


def test_photos_lie_in_the_store_and_are_shown_again(demo: Demo, settings: object) -> None:
    from incidents import photos

    photo = Photo.objects.filter(stage="before").first()
    assert (
        photo is not None and photos.picture_path(photo.picture_sha256).stat().st_size == photo.picture_size
    )
    assert photos.read_original(photo.sha256) == next(
        p.data for p in pictures.album() if p.sha256 == photo.sha256
    )


def test_every_sub_category_has_words_and_a_share() -> None:
    templates = {
        code for code, found in wording.words().items() if isinstance(found, dict) and "report" in found
    }
    assert templates == set(rates.SHARES)


def test_words_are_filled_in_and_short_enough() -> None:
    chance = Random(5)
    for category in rates.SHARES:
        for _ in range(40):
            told = wording.told(category, chance.random() < 0.5, chance)
            assert "{" not in told.text and 8 <= len(told.text) <= 80, told.text
            done = wording.done(rates.kind_of(category), category, told.which, chance)
            assert "{" not in done + wording.reply(category, done, chance)


def test_names_have_three_characters_and_telephones_a_prefix_that_nobody_has() -> None:
    chance = Random(1)
    assert all(len(names.person(chance)) == 3 for _ in range(100))
    assert all(
        names.telephone(chance).startswith("100") and len(names.telephone(chance)) == 11 for _ in range(100)
    )
