"""相似: what is called alike, in which words, for whose eyes; merging by the digit that the page shows."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from grids.datum import Datum
from grids.scope import scope_of
from incidents.desk import options
from incidents.finding.duplicates import duplicates
from incidents.finding.likeness import FLOOR, Traits, compare, pairs_of
from incidents.models import Incident
from incidents.services import Position
from tests.incidents.conftest import NOW
from tests.incidents.lives import Teller
from tests.incidents.pages import signed_in

HERE = Traits(
    NOW, "c1", "g1", "fire.exit", "fire", pairs_of("三楼楼道堆放杂物，挡住消防通道"), (112.6, 35.07)
)


def other(**changed: Any) -> Traits:
    return Traits(**{**vars(HERE), "at": NOW - timedelta(minutes=20), **changed})


@pytest.mark.parametrize(
    ("changed", "alike"),
    [
        ({}, True),
        ({"point": (112.6007, 35.07), "at": NOW - timedelta(days=3)}, True),
        ({"pairs": pairs_of("安全出口被电动车堵住"), "grid": "g2", "point": None}, True),
        ({"at": NOW - timedelta(days=9)}, True),
        ({"at": NOW - timedelta(days=9), "point": None, "grid": "g2"}, False),
        ({"category": "gas.pipe", "group": "gas", "pairs": pairs_of("闻到煤气味")}, False),
        ({"community": "c2", "grid": "g9", "point": (112.7, 35.07)}, False),
    ],
)
def test_what_is_alike(changed: dict[str, Any], alike: bool) -> None:
    assert (compare(HERE, other(**changed)).score >= FLOOR) is alike


def test_in_a_wave_only_what_came_right_after_or_on_the_very_spot_has_probably_one_cause() -> None:
    wave = 0.02  # one in fifty minutes and community
    soon, later = (compare(HERE, other(point=None, at=NOW - timedelta(minutes=n))) for n in (1, 40))
    there = compare(HERE, other(at=NOW - timedelta(minutes=40)))
    assert soon.one_cause(wave) > there.one_cause(wave) * 0.8 > later.one_cause(wave)
    assert there.one_cause(wave) > 0.9 > 0.5 > later.one_cause(wave)


def test_the_reason_is_said_in_words() -> None:
    near = compare(HERE, other(point=(112.60068, 35.07), at=NOW - timedelta(days=3)))
    assert near.reason == "62 米 · 3天前 · 同类 · 文字相近"
    far = compare(
        HERE, other(point=None, grid="g2", category="fire.gear", pairs=pairs_of("灭火器过期"), at=NOW)
    )
    assert far.reason == "同一社区 · 0分后 · 同大类"


@pytest.fixture
def twice(tell: Teller, cast: SimpleNamespace, db: Any) -> tuple[Incident, Incident]:
    """The same thing told twice, some twenty metres apart."""
    first = tell.file("hazard", category="H01")
    second = tell.file("hazard", category="H01", position=Position(112.6007, 35.0706, Datum.WGS84))
    return first, second


def found(incident: Incident, user: Any, at: Any) -> list[str]:
    scope = scope_of(user, NOW.date())
    return [each.incident.number for each in duplicates(incident, scope, at)]


def test_the_same_thing_told_twice_is_found_by_those_who_see_both(
    twice: tuple[Incident, Incident], cast: SimpleNamespace, tell: Teller
) -> None:
    first, second = twice
    assert found(second, cast.zhou, tell.now) == [first.number]
    assert found(first, cast.zhou, tell.now) == [second.number]
    assert found(second, cast.he, tell.now) == []


def test_what_ended_long_ago_or_was_merged_is_no_candidate(
    twice: tuple[Incident, Incident], cast: SimpleNamespace, tell: Teller
) -> None:
    first, second = twice
    tell.act(first, "self_handle", cast.lin, what_was_done="已清走")
    assert found(second, cast.zhou, tell.now) == [first.number]
    assert found(second, cast.zhou, tell.now + timedelta(days=8)) == []
    third = tell.file("hazard", category="H01")
    tell.act(third, "merge", cast.zhou, parent=second.number)
    assert third.number not in found(second, cast.zhou, tell.now)


def test_the_page_numbers_them_as_the_form_of_merging_does(
    twice: tuple[Incident, Incident], cast: SimpleNamespace, tell: Teller
) -> None:
    first, second = twice
    desk = signed_in(cast.zhou)
    page = desk.get(f"/desk/{second.number}/case").content.decode()
    assert "相似 1 件" in page and "同类 · 文字相近" in page
    offered = options.matters(second, scope_of(cast.zhou, NOW.date()), tell.now)
    assert [each.code for each in offered] == [first.number]
    assert "文字相近" in offered[0].note
    answer = desk.post(
        f"/desk/{second.number}/do/merge", {"version": second.version, "parent": offered[0].code}
    )
    assert answer.status_code == 200
    assert Incident.objects.get(pk=second.pk).merged_into_id == first.pk
