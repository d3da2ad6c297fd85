"""What a screen hears: a snapshot, then everything that happens, then that all is current. Real server, real bus."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from grids.scope import scope_of
from realtime import snapshot
from realtime.rooms import Room, choose
from tests.realtime.plays import Play
from tests.realtime.sockets import Screen, screen, session_of
from tests.serving import Site

pytestmark = pytest.mark.usefixtures("sequencing")


@pytest.fixture
def now_teller(tell: Any) -> Any:
    """Lives told today, as the server's own clock has it."""
    tell.now = datetime.now(UTC)
    return tell


def room_of(user: Any, code: str = "") -> Room:
    day = datetime.now(UTC).date()
    room = choose(scope_of(user, day), code, day)
    assert room is not None
    return room


def test_a_screen_gets_its_widest_room_whole(site: Site, now_teller: Any, people: Any) -> None:
    matter = now_teller.file()
    with screen(site, session_of(people.wu)) as wall:
        first = wall.next("snapshot")
    assert first["room"] == "area:/419001/"
    assert [each["number"] for each in first["open"]] == [matter.number]
    assert {each["zero"] for each in first["zeros"]} == {"petition", "accident", "case"}
    assert {each["code"] for each in first["kinds"]} >= {"petition", "hazard", "security"}


def test_what_is_committed_is_shown_within_a_moment(site: Site, now_teller: Any, people: Any) -> None:
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        before = time.monotonic()
        matter = now_teller.file(kind="security")
        frame = wall.next("frame")
        assert time.monotonic() - before < 2.0
    assert [line["number"] for line in frame["lines"]] == [matter.number]
    assert frame["lines"][0]["tally"] == {"reported": 1, "reported:security": 1}
    assert frame["open"][0]["state"] == "reported"


def test_everybody_in_a_room_gets_the_same_bytes(site: Site, now_teller: Any, people: Any) -> None:
    with screen(site, session_of(people.wu)) as one, screen(site, session_of(people.ma)) as two:
        one.next("beat"), two.next("beat")
        now_teller.file()
        assert one.next("frame") == two.next("frame")


def test_a_beat_comes_every_two_seconds_with_number_time_count_and_hash(
    site: Site, now_teller: Any, people: Any
) -> None:
    with screen(site, session_of(people.wu)) as wall:
        first, second = wall.next("beat"), wall.next("beat")
    moments = [datetime.fromisoformat(each["server_time"]) for each in (first, second)]
    assert 1.5 < (moments[1] - moments[0]).total_seconds() < 3.5
    assert (first["open_count"], first["open_hash"]) == (0, 0) and 0 <= first["lag"] < 5


def test_after_a_whole_play_the_screen_equals_a_fresh_load(
    site: Site, now_teller: Any, people: Any, qian: Any
) -> None:
    with screen(site, session_of(people.wu)) as wall:
        heard = [wall.next("snapshot")]
        steps = list(Play(now_teller, qian))
        head = int(_one("SELECT count(*) FROM ledger_entry"))
        while heard[-1].get("n", 0) < head or heard[-1]["type"] != "beat":
            heard.append(wall.hear())
    fresh = snapshot.fresh(room_of(people.wu), datetime.now(UTC))
    held = {each["id"]: each for each in heard[0]["open"]}
    for message in heard:
        held |= {each["id"]: each for each in message.get("open", [])}
        held = {
            id: each
            for id, each in held.items()
            if [id] not in [gone[:1] for gone in message.get("gone", [])]
        }
    assert len(steps) > 50
    assert held == {each["id"]: each for each in fresh["open"]}
    assert heard[-1]["open_count"] == len(held)


def test_no_person_text_phone_or_door_is_ever_on_the_wire(
    site: Site, now_teller: Any, people: Any, qian: Any
) -> None:
    address = {
        "address": "东马蓬路3号楼2单元501",
        "reporter": {"name": "张三丰", "phone": "13800001234", "address": "501室"},
    }
    with screen(site, session_of(people.wu)) as wall, screen(site, session_of(people.chen)) as desk:
        matter = now_teller.file("petition", **address)
        now_teller.act(matter, "accept", people.zhou, category="P01")
        now_teller.act(matter, "assign", people.zhou, to="sanitation", text="请找张三丰")
        said = "".join(json.dumps(_read(each), ensure_ascii=False) for each in (wall, desk))
    fresh = json.dumps(snapshot.fresh(room_of(people.wu), datetime.now(UTC)), ensure_ascii=False)
    for secret in ("张三丰", "13800001234", "单元501", "501室", "3号楼", "堆放", "林小兰", "周敏", "陈石"):
        assert secret not in said + fresh, secret


def test_a_position_is_no_finer_than_a_hundred_metres(site: Site, now_teller: Any, people: Any) -> None:
    now_teller.file()
    with screen(site, session_of(people.wu)) as wall:
        matter = wall.next("snapshot")["open"][0]
    assert (matter["lon"], matter["lat"]) == (112.6, 35.07) or matter["lon"] == round(matter["lon"], 3)
    assert matter["area_name"] == "东马蓬"


def test_a_handler_hears_of_the_department_and_of_nothing_else(
    site: Site, now_teller: Any, people: Any
) -> None:
    with screen(site, session_of(people.chen)) as desk:
        assert desk.next("snapshot")["room"] == "department:sanitation"
        other = now_teller.file()
        mine = now_teller.in_state("assigned")
        frame = desk.next("frame")
    assert [each["number"] for each in frame["open"]] == [mine.number]
    assert other.number not in json.dumps(frame)


def test_what_leaves_a_street_is_gone_from_its_screen_and_comes_to_the_other(
    site: Site, now_teller: Any, people: Any
) -> None:
    matter = now_teller.in_state("accepted")
    with screen(site, session_of(people.zhou)) as street_a, screen(site, session_of(people.he)) as street_b:
        street_a.next("beat"), street_b.next("beat")
        now_teller.act(matter, "place", people.zhou, grid_code=people.grid_b1.code)
        left, came = street_a.next("frame"), street_b.next("frame")
    assert left["gone"][0][0] == str(matter.pk) and left["open"] == []
    assert came["open"][0]["number"] == matter.number


def test_a_screen_that_was_away_hears_only_what_came_since(site: Site, now_teller: Any, people: Any) -> None:
    session = session_of(people.wu)
    with screen(site, session) as wall:
        n = wall.next("beat")["n"]
    missed = [now_teller.file().number for _ in range(5)]
    _await_number(n + 5)
    with screen(site, session, since=n) as wall:
        frame = wall.hear()
        later = now_teller.file().number
        assert [line["number"] for line in wall.next("frame")["lines"]] == [later]
    assert (frame["type"], frame["from"], frame["to"], frame["caught_up"]) == ("frame", n, n + 5, True)
    assert [line["number"] for line in frame["lines"]] == missed


@pytest.mark.parametrize(("since", "reason"), [(10**9, "future"), (0, "too_old")])
def test_a_number_that_cannot_be_followed_is_answered_with_a_resync(
    site: Site, now_teller: Any, people: Any, monkeypatch: pytest.MonkeyPatch, since: int, reason: str
) -> None:
    monkeypatch.setattr(snapshot, "TOO_MANY", 2)
    for _ in range(3):
        now_teller.file()
    _await_number(3)
    with screen(site, session_of(people.wu), since=since) as wall:
        assert wall.hear() == {"type": "resync", "reason": reason}


def test_when_the_sequencer_is_behind_the_beat_says_by_how_much(site: Site, people: Any, tell: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_pending VALUES (999999, now() - interval '30 seconds')")
    with screen(site, session_of(people.wu)) as wall:
        assert wall.next("beat")["lag"] >= 30


def test_a_break_moves_the_days_at_zero_on_the_open_screen(
    site: Site, now_teller: Any, people: Any, qian: Any
) -> None:
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        *_, last = Play(now_teller, qian).broken_zero()
        zeros = [message["zeros"][0]["suspected"] for message in _frames_with_zeros(wall)]
    assert last == "revoke"
    assert zeros[0] == 1 or 0 in zeros


def _frames_with_zeros(wall: Screen) -> list[Any]:
    found = []
    while (message := wall.hear())["type"] != "beat":
        if "zeros" in message:
            found.append(message)
    assert found
    return found


def _read(wall: Screen) -> list[Any]:
    """Everything up to the first beat that comes after a second of silence."""
    heard = [wall.next("snapshot")]
    while heard[-1]["type"] != "beat" or heard[-1]["n"] < 3:
        heard.append(wall.hear())
    return heard


def _await_number(n: int) -> None:
    end = time.monotonic() + 5
    while _one("SELECT count(*) FROM ledger_logentry") < n and time.monotonic() < end:
        time.sleep(0.05)


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
