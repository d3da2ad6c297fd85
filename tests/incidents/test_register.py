"""登记信访编号 register: from now on the legal petition clocks run, and on no other matter."""

from datetime import datetime

import pytest

from core.errors import Invalid, NotAllowed
from core.worktime import SHANGHAI
from incidents.models import Clock, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"official_number": "4190012026000001", "office": "市信访局", "on": "2026-11-17"}
LEGAL = {"petition_notice", "petition_answer"}


def test_an_ordinary_matter_has_no_legal_clock(tell: Teller) -> None:
    tell.in_state(State.VERIFIED)
    assert not Clock.objects.filter(kind__in=LEGAL).exists()


def test_fifteen_and_sixty_days_end_with_the_last_second_of_their_day(tell: Teller) -> None:
    """The official day itself does not count: registered on 17 November, notice by 2 December, answer by 16 January."""
    tell.now = datetime(2026, 11, 18, 15, 7, tzinfo=SHANGHAI)
    incident = tell.act(tell.file("petition"), "register", tell.cast.zhou, **DATA)
    assert incident.official_number == DATA["official_number"]
    due = {kind: clock.due_at.astimezone(SHANGHAI) for kind, clock in running(incident).items()}
    assert due["petition_notice"] == datetime(2026, 12, 2, 23, 59, 59, tzinfo=SHANGHAI)
    assert due["petition_answer"] == datetime(2027, 1, 16, 23, 59, 59, tzinfo=SHANGHAI)


def test_registered_today_and_ended_today_the_clocks_ran_forwards(tell: Teller) -> None:
    incident = tell.act(tell.file("petition"), "register", tell.cast.zhou, **{**DATA, "on": "2026-11-18"})
    tell.act(incident, "decline", tell.cast.zhou, reason_code="other", channel="12345", text="不属本级")
    ran = [(c.started_at, c.stopped_at) for c in incident.clocks.filter(kind__in=LEGAL)]
    assert all(stopped is not None and started < stopped for started, stopped in ran)


def test_its_line_names_the_office_and_keeps_the_number_private(tell: Teller) -> None:
    incident = tell.act(tell.file("petition"), "register", tell.cast.zhou, **DATA)
    line = last_line(incident)
    assert (line.kind, line.header["office"], line.header["on"]) == ("registered", "市信访局", "2026-11-17")
    assert line.body == {"official_number": DATA["official_number"]}
    assert incident.state == State.REPORTED


def test_suspension_does_not_stop_the_law(tell: Teller) -> None:
    incident = tell.act(tell.in_state(State.SUSPENDED), "register", tell.cast.zhou, **DATA)
    still = {kind for kind, clock in running(incident).items() if clock.paused_at}
    assert still == {"handle"}


def test_with_the_matter_the_legal_clocks_end(tell: Teller) -> None:
    incident = tell.act(tell.in_state(State.VERIFIED), "register", tell.cast.zhou, **DATA)
    assert running(tell.act(incident, "close", tell.cast.zhou, outcome="settled")) == {}


def test_a_second_number_is_refused(tell: Teller) -> None:
    incident = tell.act(tell.file("petition"), "register", tell.cast.zhou, **DATA)
    assert too_late(tell, incident, "register", tell.cast.wei, **DATA)["last"]["kind"] == "registered"


@pytest.mark.parametrize(
    "wrong", [{"on": "2026-11-19"}, {"on": "1970-01-01"}, {"on": "soon"}, {"official_number": " "}]
)
def test_what_is_filled_in_wrongly_is_named(tell: Teller, wrong: dict[str, str]) -> None:
    answer = refused(Invalid, tell, tell.file("petition"), "register", tell.cast.zhou, **{**DATA, **wrong})
    assert list(answer.fields) == list(wrong)


@pytest.mark.parametrize("who", ["lin", "zheng", "wu"])
def test_only_a_dispatcher_registers(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.file("petition"), "register", getattr(tell.cast, who), **DATA)


def test_what_has_ended_is_not_registered(tell: Teller) -> None:
    assert too_late(tell, tell.in_state(State.CLOSED), "register", tell.cast.zhou, **DATA)


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file("petition"), "register", tell.cast.zhou, **DATA)
