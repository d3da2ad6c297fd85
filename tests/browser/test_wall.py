"""The wall in a real browser: it shows each step without reload, and says when it is late. Looks and sizes too."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.wall_stage import MEASURE, Room, axe, say
from tests.realtime.conftest import cast, people, publisher, sequencing, small_catalogue, tell
from tests.realtime.outages import database_away
from tests.realtime.sockets import session_of
from tests.serving import SHOTS, Site

__all__ = ["cast", "people", "publisher", "sequencing", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser

SIZES = {"full-hd": (1920, 1080), "4k": (3840, 2160), "three screens": (5760, 1080)}
ROOMS = {"nothing": (0, False), "usual": (120, False), "the worst": (6_000, True)}
EVERY_DAY = {("usual", "full-hd"), ("the worst", "4k"), ("nothing", "three screens")}
LOOKS = [
    pytest.param(room, size, marks=[] if (room, size) in EVERY_DAY else [pytest.mark.full])
    for room in ROOMS
    for size in SIZES
]


@pytest.fixture
def wall(page: Page, site: Site) -> Iterator[Page]:
    """A page of 1920 × 1080 on which nothing may go wrong unsaid."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    yield page
    assert wrong == []


def sign_in(page: Page, site: Site, user: Any) -> str:
    session = session_of(user)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}])
    return session


def live(page: Page) -> None:
    expect(page.locator(".pill.live")).to_contain_text("实时")


def test_each_step_of_a_life_is_shown_without_reload(
    wall: Page, site: Site, sequencing: None, tell: Any
) -> None:
    tell.now = datetime.now(UTC)
    sign_in(wall, site, tell.cast.wu)
    wall.goto(f"{site.url}/wall/")
    live(wall)
    expect(wall.locator("h1")).to_have_text("济源 三零指挥中心")
    wall.evaluate("window.stayed = true")
    matter = tell.file("hazard", urgency="urgent")
    first = wall.locator(".feed li").first
    expect(wall.locator(".alarms .p1")).to_contain_text("紧急求助")
    expect(wall.locator(".incident .reached")).to_contain_text("接报")
    wall.keyboard.press("i")
    expect(first).to_contain_text("上报")
    expect(first).to_have_attribute("data-e2e-ms", re.compile(r"\d+"))
    expect(wall.locator(".zero-accident .counts")).to_contain_text("今日 1")
    for verb, by, data, word in [
        ("accept", tell.cast.zhou, {"category": "H01", "urgency": "urgent"}, "受理"),
        ("assign", tell.cast.zhou, {"to": "sanitation"}, "派遣"),
        ("take", tell.cast.chen, {}, "签收"),
        ("finish", tell.cast.chen, {"what_was_done": "已清理"}, "处置完成"),
        ("verify", tell.cast.lin, {}, "核查通过"),
        ("close", tell.cast.zhou, {"outcome": "removed"}, "结案"),
    ]:
        tell.act(matter, verb, by, **data)
        expect(first).to_contain_text(word)
    expect(wall.locator(".map h2")).to_have_text("在办分布 0")
    expect(wall.locator(".today .figure").nth(2)).to_have_text("1办结")
    assert wall.evaluate("window.stayed") is True


def test_when_the_database_is_away_the_wall_says_since_when(
    wall: Page, site: Site, sequencing: None, tell: Any
) -> None:
    tell.now = datetime.now(UTC)
    sign_in(wall, site, tell.cast.wu)
    wall.goto(f"{site.url}/wall/")
    live(wall)
    with database_away():
        expect(wall.locator(".pill.hatched")).to_contain_text("数据停在")
        expect(wall.locator("html")).to_have_attribute("data-fresh", "late")
        stopped = wall.locator(".clock").inner_text()
        wall.wait_for_timeout(1_500)
        assert wall.locator(".clock").inner_text() == stopped
    tell.file()
    live(wall)
    expect(wall.locator(".feed li")).to_have_count(1)


def test_without_a_session_the_wall_opens_and_says_so(wall: Page, site: Site) -> None:
    wall.goto(f"{site.url}/wall/")
    expect(wall.locator(".pill.alarm")).to_contain_text("值守未登录")


def test_after_signing_out_elsewhere_the_wall_says_so_and_keeps_what_it_showed(
    wall: Page, site: Site, sequencing: None, tell: Any
) -> None:
    tell.now = datetime.now(UTC)
    tell.file()
    sign_in(wall, site, tell.cast.wu)
    wall.goto(f"{site.url}/wall/")
    live(wall)
    tell.cast.wu.is_active = False
    tell.cast.wu.save()
    expect(wall.locator(".pill.alarm")).to_contain_text("值守未登录")
    expect(wall.locator(".map h2")).to_have_text("在办分布 1")


@pytest.mark.parametrize(("room", "size"), LOOKS)
def test_nothing_overflows_is_small_or_unreadable(wall: Page, site: Site, size: str, room: str) -> None:
    width, height = SIZES[size]
    wall.set_viewport_size({"width": width, "height": height})
    matters, worst = ROOMS[room]
    Room(matters, worst).play(wall)
    wall.goto(f"{site.url}/wall/")
    live(wall)
    expect(wall.locator(".map canvas")).to_have_attribute("width", re.compile(r"\d{3,}"))
    wall.wait_for_timeout(1_200)
    SHOTS.mkdir(parents=True, exist_ok=True)
    wall.screenshot(path=SHOTS / f"wall {room} {size}.png")
    assert wall.evaluate(MEASURE) == []
    assert axe(wall) == []


@pytest.mark.parametrize("scale", [1.25, 1.45])
def test_larger_letters_for_smaller_walls_fit_too(wall: Page, site: Site, scale: float) -> None:
    Room(120).play(wall)
    wall.goto(f"{site.url}/wall/?wall={scale}")
    live(wall)
    assert wall.evaluate(MEASURE) == []
    assert wall.locator(".breaks").count() == 0


def test_it_speaks_english(wall: Page, site: Site) -> None:
    wall.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": site.url}])
    Room(120).play(wall)
    wall.goto(f"{site.url}/wall/")
    expect(wall.locator(".pill.live")).to_contain_text("Live")
    expect(wall.locator(".zero-petition h2")).to_contain_text("Zero petitions")
    assert wall.evaluate(MEASURE) == []


def test_after_a_minute_of_silence_a_banner_covers_the_top(wall: Page, site: Site) -> None:
    wall.clock.install()
    Room(5).play(wall)
    wall.goto(f"{site.url}/wall/")
    wall.clock.run_for(1_000)
    live(wall)
    wall.route_web_socket("**/ws/feed*", lambda socket: None)
    wall.clock.run_for(7_000)
    expect(wall.locator(".pill.hatched")).to_contain_text("数据停在")
    expect(wall.locator(".panel .head").first).to_have_css("background-image", re.compile("gradient"))
    wall.clock.run_for(60_000)
    expect(wall.locator(".banner")).to_contain_text("屏幕已停 1 分钟")
    expect(wall.locator(".alarms .p2").first).to_contain_text("本屏停更")


def test_a_clock_that_is_off_is_said_and_not_believed(wall: Page, site: Site) -> None:
    wall.add_init_script("const honest = Date.now; Date.now = () => honest() + 7000")
    Room(5).play(wall)
    wall.goto(f"{site.url}/wall/")
    expect(wall.locator(".pill.warn", has_text="钟差")).to_contain_text("本机钟差 +7 秒")
    shown = wall.locator(".clock").evaluate("(clock) => clock.dateTime")
    assert abs((datetime.fromisoformat(shown) - datetime.now(UTC)).total_seconds()) < 3


def test_a_late_sequencer_makes_the_wall_late(wall: Page, site: Site) -> None:
    room = Room(5)
    sockets = room.play(wall)
    wall.goto(f"{site.url}/wall/")
    live(wall)
    say(sockets[0], room.beat() | {"lag": 12.0})
    expect(wall.locator(".pill.hatched")).to_contain_text("定序停滞 · 已 12 秒")


def test_before_the_server_speaks_the_wall_shows_what_it_showed_last(wall: Page, site: Site) -> None:
    wall.clock.install()
    Room(120).play(wall)
    wall.goto(f"{site.url}/wall/")
    wall.clock.run_for(1_000)
    live(wall)
    expect(wall.locator(".zero-petition strong")).to_have_text("23")
    say_on = '() => localStorage.getItem("wall:last:") !== null'
    for _ in range(40):
        wall.clock.run_for(1_000)
        if wall.evaluate(say_on):
            break
    wall.unroute_all()
    wall.route_web_socket("**/ws/feed*", lambda socket: None)
    wall.goto(f"{site.url}/wall/?again")
    expect(wall.locator(".pill.hatched")).to_contain_text("正在连接")
    expect(wall.locator(".zero-petition strong")).to_have_text("23")
    expect(wall.locator(".zero-petition .aside")).to_contain_text("上次")


def test_one_panel_whose_source_fails_is_hatched_alone(wall: Page, site: Site) -> None:
    Room(5).play(wall)
    wall.unroute("**/api/v1/feed/*")
    wall.route("**/api/v1/feed/*", lambda route: route.fulfill(status=503))
    wall.goto(f"{site.url}/wall/")
    live(wall)
    expect(wall.locator(".flow")).to_have_attribute("data-stale", "yes")
    expect(wall.locator(".flow .aside")).to_contain_text("取数失败")
    expect(wall.locator(".feed")).to_have_attribute("data-stale", "no")


def test_nothing_moves_for_those_who_asked_for_stillness(wall: Page, site: Site) -> None:
    wall.emulate_media(reduced_motion="reduce")
    Room(5).play(wall)
    wall.goto(f"{site.url}/wall/")
    live(wall)
    moving = "() => [...document.querySelectorAll('*')].some((e) => getComputedStyle(e).transitionDuration !== '0s')"
    assert wall.evaluate(moving) is False


def test_a_day_of_news_leaves_the_page_as_small_as_it_was(wall: Page, site: Site) -> None:
    room = Room(200)
    sockets = room.play(wall)
    wall.goto(f"{site.url}/wall/")
    live(wall)
    probe = wall.context.new_cdp_session(wall)
    before = _size(wall, probe)
    for number in range(3_000):
        matter = room.open[number % 200] | {"version": 4 + number}
        frame = {"type": "frame", "from": 1_000 + number, "to": 1_001 + number, "at": room.at(0), "gone": [],
                 "open": [matter], "lines": [room.line(1_000 + number, matter, "taken")]}  # fmt: skip
        say(sockets[0], frame)
    expect(wall.locator(".feed li").first).to_contain_text(f"{(2_999 % 200):05d}", timeout=120_000)
    after = _size(wall, probe)
    assert after["nodes"] < before["nodes"] * 1.2
    assert after["heap"] - before["heap"] < 10_000_000
    assert len(sockets) == 1


def _size(page: Page, probe: Any) -> dict[str, float]:
    probe.send("HeapProfiler.collectGarbage")
    heap = probe.send("Runtime.getHeapUsage")["usedSize"]
    return {"heap": heap, "nodes": page.evaluate("document.querySelectorAll('*').length")}
