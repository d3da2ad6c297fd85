"""退回 send_back: wrongly assigned; the centre decides again, and after two returns it has decided."""

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import Incident, State
from tests.incidents.deeds import (
    done_with_its_line_or_not_at_all,
    fresh,
    last_line,
    refused,
    running,
    too_late,
)
from tests.incidents.lives import Teller

DATA = {"reason_code": "not_ours", "text": "不归我们"}


@pytest.fixture
def assigned(tell: Teller) -> Incident:
    return tell.in_state(State.ASSIGNED)


@pytest.mark.parametrize("state", [State.ASSIGNED, State.HANDLING])
def test_it_comes_back_to_the_centre_while_the_main_clock_goes_on(tell: Teller, state: State) -> None:
    incident = tell.in_state(state)
    before = running(incident)["handle"]
    back = tell.act(incident, "send_back", tell.cast.chen, **DATA)
    assert (back.state, back.department, back.returns) == (State.ACCEPTED, None, 1)
    assert set(running(back)) == {"handle", "assign"}
    assert running(back)["handle"].due_at == before.due_at == back.due_at


def test_its_line_says_who_sent_it_back_and_why(tell: Teller, assigned: Incident) -> None:
    line = last_line(tell.act(assigned, "send_back", tell.cast.chen, **DATA))
    assert (line.kind, line.header["sent_back_by"], line.header["reason_code"]) == (
        "sent_back",
        "sanitation",
        "not_ours",
    )
    assert (line.header["state"], line.header["department"]) == ("accepted", "")
    assert line.body == {"text": "不归我们"}


@pytest.mark.parametrize("who", ["lin", "zhou", "wu"])
def test_only_the_lead_department_sends_it_back(tell: Teller, assigned: Incident, who: str) -> None:
    refused(NotAllowed, tell, assigned, "send_back", getattr(tell.cast, who), **DATA)


def test_what_was_assigned_finally_is_not_sent_back(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    tell.act(incident, "assign", tell.cast.zhou, to="sanitation", final=True)
    current = too_late(tell, incident, "send_back", tell.cast.chen, **DATA)
    assert (current["department"], current["last"]["kind"]) == (tell.cast.sanitation.name, "assigned")


def test_the_third_return_is_refused(tell: Teller, assigned: Incident) -> None:
    for _ in range(2):
        tell.act(assigned, "send_back", tell.cast.chen, **DATA)
        tell.act(assigned, "assign", tell.cast.zhou, to="sanitation")
    too_late(tell, assigned, "send_back", tell.cast.chen, **DATA)
    assert fresh(assigned).returns == 2


def test_what_is_finished_is_not_sent_back(tell: Teller) -> None:
    current = too_late(tell, tell.in_state(State.FINISHED), "send_back", tell.cast.chen, **DATA)
    assert current["state"] == "finished"


@pytest.mark.parametrize("wrong", [{"reason_code": "lazy"}, {"text": ""}])
def test_a_return_needs_its_reason(tell: Teller, assigned: Incident, wrong: dict[str, str]) -> None:
    answer = refused(Invalid, tell, assigned, "send_back", tell.cast.chen, **{**DATA, **wrong})
    assert list(answer.fields) == list(wrong)


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, assigned: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, assigned, "send_back", tell.cast.chen, **DATA)
