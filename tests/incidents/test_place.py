"""落图 place: give the matter its point, or its grid."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import Invalid, NotAllowed
from core.worktime import local_date
from grids.datum import Datum, from_wgs84
from grids.scope import scope_of
from incidents.models import Incident, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, too_late
from tests.incidents.lives import Teller

IN_A2 = {"lon": 112.615, "lat": 35.075, "datum": "WGS84"}


@pytest.fixture
def unlocated(tell: Teller) -> Incident:
    """A matter that a dispatcher filed by its address alone."""
    return tell.file(by=tell.cast.zhou, position=None, address="东马蓬社区3号楼")


def test_a_point_finds_its_grid(tell: Teller, unlocated: Incident) -> None:
    incident = tell.act(unlocated, "place", tell.cast.zhou, **IN_A2)
    assert (incident.grid, incident.area, incident.area_path) == (
        tell.cast.grid_a2,
        tell.cast.grid_a2,
        tell.cast.grid_a2.path,
    )
    assert (incident.lon, incident.datum, incident.position_source) == (112.615, "WGS84", "desk")
    assert incident.fixed_at == tell.now
    line = last_line(incident)
    assert (line.kind, line.header["grid"]) == ("placed", tell.cast.grid_a2.code)
    assert line.body["position"]["lon_e7"] == 1126150000


def test_a_point_of_a_chinese_map_is_brought_to_wgs84(tell: Teller, unlocated: Incident) -> None:
    lon, lat = from_wgs84(112.615, 35.075, Datum.BD09)
    incident = tell.act(unlocated, "place", tell.cast.zhou, lon=lon, lat=lat, datum="BD09")
    assert (incident.lon, incident.lat) == pytest.approx((112.615, 35.075), abs=1e-7)
    assert (incident.grid, incident.datum) == (tell.cast.grid_a2, "BD09")


def test_a_grid_alone_is_enough(tell: Teller, unlocated: Incident) -> None:
    incident = tell.act(unlocated, "place", tell.cast.zhou, grid_code=tell.cast.grid_a1.code)
    assert (incident.grid, incident.lon) == (tell.cast.grid_a1, None)


def test_a_point_in_no_grid_needs_a_grid_named(tell: Teller, unlocated: Incident) -> None:
    nowhere = {"lon": 112.8, "lat": 35.3, "datum": "WGS84"}
    refused(Invalid, tell, unlocated, "place", tell.cast.zhou, **nowhere)
    incident = tell.act(unlocated, "place", tell.cast.zhou, **nowhere, grid_code=tell.cast.grid_a1.code)
    assert (incident.grid, incident.lon) == (tell.cast.grid_a1, 112.8)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "place"),
        ({"lon": 112.615, "lat": 35.075}, "place"),
        ({"lon": 112.615, "datum": "WGS84"}, "place"),
        ({"lon": 181.0, "lat": 35.0, "datum": "WGS84"}, "lon"),
        ({"lon": float("nan"), "lat": 35.0, "datum": "WGS84"}, "lon"),
        ({"lon": 112.615, "lat": 35.075, "datum": "MARS"}, "datum"),
        ({"grid_code": "419001001"}, "grid_code"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    tell: Teller, unlocated: Incident, wrong: dict[str, Any], field: str
) -> None:
    assert list(refused(Invalid, tell, unlocated, "place", tell.cast.zhou, **wrong).fields) == [field]


def test_a_grid_that_was_redrawn_is_no_place_any_more(tell: Teller, unlocated: Incident) -> None:
    grid = tell.cast.grid_a1
    grid.valid_to = local_date(tell.now) - timedelta(days=1)
    grid.save()
    refused(Invalid, tell, unlocated, "place", tell.cast.zhou, grid_code=grid.code)


def test_placed_into_another_street_it_is_seen_there_and_no_longer_here(tell: Teller) -> None:
    incident = tell.file(by=tell.cast.zheng)
    tell.act(incident, "place", tell.cast.zhou, grid_code=tell.cast.grid_b1.code)
    day = tell.now.date()
    seen = {
        name: Incident.objects.visible_to(scope_of(getattr(tell.cast, name), day)).exists()
        for name in ("zhou", "lin", "zheng", "he", "wu")
    }
    assert seen == {"zhou": False, "lin": False, "zheng": True, "he": True, "wu": True}  # Zheng reported it


@pytest.mark.parametrize("who", ["lin", "wu", "ma"])
def test_others_do_not_place(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.file(), "place", getattr(tell.cast, who), **IN_A2)


def test_a_grid_leader_does(tell: Teller) -> None:
    assert tell.act(tell.file(), "place", tell.cast.zheng, **IN_A2).grid == tell.cast.grid_a2


def test_what_has_ended_stays_where_it_was(tell: Teller) -> None:
    assert too_late(tell, tell.in_state(State.CLOSED), "place", tell.cast.zhou, **IN_A2)


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, unlocated: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, unlocated, "place", tell.cast.zhou, **IN_A2)
