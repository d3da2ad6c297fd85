"""申请 ask: a handler asks for 延期 or 挂账, a dispatcher for 作废; one request at a time."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import Incident, Request, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller


@pytest.fixture
def handling(tell: Teller) -> Incident:
    return tell.in_state(State.HANDLING)


def wish(tell: Teller, what: str = "extension", days: int = 20, **more: Any) -> dict[str, Any]:
    new_date = (tell.now + timedelta(days=days)).isoformat()
    return {"what": what, "reason": "等待停水检修", "new_date": new_date} | more


@pytest.mark.parametrize("what", ["extension", "suspension"])
def test_a_handler_asks_and_nothing_moves(tell: Teller, handling: Incident, what: str) -> None:
    data = wish(tell, what)
    before = running(handling)["handle"].due_at
    incident = tell.act(handling, "ask", tell.cast.chen, **data)
    row = Request.objects.get()
    assert (row.what, row.asked_by, row.asked_at, row.decided_at) == (what, tell.cast.chen, tell.now, None)
    assert (incident.state, running(incident)["handle"].due_at) == (State.HANDLING, before)
    line = last_line(incident)
    assert (line.kind, line.header["request"], line.body) == ("asked", what, {"reason": "等待停水检修"})


@pytest.mark.parametrize("state", [State.REPORTED, State.SUSPENDED, State.VERIFIED])
def test_a_dispatcher_asks_for_voiding_whatever_stage_it_is_in(tell: Teller, state: State) -> None:
    incident = tell.in_state(state)
    tell.act(incident, "ask", tell.cast.zhou, what="voiding", reason="重复录入")
    assert incident.requests.get(decided_at=None).what == "voiding"


@pytest.mark.parametrize(("who", "what"), [("zhou", "extension"), ("chen", "voiding"), ("lin", "extension")])
def test_each_asks_only_for_what_is_theirs(tell: Teller, handling: Incident, who: str, what: str) -> None:
    refused(NotAllowed, tell, handling, "ask", getattr(tell.cast, who), **wish(tell, what))


def test_asking_twice_while_one_is_open_is_too_late(tell: Teller, handling: Incident) -> None:
    tell.act(handling, "ask", tell.cast.chen, **wish(tell))
    current = too_late(tell, handling, "ask", tell.cast.zhou, what="voiding", reason="重复录入")
    assert (current["last"]["kind"], current["last"]["by"]) == ("asked", "陈石")


@pytest.mark.parametrize("state", [State.ASSIGNED, State.SUSPENDED, State.FINISHED])
def test_only_while_handling_is_there_something_to_extend(tell: Teller, state: State) -> None:
    assert too_late(tell, tell.in_state(state), "ask", tell.cast.chen, **wish(tell))["state"] == state


def test_a_closed_matter_is_asked_nothing(tell: Teller) -> None:
    incident = tell.in_state(State.CLOSED)
    too_late(tell, incident, "ask", tell.cast.zhou, what="voiding", reason="重复录入")


@pytest.mark.parametrize(
    "wrong",
    [
        {"new_date": None},
        {"new_date": "2026-11-18T09:00:00+08:00"},
        {"new_date": "2026-11-19T09:00:00+08:00"},
        {"new_date": "2026-12-19T09:00:00"},
        {"new_date": "2099-01-01T00:00:00Z"},
        {"new_date": "1970-01-01T00:00:00Z"},
        {"reason": "长" * 501},
        {"what": "holiday"},
    ],
)
def test_a_date_that_extends_nothing_and_what_else_is_wrong_are_named(
    tell: Teller, handling: Incident, wrong: dict[str, Any]
) -> None:
    answer = refused(Invalid, tell, handling, "ask", tell.cast.chen, **wish(tell) | wrong)
    assert list(answer.fields) == list(wrong)


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, handling: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, handling, "ask", tell.cast.chen, **wish(tell))
