"""Alarms on the wire: raised within a moment, answered from wall and desk, told after a pause, none of another room."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from incidents.alarms import following
from incidents.alarms.models import Alarm, SoundTest
from tests.realtime.sockets import screen, session_of
from tests.serving import Site

Sent = dict[str, Any]


@pytest.fixture
def today(tell: Any) -> Any:
    tell.now = datetime.now(UTC)
    return tell


@pytest.fixture
def alarm(today: Any) -> Alarm:
    """An urgent hazard that rings."""
    today.file("hazard", urgency="urgent")
    following.sweep(today.now)
    return Alarm.objects.get()


def signed_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "zh"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def ringing(said: Sent) -> bool:
    return said["type"] == "alarms" and said["waiting"] > 0


def test_an_urgent_report_rings_on_its_wall_and_on_no_other(
    site: Site, sequencing: None, today: Any, people: Any
) -> None:
    with screen(site, session_of(people.wu)) as wall, screen(site, session_of(people.he)) as other:
        assert wall.next("alarms")["list"] == []
        wall.next("beat"), other.next("alarms"), other.next("beat")
        began = time.monotonic()
        matter = today.file("hazard", urgency="urgent")
        told = wall.until(ringing)
        assert time.monotonic() - began < 2.0
        first = told["list"][0]
        assert (first["rule"], first["priority"], first["number"]) == ("urgent", 1, matter.number)
        assert (first["area_name"], first["sounds"]) == ("东马蓬", True)
        assert wall.next("beat")["alarms"] == told["hash"]
        assert {other.next("beat")["alarms"], other.next("beat")["alarms"]} != {told["hash"]}


def test_what_rang_while_a_screen_was_away_is_told_when_it_comes_back(
    site: Site, sequencing: None, today: Any, people: Any
) -> None:
    with screen(site, session_of(people.wu)) as wall:
        n = wall.next("snapshot")["n"]
    today.file("hazard", urgency="urgent")
    following.sweep(today.now)
    with screen(site, session_of(people.wu), since=n) as wall:
        assert wall.next("frame")["caught_up"]
        assert wall.next("alarms")["waiting"] == 1


def test_an_answer_from_the_desk_is_seen_on_the_wall(
    site: Site, sequencing: None, alarm: Alarm, people: Any
) -> None:
    with screen(site, session_of(people.wu)) as wall:
        assert wall.next("alarms")["waiting"] == 1
        answer = signed_in(people.zhou).post(f"/api/v1/alarms/{alarm.pk}/acknowledge")
        assert answer.json()["standing"] == "acknowledged"
        told = wall.until(lambda said: said["type"] == "alarms" and said["waiting"] == 0)
        assert (told["in_hand"], "by" in told["list"][0]) == (1, False)


def test_the_desk_is_told_who_answered(alarm: Alarm, people: Any) -> None:
    zhou = signed_in(people.zhou)
    zhou.post(f"/api/v1/alarms/{alarm.pk}/acknowledge")
    assert zhou.get("/api/v1/feed/alarms?names").json()["list"][0]["by"] == people.zhou.display_name
    assert "by" not in zhou.get("/api/v1/feed/alarms").json()["list"][0]


def test_who_may_not_answer_is_told_so(alarm: Alarm, people: Any) -> None:
    address = f"/api/v1/alarms/{alarm.pk}/acknowledge"
    statuses = [signed_in(person).post(address).status_code for person in (people.ma, people.he, people.lin)]
    assert statuses == [403, 404, 403]
    assert Client().post(address).status_code == 401
    assert signed_in(people.zhou).get(address).status_code == 405


def test_a_strangers_page_answers_nothing(alarm: Alarm, people: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.zhou, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.post(f"/api/v1/alarms/{alarm.pk}/acknowledge").status_code == 403


@pytest.mark.parametrize(
    "body",
    ["", "[]", "x", '{"minutes": 61, "reason": "设备检修"}', '{"minutes": true, "reason": "设备检修"}',
     '{"minutes": 5, "reason": ""}', '{"minutes": 5, "reason": "' + "长" * 500 + '"}', '{"minutes": 9e99}'],
)  # fmt: skip
def test_a_shelf_badly_asked_for_is_refused(alarm: Alarm, people: Any, body: str) -> None:
    address = f"/api/v1/alarms/{alarm.pk}/shelve"
    assert signed_in(people.zhou).post(address, body, "application/json").status_code in (400, 422)


def test_a_shelf_is_told(alarm: Alarm, people: Any) -> None:
    said = {"minutes": 20, "reason": "同一现场，已去人"}
    zhou = signed_in(people.zhou)
    assert (
        zhou.post(f"/api/v1/alarms/{alarm.pk}/shelve", said, "application/json").json()["standing"]
        == "shelved"
    )
    assert zhou.get("/api/v1/feed/alarms").json()["shelved"] == 1


@pytest.mark.parametrize(
    ("area", "status"), [("419001001", 201), ("419001", 403), ("9", 404), (7, 404), (None, 404)]
)
def test_the_sound_is_tested_by_name(people: Any, area: object, status: int) -> None:
    answer = signed_in(people.zhou).post("/api/v1/alarms/sound-test", {"area": area}, "application/json")
    assert (answer.status_code, SoundTest.objects.count()) == (status, int(status == 201))


def test_one_matter_tells_its_public_steps(today: Any, people: Any) -> None:
    matter = today.in_state("handling", "hazard")
    told = signed_in(people.wu).get("/api/v1/feed/matter", {"id": str(matter.pk)}).json()
    assert [each["verb"] for each in told["lines"]] == ["reported", "accepted", "assigned", "taken"]
    for id in ("", "x", "9" * 40, str(people.wu.pk)):
        assert signed_in(people.wu).get("/api/v1/feed/matter", {"id": id}).status_code == 404
    assert signed_in(people.he).get("/api/v1/feed/matter", {"id": str(matter.pk)}).status_code == 404


def test_a_code_with_a_nul_is_nobodys_area(people: Any) -> None:
    client = signed_in(people.zhou)
    client.raise_request_exception = False
    assert client.post(
        "/api/v1/alarms/sound-test", '{"area": "a\\u0000b"}', "application/json"
    ).status_code in (400, 404)
