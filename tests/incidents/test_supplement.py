"""补充 supplement: further words; what was filed is never changed."""

import pytest

from core.errors import Invalid, NotAllowed, NotFound
from incidents.models import State
from incidents.verbs import perform
from tests.cast import appoint
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, lines, refused, too_late
from tests.incidents.lives import Teller

DATA = {"text": "又多了一堆"}


@pytest.mark.parametrize("who", ["lin", "sun", "zheng", "chen"])
def test_words_are_added_and_the_report_stays_as_it_was(tell: Teller, who: str) -> None:
    incident = tell.in_state(State.HANDLING)
    text = incident.text
    more = tell.act(incident, "supplement", getattr(tell.cast, who), **DATA)
    assert (more.state, more.text) == (State.HANDLING, text)
    assert (last_line(more).kind, last_line(more).body) == ("supplemented", DATA)
    assert lines(more)[0].body["text"] == text


def test_a_helping_department_adds_words_too(tell: Teller) -> None:
    helper = appoint("bai", "白助", "handler", tell.cast.chen.postings.get().area, department=tell.cast.water)
    incident = tell.in_state(State.ACCEPTED)
    tell.act(incident, "assign", tell.cast.zhou, to="sanitation", co_handlers=["water"])
    assert last_line(tell.act(incident, "supplement", helper, **DATA)).actor == str(helper.pk)


def test_a_form_opened_before_is_not_out_of_date(tell: Teller) -> None:
    incident = tell.file()
    tell.act(incident, "supplement", tell.cast.lin, **DATA)
    done = perform("accept", incident.pk, {"category": "H01"}, by=tell.cast.zhou, now=tell.tick(), version=1)
    assert done.state == State.ACCEPTED


@pytest.mark.parametrize("who", ["zhou", "wu", "ma"])
def test_who_only_decides_or_watches_adds_nothing(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.file(), "supplement", getattr(tell.cast, who), **DATA)


def test_a_stranger_does_not_find_it(tell: Teller) -> None:
    refused(NotFound, tell, tell.file(), "supplement", tell.cast.he, **DATA)


@pytest.mark.parametrize("state", [State.CLOSED, State.DECLINED, State.VOID])
def test_what_has_ended_gets_no_more_words(tell: Teller, state: State) -> None:
    assert too_late(tell, tell.in_state(state), "supplement", tell.cast.lin, **DATA)["state"] == state


@pytest.mark.parametrize("text", ["", " \n ", "长" * 2001, "零\0零", "半\ud83d"])
def test_words_that_say_nothing_or_cannot_be_kept_are_refused(tell: Teller, text: str) -> None:
    assert list(refused(Invalid, tell, tell.file(), "supplement", tell.cast.lin, text=text).fields) == [
        "text"
    ]


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "supplement", tell.cast.lin, **DATA)
