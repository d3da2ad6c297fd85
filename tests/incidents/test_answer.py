"""答复 answer: the handler replies to the oldest demand that waits."""

from datetime import timedelta

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import Incident, State
from tests.cast import appoint
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, too_late
from tests.incidents.lives import Teller

DATA = {"text": "下午清理"}


def supervised(tell: Teller, incident: Incident, demand: str = "三日内答复") -> Incident:
    due_at = (tell.now + timedelta(days=3)).isoformat()
    return tell.act(incident, "supervise", tell.cast.wu, level=1, demand=demand, due_at=due_at)


@pytest.fixture
def waiting(tell: Teller) -> Incident:
    return supervised(tell, tell.in_state(State.HANDLING))


def test_the_demand_is_answered(tell: Teller, waiting: Incident) -> None:
    incident = tell.act(waiting, "answer", tell.cast.chen, **DATA)
    row = incident.supervisions.get()
    assert (row.answer, row.answered_by, row.answered_at) == ("下午清理", tell.cast.chen, tell.now)
    assert (incident.state, last_line(incident).kind, last_line(incident).body) == (
        State.HANDLING,
        "answered",
        DATA,
    )


def test_the_oldest_comes_first(tell: Teller, waiting: Incident) -> None:
    supervised(tell, waiting, "第二次督办")
    tell.act(waiting, "answer", tell.cast.chen, **DATA)
    assert [row.answer for row in waiting.supervisions.order_by("at")] == ["下午清理", ""]


def test_a_helping_department_may_answer(tell: Teller) -> None:
    helper = appoint("bai", "白助", "handler", tell.cast.chen.postings.get().area, department=tell.cast.water)
    incident = tell.in_state(State.ACCEPTED)
    tell.act(incident, "assign", tell.cast.zhou, to="sanitation", co_handlers=["water"])
    supervised(tell, incident)
    assert tell.act(incident, "answer", helper, **DATA).supervisions.get().answered_by == helper


@pytest.mark.parametrize("who", ["lin", "zhou", "wu"])
def test_nobody_answers_for_the_handler(tell: Teller, waiting: Incident, who: str) -> None:
    refused(NotAllowed, tell, waiting, "answer", getattr(tell.cast, who), **DATA)


def test_where_no_demand_waits_it_is_too_late(tell: Teller, waiting: Incident) -> None:
    tell.act(waiting, "answer", tell.cast.chen, **DATA)
    current = too_late(tell, waiting, "answer", tell.cast.chen, **DATA)
    assert (current["last"]["kind"], current["last"]["by"]) == ("answered", "陈石")


def test_an_answer_says_something_and_is_no_novel(tell: Teller, waiting: Incident) -> None:
    for text in (" ", "长" * 501):
        assert refused(Invalid, tell, waiting, "answer", tell.cast.chen, text=text).fields["text"]


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, waiting: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, waiting, "answer", tell.cast.chen, **DATA)
