"""结案 close: the centre closes the matter with its outcome, and every clock stops."""

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import Incident, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"outcome": "settled", "public_reply": "已清理，感谢反映"}


@pytest.fixture
def verified(tell: Teller) -> Incident:
    return tell.in_state(State.VERIFIED)


def test_it_ends_with_its_outcome_and_the_public_reply(tell: Teller, verified: Incident) -> None:
    due = verified.due_at
    incident = tell.act(verified, "close", tell.cast.zhou, **DATA)
    assert (incident.state, incident.closed_at, incident.outcome) == (State.CLOSED, tell.now, "settled")
    assert (incident.public_reply, incident.due_at) == ("已清理，感谢反映", due)
    assert running(incident) == {}
    assert incident.clocks.get(kind="handle").stopped_at == tell.now
    line = last_line(incident)
    assert (line.kind, line.header["outcome"]) == ("closed", "settled")
    assert line.body == {"public_reply": "已清理，感谢反映"}


@pytest.mark.parametrize("who", ["lin", "zheng", "chen", "wu"])
def test_only_a_dispatcher_closes(tell: Teller, verified: Incident, who: str) -> None:
    refused(NotAllowed, tell, verified, "close", getattr(tell.cast, who), **DATA)


@pytest.mark.parametrize("state", [State.HANDLING, State.FINISHED, State.MERGED])
def test_only_what_was_verified_is_closed(tell: Teller, state: State) -> None:
    assert too_late(tell, tell.in_state(state), "close", tell.cast.zhou, **DATA)["state"] == state


def test_the_second_who_closes_is_told_who_was_first(tell: Teller, verified: Incident) -> None:
    tell.act(verified, "close", tell.cast.zhou, **DATA)
    current = too_late(tell, verified, "close", tell.cast.wei, **DATA)
    assert (current["state_label"], current["last"]["by"]) == ("已结案", "周敏")


def test_it_is_not_closed_over_an_open_request(tell: Teller, verified: Incident) -> None:
    tell.act(verified, "ask", tell.cast.zhou, what="voiding", reason="重复录入")
    assert too_late(tell, verified, "close", tell.cast.zhou, **DATA)["last"]["kind"] == "asked"
    tell.act(verified, "refuse", tell.cast.wei)
    assert tell.act(verified, "close", tell.cast.zhou, **DATA).state == State.CLOSED


@pytest.mark.parametrize("wrong", [{"outcome": "whatever"}, {"public_reply": "长" * 501}])
def test_what_is_filled_in_wrongly_is_named(tell: Teller, verified: Incident, wrong: dict[str, str]) -> None:
    answer = refused(Invalid, tell, verified, "close", tell.cast.zhou, **{**DATA, **wrong})
    assert list(answer.fields) == list(wrong)


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, verified: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, verified, "close", tell.cast.zhou, **DATA)
