"""恢复 resume: handling goes on, and the main clock with it."""

from datetime import timedelta

import pytest

from core.errors import NotAllowed
from incidents.models import State
from tests.cast import appoint
from tests.incidents.deeds import (
    done_with_its_line_or_not_at_all,
    fresh,
    last_line,
    refused,
    running,
    too_late,
)
from tests.incidents.lives import Teller


@pytest.mark.parametrize("who", ["zhou", "chen"])
def test_a_suspended_matter_goes_on_with_its_clock(tell: Teller, who: str) -> None:
    incident = tell.in_state(State.SUSPENDED)
    due = incident.due_at
    tell.now += timedelta(days=7)
    on = tell.act(incident, "resume", getattr(tell.cast, who), remark="已通水")
    assert (on.state, running(on)["handle"].paused_at) == (State.HANDLING, None)
    assert on.due_at is not None and due is not None and on.due_at > due
    line = last_line(on)
    assert (line.kind, line.header["due_at"], line.body) == (
        "resumed",
        on.due_at.isoformat(),
        {"remark": "已通水"},
    )


def test_others_do_not_let_it_go_on(tell: Teller) -> None:
    incident = tell.in_state(State.SUSPENDED)
    helper = appoint("bai", "白助", "supervisor", tell.cast.street_a)
    for who in (tell.cast.lin, tell.cast.zheng, helper):
        refused(NotAllowed, tell, incident, "resume", who)


def test_what_is_not_suspended_does_not_go_on(tell: Teller) -> None:
    assert too_late(tell, tell.in_state(State.HANDLING), "resume", tell.cast.zhou)["state"] == "handling"


def test_a_resumption_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    incident = tell.in_state(State.SUSPENDED)
    done_with_its_line_or_not_at_all(tell, fresh(incident), "resume", tell.cast.chen)
