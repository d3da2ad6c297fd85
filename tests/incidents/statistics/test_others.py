"""Overdue stock, quality, stages; and that every number of every figure is the length of its list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from incidents.statistics import (
    Period,
    Question,
    overdue_stock,
    return_rate,
    rework_rate,
    satisfaction_rate,
    self_handled_rate,
    solved_rate,
    stage_hours,
)
from incidents.statistics.figures import RATES, every_list, rows_behind, title_of
from incidents.statistics.overdue import BANDS, overdue_by_unit, overdue_rows
from tests.incidents.months import Month, counts

Ask = Callable[..., Question]


def test_overdue_stock_by_days_past_due(month: Month, november: Ask, areas: dict[str, Any]) -> None:
    for day, in_month in ((1, 9), (12, 10), (20, 10), (2, 11), (16, 11), (26, 11)):
        month.assigned(day, month=in_month)
    month.suspended(month.assigned(2), 3)
    month.closed(month.assigned(2), 20)
    stock = overdue_stock(november())
    assert stock.bands == {"0-7": 1, "8-15": 0, "16-30": 1, "31-60": 2, "60+": 1}
    assert (stock.total, stock.suspended) == (5, 1)
    assert overdue_by_unit(november()) == {areas["street_a"].code: stock.total}


EDGES = [
    (0, "0-7"), (7.9, "0-7"), (8, "8-15"), (15.9, "8-15"), (16, "16-30"), (30.9, "16-30"), (31, "31-60"), (61, "60+"),
]  # fmt: skip


def test_the_edges_of_the_bands(month: Month, november: Ask) -> None:
    incident = month.assigned(2)
    due = incident.due_at
    assert due is not None
    long = Period(november().start, due + timedelta(days=99), "long")
    for days, band in EDGES:
        q = Question("/419001/", long, due + timedelta(days=days, microseconds=1))
        assert [each.name for each in BANDS if overdue_rows(q, each.name).exists()] == [band]
    at_due = Question("/419001/", november().period, due)
    assert overdue_stock(at_due).total == 0


def test_what_was_overdue_at_the_end_of_a_past_month(month: Month, november: Ask) -> None:
    month.closed(month.assigned(2), 10, month=12)
    assert overdue_stock(november(now=month.t.now)).total == 1


def test_returns_and_reworks(month: Month, november: Ask) -> None:
    returned = month.assigned(2)
    month.act(returned, "send_back", 3, by="chen", reason_code="other", text="不归我们")
    month.act(returned, "assign", 4, to=month.t.cast.sanitation.code)
    month.assigned(2)
    assert counts(return_rate(november())) == (1, 2)
    again = month.worked(month.assigned(5), 6)
    month.act(again, "rework", 7, by="lin", reason="还有一半")
    month.act(again, "finish", 8, by="chen", what_was_done="办妥")
    month.act(again, "verify", 9, by="lin")
    month.closed(month.assigned(5), 6)
    assert counts(rework_rate(november())) == (1, 2)


def test_self_handled_and_what_people_said(month: Month, november: Ask) -> None:
    month.act(month.filed(2), "self_handle", 2, by="lin", what_was_done="当场清理")
    for day, mark in ((3, 5), (4, 3), (5, 2), (6, None)):
        incident = month.closed(month.assigned(day), day)
        carried: dict[str, Any] = {"satisfaction": mark} if mark else {}
        month.act(incident, "follow_up", day, solved=mark != 2, **carried)
    assert counts(self_handled_rate(november())) == (1, 5)
    rate = satisfaction_rate(november())
    assert (counts(rate), rate.besides) == ((2, 3), 1)
    assert counts(solved_rate(november())) == (3, 4)


def test_stages_take_hours_without_what_stood_suspended(month: Month, november: Ask) -> None:
    incident = month.assigned(2)
    month.suspended(incident, 3)
    month.act(incident, "resume", 13)
    month.act(incident, "finish", 14, by="chen", what_was_done="办妥")
    month.t.act(incident, "verify", month.t.cast.lin)
    month.t.act(incident, "close", month.t.cast.zhou, outcome="settled")
    month.act(month.filed(2), "self_handle", 2, by="lin", what_was_done="当场清理")
    found = {each.stage: each for each in stage_hours(november())}
    assert found["handle"].count == found["all"].count == 1
    assert found["handle"].median == pytest.approx(24, abs=0.1)
    assert found["all"].p90 == pytest.approx((12 - 10) * 24, abs=0.2)
    assert found["take"].median == pytest.approx(24, abs=0.1)


def test_of_nothing_no_stage_took_any_time(month: Month, november: Ask) -> None:
    assert {(each.count, each.median, each.p90) for each in stage_hours(november())} == {(0, None, None)}


@pytest.fixture
def busy(month: Month) -> Month:
    """A month with something of everything."""
    month.assigned(20, month=10)
    month.closed(month.assigned(2), 5)
    again = month.closed(month.assigned(2), 6)
    month.act(again, "follow_up", 7, solved=False, satisfaction=2)
    month.act(again, "reopen", 10, reason="又堆上了")
    month.act(month.filed(11), "transfer", 12, body_name="市公安局", receipt_number="1")
    month.act(month.filed(12), "decline", 12, reason_code="not_ours", channel="12345", text="不属本级")
    month.suspended(month.assigned(3), 4)
    month.act(month.filed(12, "hazard"), "self_handle", 12, by="lin", what_was_done="清理")
    returned = month.assigned(13)
    month.act(returned, "send_back", 14, by="chen", reason_code="other", text="不归我们")
    month.voided(month.filed(14), 14)
    month.assigned(25)
    return month


@pytest.mark.parametrize(("figure", "part"), every_list())
def test_every_list_is_as_long_as_its_number(busy: Month, november: Ask, figure: str, part: str) -> None:
    rows = rows_behind(figure, part, november())
    assert rows.count() == len(rows.page(0, 1_000))
    assert title_of(figure, part)


def test_every_rate_counts_the_rows_that_it_hands_out(busy: Month, november: Ask) -> None:
    for code, figure in RATES.items():
        rate = figure.function(november())
        assert rows_behind(code, "met", november()).count() == rate.n
        assert rows_behind(code, "of", november()).count() == rate.N
        assert rows_behind(code, "missed", november()).count() == rate.N - rate.n


@pytest.mark.parametrize(
    ("figure", "part"), [("nothing", "of"), ("on_time", "x"), ("flow", "x"), ("solved", "beside")]
)
def test_there_is_no_list_behind_what_is_no_figure(
    month: Month, november: Ask, figure: str, part: str
) -> None:
    with pytest.raises(KeyError):
        rows_behind(figure, part, november())


def test_pages_of_the_flow_lose_and_double_nothing(busy: Month, november: Ask) -> None:
    rows = rows_behind("flow", "new", november())
    paged = [row.matter.pk for offset in range(0, rows.count(), 3) for row in rows.page(offset, 3)]
    assert len(paged) == len(set(paged)) == rows.count()
