"""移交 transfer: another body drives it from here; we keep its receipt."""

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"body_name": "市公安局", "receipt_number": "回执-1", "their_classification": "治安案件"}


@pytest.mark.parametrize("state", [State.REPORTED, State.ACCEPTED, State.ASSIGNED, State.HANDLING])
def test_it_ends_here_with_a_receipt(tell: Teller, state: State) -> None:
    incident = tell.act(tell.in_state(state), "transfer", tell.cast.zhou, **DATA)
    assert (incident.state, incident.closed_at) == (State.TRANSFERRED, tell.now)
    assert (incident.receiving_body, incident.receipt_number) == ("市公安局", "回执-1")
    assert running(incident) == {}


def test_its_line_names_the_body_and_keeps_the_receipt_private(tell: Teller) -> None:
    line = last_line(tell.act(tell.file(), "transfer", tell.cast.zhou, **DATA))
    assert (line.kind, line.header["body_name"]) == ("transferred", "市公安局")
    assert line.body == {"receipt_number": "回执-1", "their_classification": "治安案件"}


@pytest.mark.parametrize("who", ["lin", "zheng", "wu"])
def test_only_a_dispatcher_transfers(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.file(), "transfer", getattr(tell.cast, who), **DATA)


@pytest.mark.parametrize("state", [State.SUSPENDED, State.FINISHED, State.CLOSED])
def test_what_is_done_or_stands_still_is_not_transferred(tell: Teller, state: State) -> None:
    assert too_late(tell, tell.in_state(state), "transfer", tell.cast.zhou, **DATA)["state"] == state


@pytest.mark.parametrize("missing", ["body_name", "receipt_number"])
def test_without_a_receipt_nothing_is_transferred(tell: Teller, missing: str) -> None:
    answer = refused(Invalid, tell, tell.file(), "transfer", tell.cast.zhou, **{**DATA, missing: " "})
    assert list(answer.fields) == [missing]


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "transfer", tell.cast.zhou, **DATA)
