"""What is an alarm: the table of the rules by hand, and the life of one alarm for any story (Hypothesis)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.alarms import life
from incidents.alarms.life import Held, Standing, Step, next_step
from incidents.alarms.pressure import BEGINS_ABOVE, ENDS_BELOW, SPAN, Rung, flood
from incidents.alarms.rules import Condition, Facts, of_break, of_matter, of_places

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLAIN = Facts("m", "/419001/419001001/", "service.noise", "normal", "", "reported", NOW - 5 * MINUTE)


def raised(**facts: Any) -> set[tuple[str, int]]:
    return {(each.rule, each.priority) for each in of_matter(replace(PLAIN, **facts), NOW)}


def test_an_ordinary_report_is_no_alarm() -> None:
    assert raised() == set()


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"urgency": "urgent"}, "urgent"),
        ({"category": "gas.pipe", "urgency": "serious"}, "danger"),
        ({"category": "fire.exit", "urgency": "urgent"}, "danger"),
        ({"category": "persons.fight", "urgency": "serious"}, "danger"),
        ({"people": "10+"}, "crowd"),
    ],
)
def test_what_calls_at_once_calls_until_somebody_has_taken_it_on(facts: dict[str, Any], rule: str) -> None:
    for state in ("reported", "accepted", "assigned"):
        assert (rule, 1) in raised(**facts, state=state)
    for state in ("handling", "finished", "closed", "declined", "merged"):
        assert raised(**facts, state=state) == set()


def test_what_nobody_answered_for_a_day_is_a_backlog_unless_it_is_urgent() -> None:
    old = {"reported_at": NOW - timedelta(hours=25)}
    assert raised(**old, people="10+") == raised(**old, urgency="serious", state="accepted") == set()
    assert raised(**old, urgency="urgent") == {("urgent", 1)}
    late = {"state": "handling", "soon_at": NOW - timedelta(hours=90), "due_at": NOW - timedelta(hours=25)}
    assert raised(**late, category="major.fire") == set()


def test_a_blocked_exit_that_is_not_urgent_does_not_ring() -> None:
    assert raised(category="fire.exit", urgency="normal") == set()


def test_a_serious_matter_without_a_department_is_one_after_ten_minutes() -> None:
    waiting = {"urgency": "serious", "state": "accepted"}
    assert raised(**waiting, reported_at=NOW - 9 * MINUTE) == set()
    assert raised(**waiting, reported_at=NOW - 10 * MINUTE) == {("unassigned", 2)}
    assert raised(urgency="serious", state="assigned", reported_at=NOW - 60 * MINUTE) == set()


def test_only_grave_matters_ring_when_they_are_overdue() -> None:
    late = {"state": "handling", "soon_at": NOW - 60 * MINUTE, "due_at": NOW - MINUTE}
    assert raised(**late) == set()
    assert raised(**late, category="major.fire") == raised(**late, urgency="urgent") == {("overdue", 2)}


def test_four_fifths_of_the_limit_a_second_return_and_a_silent_answer_are_of_the_third_kind() -> None:
    assert raised(state="handling", soon_at=NOW - MINUTE, due_at=NOW + MINUTE) == {("soon", 3)}
    assert raised(state="accepted", returns=2) == {("returned", 3)}
    assert raised(state="handling", supervised_at=NOW - timedelta(hours=25)) == {("unanswered", 3)}


def test_a_suspected_break_rings_for_a_day_until_it_is_examined() -> None:
    def found(state: str, at: datetime) -> int:
        return len(of_break("b", "/419001/", state, at, NOW))

    assert found("suspected", NOW - MINUTE) == 1
    assert found("pending", NOW - MINUTE) == found("suspected", NOW - timedelta(hours=25)) == 0


def reports(count: int, step: float = 0.0001, minutes: int = 1) -> list[Facts]:
    return [
        replace(PLAIN, id=str(n), lon=112.6 + n * step, lat=35.07, reported_at=NOW - n * minutes * MINUTE)
        for n in range(count)
    ]


def test_five_reports_close_in_place_and_time_are_one_alarm_of_their_common_area() -> None:
    near = [replace(each, path=f"/419001/419001001/41900100100{n % 2}/") for n, each in enumerate(reports(5))]
    (found,) = of_places(near, NOW)
    assert (found.rule, found.priority, found.path) == ("cluster", 2, "/419001/419001001/")
    assert of_places(reports(4), NOW) == of_places(reports(5, step=0.003), NOW) == []
    assert of_places(reports(5, minutes=10), NOW) == []


@given(st.permutations(reports(7)))
def test_the_order_in_which_reports_are_read_changes_no_place(shuffled: list[Facts]) -> None:
    assert of_places(shuffled, NOW) == of_places(reports(7), NOW)


def test_one_matter_calls_once_however_many_reasons_it_has() -> None:
    assert raised(category="gas.pipe", urgency="urgent", people="10+") == {("danger", 1)}


URGENT = Condition("call:m", "urgent", 1, "/1/", NOW, matter="m", answered=False)
SOON = Condition("soon:m", "soon", 3, "/1/", NOW, timer=True, matter="m")


def test_a_timer_waits_a_minute_before_it_is_an_alarm_and_five_before_it_has_gone() -> None:
    assert next_step(None, SOON, NOW + timedelta(seconds=59)) is Step.NOTHING
    assert next_step(None, SOON, NOW + timedelta(seconds=60)) is Step.RAISE
    held = Held(3, timer=True)
    assert next_step(held, None, NOW) is Step.GOING
    going = replace(held, going_since=NOW)
    assert next_step(going, None, NOW + 4 * MINUTE) is Step.NOTHING
    assert next_step(going, SOON, NOW + 4 * MINUTE) is Step.STAYING
    assert next_step(going, None, NOW + 5 * MINUTE) is Step.CLEAR


def test_an_acknowledged_call_that_nobody_was_sent_to_rings_again_after_five_minutes() -> None:
    seen = Held(1, timer=False, acknowledged_at=NOW)
    assert next_step(seen, URGENT, NOW + 4 * MINUTE) is Step.NOTHING
    assert next_step(seen, URGENT, NOW + 5 * MINUTE) is Step.RING
    assert next_step(seen, replace(URGENT, answered=True), NOW + 60 * MINUTE) is Step.NOTHING


def test_what_has_gone_unseen_is_kept_unless_it_never_made_a_sound() -> None:
    assert Held(1, timer=False, cleared_at=NOW).standing(NOW) is Standing.CLEARED
    assert Held(1, timer=False, acknowledged_at=NOW, cleared_at=NOW).standing(NOW) is Standing.ENDED
    assert Held(3, timer=True, cleared_at=NOW).standing(NOW) is Standing.ENDED


def test_a_shelf_silences_and_ends_by_itself() -> None:
    shelved = Held(1, timer=False, shelved_until=NOW + 10 * MINUTE)
    assert shelved.standing(NOW) is Standing.SHELVED
    assert next_step(shelved, URGENT, NOW + 9 * MINUTE) is Step.NOTHING
    assert next_step(shelved, URGENT, NOW + 10 * MINUTE) is Step.RETURN


DEEDS = st.sampled_from(["holds", "holds", "gone", "acknowledge", "shelve"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(DEEDS, st.integers(1, 400)), max_size=40),
    st.sampled_from([URGENT, replace(SOON, priority=2), SOON]),
)
def test_whatever_happens_no_alarm_is_lost_doubled_or_ended_unseen(
    story: list[tuple[str, int]], condition: Condition
) -> None:
    now, held, holds = NOW, None, False
    for deed, seconds in story:
        now += timedelta(seconds=seconds)
        holds = {"holds": True, "gone": False}.get(deed, holds)
        if held is not None and deed == "acknowledge":
            held = replace(held, acknowledged_at=now)
        if held is not None and deed == "shelve":
            held = replace(held, shelved_until=now + 10 * MINUTE)
        given_now = replace(condition, since=NOW) if holds else None
        step = next_step(held, given_now, now)
        assert held is not None or step in (Step.NOTHING, Step.RAISE)
        held = done(step, held, condition, now)
        for _ in range(2):
            held = done(next_step(held, given_now, now), held, condition, now)
        assert next_step(held, given_now, now) is Step.NOTHING  # asked again and again, it comes to rest
        assert held is not None or not holds or condition.timer
        if held is not None and held.standing(now) is Standing.ENDED:
            assert held.acknowledged_at or held.priority == 3
            held = None


def done(step: Step, held: Held | None, condition: Condition, now: datetime) -> Held | None:
    """What `services` does to the instants."""
    if step is Step.RAISE:
        return Held(condition.priority, condition.timer)
    if held is None:
        return None
    changes: dict[Step, dict[str, Any]] = {
        Step.AGAIN: {"cleared_at": None, "going_since": None, "acknowledged_at": None},
        Step.GOING: {"going_since": now},
        Step.STAYING: {"going_since": None, "cleared_at": None},
        Step.CLEAR: {"cleared_at": now, "going_since": None},
        Step.RING: {"acknowledged_at": None},
        Step.RETURN: {"shelved_until": None, "acknowledged_at": now if held.cleared_at else None},
    }
    return replace(held, **changes.get(step, {}))


def test_the_third_time_in_ten_minutes_is_the_same_alarm_once_more() -> None:
    times = life.lately([NOW - 9 * MINUTE, NOW - 5 * MINUTE], NOW)
    assert life.chatters(times)
    assert not life.chatters(life.lately([NOW - 11 * MINUTE, NOW - 5 * MINUTE], NOW))


def rung(*minutes: float, rule: str = "urgent") -> list[Rung]:
    return [Rung(NOW + each * MINUTE, rule, f"{rule}{n}") for n, each in enumerate(minutes)]


def test_ten_in_ten_minutes_are_many_and_eleven_a_flood() -> None:
    assert flood(rung(*range(10)), NOW + 9 * MINUTE) is None
    found = flood(rung(*[n / 2 for n in range(11)]), NOW + 9 * MINUTE)
    assert found is not None
    assert (found.count, found.kinds) == (11, 1)


def test_a_flood_goes_on_until_fewer_than_five_came_in_ten_minutes() -> None:
    burst = rung(*[n / 10 for n in range(12)])
    assert flood(burst, NOW + 9 * MINUTE) is not None
    assert flood(burst, NOW + 12 * MINUTE) is None
    trickle = burst + rung(*[3 + 1.5 * n for n in range(25)], rule="crowd")
    assert flood(trickle, NOW + 39 * MINUTE) is not None


def test_in_a_flood_the_first_of_each_kind_sounds_and_the_rest_count_up() -> None:
    burst = rung(*[n / 10 for n in range(12)]) + rung(2, 2.1, rule="crowd")
    found = flood(burst, NOW + 3 * MINUTE)
    assert found is not None
    assert (found.count, found.kinds) == (14, 2)
    assert found.sounding >= {"urgent0", "crowd0"}
    assert not found.sounding & {"urgent10", "urgent11", "crowd1"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 3600), max_size=60), st.integers(0, 4200))
def test_a_flood_is_never_said_of_a_quiet_room_nor_kept_from_a_full_one(seconds: list[int], at: int) -> None:
    now = NOW + timedelta(seconds=at)
    ring = [Rung(NOW + timedelta(seconds=each), "urgent", str(n)) for n, each in enumerate(sorted(seconds))]
    recent = sum(timedelta() <= now - each.at < SPAN for each in ring)
    found = flood(ring, now)
    if recent > BEGINS_ABOVE:
        assert found is not None
    if recent < ENDS_BELOW:
        assert found is None
