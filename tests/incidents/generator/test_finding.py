"""相似 and 建议 against the generator's own truth: it knows which reports had one cause, and whose each matter was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

import pytest
from django.db import transaction

from grids.models import Department
from grids.scope import Held, Scope
from incidents.desk import options
from incidents.finding import lessons, suggestion
from incidents.finding.duplicates import duplicates
from incidents.generator import loading
from incidents.generator.plan import Plan
from incidents.models import Incident, State
from tests.incidents.generator.conftest import DAYS, MATTERS, NOW, SEED, Demo, Workshop

pytestmark = pytest.mark.django_db


@dataclass
class Measured:
    """Of the later reports of a cause, how many got one of theirs; of all that was said, how much was so."""

    later: int = 0
    found: int = 0
    said: int = 0
    right: int = 0
    slowest: float = 0.0

    def __str__(self) -> str:
        recall, precision = self.found / self.later, self.right / self.said
        return f"recall {self.found}/{self.later} = {recall:.1%}, precision {self.right}/{self.said} = {precision:.1%}"


def whole_county(workshop: Workshop) -> Scope:
    area = workshop.county.area
    return Scope(0, (Held("supervisor", area.path, area.code, "county"),))  # type: ignore[arg-type]


def measure(plans: Iterable[Plan], scope: Scope, one_in: int = 1) -> Measured:
    """Ask for every matter, or one in so many, at the instant of its report, when only earlier ones are known; others
    share no cause.
    """
    causes = {plan.filing.id: plan.cause for plan in plans}
    seen: set[str] = set()
    result = Measured()
    for incident in Incident.objects.filter(pk__in=causes).order_by("reported_at"):
        cause = causes[incident.pk]
        if incident.pk.int % one_in:
            seen |= {cause} - {""}
            continue
        begun = perf_counter()
        said = [
            causes.get(each.incident.pk, "") for each in duplicates(incident, scope, incident.reported_at)
        ]
        result.slowest = max(result.slowest, perf_counter() - begun)
        result.said += len(said)
        result.right += sum(bool(cause) and other == cause for other in said)
        result.later += cause in seen
        result.found += cause in seen and cause in said
        seen |= {cause} - {""}
    return result


def test_nine_in_ten_are_found_and_most_of_what_is_said_is_so(demo: Demo, workshop: Workshop) -> None:
    measured = measure(workshop.plans(workshop.schedule(MATTERS, DAYS, SEED)), whole_county(workshop))
    assert measured.later >= 20
    assert measured.found >= 0.90 * measured.later, measured
    assert measured.right >= 0.70 * measured.said, measured


@pytest.mark.full
@pytest.mark.parametrize("days", [90, 14], ids=["usual", "flood"])
def test_finding_duplicates_in_the_whole_demo_county(
    demo: Demo, workshop: Workshop, capsys: pytest.CaptureFixture[str], days: int
) -> None:
    """In fourteen days a third of the 12,000 come on the day of the flood. One matter in six is asked about."""
    with transaction.atomic():
        loading.load_matters(NOW, matters=12_000, days=days, seed=2, say=lambda words: None)
        plans = workshop.plans(workshop.schedule(12_000, days, 2))
        measured = measure(plans, whole_county(workshop), one_in=6)
        transaction.set_rollback(True)
    with capsys.disabled():
        print(f"\nduplicates, seed 2, {days} days: {measured}, slowest {measured.slowest * 1000:.0f} ms")
    assert measured.found >= 0.90 * measured.later
    assert measured.right >= 0.70 * measured.said


@dataclass
class Suggestions:
    """Of the matters of a held-back time: how often the first suggestion was what people came to in the end."""

    asked: int = 0
    shown: int = 0
    learned: int = 0
    by_words_alone: int = 0
    category: int = 0

    def __str__(self) -> str:
        counted = (self.shown, self.learned, self.by_words_alone, self.category)
        shown, learned, words, category = (f"{n / self.asked:.1%}" for n in counted)
        return (
            f"of {self.asked} departments {shown} as shown, {learned} without the table, {words} by words alone; "
            f"categories {category}"
        )


def held_back(days: int, least: int, monkeypatch: pytest.MonkeyPatch) -> Suggestions:
    """Learn from what was closed before the last days, and suggest for what was reported in them."""
    since = NOW - timedelta(days=days)
    taught = lessons.study(lessons.closed(since))
    assert taught.matters >= least
    monkeypatch.setattr(suggestion, "learned", lambda: taught)
    result = Suggestions()
    rows = Incident.objects.filter(reported_at__gte=since, department__isnull=False, category__isnull=False)
    for incident in rows.exclude(state=State.MERGED).select_related("category"):
        serving = list(options.serving(incident))
        result.asked += 1
        usual = options.default_department(incident)
        result.shown += _first(incident, serving, usual) == incident.department_id
        result.learned += _first(incident, serving) == incident.department_id
        guess, chosen = suggestion.category(incident), incident.category_id
        result.category += guess is not None and guess.code == chosen
        incident.category_id = None
        result.by_words_alone += _first(incident, serving) == incident.department_id
    return result


def _first(incident: Incident, serving: list[Department], usual: Department | None = None) -> int:
    return suggestion.departments(incident, serving, usual, {})[0].department.pk


def test_the_suggested_department_is_mostly_right(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = held_back(12, 300, monkeypatch)
    assert measured.asked >= 50
    assert measured.shown >= 0.70 * measured.asked, measured
    assert measured.learned >= 0.50 * measured.asked, measured


@pytest.mark.full
def test_finding_departments_in_a_held_back_month(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loading.load_matters(NOW, matters=12_000, days=90, seed=4, say=lambda words: None)
    measured = held_back(30, 3_000, monkeypatch)
    with capsys.disabled():
        print(f"\nsuggestions, seed 4: {measured}")
    assert measured.learned >= 0.70 * measured.asked
    assert measured.by_words_alone >= 0.70 * measured.asked
