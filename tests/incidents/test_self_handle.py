"""自办自结 self_handle: the finder settled it on the spot."""

from typing import Any

import pytest

from core.errors import Invalid, NotAllowed, NotFound
from incidents.models import State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DONE = {"what_was_done": "当场搬走"}


def test_the_finder_closes_it_on_the_spot(tell: Teller) -> None:
    incident = tell.act(tell.file("hazard", category="H01"), "self_handle", tell.cast.lin, **DONE)
    assert (incident.state, incident.outcome, incident.self_handled) == (State.CLOSED, "settled", True)
    assert incident.closed_at == tell.now
    assert running(incident) == {}
    line = last_line(incident)
    assert (line.kind, line.header["state"], line.body) == ("self_handled", "closed", DONE)


@pytest.mark.parametrize("who", ["sun", "zheng", "zhou", "wu", "ma"])
def test_nobody_else_closes_it_so(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.file(), "self_handle", getattr(tell.cast, who), **DONE)


def test_somebody_of_another_street_does_not_find_it(tell: Teller) -> None:
    refused(NotFound, tell, tell.file(), "self_handle", tell.cast.he, **DONE)


def test_what_was_accepted_meanwhile_is_no_longer_the_finders(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    current = too_late(tell, incident, "self_handle", tell.cast.lin, **DONE)
    assert (current["last"]["kind"], current["last"]["by"]) == ("accepted", "周敏")


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("hazard", {"category": "H02"}),
        ("hazard", {"urgency": "serious"}),
        ("petition", {"urgency": "urgent"}),
        ("security", {}),
    ],
)
def test_grave_matters_and_those_of_the_police_are_not_settled_so(
    tell: Teller, kind: str, more: dict[str, Any]
) -> None:
    incident = tell.file(kind, **more)
    answer = refused(Invalid, tell, incident, "self_handle", tell.cast.lin, **DONE)
    assert list(answer.fields) == ["category"]


def test_a_category_that_allows_it_speaks_for_itself(tell: Teller) -> None:
    incident = tell.file("security", category="S01", urgency="serious")
    assert tell.act(incident, "self_handle", tell.cast.lin, **DONE).state == State.CLOSED


def test_a_worker_of_the_grid_leaders_community_who_filed_it_as_leader_may_too(tell: Teller) -> None:
    incident = tell.file(by=tell.cast.zheng)
    assert tell.act(incident, "self_handle", tell.cast.zheng, **DONE).state == State.CLOSED


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "self_handle", tell.cast.lin, **DONE)
