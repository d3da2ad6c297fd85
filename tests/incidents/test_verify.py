"""核查通过 verify: somebody else saw that it is done."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import NotAllowed, NotFound
from core.roles import Role
from grids.postings import post
from incidents.models import Incident, State
from tests.cast import appoint
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller


@pytest.fixture
def finished(tell: Teller) -> Incident:
    return tell.in_state(State.FINISHED)


def quick(tell: Teller) -> Incident:
    """A finished matter of a category that closes by its verification."""
    incident = tell.file("petition")
    tell.act(incident, "accept", tell.cast.zhou, category="P03")
    tell.act(incident, "assign", tell.cast.zhou, to="sanitation")
    tell.act(incident, "take", tell.cast.chen)
    return tell.act(incident, "finish", tell.cast.chen, what_was_done="已清理")


@pytest.mark.parametrize("who", ["lin", "sun", "zheng", "zhou"])
def test_somebody_of_the_grid_or_the_centre_saw_it(tell: Teller, finished: Incident, who: str) -> None:
    by = getattr(tell.cast, who)
    incident = tell.act(finished, "verify", by, result="现场已看过")
    assert (incident.state, incident.verified_at, incident.closed_at) == (State.VERIFIED, tell.now, None)
    assert list(running(incident)) == ["handle"]
    line = last_line(incident)
    assert (line.kind, line.actor, line.header["closes"]) == ("verified", str(by.pk), False)
    assert line.body == {"result": "现场已看过"}


def test_where_the_category_says_so_the_matter_closes_by_it(tell: Teller) -> None:
    incident = tell.act(quick(tell), "verify", tell.cast.lin)
    assert (incident.state, incident.closed_at, incident.outcome) == (State.CLOSED, tell.now, "settled")
    assert running(incident) == {}
    header = last_line(incident).header
    assert (header["closes"], header["outcome"], header["state"]) == (True, "settled", "closed")


def test_it_does_not_close_over_an_open_request(tell: Teller) -> None:
    incident = quick(tell)
    tell.act(incident, "ask", tell.cast.zhou, what="voiding", reason="重复录入")
    assert too_late(tell, incident, "verify", tell.cast.lin)["state"] == "finished"
    tell.act(incident, "refuse", tell.cast.wei)
    assert tell.act(incident, "verify", tell.cast.lin).state == State.CLOSED


@pytest.mark.parametrize("who", ["chen", "wu", "ma"])
def test_others_do_not_verify(tell: Teller, finished: Incident, who: str) -> None:
    refused(NotAllowed, tell, finished, "verify", getattr(tell.cast, who))


def test_a_worker_of_the_next_grid_does_not_find_it(tell: Teller, finished: Incident) -> None:
    refused(NotFound, tell, finished, "verify", appoint("kong", "孔邻", "grid_worker", tell.cast.grid_a2))


def serves_at_sanitation(tell: Teller, who: Any) -> None:
    day = tell.now.date() - timedelta(days=1)
    post(
        who,
        Role.HANDLER,
        tell.cast.street_a,
        department=tell.cast.sanitation,
        by=None,
        now=tell.now,
        from_on=day,
    )


def test_who_finished_it_does_not_verify_it(tell: Teller, finished: Incident) -> None:
    day = tell.now.date() - timedelta(days=1)
    post(tell.cast.chen, Role.GRID_WORKER, tell.cast.grid_a1, by=None, now=tell.now, from_on=day)
    refused(NotAllowed, tell, finished, "verify", tell.cast.chen)


def test_who_serves_where_it_was_handled_does_not_verify_it(tell: Teller, finished: Incident) -> None:
    serves_at_sanitation(tell, tell.cast.sun)
    refused(NotAllowed, tell, finished, "verify", tell.cast.sun)
    refused(NotAllowed, tell, finished, "rework", tell.cast.sun, reason="还有一半")


def test_what_is_still_in_hand_is_not_verified(tell: Teller) -> None:
    assert too_late(tell, tell.in_state(State.HANDLING), "verify", tell.cast.lin)["state"] == "handling"


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, finished: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, finished, "verify", tell.cast.lin)
