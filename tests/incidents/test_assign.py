"""派遣、改派 assign: one lead department, any co-handlers; it starts the main clock, once."""

from datetime import UTC, datetime

import pytest

from core.errors import Invalid, NotAllowed, NotFound
from grids.models import Department
from grids.scope import scope_of
from incidents.models import Incident, State
from tests.cast import appoint
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller


@pytest.fixture
def accepted(tell: Teller) -> Incident:
    return tell.in_state(State.ACCEPTED)


def test_the_department_gets_it_and_the_main_clock_starts(tell: Teller, accepted: Incident) -> None:
    incident = tell.act(accepted, "assign", tell.cast.zhou, to="sanitation", co_handlers=["water"])
    assert (incident.state, incident.department) == (State.ASSIGNED, tell.cast.sanitation)
    assert (incident.co_handlers, incident.assigned_at) == ([tell.cast.water.pk], tell.now)
    assert set(running(incident)) == {"take", "handle"}
    assert incident.due_at == incident.due0_at == running(incident)["handle"].due_at


def test_its_line_names_the_departments_and_the_dates(tell: Teller, accepted: Incident) -> None:
    incident = tell.act(
        accepted, "assign", tell.cast.zhou, to="sanitation", co_handlers=["water"], text="请速办"
    )
    line = last_line(incident)
    assert (line.kind, line.header["to"], line.header["co_handlers"]) == ("assigned", "sanitation", ["water"])
    assert incident.due_at is not None
    assert (line.header["due_at"], line.header["final"]) == (incident.due_at.isoformat(), False)
    assert line.body == {"text": "请速办"}


def test_five_working_days_from_wednesday_at_ten_end_on_the_next_wednesday(tell: Teller) -> None:
    tell.now = datetime(2026, 11, 18, 1, 58, tzinfo=UTC)
    incident = tell.in_state(State.ASSIGNED)
    assert incident.assigned_at == datetime(2026, 11, 18, 2, 1, tzinfo=UTC)
    assert incident.due_at == datetime(2026, 11, 25, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize("who", ["lin", "zheng", "wu", "ma"])
def test_only_a_dispatcher_assigns(tell: Teller, accepted: Incident, who: str) -> None:
    refused(NotAllowed, tell, accepted, "assign", getattr(tell.cast, who), to="sanitation")


def test_a_dispatcher_of_another_street_does_not_find_it(tell: Teller, accepted: Incident) -> None:
    refused(NotFound, tell, accepted, "assign", tell.cast.he, to="sanitation")


@pytest.mark.parametrize("state", [State.REPORTED, State.SUSPENDED, State.FINISHED, State.CLOSED])
def test_from_other_states_it_is_too_late_or_too_early(tell: Teller, state: State) -> None:
    incident = tell.in_state(state)
    assert too_late(tell, incident, "assign", tell.cast.zhou, to="water")["state"] == state


def test_reassigning_keeps_the_main_clock_and_starts_taking_on_anew(tell: Teller) -> None:
    incident = tell.in_state(State.HANDLING)
    before = running(incident)["handle"]
    moved = tell.act(incident, "assign", tell.cast.zhou, to="water")
    assert (moved.state, moved.department, moved.taken_at) == (State.ASSIGNED, tell.cast.water, None)
    after = running(moved)
    assert (after["handle"].pk, after["handle"].due_at) == (before.pk, before.due_at)
    assert after["take"].started_at == tell.now


def test_reassigned_the_old_department_sees_it_no_more_and_the_new_one_does(tell: Teller) -> None:
    incident = tell.in_state(State.HANDLING)
    fang = appoint("fang2", "方水", "handler", tell.cast.chen.postings.get().area, department=tell.cast.water)
    tell.act(incident, "assign", tell.cast.zhou, to="water")
    seen = [
        Incident.objects.visible_to(scope_of(who, tell.now.date())).exists() for who in (tell.cast.chen, fang)
    ]
    assert seen == [False, True]


def test_the_department_complained_about_gets_it_neither_as_lead_nor_as_help(tell: Teller) -> None:
    incident = tell.file("petition")
    tell.act(incident, "accept", tell.cast.zhou, category="P01", complained_about="sanitation")
    lead = refused(Invalid, tell, incident, "assign", tell.cast.zhou, to="sanitation")
    help_ = refused(Invalid, tell, incident, "assign", tell.cast.zhou, to="water", co_handlers=["sanitation"])
    assert (list(lead.fields), list(help_.fields)) == (["to"], ["co_handlers"])


def test_a_department_of_another_street_does_not_get_it(tell: Teller, accepted: Incident) -> None:
    theirs = Department.objects.create(
        code="b-roads", name="济水街道市政所", short_name="济水市政", area=tell.cast.street_b
    )
    refused(Invalid, tell, accepted, "assign", tell.cast.zhou, to=theirs.code)


def test_a_department_that_closed_or_never_was_does_not_get_it(tell: Teller, accepted: Incident) -> None:
    Department.objects.filter(code="roads").update(is_active=False)
    for code in ("roads", "nobody"):
        assert refused(Invalid, tell, accepted, "assign", tell.cast.zhou, to=code).fields["to"]


def test_a_department_helps_once_and_not_itself(tell: Teller, accepted: Incident) -> None:
    helping = ["water", "sanitation", "water"]
    incident = tell.act(accepted, "assign", tell.cast.zhou, to="sanitation", co_handlers=helping)
    assert incident.co_handlers == [tell.cast.water.pk]
    assert last_line(incident).header["co_handlers"] == ["water"]


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, accepted: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, accepted, "assign", tell.cast.zhou, to="sanitation")
