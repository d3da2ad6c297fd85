"""相似 against the generator's own truth: it knows which reports had one cause."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

import pytest

from grids.scope import Held, Scope
from incidents.finding.duplicates import duplicates
from incidents.generator import loading
from incidents.generator.plan import Plan
from incidents.models import Incident
from tests.incidents.generator.conftest import DAYS, MATTERS, NOW, SEED, Demo, Workshop


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


def measure(plans: Iterable[Plan], scope: Scope) -> Measured:
    """Ask for every matter at the instant of its report, when only earlier ones are known."""
    causes = {plan.filing.id: plan.cause for plan in plans}
    seen: set[str] = set()
    result = Measured()
    for incident in Incident.objects.filter(pk__in=causes).order_by("reported_at"):
        cause = causes[incident.pk]
        begun = perf_counter()
        said = [causes[each.incident.pk] for each in duplicates(incident, scope, incident.reported_at)]
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
def test_finding_duplicates_in_the_whole_demo_county(
    demo: Demo, workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in (2, 3):
        loading.load_matters(NOW, matters=12_000, days=90, seed=seed, say=lambda words: None)
        measured = measure(workshop.plans(workshop.schedule(12_000, 90, seed)), whole_county(workshop))
        with capsys.disabled():
            print(f"\nduplicates, seed {seed}: {measured}, slowest {measured.slowest * 1000:.0f} ms")
        assert measured.found >= 0.90 * measured.later
        assert measured.right >= 0.70 * measured.said
