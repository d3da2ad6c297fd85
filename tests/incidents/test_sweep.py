"""超期 and 暂定: what the clock does by itself, exactly once, with a line of its own."""

from datetime import date, datetime, timedelta

import pytest

from core.ledger.models import Entry
from core.workdays import WorkDay, forget, publish
from core.worktime import SHANGHAI
from incidents.models import Clock, Incident, State
from incidents.services import firm_up, mark_overdue, sweep
from tests.incidents.deeds import everything, fresh, last_line, lines, running
from tests.incidents.lives import Teller

LATER = timedelta(days=30)


def overdue_lines(incident: Incident) -> list[str]:
    return [line.header["clock"] for line in lines(incident) if line.kind == "overdue"]


def test_a_main_clock_that_ran_out_is_marked_and_so_is_its_matter(tell: Teller) -> None:
    incident = tell.in_state(State.HANDLING)
    now = tell.now + LATER
    assert sweep(now) == 1
    late = fresh(incident)
    assert (late.state, late.overdue_at, running(late)["handle"].overdue_at) == (State.HANDLING, now, now)
    line = last_line(late)
    assert late.due_at is not None
    assert (line.kind, line.actor, line.at) == ("overdue", "system", now)
    assert (line.header["clock"], line.header["due_at"]) == ("handle", late.due_at.isoformat())


def test_a_stage_clock_marks_its_stage_and_not_the_matter(tell: Teller) -> None:
    incident = tell.file()
    assert sweep(tell.now + LATER) == 1
    assert (overdue_lines(incident), fresh(incident).overdue_at) == (["accept"], None)


def test_every_clock_is_marked_exactly_once_however_often_one_sweeps(tell: Teller) -> None:
    incident = tell.in_state(State.ASSIGNED)
    assert [sweep(tell.now + LATER * times) for times in (1, 1, 2)] == [2, 0, 0]
    assert sorted(overdue_lines(incident)) == ["handle", "take"]


def test_at_the_very_instant_it_is_due_it_is_overdue_and_a_second_before_it_is_not(tell: Teller) -> None:
    due = running(tell.file())["accept"].due_at
    assert [sweep(due - timedelta(seconds=1)), sweep(due)] == [0, 1]


def test_a_mark_refuses_nobody_who_has_a_form_open(tell: Teller) -> None:
    from incidents.verbs import perform

    incident = tell.file()
    sweep(tell.now + LATER)
    done = perform(
        "accept", incident.pk, {"category": "H01"}, by=tell.cast.zhou, now=tell.now + LATER, version=1
    )
    assert done.state == State.ACCEPTED


def test_what_stands_still_does_not_run_out(tell: Teller) -> None:
    incident = tell.in_state(State.SUSPENDED)
    assert sweep(tell.now + LATER) == 0
    assert not Incident.objects.past_due(tell.now + LATER).exists()
    tell.now += LATER
    tell.act(incident, "resume", tell.cast.zhou)
    assert sweep(tell.now + LATER) == 1


def test_what_closed_meanwhile_is_left_alone(tell: Teller) -> None:
    incident = tell.in_state(State.VERIFIED)
    seen_late = running(incident)["handle"].pk
    tell.act(incident, "close", tell.cast.zhou, outcome="settled")
    before = everything(incident)
    assert mark_overdue(seen_late, now=tell.now + LATER) is False
    assert everything(incident) == before


def test_a_clock_that_never_was_is_nothing_to_do(tell: Teller) -> None:
    assert mark_overdue(0, now=tell.now) is False


def test_an_extended_matter_is_overdue_again_only_by_its_new_date(tell: Teller) -> None:
    incident = tell.in_state(State.HANDLING)
    tell.now += LATER
    sweep(tell.now)
    new_date = tell.now + LATER
    data = {"what": "extension", "reason": "等配件", "new_date": new_date.isoformat()}
    tell.act(incident, "ask", tell.cast.chen, **data)
    assert tell.act(incident, "grant", tell.cast.zhou).overdue_at is None
    assert [sweep(new_date - timedelta(minutes=1)), sweep(new_date), sweep(new_date)] == [0, 1, 0]
    assert [line.header["due_at"] for line in lines(incident) if line.kind == "overdue"][1] == (
        new_date.isoformat()
    )


@pytest.fixture
def in_december(tell: Teller) -> Incident:
    """A matter whose main clock runs into 2027, whose notice nobody knows yet."""
    tell.now = datetime(2026, 12, 29, 9, 57, tzinfo=SHANGHAI)
    return tell.in_state(State.HANDLING)


@pytest.fixture
def notice_of_2027(in_december: Incident, tell: Teller) -> None:
    """The State Council says: New Year's Day rests."""
    WorkDay.objects.create(date=date(2027, 1, 1), kind="rest", occasion="元旦", year=2027, source="通知")
    publish(tell.now)
    forget()


@pytest.fixture(autouse=True)
def _known_calendar() -> object:
    forget()
    yield
    forget()


def test_beyond_the_last_notice_a_date_is_provisional(in_december: Incident) -> None:
    assert in_december.due_at == datetime(2027, 1, 5, 10, 0, tzinfo=SHANGHAI)
    assert (in_december.provisional, running(in_december)["handle"].provisional) == (True, True)


def test_without_a_new_notice_nothing_is_worked_out_or_written(tell: Teller, in_december: Incident) -> None:
    before = everything(in_december)
    assert [firm_up(tell.now + timedelta(hours=hour)) for hour in range(3)] == [0, 0, 0]
    assert everything(in_december) == before


def test_with_the_notice_the_date_becomes_firm_once_and_the_first_one_stays(
    tell: Teller, in_december: Incident, notice_of_2027: None
) -> None:
    assert [firm_up(tell.now), firm_up(tell.now)] == [1, 0]
    firm = fresh(in_december)
    assert firm.due_at == datetime(2027, 1, 6, 10, 0, tzinfo=SHANGHAI)
    assert (firm.provisional, firm.due0_at) == (False, datetime(2027, 1, 5, 10, 0, tzinfo=SHANGHAI))
    line = last_line(firm)
    clock = running(firm)["handle"]
    assert (line.kind, line.actor, line.header["clock"]) == ("due_recalculated", "system", "handle")
    assert (line.header["due_at"], line.header["calendar"]) == (clock.due_at.isoformat(), clock.calendar)


def test_what_stands_still_becomes_firm_when_it_goes_on(
    tell: Teller, in_december: Incident, notice_of_2027: None
) -> None:
    data = {"what": "suspension", "reason": "等停水", "new_date": (tell.now + LATER).isoformat()}
    tell.act(in_december, "ask", tell.cast.chen, **data)
    tell.act(in_december, "grant", tell.cast.zhou)
    assert firm_up(tell.now) == 0
    tell.now += timedelta(days=14)
    on = tell.act(in_december, "resume", tell.cast.zhou)
    assert (on.provisional, firm_up(tell.now)) == (False, 0)


def test_a_notice_that_changes_no_date_writes_no_line(tell: Teller, in_december: Incident) -> None:
    WorkDay.objects.create(date=date(2026, 12, 26), kind="rest", occasion="补", year=2026, source="通知")
    publish(tell.now)
    forget()
    written = Entry.objects.count()
    assert (firm_up(tell.now), Entry.objects.count()) == (0, written)
    assert not Clock.objects.filter(stopped_at=None).exclude(calendar=publish(tell.now)).exists()
