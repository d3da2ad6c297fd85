"""The buttons are true: what is drawn can be done, and what can be done by a person is drawn."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import Late, NotAllowed, NotFound, Refusal
from grids.scope import scope_of
from incidents.buttons import open_at, open_to
from incidents.models import Incident, State
from incidents.verbs import VERBS, perform
from incidents.workflow import allows
from tests.incidents.deeds import fresh
from tests.incidents.lives import Teller
from tests.incidents.test_rights import PEOPLE, carried
from tests.incidents.wishes import asked, voiding


def drawn(tell: Teller, incident: Incident, who: str) -> list[str]:
    """The buttons of a person who sees the matter."""
    scope = scope_of(getattr(tell.cast, who), tell.now.date())
    seen = Incident.objects.visible_to(scope).filter(pk=incident.pk).first()
    return open_to(seen, scope) if seen else []


def is_done(tell: Teller, incident: Incident, verb: str, who: str, parent: Incident) -> bool:
    """Whether the verb would be done now; nothing stays done."""
    try:
        with transaction.atomic():
            data: dict[str, Any] = carried(verb, who, tell, parent)
            if verb == "ask":
                data["new_date"] = (tell.now + timedelta(days=60)).isoformat()
            now = tell.now + timedelta(seconds=5)
            perform(verb, incident.pk, data, by=getattr(tell.cast, who), now=now)
            transaction.set_rollback(True)
    except Refusal as refusal:
        assert isinstance(refusal, Late | NotAllowed | NotFound), (verb, who, refusal.fields)
        return False
    return True


@pytest.mark.parametrize("state", list(State))
def test_a_button_is_drawn_exactly_where_its_verb_is_done(tell: Teller, state: State) -> None:
    parent, incident = tell.file("petition"), tell.in_state(state)
    possible = [verb for verb in VERBS if allows(verb, state)]
    for who in PEOPLE:
        done = {verb for verb in possible if is_done(tell, incident, verb, who, parent)}
        assert set(drawn(tell, incident, who)) == done, who


def test_while_a_request_waits_another_decides_and_nobody_asks(tell: Teller) -> None:
    incident, _ = asked(tell, "extension")
    assert {"grant", "refuse"} <= set(drawn(tell, incident, "zhou"))
    assert not {"ask"} & {*drawn(tell, incident, "zhou"), *drawn(tell, incident, "chen")}


def test_who_asked_is_not_offered_to_decide(tell: Teller) -> None:
    incident = voiding(tell, tell.file())
    assert "grant" not in drawn(tell, incident, "zhou")
    assert "grant" in drawn(tell, incident, "wei")


def test_what_was_decided_finally_or_returned_twice_cannot_be_sent_back(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    tell.act(incident, "assign", tell.cast.zhou, to="sanitation", final=True)
    assert "send_back" not in drawn(tell, incident, "chen")


def test_undoing_is_offered_to_who_did_the_last_and_to_nobody_else(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    assert "undo" in drawn(tell, incident, "zhou")
    assert "undo" not in drawn(tell, incident, "wei")
    tell.act(incident, "assign", tell.cast.wei, to="sanitation")
    assert "undo" not in drawn(tell, incident, "zhou")


def test_reminding_again_is_offered_to_the_reporter_after_a_day_and_to_a_dispatcher_always(
    tell: Teller,
) -> None:
    incident = tell.in_state(State.HANDLING)
    tell.act(incident, "remind", tell.cast.lin)
    scopes = [scope_of(who, tell.now.date()) for who in (tell.cast.lin, tell.cast.zhou)]
    for hours, offered in ((23, [False, True]), (24, [True, True])):
        then = tell.now + timedelta(hours=hours)
        assert ["remind" in open_at(fresh(incident), scope, then) for scope in scopes] == offered


def test_settling_on_the_spot_is_offered_only_where_it_may_be(tell: Teller) -> None:
    assert "self_handle" in drawn(tell, tell.file("hazard"), "lin")
    assert "self_handle" not in drawn(tell, tell.file("security"), "lin")


def test_they_cost_at_most_four_statements(tell: Teller) -> None:
    incident = fresh(tell.in_state(State.HANDLING))
    scope = scope_of(tell.cast.zhou, tell.now.date())
    with CaptureQueriesContext(connection) as statements:
        open_to(incident, scope)
    assert len(statements) <= 4
