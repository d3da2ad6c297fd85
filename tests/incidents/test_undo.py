"""撤销 undo: one's own last 受理, 派遣, 并案 or 结案, within ten seconds, if nobody acted since."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.errors import Late, NotAllowed
from core.failpoints import FailPointRaised
from incidents.models import Clock, Incident, State
from incidents.services import mark_overdue
from incidents.verbs import perform
from tests.incidents.deeds import everything, fresh, last_line, no_line_can_be_written, running, too_late
from tests.incidents.lives import Teller

Deed = Callable[[Teller, Incident], Any]


def undo(tell: Teller, incident: Incident, by: Any = None, seconds: float = 5) -> Incident:
    """Take it back so many seconds after the last deed."""
    now = tell.now + timedelta(seconds=seconds)
    return perform("undo", incident.pk, {}, by=by or tell.cast.zhou, now=now)


def merge(tell: Teller, incident: Incident) -> None:
    parent = tell.file("petition")
    tell.act(incident, "merge", tell.cast.zhou, parent=parent.number)


def accept(tell: Teller, incident: Incident) -> None:
    data = {"category": "P02", "urgency": "urgent", "complained_about": "sanitation"}
    tell.act(incident, "accept", tell.cast.zhou, **data)


def assign(tell: Teller, incident: Incident) -> None:
    tell.act(incident, "assign", tell.cast.zhou, to="water", co_handlers=["roads"], final=True)


def close(tell: Teller, incident: Incident) -> None:
    tell.act(incident, "close", tell.cast.zhou, outcome="settled", public_reply="已清理")


DEEDS: list[tuple[State, Deed]] = [
    (State.REPORTED, accept),
    (State.ACCEPTED, assign),
    (State.ASSIGNED, assign),
    (State.HANDLING, assign),
    (State.REPORTED, merge),
    (State.ACCEPTED, merge),
    (State.VERIFIED, close),
]
BOOKKEEPING = {"version", "moved_version", "head_hash"}


def as_it_stands(incident: Incident) -> dict[str, Any]:
    """The matter without its place in the ledger, and the clocks that run."""
    fields = Incident.objects.filter(pk=incident.pk).values().get()
    clocks = {
        clock.kind: Clock.objects.filter(pk=clock.pk).values().get() for clock in running(incident).values()
    }
    return {name: value for name, value in fields.items() if name not in BOOKKEEPING} | {"clocks": clocks}


@pytest.mark.parametrize(("state", "deed"), DEEDS)
def test_it_stands_exactly_as_before_clocks_and_all(tell: Teller, state: State, deed: Deed) -> None:
    incident = tell.in_state(state)
    before = as_it_stands(incident)
    deed(tell, incident)
    undo(tell, incident)
    assert as_it_stands(incident) == before


def test_a_matter_that_was_returned_stands_as_before_too(tell: Teller) -> None:
    incident = tell.in_state(State.HANDLING)
    tell.act(incident, "send_back", tell.cast.chen, reason_code="not_ours", text="不归我们")
    before = as_it_stands(incident)
    assign(tell, incident)
    undo(tell, incident)
    assert as_it_stands(incident) == before


def test_it_is_a_line_of_its_own_and_erases_none(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    back = undo(tell, incident)
    line = last_line(back)
    assert (line.kind, line.header["verb"], line.header["state"]) == ("undone", "accept", "reported")
    assert (back.version, line.version) == (3, 3)


def test_after_ten_seconds_it_is_too_late(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    with pytest.raises(Late):
        undo(tell, incident, seconds=10.1)
    assert undo(tell, incident, seconds=10).state == State.REPORTED


def test_somebody_elses_deed_is_not_ones_own_to_undo(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    with pytest.raises(NotAllowed):
        undo(tell, incident, by=tell.cast.wei)


def test_a_grid_leader_undoes_his_own_acceptance(tell: Teller) -> None:
    incident = tell.act(tell.file("petition"), "accept", tell.cast.zheng, category="P01")
    assert undo(tell, incident, by=tell.cast.zheng).state == State.REPORTED


@pytest.mark.parametrize("who", ["lin", "chen", "wu", "ma"])
def test_others_have_nothing_to_undo(tell: Teller, who: str) -> None:
    incident = tell.in_state(State.ASSIGNED)
    with pytest.raises(NotAllowed):
        undo(tell, incident, by=getattr(tell.cast, who))


def test_once_somebody_acted_it_is_too_late(tell: Teller) -> None:
    incident = tell.in_state(State.ASSIGNED)
    perform("take", incident.pk, {}, by=tell.cast.chen, now=tell.now + timedelta(seconds=2))
    current = too_late(tell, incident, "undo", tell.cast.zhou)
    assert (current["state"], current["last"]["by"]) == ("handling", "陈石")


def test_once_the_reporter_was_asked_a_closure_is_not_undone(tell: Teller) -> None:
    incident = tell.in_state(State.CLOSED)
    perform("follow_up", incident.pk, {"solved": True}, by=tell.cast.wei, now=tell.now)
    with pytest.raises(Late):
        undo(tell, incident)


def test_words_and_marks_in_between_hinder_nobody_and_stay(tell: Teller) -> None:
    incident = tell.in_state(State.HANDLING)
    tell.now += timedelta(days=30)
    main = running(incident)["handle"]
    assign(tell, incident)
    assert mark_overdue(main.pk, now=tell.now + timedelta(seconds=1))
    perform("supplement", incident.pk, {"text": "又多了"}, by=tell.cast.lin, now=tell.now)
    back = undo(tell, incident)
    assert back.state == State.HANDLING
    assert back.overdue_at == running(back)["handle"].overdue_at == tell.now + timedelta(seconds=1)


def test_nothing_is_undone_twice(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    assign(tell, incident)
    undo(tell, incident)
    with pytest.raises(Late):
        undo(tell, incident, seconds=6)


@pytest.mark.parametrize("state", [State.DECLINED, State.TRANSFERRED, State.SUSPENDED, State.VOID])
def test_other_verbs_are_not_undone(tell: Teller, state: State) -> None:
    incident = tell.in_state(state)
    with pytest.raises((Late, NotAllowed)):
        undo(tell, incident)
    assert fresh(incident).state == state


def test_assigned_again_after_an_undo_the_main_clock_starts_then(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    assign(tell, incident)
    undo(tell, incident)
    again = tell.act(incident, "assign", tell.cast.zhou, to="sanitation")
    assert running(again)["handle"].started_at == again.assigned_at == tell.now


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    before = everything(incident)
    with no_line_can_be_written(), pytest.raises(FailPointRaised):
        undo(tell, incident)
    assert everything(incident) == before
    assert undo(tell, incident).state == State.REPORTED
