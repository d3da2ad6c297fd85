"""核实 confirm: somebody of the grid looked, because a dispatcher asked."""

import pytest

from core.errors import NotAllowed, NotFound
from incidents.models import Confirmation, Incident, State
from tests.cast import appoint
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, too_late
from tests.incidents.lives import Teller

YES = {"is_so": True, "remark": "还堆在三楼"}


@pytest.fixture
def asked(tell: Teller) -> Incident:
    """A matter about which Zhou has asked grid A1."""
    data = {"to_grid": tell.cast.grid_a1.code, "question": "现在还在吗"}
    return tell.act(tell.file(), "request_confirmation", tell.cast.zhou, **data)


def test_another_worker_of_the_grid_answers(tell: Teller, asked: Incident) -> None:
    incident = tell.act(asked, "confirm", tell.cast.sun, **YES)
    row = Confirmation.objects.get()
    assert (row.is_so, row.remark, row.answered_by, row.answered_at) == (
        True,
        "还堆在三楼",
        tell.cast.sun,
        tell.now,
    )
    line = last_line(incident)
    assert (incident.state, line.kind, line.header["is_so"]) == (State.REPORTED, "confirmed", True)
    assert line.body == {"remark": "还堆在三楼"}


def test_a_dispatcher_does_not_answer_for_the_grid(tell: Teller, asked: Incident) -> None:
    refused(NotAllowed, tell, asked, "confirm", tell.cast.zhou, **YES)


def test_a_worker_of_the_next_grid_does_not_even_see_it(tell: Teller, asked: Incident) -> None:
    neighbour = appoint("kong", "孔邻", "grid_worker", tell.cast.grid_a2)
    refused(NotFound, tell, asked, "confirm", neighbour, **YES)


def test_where_nobody_asked_there_is_nothing_to_answer(tell: Teller) -> None:
    current = too_late(tell, tell.file(), "confirm", tell.cast.lin, **YES)
    assert current["last"]["kind"] == "reported"


def test_the_second_answer_to_one_question_comes_too_late(tell: Teller, asked: Incident) -> None:
    tell.act(asked, "confirm", tell.cast.sun, **YES)
    current = too_late(tell, asked, "confirm", tell.cast.lin, is_so=False)
    assert current["last"]["by"] == "孙立"


def test_after_acceptance_it_comes_too_late(tell: Teller, asked: Incident) -> None:
    tell.act(asked, "accept", tell.cast.zhou, category="H01")
    assert too_late(tell, asked, "confirm", tell.cast.lin, **YES)["state"] == "accepted"


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, asked: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, asked, "confirm", tell.cast.sun, **YES)
