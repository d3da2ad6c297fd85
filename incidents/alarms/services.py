"""The verbs of an alarm: one function, one transaction, one ledger line for each thing that happened to it.

Raising and clearing are done by nobody (`reconcile`); acknowledging and shelving by a person of the area, by name.
All raising goes through one advisory lock, so that two readers and the clock raise nothing twice; the database refuses
a second alarm of one key besides.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from core.errors import Invalid, Late, NotAllowed, NotFound
from core.ledger import entries
from core.ledger.facts import Fact
from core.models import User
from core.roles import Role
from core.typed_text import cleaned
from grids.scope import Scope
from incidents.alarms import events
from incidents.alarms.life import LONGEST_SHELF, Standing, Step, chatters, lately, next_step
from incidents.alarms.models import Alarm, SoundTest
from incidents.alarms.rules import Condition
from incidents.services.doing import deed, held_by

ANSWERS = (Role.DISPATCHER, Role.GRID_LEADER, Role.SUPERVISOR)
"""Who may acknowledge and shelve, in their areas."""

LOCK = 7_310_604
SHORTEST_REASON = 4


def may_answer(scope: Scope, area_path: str) -> bool:
    """Whether the person behind `scope` answers alarms in this area."""
    return any(scope.has(role, area_path) for role in ANSWERS)


@deed
def reconcile(about: Iterable[Alarm] | None, holds: Mapping[str, Condition], *, now: datetime) -> int:
    """Bring alarms level with what holds: raise, ring again, let go. `about`: those asked about; None for all.

    Returns how many steps were taken. Safe to run twice and at the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    rows = Alarm.objects.select_for_update().filter(ended_at=None)
    asked = rows if about is None else rows.filter(pk__in=[each.pk for each in about])
    alarms = {each.key: each for each in asked}
    if strays := set(holds) - set(alarms):
        alarms |= {each.key: each for each in rows.filter(key__in=strays)}
    return sum(_step(alarms.get(key), holds.get(key), now) for key in sorted({*alarms, *holds}))


def _step(alarm: Alarm | None, condition: Condition | None, now: datetime) -> bool:
    step = next_step(alarm.held if alarm else None, condition, now)
    if step is Step.RAISE and condition:
        _raise(condition, now)
    elif alarm is not None:
        _go_on(alarm, step, condition, now)
    return step is not Step.NOTHING


def _raise(condition: Condition, now: datetime) -> None:
    """A new alarm; or, where the same thing was raised again and again, its last one once more (×n)."""
    last = Alarm.objects.select_for_update().filter(key=condition.key).order_by("-raised_at").first()
    times = lately(last.lately, now) if last else [now]
    if last is not None and chatters(times):
        last.cleared_at = last.ended_at = None
        _again(last, condition, now)
        return
    alarm = Alarm(
        key=condition.key,
        rule=condition.rule,
        priority=condition.priority,
        timer=condition.timer,
        incident_id=UUID(condition.matter) if condition.matter else None,
        broken_id=UUID(condition.break_id) if condition.break_id else None,
        area_path=condition.path,
        lon=condition.lon,
        lat=condition.lat,
        since=condition.since,
        raised_at=now,
        lately=times,
    )
    _record(alarm, events.AlarmRaised(since=condition.since.isoformat(), times=1), now=now, new=True)


def _again(alarm: Alarm, condition: Condition, now: datetime) -> None:
    """It came back before anybody had seen that it was gone, or chatters: the same alarm, one more time."""
    alarm.lately = lately(alarm.lately, now)
    alarm.times += 1
    alarm.cleared_at = alarm.going_since = None
    if not chatters(alarm.lately):
        alarm.acknowledged_at = alarm.acknowledged_by = None
    alarm.since, alarm.raised_at = condition.since, now
    _record(alarm, events.AlarmRaised(since=condition.since.isoformat(), times=alarm.times), now=now)


def _go_on(alarm: Alarm, step: Step, condition: Condition | None, now: datetime) -> None:
    if condition is not None:
        alarm.area_path, alarm.rule = condition.path, condition.rule
    if step is Step.AGAIN and condition:
        _again(alarm, condition, now)
    elif step is Step.CLEAR:
        alarm.cleared_at, alarm.going_since = now, None
        alarm.ended_at = now if alarm.held.ends_by_itself and not alarm.shelved_until else None
        _record(alarm, events.AlarmCleared(), now=now)
    elif step is Step.RING:
        alarm.rings += 1
        alarm.acknowledged_at = alarm.acknowledged_by = None
        _record(alarm, events.AlarmRang(rings=alarm.rings), now=now)
    elif step is Step.RETURN:
        _return(alarm, now)
    elif step in (Step.GOING, Step.STAYING):
        alarm.going_since = now if step is Step.GOING else None
        alarm.cleared_at = None
        alarm.save(update_fields=["going_since", "cleared_at", "area_path", "rule"])


def _return(alarm: Alarm, now: datetime) -> None:
    """The shelf is over. What has gone meanwhile ends, for the one who shelved it had seen it."""
    if alarm.cleared_at is not None:
        alarm.acknowledged_at, alarm.acknowledged_by = now, alarm.shelved_by
        alarm.ended_at = now
    else:
        alarm.acknowledged_at = alarm.acknowledged_by = None
        alarm.raised_at = now
    alarm.shelved_until = alarm.shelved_by = None
    _record(alarm, events.AlarmReturned(), now=now)


@deed
def acknowledge(alarm_id: UUID, *, by: User, now: datetime) -> Alarm:
    """确认: `by` has seen it and acts. Once more is the same answer; the first name stays.

    Raises NotFound (unseen), NotAllowed (does not answer alarms there), Late (it has ended).
    """
    alarm = _locked(alarm_id, by, now)
    if alarm.standing(now) is Standing.ENDED:
        raise Late(current={"standing": "ended"})
    if alarm.acknowledged_at is None:
        alarm.acknowledged_at, alarm.acknowledged_by = now, by
        alarm.ended_at = now if alarm.cleared_at else None
        _record(alarm, events.AlarmAcknowledged(), by=by, now=now)
    return alarm


@deed
def shelve(alarm_id: UUID, *, minutes: int, reason: str, by: User, now: datetime) -> Alarm:
    """搁置: silence it for at most an hour, with a reason; it comes back by itself.

    Raises NotFound, NotAllowed, Invalid (over an hour, or without a reason), Late (it has ended).
    """
    alarm = _locked(alarm_id, by, now)
    wrong: dict[str, list[Any]] = {}
    if not 1 <= minutes <= LONGEST_SHELF.total_seconds() / 60:
        wrong["minutes"] = [_("搁置最长60分钟")]
    why = cleaned(reason)
    if len(why) < SHORTEST_REASON:
        wrong["reason"] = [_("请写明搁置原因，至少4个字")]
    if wrong:
        raise Invalid(fields=wrong)
    if alarm.standing(now) is Standing.ENDED:
        raise Late(current={"standing": "ended"})
    alarm.shelved_until, alarm.shelved_by = now + timedelta(minutes=minutes), by
    fact = events.AlarmShelved(until=alarm.shelved_until.isoformat(), reason=why)
    _record(alarm, fact, by=by, now=now)
    return alarm


def sound_tested(area_path: str, *, by: User, now: datetime) -> SoundTest:
    """试音: write down that somebody of the area heard the wall. Raises NotAllowed."""
    if not may_answer(held_by(by, now), area_path):
        raise NotAllowed
    return SoundTest.objects.create(area_path=area_path, by=by, at=now)


def _locked(alarm_id: UUID, by: User, now: datetime) -> Alarm:
    scope = held_by(by, now)
    alarm: Alarm | None = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
    if alarm is None or not scope.sees(alarm.area_path):
        raise NotFound
    if not may_answer(scope, alarm.area_path):
        raise NotAllowed
    return alarm


def _record(alarm: Alarm, fact: Fact, *, now: datetime, by: User | None = None, new: bool = False) -> None:
    entries.append(alarm, fact, by=by, at=now)
    alarm.save(force_insert=new)
