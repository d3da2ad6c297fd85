"""返工 rework: it is not done."""

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import Incident, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"reason": "还剩一半"}


@pytest.fixture
def finished(tell: Teller) -> Incident:
    return tell.in_state(State.FINISHED)


@pytest.mark.parametrize("state", [State.FINISHED, State.VERIFIED])
@pytest.mark.parametrize("who", ["lin", "zhou"])
def test_it_goes_back_to_the_handler_and_the_main_clock_has_never_stopped(
    tell: Teller, state: State, who: str
) -> None:
    incident = tell.in_state(state)
    main = running(incident)["handle"]
    again = tell.act(incident, "rework", getattr(tell.cast, who), **DATA)
    assert (again.state, again.reworks) == (State.HANDLING, 1)
    assert (again.finished_at, again.verified_at, again.department) == (None, None, tell.cast.sanitation)
    assert {kind: (c.pk, c.due_at) for kind, c in running(again).items()} == {
        "handle": (main.pk, main.due_at)
    }
    assert (last_line(again).kind, last_line(again).body) == ("reworked", DATA)


def test_finished_again_it_gets_a_new_clock_for_the_check(tell: Teller, finished: Incident) -> None:
    tell.act(finished, "rework", tell.cast.lin, **DATA)
    incident = tell.act(finished, "finish", tell.cast.chen, what_was_done="全部清理")
    assert running(incident)["verify"].started_at == tell.now
    assert incident.clocks.filter(kind="verify").count() == 2


@pytest.mark.parametrize("who", ["chen", "wu"])
def test_neither_the_handler_nor_the_supervisor_says_so(tell: Teller, finished: Incident, who: str) -> None:
    refused(NotAllowed, tell, finished, "rework", getattr(tell.cast, who), **DATA)


@pytest.mark.parametrize("state", [State.HANDLING, State.CLOSED])
def test_what_is_in_hand_or_closed_is_not_reworked(tell: Teller, state: State) -> None:
    assert too_late(tell, tell.in_state(state), "rework", tell.cast.lin, **DATA)["state"] == state


def test_it_needs_a_reason(tell: Teller, finished: Incident) -> None:
    assert refused(Invalid, tell, finished, "rework", tell.cast.lin, reason=" ").fields["reason"]


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, finished: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, finished, "rework", tell.cast.lin, **DATA)
