"""The published graph: every state × verb, and the words it is told in."""

from itertools import product

import pytest

from incidents import workflow
from incidents.permissions import MAY
from incidents.workflow import ENDS, OPEN, VERBS, State, allows, sources

GRAPH = {
    "self_handle": {"reported"},
    "accept": {"reported"},
    "decline": {"reported"},
    "object": {"declined"},
    "merge": {"reported", "accepted"},
    "unmerge": {"merged"},
    "assign": {"accepted", "assigned", "handling"},
    "take": {"assigned"},
    "send_back": {"assigned", "handling"},
    "suspend": {"handling"},
    "resume": {"suspended"},
    "finish": {"handling"},
    "verify": {"finished"},
    "rework": {"finished", "verified"},
    "close": {"verified"},
    "reopen": {"closed", "declined"},
    "transfer": {"reported", "accepted", "assigned", "handling"},
    "void": {state.value for state in OPEN},
    "undo": {"accepted", "assigned", "merged", "closed"},
}
"""The moves of the domain page, section 2, written a second time on purpose."""


@pytest.mark.parametrize(("verb", "state"), list(product(GRAPH, State)))
def test_a_verb_moves_a_matter_exactly_from_the_states_of_the_table(verb: str, state: State) -> None:
    assert allows(verb, state) == (state.value in GRAPH[verb])


def test_every_verb_that_moves_stands_in_the_table() -> None:
    assert set(VERBS) == set(GRAPH) | set(workflow.WITHOUT_A_MOVE)


def test_an_ended_matter_is_not_open_and_every_state_is_one_or_the_other() -> None:
    assert set(OPEN) | set(ENDS) == set(State)
    assert not set(OPEN) & set(ENDS)


def test_every_verb_that_people_can_do_has_its_line_in_the_permission_table() -> None:
    granted_through_a_request = {"suspend", "void"}
    assert set(VERBS) - granted_through_a_request == set(MAY)


def test_a_void_matter_stays_void() -> None:
    assert [verb for verb in VERBS if State.VOID in sources(verb)] == ["reveal"]
