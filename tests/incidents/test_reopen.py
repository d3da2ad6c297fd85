"""重新开启 reopen: it was not settled after all; a new life from acceptance, for thirty days after closing."""

from datetime import timedelta

import pytest

from core.errors import NotAllowed
from incidents.models import Incident, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"reason": "又堆上了"}


@pytest.fixture
def closed(tell: Teller) -> Incident:
    return tell.in_state(State.CLOSED)


@pytest.mark.parametrize("who", ["zhou", "wu"])
def test_it_lives_again_from_acceptance(tell: Teller, closed: Incident, who: str) -> None:
    incident = tell.act(closed, "reopen", getattr(tell.cast, who), **DATA)
    assert (incident.state, incident.reopens, incident.reopened_at) == (State.ACCEPTED, 1, tell.now)
    assert list(running(incident)) == ["assign"]
    assert (last_line(incident).kind, last_line(incident).body) == ("reopened", DATA)


def test_the_second_life_is_clean(tell: Teller, closed: Incident) -> None:
    incident = tell.act(closed, "reopen", tell.cast.zhou, **DATA)
    gone = (
        "department", "taken_at", "finished_at", "verified_at", "closed_at", "due_at", "due0_at", "overdue_at",
        "handled_by",
    )  # fmt: skip
    assert {name: getattr(incident, name) for name in gone} == dict.fromkeys(gone)
    assert (incident.outcome, incident.public_reply, incident.final, incident.provisional) == (
        "",
        "",
        False,
        False,
    )


def test_the_old_main_clock_keeps_what_it_said_and_a_new_one_starts(tell: Teller, closed: Incident) -> None:
    old = closed.clocks.get(kind="handle")
    tell.act(closed, "reopen", tell.cast.zhou, **DATA)
    incident = tell.act(closed, "assign", tell.cast.zhou, to="water")
    kept = closed.clocks.get(pk=old.pk)
    assert (kept.due_at, kept.due0_at, kept.stopped_at) == (old.due_at, old.due0_at, old.stopped_at)
    new = running(incident)["handle"]
    assert (new.started_at, incident.due_at, incident.due0_at) == (tell.now, new.due_at, new.due0_at)


def test_a_declined_matter_that_is_reopened_counts_as_accepted_from_then(tell: Teller) -> None:
    incident = tell.act(tell.in_state(State.DECLINED), "reopen", tell.cast.zhou, **DATA)
    assert (incident.state, incident.accepted_at) == (State.ACCEPTED, tell.now)


def test_a_matter_settled_on_the_spot_is_so_no_longer(tell: Teller) -> None:
    incident = tell.act(tell.file(), "self_handle", tell.cast.lin, what_was_done="当场清理")
    assert tell.act(incident, "reopen", tell.cast.zhou, **DATA).self_handled is False


def test_after_thirty_days_it_is_too_late(tell: Teller, closed: Incident) -> None:
    assert closed.closed_at is not None
    tell.now = closed.closed_at + timedelta(days=30)
    current = too_late(tell, closed, "reopen", tell.cast.zhou, **DATA)
    assert (current["state"], current["last"]["kind"]) == ("closed", "closed")


def test_on_the_last_minute_of_the_thirty_days_it_is_not(tell: Teller, closed: Incident) -> None:
    assert closed.closed_at is not None
    tell.now = closed.closed_at + timedelta(days=30, minutes=-1)
    assert tell.act(closed, "reopen", tell.cast.zhou, **DATA).state == State.ACCEPTED


@pytest.mark.parametrize("who", ["lin", "zheng", "chen", "ma"])
def test_others_may_not(tell: Teller, closed: Incident, who: str) -> None:
    refused(NotAllowed, tell, closed, "reopen", getattr(tell.cast, who), **DATA)


@pytest.mark.parametrize("state", [State.HANDLING, State.TRANSFERRED, State.MERGED, State.VOID])
def test_what_did_not_close_here_is_not_reopened(tell: Teller, state: State) -> None:
    assert too_late(tell, tell.in_state(state), "reopen", tell.cast.zhou, **DATA)["state"] == state


def test_what_was_still_asked_of_the_old_life_is_answered_with_no(tell: Teller) -> None:
    incident = tell.file()
    tell.act(incident, "ask", tell.cast.zhou, what="voiding", reason="重复录入")
    tell.act(incident, "decline", tell.cast.zhou, reason_code="other", channel="12345", text="重复")
    tell.act(incident, "reopen", tell.cast.zhou, **DATA)
    assert incident.requests.get().granted is False
    too_late(tell, incident, "grant", tell.cast.wei)


def test_children_stay_with_a_parent_that_lives_again(tell: Teller) -> None:
    parent = tell.in_state(State.VERIFIED)
    child = tell.act(tell.file("petition"), "merge", tell.cast.zhou, parent=parent.number)
    tell.act(parent, "close", tell.cast.zhou, outcome="settled")
    tell.act(parent, "reopen", tell.cast.zhou, **DATA)
    assert list(parent.children.all()) == [child]


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, closed: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, closed, "reopen", tell.cast.zhou, **DATA)
