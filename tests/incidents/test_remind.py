"""催办 remind: the centre at any time, the reporter once in 24 hours."""

from datetime import timedelta

import pytest

from core.errors import NotAllowed, TooMany
from incidents.models import State
from incidents.verbs import perform
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, too_late
from tests.incidents.lives import Teller


def test_the_reporter_reminds_and_nothing_moves(tell: Teller) -> None:
    incident = tell.act(tell.in_state(State.ASSIGNED), "remind", tell.cast.lin, text="请尽快")
    assert (incident.state, incident.reminded_at) == (State.ASSIGNED, tell.now)
    assert (last_line(incident).kind, last_line(incident).body) == ("reminded", {"text": "请尽快"})


def test_the_reporters_second_within_24_hours_is_told_how_long_to_wait(tell: Teller) -> None:
    incident = tell.act(tell.file(), "remind", tell.cast.lin)
    answer = refused(TooMany, tell, incident, "remind", tell.cast.lin)
    assert answer.retry_after == 24 * 3600 - 60


def test_after_24_hours_the_reporter_may_again(tell: Teller) -> None:
    incident = tell.act(tell.file(), "remind", tell.cast.lin)
    first = tell.now
    again = perform("remind", incident.pk, {}, by=tell.cast.lin, now=first + timedelta(hours=24))
    assert again.reminded_at == first + timedelta(hours=24)


def test_a_dispatcher_reminds_as_often_as_need_be_and_takes_nobodys_turn(tell: Teller) -> None:
    incident = tell.file()
    for _ in range(3):
        tell.act(incident, "remind", tell.cast.zhou)
    assert tell.act(incident, "remind", tell.cast.lin).reminded_at == tell.now


@pytest.mark.parametrize("who", ["sun", "zheng", "chen", "wu"])
def test_others_do_not_remind(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.in_state(State.HANDLING), "remind", getattr(tell.cast, who))


def test_of_what_has_ended_nobody_is_reminded(tell: Teller) -> None:
    assert too_late(tell, tell.in_state(State.CLOSED), "remind", tell.cast.lin)["state"] == "closed"


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "remind", tell.cast.lin, text="请尽快")
