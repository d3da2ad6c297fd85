"""回访 follow_up: was it solved, and how satisfied is the reporter?"""

from typing import Any

import pytest

from core.errors import Invalid, Late, NotAllowed
from incidents.models import FollowUp, Incident, State
from incidents.verbs import perform
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, too_late
from tests.incidents.lives import Teller

DATA = {"solved": True, "satisfaction": 5, "remark": "很快"}


@pytest.fixture
def closed(tell: Teller) -> Incident:
    return tell.in_state(State.CLOSED)


def test_what_the_reporter_says_is_kept(tell: Teller, closed: Incident) -> None:
    incident = tell.act(closed, "follow_up", tell.cast.zhou, **DATA)
    row = FollowUp.objects.get()
    assert (row.solved, row.satisfaction, row.remark, row.by) == (True, 5, "很快", tell.cast.zhou)
    assert incident.state == State.CLOSED
    line = last_line(incident)
    assert (line.kind, line.header["solved"], line.header["satisfaction"]) == ("followed_up", True, 5)
    assert line.body == {"remark": "很快"}


def test_who_reopens_without_having_read_it_is_told(tell: Teller, closed: Incident) -> None:
    seen = closed.version
    tell.act(closed, "follow_up", tell.cast.zhou, **DATA)
    with pytest.raises(Late) as caught:
        perform("reopen", closed.pk, {"reason": "?"}, by=tell.cast.wei, now=tell.tick(), version=seen)
    assert caught.value.current and caught.value.current["last"]["kind"] == "followed_up"


@pytest.mark.parametrize("who", ["lin", "zheng", "chen", "wu"])
def test_only_a_dispatcher_follows_up(tell: Teller, closed: Incident, who: str) -> None:
    refused(NotAllowed, tell, closed, "follow_up", getattr(tell.cast, who), **DATA)


def test_what_is_not_closed_is_not_followed_up(tell: Teller) -> None:
    assert too_late(tell, tell.in_state(State.VERIFIED), "follow_up", tell.cast.zhou, **DATA)


@pytest.mark.parametrize("wrong", [{"satisfaction": 0}, {"satisfaction": 6}, {"solved": "perhaps"}])
def test_satisfaction_is_one_to_five(tell: Teller, closed: Incident, wrong: dict[str, Any]) -> None:
    answer = refused(Invalid, tell, closed, "follow_up", tell.cast.zhou, **{**DATA, **wrong})
    assert list(answer.fields) == list(wrong)


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, closed: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, closed, "follow_up", tell.cast.zhou, **DATA)
