"""作废 void: asked by one dispatcher, granted by another, never deleted."""

from incidents.models import State
from tests.incidents.deeds import (
    done_with_its_line_or_not_at_all,
    last_line,
    running,
    too_late,
)
from tests.incidents.lives import Teller
from tests.incidents.wishes import voiding


def test_voiding_is_asked_by_one_and_granted_by_another(tell: Teller) -> None:
    incident = voiding(tell, tell.in_state(State.ASSIGNED))
    void = tell.act(incident, "grant", tell.cast.wei)
    assert (void.state, void.closed_at) == (State.VOID, tell.now)
    assert running(void) == {}
    line = last_line(void)
    assert (line.kind, line.header["asked_by"], line.actor) == (
        "voided",
        str(tell.cast.zhou.pk),
        str(tell.cast.wei.pk),
    )


def test_a_matter_with_others_merged_into_it_is_not_voided_under_them(tell: Teller) -> None:
    parent = tell.in_state(State.ACCEPTED)
    child = tell.act(tell.file("petition"), "merge", tell.cast.zhou, parent=parent.number)
    voiding(tell, parent)
    too_late(tell, parent, "grant", tell.cast.wei)
    tell.act(child, "unmerge", tell.cast.zhou)
    assert tell.act(parent, "grant", tell.cast.wei).state == State.VOID


def test_a_void_matter_stays_void(tell: Teller) -> None:
    incident = tell.in_state(State.VOID)
    assert too_late(tell, incident, "reopen", tell.cast.zhou, reason="弄错了")["state"] == "void"


def test_a_voiding_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, voiding(tell, tell.file()), "grant", tell.cast.wei)
