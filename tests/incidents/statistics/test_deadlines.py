"""Rates by deadline, each case worked by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core.worktime import SHANGHAI
from incidents.statistics import (
    Period,
    Question,
    accept_on_time_rate,
    due_closure_rate,
    on_time_rate,
    on_time_rate_by_first_due,
    take_on_time_rate,
)
from incidents.statistics.deadlines import on_time_by_month
from tests.incidents.months import Month, counts

Ask = Callable[..., Question]


def test_of_nothing_a_rate_is_none_never_zero(month: Month, november: Ask) -> None:
    rate = due_closure_rate(november())
    assert (rate.n, rate.N, rate.value) == (0, 0, None)


def test_closed_before_it_was_due_counts_in_both(month: Month, november: Ask) -> None:
    month.closed(month.assigned(2), 5)
    assert counts(due_closure_rate(november())) == counts(on_time_rate(november())) == (1, 1)


def test_closed_late_is_closed_but_not_on_time(month: Month, november: Ask) -> None:
    month.closed(month.assigned(2), 12)
    assert counts(due_closure_rate(november())) == (1, 1)
    assert counts(on_time_rate(november())) == (0, 1)


def test_what_is_not_yet_due_stands_beside_never_inside(month: Month, november: Ask) -> None:
    month.assigned(2)
    early = month.closed(month.assigned(4), 5)
    rate = due_closure_rate(november(6))
    assert (counts(rate), rate.besides) == ((0, 0), 1)
    rate = due_closure_rate(november(10))
    assert (counts(rate), rate.besides) == ((0, 1), 0)
    assert early.number not in {clock.incident.number for clock in rate.rows("of")}


def test_what_falls_due_next_month_is_neither_inside_nor_beside(month: Month, november: Ask) -> None:
    month.assigned(26)
    rate = due_closure_rate(november())
    assert (counts(rate), rate.besides) == ((0, 0), 0)


def test_a_past_month_counts_closures_up_to_its_own_end(month: Month, november: Ask) -> None:
    month.closed(month.assigned(2), 10, month=12)
    later = datetime(2026, 12, 20, tzinfo=SHANGHAI)
    assert counts(due_closure_rate(november(now=later))) == (0, 1)
    assert due_closure_rate(november(now=later)).cut_off == datetime(2026, 12, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize("how", ["void", "declined", "merged"])
def test_void_declined_and_merged_are_left_out(month: Month, november: Ask, how: str) -> None:
    month.assigned(2)
    other = month.assigned(2)
    if how == "void":
        month.voided(other, 3)
    elif how == "merged":
        month.act(other, "send_back", 3, by="chen", reason_code="other", text="不归我们")
        parent = month.filed(3)
        month.act(other, "merge", 4, parent=str(parent.pk))
    else:
        month.act(month.filed(3), "decline", 4, reason_code="not_ours", channel="12345", text="不属本级")
        month.closed(other, 4)
    left = 2 if how == "declined" else 1
    assert counts(due_closure_rate(november(12)))[1] == left


def test_what_is_suspended_is_not_due(month: Month, november: Ask) -> None:
    month.suspended(month.assigned(2), 3)
    assert counts(on_time_rate(november(20))) == (0, 0)


def test_a_suspension_moves_the_deadline_in_force_and_not_the_first(month: Month, november: Ask) -> None:
    incident = month.suspended(month.assigned(2), 3)
    month.act(incident, "resume", 10)
    month.act(incident, "finish", 13, by="chen", what_was_done="办妥")
    month.t.act(incident, "verify", month.t.cast.lin)
    month.t.act(incident, "close", month.t.cast.zhou, outcome="settled")
    assert counts(on_time_rate(november())) == (1, 1)
    assert counts(on_time_rate_by_first_due(november())) == (0, 1)


def test_handed_over_before_it_was_due_leaves_the_rate_later_stays_in_it(month: Month, november: Ask) -> None:
    for day in (5, 12):
        month.act(month.assigned(2), "transfer", day, body_name="市公安局", receipt_number="1")
    rate = due_closure_rate(november())
    assert counts(rate) == (0, 1)


def test_a_reopened_matter_keeps_what_it_was_and_counts_again(month: Month, november: Ask) -> None:
    incident = month.closed(month.assigned(2), 5)
    month.act(incident, "reopen", 10, reason="又堆上了")
    month.act(incident, "assign", 11, to=month.t.cast.sanitation.code)
    assert counts(due_closure_rate(november(16))) == (1, 1)
    assert counts(due_closure_rate(november(20))) == (1, 2)
    month.closed(incident, 23)
    assert counts(due_closure_rate(november())) == (2, 2)
    assert counts(on_time_rate(november())) == (1, 2)


def test_a_merger_taken_apart_counts_once_by_the_clock_that_went_on(month: Month, november: Ask) -> None:
    incident = month.assigned(2)
    month.act(incident, "send_back", 3, by="chen", reason_code="other", text="不归我们")
    parent = month.filed(3)
    month.act(incident, "merge", 3, parent=str(parent.pk))
    month.act(incident, "unmerge", 4)
    month.act(incident, "assign", 5, to=month.t.cast.sanitation.code)
    assert counts(on_time_rate(november(8))) == (0, 0)
    assert counts(on_time_rate(november(13))) == (0, 1)


def test_met_and_missed_together_are_all(month: Month, november: Ask) -> None:
    month.closed(month.assigned(2), 5)
    month.closed(month.assigned(2), 12)
    month.assigned(3)
    for figure in (
        due_closure_rate,
        on_time_rate,
        on_time_rate_by_first_due,
        accept_on_time_rate,
        take_on_time_rate,
    ):
        rate = figure(november())
        assert rate.rows("met").count() + rate.rows("missed").count() == rate.rows("of").count() == rate.N


def test_units_kinds_and_scope_narrow_the_rate(
    month: Month, november: Ask, areas: dict[str, Any], cast: SimpleNamespace
) -> None:
    from grids.scope import scope_of

    month.closed(month.assigned(2), 5)
    month.closed(month.assigned(2, "hazard"), 12)
    assert counts(on_time_rate(november(kind="hazard"))) == (0, 1)
    shares = on_time_rate(november()).by_unit(areas["county"].path)
    assert {code: (share.n, share.N) for code, share in shares.items()} == {areas["street_a"].code: (1, 2)}
    he = scope_of(cast.he, month.t.now.date())
    assert counts(on_time_rate(november(scope=he))) == (0, 0)
    assert counts(on_time_rate(november(area_path=areas["street_b"].path))) == (0, 0)


def test_accepting_in_time_and_late_declining_too(month: Month, november: Ask) -> None:
    month.assigned(2)
    month.act(month.filed(2), "decline", 2, reason_code="not_ours", channel="12345", text="不属本级")
    month.act(month.filed(2), "accept", 5, category="P01")
    month.filed(3)
    rate = accept_on_time_rate(november(10))
    assert counts(rate) == (2, 4)


def test_taking_on_or_returning_in_time(month: Month, november: Ask) -> None:
    month.act(month.assigned(2), "take", 2, by="chen")
    month.act(month.assigned(2), "send_back", 2, by="chen", reason_code="other", text="不归我们")
    month.act(month.assigned(2), "take", 9, by="chen")
    assert counts(take_on_time_rate(november())) == (2, 3)


def test_twelve_months_are_counted_as_each_month_counts_itself(month: Month, november: Ask) -> None:
    month.closed(month.assigned(1, month=9), 3, month=9)
    month.closed(month.assigned(2), 5)
    month.closed(month.assigned(2), 12)
    q = november()
    trend = on_time_by_month(q)
    assert (trend[0][0].name, trend[-1][0].name, len(trend)) == ("2025-12", "2026-11", 12)
    for period, share in trend:
        assert (share.n, share.N) == counts(on_time_rate(q.in_period(period)))
    assert sum(share.N for _, share in trend) == 3


def test_the_interval_lies_around_the_rate(month: Month, november: Ask) -> None:
    month.closed(month.assigned(2), 5)
    share = on_time_rate(november()).share
    assert share.interval is not None and share.is_few
    low, high = share.interval
    assert 0.2 < low < 0.21 and high == 1.0


def test_a_month_is_a_month_of_shanghai() -> None:
    assert Period.named("2026-12") == Period.month(2026, 12)
    assert Period.month(2026, 12).end == datetime(2027, 1, 1, tzinfo=SHANGHAI)
    assert Period.month(2026, 1).shifted(-1).name == "2025-12"
    assert Period.holding(datetime(2026, 11, 30, 16, tzinfo=SHANGHAI) + timedelta(hours=8)).name == "2026-12"
    assert [Period.named(name) for name in ("2026-13", "26-11", "", "2026-1")] == [None] * 4
