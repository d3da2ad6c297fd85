"""签收 take: the lead department takes the matter on."""

import pytest

from core.errors import NotAllowed, NotFound
from incidents.models import Incident, State
from tests.cast import appoint
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller


@pytest.fixture
def assigned(tell: Teller) -> Incident:
    return tell.in_state(State.ASSIGNED)


def test_a_handler_takes_it_on_and_the_clock_of_taking_on_stops(tell: Teller, assigned: Incident) -> None:
    incident = tell.act(assigned, "take", tell.cast.chen)
    assert (incident.state, incident.taken_at) == (State.HANDLING, tell.now)
    assert list(running(incident)) == ["handle"]
    assert incident.clocks.get(kind="take").stopped_at == tell.now
    line = last_line(incident)
    assert (line.kind, line.actor, line.header["state"]) == ("taken", str(tell.cast.chen.pk), "handling")


@pytest.mark.parametrize("who", ["lin", "zhou", "wu"])
def test_nobody_takes_it_on_for_the_department(tell: Teller, assigned: Incident, who: str) -> None:
    refused(NotAllowed, tell, assigned, "take", getattr(tell.cast, who))


def test_a_department_that_only_helps_does_not_take_it_on(tell: Teller) -> None:
    helper = appoint("bai", "白助", "handler", tell.cast.chen.postings.get().area, department=tell.cast.water)
    incident = tell.in_state(State.ACCEPTED)
    tell.act(incident, "assign", tell.cast.zhou, to="sanitation", co_handlers=["water"])
    refused(NotAllowed, tell, incident, "take", helper)


def test_a_department_that_has_nothing_to_do_with_it_does_not_find_it(
    tell: Teller, assigned: Incident
) -> None:
    other = appoint("bai", "白水", "handler", tell.cast.chen.postings.get().area, department=tell.cast.water)
    refused(NotFound, tell, assigned, "take", other)


def test_a_colleague_who_takes_it_on_second_is_told_who_was_first(tell: Teller, assigned: Incident) -> None:
    area, department = tell.cast.chen.postings.get().area, tell.cast.sanitation
    colleague = appoint("hua", "华清", "handler", area, department=department)
    tell.act(assigned, "take", tell.cast.chen)
    assert too_late(tell, assigned, "take", colleague)["last"]["by"] == "陈石"


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, assigned: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, assigned, "take", tell.cast.chen)
