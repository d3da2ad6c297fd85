"""不予受理 decline: not ours, with a reason in words and, for a petition, the right channel."""

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"reason_code": "not_ours", "channel": "拨打12345", "text": "不属本辖区"}


def test_it_ends_with_a_reason_and_a_channel(tell: Teller) -> None:
    incident = tell.act(tell.file("petition"), "decline", tell.cast.zhou, **DATA)
    assert (incident.state, incident.closed_at, incident.public_reply) == (
        State.DECLINED,
        tell.now,
        "不属本辖区",
    )
    assert running(incident) == {}
    line = last_line(incident)
    assert (line.kind, line.header["reason_code"]) == ("declined", "not_ours")
    assert line.body == {"channel": "拨打12345", "text": "不属本辖区"}


def test_free_words_never_stand_in_the_header(tell: Teller) -> None:
    incident = tell.act(tell.file("petition"), "decline", tell.cast.zhou, **DATA)
    assert "12345" not in str(last_line(incident).header)


@pytest.mark.parametrize("who", ["lin", "zheng", "wu"])
def test_only_a_dispatcher_declines(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.file(), "decline", getattr(tell.cast, who), **DATA)


def test_a_petition_is_not_declined_without_a_channel(tell: Teller) -> None:
    data = {**DATA, "channel": "  "}
    answer = refused(Invalid, tell, tell.file("petition"), "decline", tell.cast.zhou, **data)
    assert list(answer.fields) == ["channel"]
    assert tell.act(tell.file("hazard"), "decline", tell.cast.zhou, **data).state == State.DECLINED


@pytest.mark.parametrize("wrong", [{"reason_code": "tired"}, {"text": " "}, {"text": "a\0b"}])
def test_what_is_filled_in_wrongly_is_named(tell: Teller, wrong: dict[str, str]) -> None:
    answer = refused(Invalid, tell, tell.file(), "decline", tell.cast.zhou, **{**DATA, **wrong})
    assert list(answer.fields) == list(wrong)


def test_what_was_accepted_is_not_declined(tell: Teller) -> None:
    current = too_late(tell, tell.in_state(State.ACCEPTED), "decline", tell.cast.zhou, **DATA)
    assert current["state"] == "accepted"


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "decline", tell.cast.zhou, **DATA)
