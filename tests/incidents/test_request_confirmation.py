"""请求核实 request_confirmation: a dispatcher asks the grid to go and look."""

from core.errors import Invalid, NotAllowed
from incidents.models import Confirmation, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, too_late
from tests.incidents.lives import Teller


def asked(tell: Teller) -> dict[str, str]:
    return {"to_grid": tell.cast.grid_a1.code, "question": "现在还在吗"}


def test_a_dispatcher_asks_the_grid_and_nothing_moves(tell: Teller) -> None:
    incident = tell.act(tell.file(), "request_confirmation", tell.cast.zhou, **asked(tell))
    row = Confirmation.objects.get()
    assert (row.grid, row.asked_by, row.asked_at) == (tell.cast.grid_a1, tell.cast.zhou, tell.now)
    assert (incident.state, row.answered_at) == (State.REPORTED, None)
    line = last_line(incident)
    assert (line.kind, line.header["to_grid"]) == ("confirmation_requested", tell.cast.grid_a1.code)
    assert line.body == {"question": "现在还在吗"}


def test_a_form_opened_before_the_question_is_not_out_of_date(tell: Teller) -> None:
    incident = tell.file()
    tell.act(incident, "request_confirmation", tell.cast.zhou, **asked(tell))
    from incidents.verbs import perform

    data = {"category": "H01"}
    done = perform("accept", incident.pk, data, by=tell.cast.wei, now=tell.tick(), version=1)
    assert done.state == State.ACCEPTED


def test_grid_workers_do_not_ask(tell: Teller) -> None:
    refused(NotAllowed, tell, tell.file(), "request_confirmation", tell.cast.lin, **asked(tell))


def test_what_is_accepted_needs_no_confirmation(tell: Teller) -> None:
    current = too_late(
        tell, tell.in_state(State.ACCEPTED), "request_confirmation", tell.cast.zhou, **asked(tell)
    )
    assert current["state"] == "accepted"


def test_a_grid_that_would_not_see_the_matter_is_not_asked(tell: Teller) -> None:
    data = {**asked(tell), "to_grid": tell.cast.grid_a2.code}
    answer = refused(Invalid, tell, tell.file(), "request_confirmation", tell.cast.zhou, **data)
    assert list(answer.fields) == ["to_grid"]


def test_an_unknown_grid_and_an_endless_question_are_named(tell: Teller) -> None:
    unknown = refused(
        Invalid, tell, tell.file(), "request_confirmation", tell.cast.zhou, to_grid="1", question="在吗"
    )
    endless = refused(
        Invalid,
        tell,
        tell.file(),
        "request_confirmation",
        tell.cast.zhou,
        to_grid=tell.cast.grid_a1.code,
        question="吗" * 501,
    )
    assert (list(unknown.fields), list(endless.fields)) == (["to_grid"], ["question"])


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "request_confirmation", tell.cast.zhou, **asked(tell))
