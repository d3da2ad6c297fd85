"""The books in the database: they balance, and say what the lives say that are folded from the whole ledger."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from core.errors import Refusal
from core.ledger.models import Entry
from incidents.models import Incident
from incidents.statistics import Balance, Period, Question, balances
from incidents.statistics.flow import TERMS, flow_rows, tally
from incidents.statistics.lives import Spell, Step, spells
from incidents.verbs import VERBS
from tests.incidents.months import Month

Ask = Callable[..., Question]


def test_the_terms_of_a_small_month(month: Month, november: Ask) -> None:
    month.assigned(20, month=10)
    month.closed(month.assigned(20, month=10), 3)
    month.closed(month.assigned(2), 5)
    again = month.closed(month.assigned(2), 6)
    month.act(again, "reopen", 10, reason="又堆上了")
    month.act(month.filed(11), "transfer", 12, body_name="市公安局", receipt_number="1")
    month.act(month.filed(12), "decline", 12, reason_code="not_ours", channel="12345", text="不属本级")
    month.filed(13, "hazard")
    books = balances(november())
    assert books.total == Balance(opening=2, new=4, relapsed=1, closed=3, transferred=1, ending=3)
    assert books.by_kind["hazard"] == Balance(new=1, ending=1)


def test_closed_reopened_and_closed_again_is_two_closures(month: Month, november: Ask) -> None:
    incident = month.closed(month.assigned(2), 5)
    month.act(incident, "reopen", 10, reason="又堆上了")
    month.act(incident, "assign", 11, to=month.t.cast.sanitation.code)
    month.closed(incident, 12)
    assert balances(november()).total == Balance(new=1, relapsed=1, closed=2)
    rows = flow_rows(november(), "closed")
    assert (rows.count(), [matter.number for matter, _ in rows.page(0, 9)]) == (2, [incident.number] * 2)


def test_a_closure_undone_is_none(month: Month, november: Ask) -> None:
    incident = month.closed(month.assigned(2), 5)
    month.t.now -= timedelta(seconds=55)
    month.t.act(incident, "undo", month.t.cast.zhou)
    assert balances(november()).total == Balance(new=1, ending=1)


def folded(q: Question) -> list[Spell]:
    """Every spell of the area and kind, from every line of the ledger and with no SQL of the figures."""
    found = []
    for matter in Incident.objects.filter(area_path__startswith=q.area_path):
        lines = Entry.objects.filter(stream=matter.pk).order_by("version")
        steps = [Step(line.kind, line.at, json.loads(line.header)["state"]) for line in lines]
        unit = matter.area_path.removeprefix(q.area_path).split("/")[0]
        found += spells(matter.pk, matter.kind_id, unit, matter.reported_at, matter.state, steps)
    return found


CARRIED: dict[str, dict[str, Any]] = {
    "self_handle": {"what_was_done": "当场清理"},
    "accept": {"category": "P01"},
    "decline": {"reason_code": "not_ours", "channel": "12345", "text": "不属本级"},
    "object": {"text": "就在本社区"},
    "finish": {"what_was_done": "已清理"},
    "rework": {"reason": "还有一半"},
    "close": {"outcome": "settled"},
    "send_back": {"reason_code": "not_ours", "text": "不归我们"},
    "transfer": {"body_name": "市公安局", "receipt_number": "1"},
    "reopen": {"reason": "又堆上了"},
}
WEIGHTS = {"accept": 6, "assign": 6, "take": 6, "finish": 6, "verify": 6, "close": 8, "reopen": 5, "undo": 2}


def lead_a_random_life(month: Month, chance: Random) -> None:
    """A matter that meets random verbs, some of them refused, over some weeks."""
    tell, cast = month.t, month.t.cast
    month.at(chance.randint(1, 28), month=chance.choice([9, 10, 11]))
    incident, parent = tell.file(chance.choice(["petition", "hazard"])), tell.file("petition")
    later = "2027-01-30T10:00:00+08:00"
    others = {
        "assign": {"to": cast.sanitation.code},
        "merge": {"parent": str(parent.pk)},
        "ask": {"what": chance.choice(["voiding", "suspension"]), "reason": "等", "new_date": later},
    }
    verbs = [verb for verb in VERBS for _ in range(WEIGHTS.get(verb, 1))]
    for _ in range(chance.randint(0, 40)):
        verb = chance.choice(verbs)
        tell.now += timedelta(seconds=-55) if verb == "undo" else timedelta(hours=chance.choice([0, 1, 30]))
        who = chance.choice([cast.zhou, cast.wei, cast.chen, cast.lin])
        with suppress(Refusal):
            tell.act(incident, verb, who, **(CARRIED | others).get(verb, {}))


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_say_what_the_whole_ledger_says(
    month: Month, areas: dict[str, Any], cast: SimpleNamespace, seed: int
) -> None:
    chance = Random(seed)
    for _ in range(10):
        lead_a_random_life(month, chance)
    for name in ("2026-09", "2026-10", "2026-11", "2026-12"):
        period = Period.named(name)
        assert period is not None
        q = Question(areas["street_a"].path, period, month.t.now)
        told = {cell: Balance.of(counted) for cell, counted in tally(folded(q), q).items()}
        books = balances(q)
        assert books.total == sum(told.values(), Balance()) and books.total.balances
        for kind in ("petition", "hazard"):
            assert books.by_kind.get(kind, Balance()) == sum(
                (b for (k, _), b in told.items() if k == kind), Balance()
            )
        for term in TERMS:
            rows = flow_rows(q, term)
            assert rows.count() == len(rows.page(0, 10_000)) == getattr(books.total, term)


def test_the_books_cost_the_same_however_many_matters(
    month: Month, november: Ask, django_assert_num_queries: Any
) -> None:
    for day in (2, 3, 4):
        month.act(month.closed(month.assigned(day), day + 5), "reopen", day + 8, reason="又堆上了")
    with django_assert_num_queries(3):
        balances(november())
