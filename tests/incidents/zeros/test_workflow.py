"""The life of a break: every pair of state and verb, allowed and forbidden."""

from incidents.zeros.workflow import VERBS, BreakState, allows

ALLOWED = {
    "examine": {"suspected"},
    "confirm": {"pending"},
    "appeal": {"confirmed"},
    "uphold": {"appealed"},
    "revoke": {"suspected", "pending", "confirmed", "appealed", "upheld"},
    "correct": {"suspected", "pending", "confirmed", "appealed", "upheld"},
}


def test_each_verb_starts_exactly_where_the_graph_says() -> None:
    found = {verb: {state.value for state in BreakState if allows(verb, state)} for verb in VERBS}
    assert found == ALLOWED


def test_a_revoked_break_moves_no_more() -> None:
    assert not any(allows(verb, BreakState.REVOKED) for verb in VERBS)
