"""The figures of a loaded demo are the generator's own answers: every term, by street and by kind, in every period."""

import pytest

from core.worktime import local_date
from incidents import statistics
from incidents.generator.loading import WHOLE
from incidents.generator.truth import Count, Truth
from incidents.models import Incident, State
from incidents.statistics import Period, Question
from incidents.statistics.flow import balances
from incidents.zeros.days import zeros_of
from tests.incidents.generator.conftest import DAYS, MATTERS, NOW, Demo

pytestmark = pytest.mark.django_db

COUNTY = "/419001/"
KINDS = ("petition", "hazard", "security")


@pytest.fixture
def truth(demo: Demo) -> Truth:
    return demo.loaded.truth


def _periods(truth: Truth) -> list[Period]:
    return [Period(span.start, span.end, span.name) for span in truth.periods]


def test_truth_is_told_for_the_whole_time_and_for_every_month(truth: Truth) -> None:
    assert [span.name for span in truth.periods] == [WHOLE, "2026-10", "2026-11"]
    assert truth.matters == MATTERS and truth.of(WHOLE).reported == MATTERS


def test_the_books_of_every_street_and_kind_balance(truth: Truth) -> None:
    assert truth.counts and all(count.balances for count in truth.counts.values())


def test_stock_and_flow_are_what_was_planned(truth: Truth) -> None:
    for period in _periods(truth):
        books = balances(Question(COUNTY, period, NOW))
        for kind in KINDS:
            assert books.by_kind[kind] == _balance(truth.of(period.name, kind=kind)), (period.name, kind)
        for street in truth.streets:
            assert books.by_unit[street] == _balance(truth.of(period.name, street=street)), (
                period.name,
                street,
            )


def test_rates_by_deadline_are_what_was_planned(truth: Truth) -> None:
    for period in _periods(truth):
        for street in ["", *truth.streets]:
            q = Question(f"{COUNTY}{street}/" if street else COUNTY, period, NOW)
            true = truth.of(period.name, street=street)
            closed, on_time = statistics.due_closure_rate(q), statistics.on_time_rate(q)
            first = statistics.on_time_rate_by_first_due(q)
            assert (closed.n, closed.N) == (true.due_closed, true.due), (period.name, street)
            assert (on_time.n, on_time.N) == (true.on_time, true.due), (period.name, street)
            assert (first.n, first.N) == (true.on_time_by_first, true.first_due), (period.name, street)


def test_rates_are_what_was_planned_for_each_kind_of_matter(truth: Truth) -> None:
    period = _periods(truth)[0]
    for kind in KINDS:
        rate = statistics.on_time_rate(Question(COUNTY, period, NOW, kind=kind))
        true = truth.of(WHOLE, kind=kind)
        assert (rate.n, rate.N) == (true.on_time, true.due)


def test_the_overdue_stock_is_what_was_planned(truth: Truth) -> None:
    for street in ["", *truth.streets]:
        q = Question(f"{COUNTY}{street}/" if street else COUNTY, _periods(truth)[0], NOW)
        stock, true = statistics.overdue_stock(q), truth.of(WHOLE, street=street)
        assert (stock.total, stock.suspended) == (true.overdue, true.suspended), street


def test_what_is_open_is_what_was_planned(truth: Truth) -> None:
    for kind in KINDS:
        standing = Incident.objects.open().filter(kind=kind).count()
        assert standing == truth.of(WHOLE, kind=kind).open


def test_self_handled_are_what_was_planned(truth: Truth) -> None:
    rate = statistics.self_handled_rate(Question(COUNTY, _periods(truth)[0], NOW))
    assert rate.n == truth.of(WHOLE).self_handled
    assert rate.n == Incident.objects.filter(self_handled=True, state=State.CLOSED).count()


def test_days_at_zero_are_what_was_planned(demo: Demo) -> None:
    true = demo.loaded.zero_days
    paths = {f"{COUNTY}{street}/": street for street, _ in true}
    for path, zeros in zeros_of(list(paths), local_date(NOW)).items():
        for zero in zeros:
            assert zero.days == true[paths[path], zero.zero], (path, zero.zero)


def test_the_demo_is_long_enough_to_show_relapses_and_transfers(truth: Truth) -> None:
    whole = truth.of(WHOLE)
    assert DAYS == 45 and whole.relapsed > 5 and whole.transferred > 5 and whole.open > 20


def _balance(count: Count) -> statistics.Balance:
    return statistics.Balance(
        count.opening, count.new, count.relapsed, count.closed, count.transferred, count.ending
    )
