"""撤销并案 unmerge: it goes on alone, from where it stood."""

from datetime import timedelta

import pytest

from core.errors import NotAllowed, NotFound
from incidents.models import Incident, State
from tests.incidents.deeds import (
    done_with_its_line_or_not_at_all,
    last_line,
    refused,
    running,
    too_late,
)
from tests.incidents.lives import Teller

REGISTERED = {"official_number": "4190012026000001", "office": "市信访局", "on": "2026-11-17"}


@pytest.fixture
def parent(tell: Teller) -> Incident:
    return tell.in_state(State.ASSIGNED)


def merged(tell: Teller, child: Incident, parent: Incident) -> Incident:
    return tell.act(child, "merge", tell.cast.zhou, parent=parent.number)


@pytest.mark.parametrize(("before", "clock"), [(State.REPORTED, "accept"), (State.ACCEPTED, "assign")])
def test_it_goes_on_alone_from_where_it_stood(
    tell: Teller, parent: Incident, before: State, clock: str
) -> None:
    child = merged(tell, tell.in_state(before), parent)
    alone = tell.act(child, "unmerge", tell.cast.wei)
    assert (alone.state, alone.merged_into, alone.closed_at, alone.state_before_merge) == (
        before,
        None,
        None,
        "",
    )
    assert {kind: c.started_at for kind, c in running(alone).items()} == {clock: tell.now}
    line = last_line(alone)
    assert (line.kind, line.header["parent"], line.header["state"]) == ("unmerged", parent.number, before)


def test_the_main_clock_and_the_legal_ones_go_on_as_if_never_stopped(tell: Teller, parent: Incident) -> None:
    child = tell.in_state(State.ASSIGNED)
    tell.act(child, "register", tell.cast.zhou, **REGISTERED)
    tell.act(child, "send_back", tell.cast.chen, reason_code="not_ours", text="不归我们")
    before = {kind: (c.pk, c.due_at, c.due0_at) for kind, c in running(child).items() if kind != "assign"}
    merged(tell, child, parent)
    tell.now += timedelta(days=1)
    alone = tell.act(child, "unmerge", tell.cast.zhou)
    after = running(alone)
    assert set(after) == {"assign", "handle", "petition_notice", "petition_answer"}
    assert {kind: (after[kind].pk, after[kind].due_at, after[kind].due0_at) for kind in before} == before
    assert (alone.due_at, alone.due0_at) == before["handle"][1:]


def test_nobody_but_a_dispatcher_takes_it_apart(tell: Teller, parent: Incident) -> None:
    child = merged(tell, tell.file("petition"), parent)
    refused(NotAllowed, tell, child, "unmerge", tell.cast.lin)
    refused(NotFound, tell, child, "unmerge", tell.cast.he)


def test_what_is_not_merged_cannot_be_taken_apart(tell: Teller) -> None:
    assert too_late(tell, tell.file(), "unmerge", tell.cast.zhou)["state"] == "reported"


def test_an_unmerge_is_done_with_its_line_or_not_at_all(tell: Teller, parent: Incident) -> None:
    child = merged(tell, tell.file("petition"), parent)
    done_with_its_line_or_not_at_all(tell, child, "unmerge", tell.cast.zhou)
