"""受理 accept: the centre takes the matter on, with category and urgency."""

from typing import Any

import pytest

from core.errors import Invalid, Late, NotAllowed, NotFound
from grids.scope import scope_of
from incidents.catalogue import forget_catalogue
from incidents.models import Category, Incident, State
from incidents.verbs import perform
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"category": "H01", "urgency": "serious"}


def test_it_gets_its_category_and_the_next_clock(tell: Teller) -> None:
    incident = tell.act(tell.file(), "accept", tell.cast.zhou, **DATA)
    assert (incident.state, incident.category_id, incident.urgency) == (State.ACCEPTED, "H01", "serious")
    assert incident.accepted_at == tell.now
    assert list(running(incident)) == ["assign"]
    assert incident.clocks.get(kind="accept").stopped_at == tell.now
    line = last_line(incident)
    assert (line.kind, line.actor, line.header["urgency"]) == ("accepted", str(tell.cast.zhou.pk), "serious")
    assert (line.header["state"], line.header["category"]) == ("accepted", "H01")


def test_a_grid_leader_may_accept(tell: Teller) -> None:
    assert tell.act(tell.file(), "accept", tell.cast.zheng, **DATA).state == State.ACCEPTED


@pytest.mark.parametrize("who", ["lin", "wu", "ma"])
def test_others_may_not(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.file(), "accept", getattr(tell.cast, who), **DATA)


def test_a_dispatcher_of_another_street_does_not_find_it(tell: Teller) -> None:
    refused(NotFound, tell, tell.file(), "accept", tell.cast.he, **DATA)


def test_the_second_who_accepts_is_told_who_was_first_and_when(tell: Teller) -> None:
    incident = tell.act(tell.file(), "accept", tell.cast.zhou, **DATA)
    at = tell.now
    current = too_late(tell, incident, "accept", tell.cast.wei, **DATA)
    assert current["last"] == {"kind": "accepted", "at": at.isoformat(), "by": "周敏"}
    assert (current["state_label"], current["version"], current["urgency"]) == ("已受理", 2, "serious")


@pytest.mark.parametrize("seen", [0, 2, 99])
def test_a_version_that_is_not_the_present_one_is_too_late(tell: Teller, seen: int) -> None:
    incident = tell.file()
    with pytest.raises(Late):
        perform("accept", incident.pk, DATA, by=tell.cast.zhou, now=tell.tick(), version=seen)


@pytest.mark.parametrize("category", ["P01", "unknown", ""])
def test_a_category_of_another_kind_or_none_is_refused(tell: Teller, category: str) -> None:
    answer = refused(Invalid, tell, tell.file(), "accept", tell.cast.zhou, category=category)
    assert list(answer.fields) == ["category"]


def test_a_category_out_of_use_is_refused_unless_the_matter_has_it_already(tell: Teller) -> None:
    had, new = tell.file(category="H01"), tell.file()
    Category.objects.filter(code="H01").update(is_active=False)
    forget_catalogue()
    refused(Invalid, tell, new, "accept", tell.cast.zhou, **DATA)
    assert tell.act(had, "accept", tell.cast.zhou, **DATA).state == State.ACCEPTED


def test_the_department_complained_about_no_longer_sees_the_matter(tell: Teller) -> None:
    about = {**DATA, "complained_about": tell.cast.sanitation.code}
    incident = tell.act(tell.file(), "accept", tell.cast.zhou, **about)
    assert incident.complained_about == tell.cast.sanitation
    chen = scope_of(tell.cast.chen, tell.now.date())
    assert not Incident.objects.visible_to(chen).exists()
    assert "complained_about" not in last_line(incident).header


def test_an_unknown_department_complained_about_is_named(tell: Teller) -> None:
    data: dict[str, Any] = {**DATA, "complained_about": "nobody"}
    answer = refused(Invalid, tell, tell.file(), "accept", tell.cast.zhou, **data)
    assert list(answer.fields) == ["complained_about"]


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "accept", tell.cast.zhou, **DATA)
