"""定级、改类 reclassify: with a reason; running clocks are worked out again, first due dates stay."""

import pytest

from core.errors import Invalid, NotAllowed
from incidents.catalogue import CategoryLimit, forget_catalogue
from incidents.models import State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"category": "P01", "urgency": "urgent", "reason": "现场比上报严重"}


@pytest.fixture(autouse=True)
def _urgent_is_quick(small_catalogue: None) -> None:
    CategoryLimit.objects.create(
        kind_id="petition", urgency="urgent", clock="handle", amount=1, unit="working_day"
    )
    forget_catalogue()


def test_the_main_clock_is_worked_out_again_and_its_first_date_stays(tell: Teller) -> None:
    incident = tell.in_state(State.HANDLING)
    first, before = incident.due0_at, incident.due_at
    graver = tell.act(incident, "reclassify", tell.cast.zhou, **DATA)
    assert (graver.state, graver.urgency, graver.due0_at) == (State.HANDLING, "urgent", first)
    assert graver.due_at is not None and before is not None and graver.due_at < before
    assert running(graver)["handle"].due_at == graver.due_at
    line = last_line(graver)
    assert (line.kind, line.header["urgency"], line.header["due_at"]) == (
        "reclassified",
        "urgent",
        graver.due_at.isoformat(),
    )
    assert line.body == {"reason": "现场比上报严重"}


def test_its_category_changes_within_its_kind(tell: Teller) -> None:
    incident = tell.act(tell.file("petition"), "reclassify", tell.cast.zhou, **{**DATA, "category": "P03"})
    assert (incident.category_id, last_line(incident).header["category"]) == ("P03", "P03")


@pytest.mark.parametrize("wrong", [{"category": "H01"}, {"urgency": "panic"}, {"reason": ""}])
def test_what_is_filled_in_wrongly_is_named(tell: Teller, wrong: dict[str, str]) -> None:
    answer = refused(Invalid, tell, tell.file("petition"), "reclassify", tell.cast.zhou, **{**DATA, **wrong})
    assert list(answer.fields) == list(wrong)


@pytest.mark.parametrize("who", ["lin", "zheng", "chen", "wu"])
def test_only_a_dispatcher_reclassifies(tell: Teller, who: str) -> None:
    refused(NotAllowed, tell, tell.in_state(State.HANDLING), "reclassify", getattr(tell.cast, who), **DATA)


def test_what_has_ended_keeps_its_class(tell: Teller) -> None:
    assert too_late(tell, tell.in_state(State.CLOSED), "reclassify", tell.cast.zhou, **DATA)


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file("petition"), "reclassify", tell.cast.zhou, **DATA)
