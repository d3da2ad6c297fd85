"""督办 supervise: a demand at level 1 to 3, to be answered by a day."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import State, Supervision
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, too_late
from tests.incidents.lives import Teller


def demand(tell: Teller, **more: Any) -> dict[str, Any]:
    due_at = (tell.now + timedelta(days=3)).isoformat()
    return {"level": 2, "demand": "三日内答复", "due_at": due_at} | more


def test_the_demand_stands_beside_the_matter_and_moves_nothing(tell: Teller) -> None:
    data = demand(tell)
    incident = tell.act(tell.in_state(State.HANDLING), "supervise", tell.cast.wu, **data)
    row = Supervision.objects.get()
    assert (row.level, row.demand, row.by, row.answered_at) == (2, "三日内答复", tell.cast.wu, None)
    assert row.due_at.isoformat() == data["due_at"]
    line = last_line(incident)
    assert (incident.state, line.kind, line.header["level"], line.header["due_at"]) == (
        State.HANDLING,
        "supervised",
        2,
        data["due_at"],
    )
    assert line.body == {"demand": "三日内答复"}


@pytest.mark.parametrize("who", ["lin", "zhou", "chen", "ma"])
def test_only_a_supervisor_supervises(tell: Teller, who: str) -> None:
    incident = tell.in_state(State.HANDLING)
    refused(NotAllowed, tell, incident, "supervise", getattr(tell.cast, who), **demand(tell))


def test_what_has_ended_is_not_supervised(tell: Teller) -> None:
    assert too_late(tell, tell.in_state(State.CLOSED), "supervise", tell.cast.wu, **demand(tell))


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 0},
        {"level": 4},
        {"demand": ""},
        {"demand": "长" * 501},
        {"due_at": "2026-11-18T09:00:00+08:00"},
        {"due_at": "2099-01-01T00:00:00Z"},
        {"due_at": "2026-12-18T09:00:00"},
    ],
)
def test_what_is_filled_in_wrongly_is_named(tell: Teller, wrong: dict[str, Any]) -> None:
    answer = refused(Invalid, tell, tell.file(), "supervise", tell.cast.wu, **demand(tell, **wrong))
    assert list(answer.fields) == list(wrong)


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "supervise", tell.cast.wu, **demand(tell))
