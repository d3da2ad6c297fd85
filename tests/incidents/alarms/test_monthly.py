"""告警月报: equal to a plain count second by second, honest about nothing, read by those who read the board."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.alarms import following, services
from incidents.alarms.models import Alarm
from incidents.alarms.monthly import GOAL_SECONDS, Line, told
from tests.incidents.pages import signed_in
from tests.realtime.conftest import Number, cast, number, publisher, small_catalogue, tell

__all__ = ["cast", "number", "publisher", "small_catalogue", "tell"]

START = datetime(2026, 11, 1, tzinfo=UTC)
LENGTH = 2_400
BEFORE = 800
KINDS = (
    "alarm_raised",
    "alarm_acknowledged",
    "alarm_cleared",
    "alarm_rang",
    "alarm_shelved",
    "alarm_returned",
)


@st.composite
def months(draw: st.DrawFn) -> list[Line]:
    """Up to twelve alarms, each with lines in any order that time allows; some of them come in a heap."""
    heap = draw(st.integers(-BEFORE, LENGTH))
    found = []
    for name in range(draw(st.integers(0, 12))):
        priority = draw(st.integers(1, 3))
        seconds = st.integers(heap, heap + 400) | st.integers(-BEFORE, LENGTH + 500)
        ats = sorted(draw(st.lists(seconds, max_size=6, unique=True)))
        for n, at in enumerate(ats):
            kind = draw(st.sampled_from(KINDS)) if n else "alarm_raised"
            found.append(
                Line(f"{name:02d}", START + timedelta(seconds=at), kind, f"rule{priority}", priority)
            )
    return found


@given(months())
@settings(max_examples=20, deadline=None)
def test_the_figures_equal_a_count_second_by_second(lines: list[Line]) -> None:
    until = START + timedelta(seconds=LENGTH)
    figures = told(lines, START, until)
    calls = sorted(
        (line.at - START).total_seconds()
        for line in lines
        if line.priority < 3
        and line.kind in ("alarm_raised", "alarm_rang", "alarm_returned")
        and line.at < until
    )
    assert figures.calls == sum(at >= 0 for at in calls)
    assert figures.flooded == timedelta(seconds=flooded(calls))
    assert figures.busiest == max(
        (sum(at - 600 < each <= at and each >= 0 for each in calls) for at in calls if at >= 0), default=0
    )
    assert sorted(figures.seconds) == sorted(waits(lines, until))
    assert figures.median_seconds == (median(figures.seconds) if figures.seconds else None)
    assert (figures.raised, sum(each.ignored for each in figures.rules)) == raised(lines, until)


def flooded(calls: Sequence[float]) -> int:
    """Seconds of the month in a flood: asked of every second anew."""
    is_flood, seconds = False, 0
    for at in range(-BEFORE, LENGTH):
        if is_flood and sum(at - 600 < each < at for each in calls) < 5:
            is_flood = False
        if not is_flood and sum(at - 600 < each <= at for each in calls) > 10:
            is_flood = True
        seconds += is_flood and at >= 0
    return seconds


def waits(lines: list[Line], until: datetime) -> list[float]:
    """For each acknowledgement, the call right before it, if none was acknowledged since."""
    found = []
    for line in lines:
        mine = [each for each in lines if each.alarm == line.alarm and each.at < line.at]
        called = [each.at for each in mine if each.kind in ("alarm_raised", "alarm_rang", "alarm_returned")]
        if line.kind != "alarm_acknowledged" or line.priority == 3 or line.at >= until or not called:
            continue
        answered = any(each.kind == "alarm_acknowledged" and each.at > max(called) for each in mine)
        if max(called) >= START and not answered:
            found.append((line.at - max(called)).total_seconds())
    return found


def raised(lines: list[Line], until: datetime) -> tuple[int, int]:
    """How many alarms began in the month, and how many nobody acknowledged or shelved while they stood."""
    began = ignored = 0
    for name in {line.alarm for line in lines}:
        mine = sorted((line for line in lines if line.alarm == name), key=lambda line: line.at)
        stands = False
        for n, line in enumerate(mine):
            if line.kind == "alarm_raised" and not stands:
                stands = True
                rest = [each.kind for each in mine[n + 1 :]]
                while_it_stood = rest[: rest.index("alarm_cleared")] if "alarm_cleared" in rest else rest
                if START <= line.at < until:
                    began += 1
                    ignored += not {"alarm_acknowledged", "alarm_shelved"} & set(while_it_stood)
            elif line.kind == "alarm_cleared":
                stands = False
    return began, ignored


def test_what_stood_over_a_day_is_counted_while_it_stands_and_three_is_not() -> None:
    day = timedelta(hours=25)
    lines = [Line(name, START, "alarm_raised", "urgent", priority) for name, priority in (("a", 1), ("b", 3))]
    assert told(lines, START, START + day).standing_long == 1
    assert told(lines, START, START + timedelta(hours=24)).standing_long == 0
    gone = [*lines, Line("a", START + timedelta(hours=1), "alarm_cleared", "urgent", 1)]
    assert told(gone, START, START + day).standing_long == 0


@pytest.mark.django_db
def test_the_page_says_what_happened_and_nothing_where_nothing_did(
    tell: Any, number: Number, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.entrance.now", lambda: tell.now + timedelta(minutes=20))
    tell.file("hazard", urgency="urgent")
    following.sweep(tell.now)
    client = signed_in(tell.cast.wu)
    (alarm,) = Alarm.objects.all()
    services.acknowledge(alarm.pk, by=tell.cast.zhou, now=tell.now + timedelta(seconds=GOAL_SECONDS - 20))
    text = _page(client, "/board/alarms")
    assert 'data-figure="seconds"' in text and "40 秒" in text and 'data-rule="urgent"' in text
    assert "本月没有告警" in _page(client, "/board/alarms?period=2025-01")
    assert client.get("/board/alarms?period=2099-01").status_code == 404
    assert signed_in(tell.cast.lin).get("/board/alarms").status_code == 403


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()
