"""A wall without a person: one device, one area, read only, until it is withdrawn; and no person on its wire."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from websockets.sync.client import connect
from websockets.typing import Origin

from core.errors import Invalid, Late, NotAllowed
from realtime.sessions import NO_ROOM, NO_SESSION
from realtime.walls import services
from realtime.walls.models import WallToken
from tests.realtime.sockets import Screen
from tests.serving import Site

NOW = datetime.now(UTC)
READS = ["", "/snapshot", "/figures", "/map", "/alarms"]


@pytest.fixture
def wall(people: Any) -> WallToken:
    return services.make("东墙", people.street_a, by=None, now=NOW)[0]


@pytest.fixture
def device(people: Any) -> str:
    """The secret of a bound device of street A."""
    return services.bind(services.make("东墙", people.street_a, by=None, now=NOW)[1], now=NOW)


@contextmanager
def watching(site: Site, secret: str, room: str = "") -> Iterator[Screen]:
    cookie = {"Cookie": f"{settings.WALL_COOKIE_NAME}={secret}"}
    address = f"{site.ws}/ws/feed?room={room}"
    with connect(
        address, origin=Origin(site.url), additional_headers=cookie, max_size=None, proxy=None
    ) as socket:
        yield Screen(socket)


def holding(secret: str) -> Client:
    client = Client(headers={"accept-language": "zh"})
    client.cookies[settings.WALL_COOKIE_NAME] = secret
    return client


def test_a_token_is_shown_once_and_only_its_hash_is_kept(people: Any) -> None:
    made, token = services.make("东墙", people.street_a, by=None, now=NOW)
    row = WallToken.objects.filter(pk=made.pk).values().get()
    assert token not in str(row)
    secret = services.bind(token, now=NOW)
    assert secret not in str(WallToken.objects.filter(pk=made.pk).values().get())


def test_a_token_serves_one_device_once_within_a_day(people: Any) -> None:
    made, token = services.make("东墙", people.street_a, by=None, now=NOW)
    with pytest.raises(Invalid):
        services.bind(token, now=NOW + timedelta(hours=25))
    services.bind(token, now=NOW)
    with pytest.raises(Invalid):
        services.bind(token, now=NOW)
    withdrawn, unused = services.make("西墙", people.street_a, by=None, now=NOW)
    services.withdraw(withdrawn.pk, by=None, now=NOW)
    for wrong in (unused, "", "x", "令牌", token[:-1]):
        with pytest.raises(Invalid):
            services.bind(wrong, now=NOW)
    with pytest.raises(Late):
        services.withdraw(withdrawn.pk, by=None, now=NOW)
    assert made.pk != withdrawn.pk


def test_only_a_system_administrator_of_the_area_makes_and_withdraws(
    people: Any, xu: Any, wall: WallToken
) -> None:
    for person in (people.zhou, people.wu, people.ma):
        with pytest.raises(NotAllowed):
            services.make("东墙", people.street_a, by=person, now=NOW)
        with pytest.raises(NotAllowed):
            services.withdraw(wall.pk, by=person, now=NOW)
    assert services.make("东墙", people.street_a, by=xu, now=NOW)[0].made_by == xu


def test_it_opens_its_own_area_and_no_other(site: Site, device: str, people: Any) -> None:
    with watching(site, device) as screen:
        assert screen.next("snapshot")["area"]["code"] == "419001001"
    for room in ("419001", "419001002", "419001001001"):
        with watching(site, device, room) as screen:
            assert screen.closed_with() == NO_ROOM
        assert holding(device).get("/api/v1/feed/snapshot", {"room": room}).status_code == 404
    with watching(site, "x" * 43) as screen:
        assert screen.closed_with() == NO_SESSION


@pytest.mark.parametrize("path", READS)
def test_it_reads_the_feed(device: str, path: str) -> None:
    assert holding(device).get(f"/api/v1/feed{path}", {"since": "0"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/incidents",
        "/api/v1/me",
        "/api/v1/sync?since=0",
        "/desk/",
        "/board/",
        "/audit/",
        "/zeros/",
        "/walls/",
    ],
)
def test_it_reads_nothing_else(device: str, path: str) -> None:
    assert holding(device).get(path).status_code in (302, 401)


def test_it_answers_no_alarm(device: str) -> None:
    for deed in ("acknowledge", "shelve"):
        assert holding(device).post(f"/api/v1/alarms/{uuid4()}/{deed}").status_code == 401
    assert holding(device).post("/api/v1/alarms/sound-test").status_code == 401


def test_withdrawn_its_sockets_close_within_seconds_and_nothing_is_read(site: Site, people: Any) -> None:
    made, token = services.make("东墙", people.street_a, by=None, now=NOW)
    secret = services.bind(token, now=NOW)
    with watching(site, secret) as screen:
        screen.next("beat")
        services.withdraw(made.pk, by=None, now=NOW)
        assert screen.closed_with() == NO_SESSION
    assert holding(secret).get("/api/v1/feed/snapshot").status_code == 401


def test_no_name_phone_text_or_door_goes_over_its_wire(
    site: Site, sequencing: None, tell: Any, people: Any, device: str
) -> None:
    tell.now = datetime.now(UTC)
    secrets = [
        "张三丰",
        "13800001234",
        "3号楼2单元501",
        "堆放杂物",
        people.lin.display_name,
        people.zhou.display_name,
    ]
    with watching(site, device) as screen:
        heard = [screen.next("snapshot"), screen.next("beat")]
        matter = tell.file(
            "hazard", urgency="urgent", address="3号楼2单元501",
            reporter={"name": "张三丰", "phone": "13800001234", "address": "3号楼2单元501"},
        )  # fmt: skip
        heard.append(screen.until(lambda said: said["type"] == "alarms" and said["waiting"] == 1))
        desk = Client()
        desk.force_login(people.zhou, backend=settings.AUTHENTICATION_BACKENDS[0])
        alarm = heard[-1]["list"][0]
        assert desk.post(f"/api/v1/alarms/{alarm['id']}/acknowledge").status_code == 200
        heard.append(screen.until(lambda said: said["type"] == "alarms" and said["in_hand"] == 1))
        tell.act(matter, "accept", people.zhou, category="H01", urgency="urgent")
        heard.append(screen.next("frame"))
    client = holding(device)
    answers = [client.get(f"/api/v1/feed{path}", {"since": "0"}).json() for path in READS]
    answers.append(client.get("/api/v1/feed/matter", {"id": str(matter.pk)}).json())
    wire = json.dumps([heard, answers], ensure_ascii=False)
    assert matter.number in wire
    assert [secret for secret in secrets if secret in wire] == []


def test_the_page_makes_shows_once_and_withdraws(people: Any, xu: Any, client: Client) -> None:
    client.force_login(xu, backend=settings.AUTHENTICATION_BACKENDS[0])
    made = client.post("/walls/", {"label": "指挥中心东墙", "area": "419001001"})
    wall = WallToken.objects.get()
    assert "data-token" in made.content.decode()
    assert "data-token" not in client.get("/walls/").content.decode()
    assert client.post("/walls/", {"label": "", "area": "9"}).status_code == 422
    client.post(f"/walls/{wall.pk}/withdraw")
    wall.refresh_from_db()
    assert wall.withdrawn_by == xu
    client.force_login(people.zhou, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/walls/").status_code == client.post(f"/walls/{wall.pk}/withdraw").status_code == 403


def test_a_device_brings_its_token_and_gets_a_cookie_no_script_reads(people: Any, client: Client) -> None:
    token = services.make("东墙", people.street_a, by=None, now=NOW)[1]
    assert client.get("/walls/device").status_code == 200
    assert client.post("/walls/device", {"token": "x"}).status_code == 422
    answer = client.post("/walls/device", {"token": f" {token} "})
    cookie = answer.cookies[settings.WALL_COOKIE_NAME]
    assert (answer["Location"], cookie["httponly"], cookie["samesite"]) == ("/wall/", True, "Strict")
    assert client.get("/api/v1/feed/snapshot").json()["area"]["code"] == "419001001"


def test_the_command_makes_lists_and_withdraws(people: Any) -> None:
    said = StringIO()
    call_command("wall_token", "make", "东墙", "419001001", stdout=said)
    wall = WallToken.objects.get()
    assert services.hashed(said.getvalue().split()[-1]) == bytes(wall.token_hash)
    call_command("wall_token", "withdraw", str(wall.pk), stdout=said)
    call_command("wall_token", "list", stdout=said)
    assert f"{wall.pk} withdrawn 419001001 东墙" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("wall_token", "make", "东墙", "9")


@pytest.mark.parametrize("label", ["a\0b", "井" * 20_000, "\u202e", "=1+1"])
def test_whatever_a_wall_is_called_the_page_does_not_fail(
    people: Any, xu: Any, client: Client, label: str
) -> None:
    client.raise_request_exception = False
    client.force_login(xu, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.post("/walls/", {"label": label, "area": "419001001"}).status_code in (200, 422)
    assert client.post("/walls/", {"label": "东墙", "area": label}).status_code == 422
    assert client.post("/walls/device", {"token": label}).status_code == 422
