"""同意 grant: one asks, another decides. Voiding has a file of its own."""

import pytest

from core.errors import NotAllowed
from incidents.models import State
from tests.incidents.deeds import (
    done_with_its_line_or_not_at_all,
    last_line,
    refused,
    running,
    too_late,
)
from tests.incidents.lives import Teller
from tests.incidents.wishes import asked, voiding


def test_an_extension_moves_the_due_date_and_not_the_first_one(tell: Teller) -> None:
    incident, date = asked(tell, "extension")
    first = incident.due0_at
    longer = tell.act(incident, "grant", tell.cast.zhou, remark="情况属实")
    assert (longer.state, longer.due_at, longer.due0_at) == (State.HANDLING, date, first)
    assert running(longer)["handle"].due_at == date
    row = longer.requests.get()
    assert (row.granted, row.decided_by, row.decided_at) == (True, tell.cast.zhou, tell.now)
    line = last_line(longer)
    assert (line.kind, line.header["request"], line.header["due_at"]) == (
        "granted",
        "extension",
        date.isoformat(),
    )


def test_a_suspension_lets_the_main_clock_stand(tell: Teller) -> None:
    incident, _ = asked(tell, "suspension")
    still = tell.act(incident, "grant", tell.cast.zhou)
    assert still.state == State.SUSPENDED
    assert running(still)["handle"].paused_at == tell.now


def test_who_asked_does_not_decide(tell: Teller) -> None:
    refused(NotAllowed, tell, voiding(tell, tell.file()), "grant", tell.cast.zhou)


def test_a_handler_who_dispatches_too_does_not_grant_what_he_asked(tell: Teller) -> None:
    incident, _ = asked(tell, "extension")
    from grids.postings import post

    post(
        tell.cast.chen,
        tell.cast.zhou.postings.get().role,
        tell.cast.street_a,
        by=None,
        now=tell.now,
        from_on=tell.now.date(),
    )
    refused(NotAllowed, tell, incident, "grant", tell.cast.chen)


@pytest.mark.parametrize("who", ["lin", "zheng", "chen", "wu"])
def test_only_a_dispatcher_decides(tell: Teller, who: str) -> None:
    incident, _ = asked(tell, "extension")
    refused(NotAllowed, tell, incident, "grant", getattr(tell.cast, who))


def test_what_nobody_asked_or_somebody_decided_is_too_late(tell: Teller) -> None:
    incident, _ = asked(tell, "extension")
    tell.act(incident, "refuse", tell.cast.wei)
    current = too_late(tell, incident, "grant", tell.cast.zhou)
    assert (current["last"]["kind"], current["last"]["by"]) == ("request_refused", "魏东")


def test_an_extension_is_not_granted_once_the_work_is_finished(tell: Teller) -> None:
    incident, _ = asked(tell, "extension")
    tell.act(incident, "finish", tell.cast.chen, what_was_done="已清理")
    too_late(tell, incident, "grant", tell.cast.zhou)
    assert incident.requests.get().decided_at is None


@pytest.mark.parametrize("what", ["extension", "suspension"])
def test_a_date_that_has_passed_meanwhile_is_not_granted(tell: Teller, what: str) -> None:
    incident, date = asked(tell, what)
    tell.now = date
    too_late(tell, incident, "grant", tell.cast.zhou)


def test_a_grant_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    incident, _ = asked(tell, "suspension")
    done_with_its_line_or_not_at_all(tell, incident, "grant", tell.cast.zhou)
