"""The clocks, worked by hand: five stages over rest days and make-up days, 挂账, 延期, 改类, 暂定.

2026, by the State Council's notice: 25–27 September rest, and so does 1–7 October; Sunday 20 September and Saturday
10 October are worked. Hours are 08:30–12:00 and 14:30–18:00, so a working day has seven.
"""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from core.worktime import SHANGHAI, Calendar, Limit, Unit, calendar_of
from incidents.catalogue import Catalogue, LimitKey
from incidents.models import Clock, Incident, State
from incidents.sla import Clocks, Rules, mirror_main
from tests.incidents.deeds import fresh, running
from tests.incidents.lives import Teller

NOTICES = Path(__file__).parents[2] / "core" / "calendars" / "workdays.csv"
DAY, WORKING_HOUR, HOUR = Unit.WORKING_DAY, Unit.WORKING_HOUR, Unit.HOUR
LIMITS: dict[LimitKey, Limit] = {
    ("hazard", None, "", "accept"): Limit(4, WORKING_HOUR),
    ("hazard", None, "", "assign"): Limit(4, WORKING_HOUR),
    ("hazard", None, "", "take"): Limit(1, DAY),
    ("hazard", None, "", "handle"): Limit(5, DAY),
    ("hazard", None, "", "verify"): Limit(2, DAY),
    ("hazard", None, "serious", "handle"): Limit(2, DAY),
    ("hazard", None, "urgent", "handle"): Limit(24, HOUR),
    ("hazard", "slow", "", "handle"): Limit(30, DAY),
}


def at(text: str, year: int = 2026) -> datetime:
    """ "11-23 10:00" in Jiyuan."""
    return datetime.strptime(f"{year}-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    rows = csv.DictReader(NOTICES.read_text(encoding="utf-8").splitlines())
    days = ((date.fromisoformat(row["date"]), row["kind"] == "work", int(row["year"])) for row in rows)
    return calendar_of(days, "2024 to 2026")


@pytest.fixture
def rules(calendar: Calendar) -> Rules:
    return Rules(Catalogue({}, {}, LIMITS), calendar)


def hazard(**more: object) -> Incident:
    return Incident(kind_id="hazard", **more)


def started(rules: Rules, kind: str, when: str) -> Clock:
    clock = Clocks().start(hazard(), kind, at(when), rules)
    assert clock is not None
    return clock


@pytest.mark.parametrize(
    ("kind", "start", "due"),
    [
        ("accept", "11-20 17:00", "11-23 11:30"),  # Friday: one hour left, three on Monday
        ("accept", "11-21 09:00", "11-23 15:00"),  # Saturday: waits for Monday's opening
        ("assign", "11-18 11:00", "11-18 17:30"),  # over the midday break
        ("take", "10-03 15:00", "10-08 18:00"),  # in the National Day week: the first day after it
        ("handle", "11-23 10:00", "11-30 10:00"),  # an ordinary week
        ("handle", "09-18 10:00", "09-24 10:00"),  # Sunday the 20th is worked
        ("handle", "09-24 10:00", "10-09 10:00"),  # 25–27 and 1–7 rest: 28, 29, 30, 8, 9
        ("verify", "10-09 16:00", "10-12 16:00"),  # Saturday the 10th is worked
    ],
)
def test_a_limit_runs_out_as_worked_by_hand(rules: Rules, kind: str, start: str, due: str) -> None:
    clock = started(rules, kind, start)
    assert (clock.due_at, clock.due0_at, clock.provisional) == (at(due), at(due), False)


def test_it_is_due_soon_when_four_fifths_are_used(rules: Rules) -> None:
    assert started(rules, "handle", "11-23 10:00").soon_at == at("11-27 10:00")


def test_without_a_limit_no_clock_runs(rules: Rules) -> None:
    clocks = Clocks()
    assert clocks.start(Incident(kind_id="gossip"), "handle", at("11-23 10:00"), rules) is None
    assert (clocks.running, clocks.changed) == ({}, [])


def test_a_clock_that_runs_is_not_started_again(rules: Rules) -> None:
    clocks = Clocks()
    first = clocks.start(hazard(), "handle", at("11-23 10:00"), rules)
    assert clocks.start(hazard(), "handle", at("11-25 10:00"), rules) is first
    assert first is not None and first.due_at == at("11-30 10:00")


def handling(rules: Rules, when: str = "11-23 10:00") -> tuple[Clocks, Clock]:
    """A main clock of five working days, and the clocks that it stands among."""
    clocks = Clocks()
    clock = clocks.start(hazard(), "handle", at(when), rules)
    assert clock is not None
    return clocks, clock


def test_what_it_stood_still_is_added_in_working_time(rules: Rules) -> None:
    """Tuesday 10:00 to Thursday 15:00 are two working days and two and a half hours."""
    clocks, clock = handling(rules)
    clocks.pause("handle", at("11-24 10:00"))
    clocks.resume("handle", at("11-26 15:00"), rules)
    assert (clock.due_at, clock.due0_at, clock.paused_at) == (at("12-02 15:00"), at("11-30 10:00"), None)
    assert clock.soon_at == at("12-01 15:00")


def test_standing_still_over_a_make_up_sunday_and_going_on_after_a_holiday(rules: Rules) -> None:
    """Saturday 19 to Monday 21 September 10:00: one worked Sunday and an hour and a half; 25–27 rest."""
    clocks, clock = handling(rules, "09-18 10:00")
    clocks.pause("handle", at("09-19 12:00"))
    clocks.resume("handle", at("09-21 10:00"), rules)
    assert clock.due_at == at("09-28 11:30")


def test_a_second_suspension_adds_to_the_first(rules: Rules) -> None:
    clocks, clock = handling(rules)
    for left, back in (("11-24 10:00", "11-25 10:00"), ("11-26 10:00", "11-27 10:00")):
        clocks.pause("handle", at(left))
        clocks.resume("handle", at(back), rules)
    assert clock.due_at == at("12-02 10:00")


def test_what_was_due_soon_before_it_stood_stays_so(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.pause("handle", at("11-27 11:00"))
    clocks.resume("handle", at("12-01 11:00"), rules)
    assert (clock.soon_at, clock.due_at) == (at("11-27 10:00"), at("12-02 10:00"))


def test_an_extension_is_the_date_granted(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.extend("handle", at("12-08 10:00"), rules)
    assert (clock.due_at, clock.due0_at) == (at("12-08 10:00"), at("11-30 10:00"))
    assert clock.soon_at == at("12-05 10:00")


def test_an_extended_clock_that_stands_still_is_due_later_than_granted(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.extend("handle", at("12-08 10:00"), rules)
    clocks.pause("handle", at("12-01 10:00"))
    clocks.resume("handle", at("12-03 10:00"), rules)
    assert clock.due_at == at("12-10 10:00")


def test_an_extension_after_a_suspension_is_still_the_date_granted(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.pause("handle", at("11-24 10:00"))
    clocks.resume("handle", at("11-25 10:00"), rules)
    clocks.extend("handle", at("12-08 10:00"), rules)
    assert clock.due_at == at("12-08 10:00")


def test_reclassified_it_gets_the_new_limit_from_its_start(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.work_out_again(hazard(urgency="serious"), rules)
    assert (clock.due_at, clock.due0_at, clock.amount) == (at("11-25 10:00"), at("11-30 10:00"), 2)


def test_reclassified_it_keeps_what_it_stood_still_in_the_new_unit(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.pause("handle", at("11-24 10:00"))
    clocks.resume("handle", at("11-25 10:00"), rules)
    clocks.work_out_again(hazard(urgency="serious"), rules)
    assert clock.due_at == at("11-26 10:00")
    clocks.work_out_again(hazard(urgency="urgent"), rules)
    assert clock.due_at == at("11-25 10:00")


def test_reclassified_while_it_stands_it_goes_on_by_the_new_limit(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.pause("handle", at("11-24 10:00"))
    clocks.work_out_again(hazard(urgency="serious"), rules)
    assert clock.paused_at == at("11-24 10:00")
    clocks.resume("handle", at("11-26 10:00"), rules)
    assert clock.due_at == at("11-27 10:00")


def test_an_extension_ends_with_the_limit_it_was_granted_for(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.extend("handle", at("12-08 10:00"), rules)
    clocks.work_out_again(hazard(urgency="serious"), rules)
    assert clock.due_at == at("11-25 10:00")


def test_reclassified_into_the_same_limit_nothing_is_worked_out(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.extend("handle", at("12-08 10:00"), rules)
    clocks.changed.clear()
    clocks.work_out_again(hazard(category_id="quick"), rules)
    assert (clock.due_at, clocks.changed) == (at("12-08 10:00"), [])


@pytest.mark.parametrize(("category", "stays"), [("slow", False), (None, True)])
def test_overdue_stays_overdue_unless_the_new_date_says_otherwise(
    rules: Rules, category: str | None, stays: bool
) -> None:
    clocks, clock = handling(rules)
    clock.overdue_at = at("11-30 10:01")
    clocks.work_out_again(hazard(category_id=category, urgency="serious"), rules)
    assert (clock.overdue_at is not None) == stays


def test_a_suspension_does_not_wash_off_what_was_overdue_before_it(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clock.overdue_at = at("11-30 10:01")
    clocks.pause("handle", at("12-01 10:00"))
    clocks.resume("handle", at("12-15 10:00"), rules)
    assert clock.overdue_at == at("11-30 10:01")


def test_an_extension_does(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clock.overdue_at = at("11-30 10:01")
    clocks.extend("handle", at("12-08 10:00"), rules)
    assert clock.overdue_at is None


def with_2027(calendar: Calendar) -> Calendar:
    """The calendar once the notice for 2027 is there; let New Year's Day rest by it."""
    rest = at("01-01 00:00", 2027).date()
    return Calendar({**calendar.days, rest: False}, calendar.years | {2027}, "with 2027")


def test_in_a_year_without_its_notice_weekends_rest_and_the_date_is_provisional(rules: Rules) -> None:
    clock = started(rules, "handle", "12-29 10:00")
    assert (clock.due_at, clock.provisional) == (at("01-05 10:00", 2027), True)


def test_with_the_notice_it_becomes_firm_and_the_first_date_stays(rules: Rules, calendar: Calendar) -> None:
    clocks, clock = handling(rules, "12-29 10:00")
    assert clocks.firm_up(clock, with_2027(calendar))
    assert (clock.due_at, clock.provisional, clock.calendar) == (at("01-06 10:00", 2027), False, "with 2027")
    assert clock.due0_at == at("01-05 10:00", 2027)
    assert not clocks.firm_up(clock, with_2027(calendar))


def test_becoming_firm_it_forgets_no_suspension(rules: Rules, calendar: Calendar) -> None:
    clocks, clock = handling(rules, "12-29 10:00")
    clocks.pause("handle", at("12-30 10:00"))
    clocks.resume("handle", at("12-31 10:00"), rules)
    assert (clock.due_at, clock.provisional) == (at("01-06 10:00", 2027), True)
    clocks.firm_up(clock, with_2027(calendar))
    assert (clock.due_at, clock.provisional) == (at("01-07 10:00", 2027), False)


def test_a_granted_date_is_never_provisional(rules: Rules, calendar: Calendar) -> None:
    clocks, clock = handling(rules, "12-29 10:00")
    clocks.extend("handle", at("01-20 10:00", 2027), rules)
    assert (clock.due_at, clock.provisional) == (at("01-20 10:00", 2027), False)


def test_stopped_it_keeps_what_it_said_and_can_go_on_as_if_never(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.stop("handle", at("11-25 10:00"))
    assert (clocks.running, clock.stopped_at, clock.due_at) == ({}, at("11-25 10:00"), at("11-30 10:00"))
    clocks.go_on(clock)
    assert (clocks.running["handle"], clock.stopped_at) == (clock, None)


def test_the_matter_mirrors_its_main_clock_and_no_other(rules: Rules) -> None:
    clocks, clock = handling(rules)
    clocks.start(hazard(), "take", at("11-23 10:00"), rules)
    incident = hazard()
    mirror_main(incident, clocks)
    assert (incident.due_at, incident.due0_at) == (clock.due_at, clock.due0_at)


def test_the_first_due_date_never_moves_in_a_life_however_winding(tell: Teller) -> None:
    c, incident = tell.cast, tell.in_state(State.ASSIGNED)
    first = incident.due0_at

    def later(days: int) -> str:
        return (tell.now + timedelta(days=days)).isoformat()

    for verb, by, data in (
        ("send_back", c.chen, {"reason_code": "not_ours", "text": "不归我们"}),
        ("assign", c.zhou, {"to": "sanitation"}),
        ("take", c.chen, {}),
        ("ask", c.chen, {"what": "extension", "reason": "等配件", "new_date": later(20)}),
        ("grant", c.zhou, {}),
        ("ask", c.chen, {"what": "suspension", "reason": "等停水", "new_date": later(40)}),
        ("grant", c.zhou, {}),
        ("reclassify", c.zhou, {"category": "P01", "urgency": "urgent", "reason": "更急"}),
        ("resume", c.zhou, {}),
        ("finish", c.chen, {"what_was_done": "已清理"}),
        ("rework", c.lin, {"reason": "还有一半"}),
        ("assign", c.zhou, {"to": "water"}),
    ):
        tell.now += timedelta(hours=20)
        tell.act(incident, verb, by, **data)
        main = running(incident)["handle"]
        stored = fresh(incident)
        assert (stored.due0_at, main.due0_at) == (first, first), verb
        assert (stored.due_at, stored.overdue_at) == (main.due_at, main.overdue_at), verb
