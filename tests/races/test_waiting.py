"""At a row that somebody else holds: one waits two seconds at most, and then sees the matter as it is (F17, F18)."""

import threading
import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from core.errors import Busy, Late, NotFound, TooMany, to_http
from core.retry import TRIES
from incidents import services
from incidents.models import Incident, State
from incidents.services import sweep
from incidents.services.doing import retrying
from incidents.verbs import perform
from tests.incidents.deeds import everything, fresh, lines
from tests.incidents.lives import Teller
from tests.races.racing import all_is_well, at_once, held

LATER = timedelta(days=30)


def test_a_held_row_is_busy_within_seconds_and_nothing_is_written(tell: Teller) -> None:
    incident = tell.file()
    before = everything(incident)
    with held(incident.pk):
        started = time.monotonic()
        with pytest.raises(OperationalError) as caught:
            tell.act(incident, "accept", tell.cast.zhou, category="H01")
        assert time.monotonic() - started < 4
    assert isinstance(to_http(caught.value), Busy)
    assert everything(incident) == before
    assert tell.act(incident, "accept", tell.cast.zhou, category="H01").state == State.ACCEPTED


def while_another(does: Any, mine: Any) -> Any:
    """Do `mine` while another transaction has done `does` and commits a moment later."""
    done, waiting = threading.Event(), threading.Event()

    def other() -> None:
        try:
            with transaction.atomic():
                does()
                done.set()
                waiting.wait(5)
                time.sleep(0.3)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert done.wait(10)
    waiting.set()
    try:
        return mine()
    finally:
        thread.join()


def test_a_matter_that_is_placed_elsewhere_meanwhile_is_still_found(tell: Teller) -> None:
    incident = tell.file()
    now = tell.tick()
    place = partial(
        perform, "place", incident.pk, {"grid_code": tell.cast.grid_a2.code}, by=tell.cast.wei, now=now
    )
    accept = partial(perform, "accept", incident.pk, {"category": "H01"}, by=tell.cast.zhou, now=now)
    assert while_another(place, accept).state == State.ACCEPTED
    assert fresh(incident).grid == tell.cast.grid_a2


def test_who_waited_is_told_the_department_that_has_it_now(tell: Teller) -> None:
    incident = tell.in_state(State.ASSIGNED)
    now, version = tell.tick(), incident.version
    assign = partial(perform, "assign", incident.pk, {"to": "water"}, by=tell.cast.wei, now=now)
    rival = partial(
        perform, "assign", incident.pk, {"to": "roads"}, by=tell.cast.zhou, now=now, version=version
    )
    with pytest.raises(Late) as caught:
        while_another(assign, rival)
    assert caught.value.current and caught.value.current["department"] == tell.cast.water.name


def test_a_department_that_lost_it_while_waiting_finds_it_no_more(tell: Teller) -> None:
    incident = tell.in_state(State.ASSIGNED)
    now = tell.tick()
    assign = partial(perform, "assign", incident.pk, {"to": "water"}, by=tell.cast.wei, now=now)
    with pytest.raises(NotFound):
        while_another(assign, partial(perform, "take", incident.pk, {}, by=tell.cast.chen, now=now))


def test_two_sweeps_at_once_mark_everything_once(tell: Teller) -> None:
    late = [tell.file() for _ in range(6)]
    now = tell.now + LATER
    assert sum(at_once(*[partial(sweep, now)] * 3)) == 6
    for incident in late:
        assert [line.kind for line in lines(incident)] == ["reported", "overdue"]
    assert all_is_well()


def test_a_sweep_passes_by_what_somebody_holds_and_comes_back(tell: Teller) -> None:
    first, second = tell.file(), tell.file()
    now = tell.now + LATER
    with held(first.pk):
        assert sweep(now) == 1
    assert [line.kind for line in lines(second)] == ["reported", "overdue"]
    assert sweep(now) == 1


def test_a_matter_closed_while_the_sweep_waits_is_not_marked(tell: Teller) -> None:
    incident = tell.in_state(State.VERIFIED)
    now = tell.now + LATER
    close = partial(perform, "close", incident.pk, {"outcome": "settled"}, by=tell.cast.zhou, now=now)
    assert while_another(close, partial(sweep, now)) == 0
    assert fresh(incident).overdue_at is None


def test_at_the_limit_of_looks_only_one_of_two_sees_the_reporter(tell: Teller) -> None:
    incident = tell.file(reporter={"name": "张三", "phone": "13812340000"})
    other = tell.file(reporter={"name": "李四", "phone": "13912340000"})
    why: dict[str, Any] = {"fields": ["phone"], "reason_code": "contact", "reason": "需要联系来访人核实现场"}
    for minute in range(19):
        services.reveal(incident.pk, by=tell.cast.zhou, now=tell.now + timedelta(minutes=minute), **why)
    at = tell.now + timedelta(minutes=30)
    answers = at_once(
        *[partial(services.reveal, each.pk, by=tell.cast.zhou, now=at, **why) for each in (incident, other)]
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["TooMany", "dict"]
    assert next(answer for answer in answers if isinstance(answer, TooMany)).retry_after == 3600


def touch(first: Incident, second: Incident) -> None:
    """Lock two rows, one after the other, with time for somebody to lock them the other way round."""
    for incident in (first, second):
        Incident.objects.select_for_update().get(pk=incident.pk)
        time.sleep(0.2)


def rounds_of_deadlock(tell: Teller, rounds: int) -> None:
    one, two = tell.file(), tell.file()
    for _ in range(rounds):
        ways = [partial(touch, one, two), partial(touch, two, one)]
        assert at_once(*[partial(retrying, way) for way in ways]) == [None, None]


def test_a_deadlock_is_nobodys_error(tell: Teller) -> None:
    rounds_of_deadlock(tell, 1)


@pytest.mark.full
def test_fifty_deadlocks_are_nobodys_error(tell: Teller) -> None:
    rounds_of_deadlock(tell, 50)


def lose_the_race(times: int, turns: list[int]) -> None:
    turns.append(1)
    with connection.cursor() as cursor:
        if len(turns) <= times:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$")


def test_a_lost_serialization_race_is_run_again_as_a_whole() -> None:
    turns: list[int] = []
    retrying(lambda: lose_the_race(TRIES - 1, turns))
    assert len(turns) == TRIES


def test_who_loses_every_time_is_told_to_come_again() -> None:
    turns: list[int] = []
    with pytest.raises(OperationalError) as caught:
        retrying(lambda: lose_the_race(99, turns))
    assert (len(turns), type(to_http(caught.value))) == (TRIES, Busy)
