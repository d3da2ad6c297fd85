"""异议 object: the reporter disagrees with a refusal, once."""

import pytest

from core.errors import NotAllowed
from incidents.models import Incident, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"text": "就在本社区"}


@pytest.fixture
def declined(tell: Teller) -> Incident:
    return tell.in_state(State.DECLINED)


def test_it_is_reported_again_and_the_clock_with_it(tell: Teller, declined: Incident) -> None:
    incident = tell.act(declined, "object", tell.cast.lin, **DATA)
    assert (incident.state, incident.closed_at, incident.objected) == (State.REPORTED, None, True)
    assert incident.public_reply == ""
    assert running(incident)["accept"].started_at == tell.now
    line = last_line(incident)
    assert (line.kind, line.header["state"], line.body) == ("objected", "reported", DATA)


def test_the_grid_leader_may_object_for_the_reporter(tell: Teller, declined: Incident) -> None:
    assert tell.act(declined, "object", tell.cast.zheng, **DATA).state == State.REPORTED


@pytest.mark.parametrize("who", ["sun", "zhou", "wu"])
def test_those_who_did_not_report_it_may_not(tell: Teller, declined: Incident, who: str) -> None:
    refused(NotAllowed, tell, declined, "object", getattr(tell.cast, who), **DATA)


def test_the_second_objection_is_refused(tell: Teller, declined: Incident) -> None:
    tell.act(declined, "object", tell.cast.lin, **DATA)
    again = {"reason_code": "not_ours", "channel": "12345", "text": "仍不属本辖区"}
    tell.act(declined, "decline", tell.cast.wei, **again)
    current = too_late(tell, declined, "object", tell.cast.lin, **DATA)
    assert (current["state"], current["last"]["by"]) == ("declined", "魏东")


def test_what_was_not_declined_has_nothing_to_object_to(tell: Teller) -> None:
    assert too_late(tell, tell.file(), "object", tell.cast.lin, **DATA)["state"] == "reported"


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, declined: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, declined, "object", tell.cast.lin, **DATA)
