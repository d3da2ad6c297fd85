"""Alarms on real lives: raised once whoever looks how often, answered by a name, never deleted."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from core import failpoints
from core.errors import Invalid, Late, NotAllowed, NotFound
from core.failpoints import FailPointRaised
from core.ledger.models import Entry
from core.ledger.readers import Reader
from incidents.alarms import following, services
from incidents.alarms.board import board
from incidents.alarms.life import Standing
from incidents.alarms.models import Alarm
from incidents.zeros import services as zeros
from tests.realtime.conftest import Number, cast, number, publisher, small_catalogue, tell

__all__ = ["cast", "number", "publisher", "small_catalogue", "tell"]

MINUTE = timedelta(minutes=1)


@pytest.fixture
def urgent(tell: Any) -> Alarm:
    """An urgent hazard was filed, and looked at once."""
    tell.file("hazard", urgency="urgent")
    following.sweep(tell.now)
    return Alarm.objects.get()


def kinds(alarm: Alarm) -> list[str]:
    return list(Entry.objects.filter(stream=alarm.pk).order_by("version").values_list("kind", flat=True))


def test_an_urgent_report_is_raised_once_by_reader_and_clock_together(tell: Any, number: Number) -> None:
    following.follow(tell.now)
    matter = tell.file("hazard", urgency="urgent")
    number()
    for _ in range(3):
        following.follow(tell.now)
        following.sweep(tell.now)
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.priority, alarm.incident_id) == ("urgent", 1, matter.pk)
    assert kinds(alarm) == ["alarm_raised"]


def test_a_reader_that_starts_anew_or_never_ran_raises_what_stands_and_nothing_that_has_passed(
    tell: Any, number: Number
) -> None:
    tell.in_state("handling", "hazard")
    calling = tell.file("hazard", urgency="urgent")
    number()
    following.follow(tell.now)
    assert [each.incident_id for each in Alarm.objects.all()] == [calling.pk]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_cursor SET next_idx = 0 WHERE name = %s", [following.NAME])
    following.follow(tell.now)
    assert Alarm.objects.count() == 1
    assert Reader(following.NAME).place() > 0


def test_where_the_line_cannot_be_written_no_alarm_is_and_the_next_look_makes_up_for_it(tell: Any) -> None:
    tell.file("hazard", urgency="urgent")
    failpoints.arm("ledger.append.before_insert", "raise")
    try:
        with pytest.raises(FailPointRaised):
            following.sweep(tell.now)
    finally:
        failpoints.disarm()
    assert Alarm.objects.count() == 0
    following.sweep(tell.now)
    assert Alarm.objects.count() == 1


def test_it_goes_when_somebody_takes_the_matter_on_and_is_kept_until_seen(tell: Any, urgent: Alarm) -> None:
    matter = urgent.incident
    tell.act(matter, "accept", tell.cast.zhou, category="H01", urgency="urgent")
    tell.act(matter, "assign", tell.cast.zhou, to="sanitation")
    tell.act(matter, "take", tell.cast.chen)
    following.sweep(tell.now)
    urgent.refresh_from_db()
    assert urgent.standing(tell.now) is Standing.CLEARED
    services.acknowledge(urgent.pk, by=tell.cast.zhou, now=tell.now)
    urgent.refresh_from_db()
    assert urgent.standing(tell.now) is Standing.ENDED
    assert kinds(urgent) == ["alarm_raised", "alarm_cleared", "alarm_acknowledged"]


def test_who_acknowledged_is_in_the_ledger_and_the_first_name_stays(tell: Any, urgent: Alarm) -> None:
    services.acknowledge(urgent.pk, by=tell.cast.zhou, now=tell.now)
    services.acknowledge(urgent.pk, by=tell.cast.wu, now=tell.now + MINUTE)
    urgent.refresh_from_db()
    assert urgent.acknowledged_by == tell.cast.zhou
    actors = Entry.objects.filter(stream=urgent.pk, kind="alarm_acknowledged").values_list("actor", flat=True)
    assert list(actors) == [str(tell.cast.zhou.pk)]


@pytest.mark.parametrize(
    ("who", "refusal"), [("he", NotFound), ("ma", NotAllowed), ("lin", NotAllowed), ("chen", NotFound)]
)
def test_only_those_who_answer_alarms_in_that_area_do(
    tell: Any, urgent: Alarm, who: str, refusal: type[Exception]
) -> None:
    person = getattr(tell.cast, who)
    with pytest.raises(refusal):
        services.acknowledge(urgent.pk, by=person, now=tell.now)
    with pytest.raises(refusal):
        services.shelve(urgent.pk, minutes=10, reason="设备检修", by=person, now=tell.now)
    assert kinds(urgent) == ["alarm_raised"]


def test_an_acknowledged_call_rings_again_when_nobody_was_sent(tell: Any, urgent: Alarm) -> None:
    services.acknowledge(urgent.pk, by=tell.cast.zhou, now=tell.now)
    following.sweep(tell.now + 4 * MINUTE)
    assert board("/419001/", tell.now)["waiting"] == 0
    following.sweep(tell.now + 6 * MINUTE)
    urgent.refresh_from_db()
    assert (urgent.rings, urgent.standing(tell.now)) == (1, Standing.UNACKNOWLEDGED)


def test_a_shelf_lasts_an_hour_at_most_names_its_reason_and_ends_by_itself(tell: Any, urgent: Alarm) -> None:
    zhou = tell.cast.zhou
    for minutes, reason in ((61, "设备检修"), (0, "设备检修"), (30, "无")):
        with pytest.raises(Invalid):
            services.shelve(urgent.pk, minutes=minutes, reason=reason, by=zhou, now=tell.now)
    services.shelve(urgent.pk, minutes=30, reason="同一现场，已去人", by=zhou, now=tell.now)
    assert board("/419001/", tell.now)["shelved"] == 1
    following.sweep(tell.now + 29 * MINUTE)
    assert board("/419001/", tell.now + 29 * MINUTE)["waiting"] == 0
    following.sweep(tell.now + 31 * MINUTE)
    assert board("/419001/", tell.now + 31 * MINUTE)["waiting"] == 1
    assert "alarm_returned" in kinds(urgent)


def test_what_ended_cannot_be_answered(tell: Any, urgent: Alarm) -> None:
    services.acknowledge(urgent.pk, by=tell.cast.zhou, now=tell.now)
    tell.act(urgent.incident, "decline", tell.cast.zhou, reason_code="not_ours", channel="12345", text="误报")
    following.sweep(tell.now)
    with pytest.raises(Late):
        services.acknowledge(urgent.pk, by=tell.cast.zhou, now=tell.now)


def test_the_third_time_in_ten_minutes_is_counted_and_not_a_new_one(tell: Any, urgent: Alarm) -> None:
    matter, zhou = urgent.incident, tell.cast.zhou
    for _ in range(3):
        services.acknowledge(Alarm.objects.get(ended_at=None).pk, by=zhou, now=tell.tick())
        tell.act(matter, "reclassify", zhou, urgency="normal", category="H01", reason="误判")
        following.sweep(tell.now)
        tell.act(matter, "reclassify", zhou, urgency="urgent", category="H01", reason="又冒烟了")
        following.sweep(tell.now)
    times = sorted(Alarm.objects.values_list("times", flat=True))
    assert sum(times) == 4
    assert max(times) > 1


def test_a_timer_rings_after_its_minute_and_goes_after_five(tell: Any) -> None:
    matter = tell.file("hazard", urgency="serious")
    at = matter.reported_at + 10 * MINUTE
    following.sweep(at + timedelta(seconds=50))
    assert Alarm.objects.count() == 0
    following.sweep(at + timedelta(seconds=70))
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.priority) == ("unassigned", 2)
    tell.now = at + 2 * MINUTE
    tell.act(matter, "accept", tell.cast.zhou, category="H01", urgency="serious")
    tell.act(matter, "assign", tell.cast.zhou, to="sanitation")
    following.sweep(tell.now)
    following.sweep(tell.now + 4 * MINUTE)
    alarm.refresh_from_db()
    assert alarm.cleared_at is None
    following.sweep(tell.now + 6 * MINUTE)
    alarm.refresh_from_db()
    assert alarm.cleared_at is not None


def test_a_suspected_break_rings_until_it_is_examined(tell: Any, qian: Any, number: Number) -> None:
    following.follow(tell.now)
    filed = zeros.Suspicion(
        id=uuid4(), zero="petition", subject_kind="community", area=tell.cast.grid_a1.parent,
        occurred_on=tell.now.date(), severity="visit", summary="越级走访一次",
    )  # fmt: skip
    suspicion = zeros.suspect(filed, by=qian, now=tell.tick())
    number()
    following.follow(tell.now)
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.priority, alarm.broken_id) == ("suspected", 1, suspicion.pk)
    zeros.examine(suspicion.pk, by=qian, now=tell.tick())
    number()
    following.follow(tell.now)
    alarm.refresh_from_db()
    assert alarm.cleared_at is not None


def test_a_room_sees_its_own_the_highest_first_and_many_as_one_flood(tell: Any) -> None:
    for _ in range(12):  # so close together that they are an alarm of their own besides
        tell.file("hazard", urgency="urgent")
    following.sweep(tell.now)
    seen = board("/419001/419001001/", tell.now)
    assert (seen["waiting"], seen["flood"]["count"], seen["flood"]["kinds"]) == (13, 13, 2)
    assert sum(each["sounds"] for each in seen["list"]) in (10, 11)
    assert board("/419001/419001002/", tell.now)["waiting"] == 0
    assert board("/419001/", tell.now + 11 * MINUTE)["flood"] is None


def test_the_public_form_names_nobody(tell: Any, urgent: Alarm) -> None:
    services.acknowledge(urgent.pk, by=tell.cast.zhou, now=tell.now)
    public = json.dumps(board("/419001/", tell.now), ensure_ascii=False)
    assert tell.cast.zhou.display_name not in public
    assert tell.cast.zhou.display_name in json.dumps(
        board("/419001/", tell.now, names=True), ensure_ascii=False
    )


def test_the_database_refuses_a_nameless_answer_and_any_deletion(tell: Any, urgent: Alarm) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.filter(pk=urgent.pk).update(acknowledged_at=tell.now)
    with pytest.raises(Exception, match=r"ledger|never|refuse|delete"), transaction.atomic():
        Alarm.objects.filter(pk=urgent.pk).delete()


def test_the_test_of_the_sound_is_written_down(tell: Any) -> None:
    heard = services.sound_tested("/419001/419001001/", by=tell.cast.zhou, now=tell.now)
    assert (heard.by, heard.at) == (tell.cast.zhou, tell.now)
    with pytest.raises(NotAllowed):
        services.sound_tested("/419001/", by=tell.cast.zhou, now=tell.now)
