"""不同意 refuse: nothing moves."""

import pytest

from core.errors import NotAllowed
from incidents.models import State
from tests.incidents.deeds import (
    done_with_its_line_or_not_at_all,
    last_line,
    refused,
    too_late,
)
from tests.incidents.lives import Teller
from tests.incidents.wishes import asked, voiding


def test_a_refusal_changes_nothing_but_the_request(tell: Teller) -> None:
    incident, _ = asked(tell, "suspension")
    due = incident.due_at
    same = tell.act(incident, "refuse", tell.cast.zhou, remark="可以先清运")
    assert (same.state, same.due_at, same.requests.get().granted) == (State.HANDLING, due, False)
    line = last_line(same)
    assert (line.kind, line.header["request"], line.body) == (
        "request_refused",
        "suspension",
        {"remark": "可以先清运"},
    )


def test_a_refusal_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    incident, _ = asked(tell, "extension")
    done_with_its_line_or_not_at_all(tell, incident, "refuse", tell.cast.zhou)


def test_who_asked_does_not_refuse_it_either(tell: Teller) -> None:
    refused(NotAllowed, tell, voiding(tell, tell.file()), "refuse", tell.cast.zhou)


@pytest.mark.parametrize("who", ["lin", "zheng", "chen", "wu"])
def test_only_a_dispatcher_refuses(tell: Teller, who: str) -> None:
    incident, _ = asked(tell, "extension")
    refused(NotAllowed, tell, incident, "refuse", getattr(tell.cast, who))


def test_what_was_decided_already_is_too_late(tell: Teller) -> None:
    incident, _ = asked(tell, "extension")
    tell.act(incident, "grant", tell.cast.wei)
    assert too_late(tell, incident, "refuse", tell.cast.zhou)["last"]["by"] == "魏东"


def test_after_a_refusal_one_may_ask_again(tell: Teller) -> None:
    incident, date = asked(tell, "extension")
    tell.act(incident, "refuse", tell.cast.zhou)
    data = {"what": "extension", "reason": "配件未到", "new_date": date.isoformat()}
    tell.act(incident, "ask", tell.cast.chen, **data)
    assert incident.requests.count() == 2


def test_what_a_department_asked_before_it_sent_the_matter_back_can_be_refused(tell: Teller) -> None:
    incident, _ = asked(tell, "extension")
    tell.act(incident, "send_back", tell.cast.chen, reason_code="not_ours", text="不归我们")
    assert tell.act(incident, "refuse", tell.cast.zhou).requests.get().granted is False
