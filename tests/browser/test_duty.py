"""On duty at the wall: an alarm is heard, answered by a key and a name, and turns the wall to its matter."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from incidents.alarms.models import Alarm, SoundTest
from realtime.walls import services as walls
from tests.browser.test_wall import live, sign_in
from tests.browser.wall_stage import MEASURE, Room, axe, say
from tests.processes import eventually
from tests.realtime.conftest import cast, people, publisher, sequencing, small_catalogue, tell
from tests.serving import SHOTS, Site

__all__ = ["cast", "people", "publisher", "sequencing", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser

LISTEN = """
  window.beeps = [];
  const begin = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    window.beeps.push([Math.round(this.frequency.value), performance.now() + 1000 * (at - this.context.currentTime)]);
    return begin.call(this, at);
  };
"""
"""Writes down every beep."""

HIGH, LOW = 880, 660


@pytest.fixture
def wall(page: Page, site: Site) -> Iterator[Page]:
    page.set_viewport_size({"width": 1920, "height": 1080})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    page.add_init_script(LISTEN)
    yield page
    assert wrong == []


def begin(wall: Page, site: Site) -> None:
    """Open the wall and begin the watch, by hand where the browser wants a hand."""
    wall.goto(f"{site.url}/wall/")
    live(wall)
    if wall.locator(".begin").count():
        wall.locator(".begin").click()
    expect(wall.locator(".pill", has_text="告警声 开")).to_be_visible(timeout=10_000)


def beeps(wall: Page) -> list[Any]:
    return list(wall.evaluate("window.beeps"))


def test_an_urgent_report_sounds_turns_the_wall_and_is_answered_by_a_key_and_a_name(
    wall: Page, site: Site, sequencing: None, tell: Any
) -> None:
    tell.now = datetime.now(UTC)
    sign_in(wall, site, tell.cast.zhou)
    begin(wall, site)
    wall.keyboard.press("t")
    expect(wall.locator(".said")).to_have_text("试音已登记", timeout=10_000)
    assert SoundTest.objects.get().by == tell.cast.zhou
    wall.evaluate("window.beeps = []")
    tell.file("hazard", urgency="urgent")
    block = wall.locator(".alarms .p1")
    expect(block).to_contain_text("紧急求助 东马蓬", timeout=15_000)
    expect(block).to_contain_text("按1确认")
    assert eventually(lambda: bool(wall.evaluate("window.beeps.length >= 3")))
    assert [pitch for pitch, _ in beeps(wall)[:3]] == [HIGH, LOW, HIGH]
    expect(wall.locator("[data-mode=incident] .incident .runs")).to_contain_text("派出")
    expect(wall.locator("[aria-live=assertive]")).to_contain_text("紧急求助")
    wall.keyboard.press("1")
    expect(wall.locator(".alarms .acknowledged")).to_contain_text("已确认", timeout=15_000)
    assert Alarm.objects.get().acknowledged_by == tell.cast.zhou
    wall.keyboard.press("i")
    expect(wall.locator(".feed")).to_be_visible()
    expect(wall.locator(".alarms")).to_be_visible()


def test_a_kiosk_sees_and_hears_but_cannot_answer(
    wall: Page, site: Site, sequencing: None, tell: Any
) -> None:
    tell.now = datetime.now(UTC)
    token = walls.make("东墙", tell.cast.street_a, by=None, now=tell.now)[1]
    wall.goto(f"{site.url}/walls/device")
    wall.fill("#token", token)
    wall.click("button.primary")
    wall.wait_for_url(f"{site.url}/wall/")
    begin(wall, site)
    expect(wall.locator("h1")).to_contain_text("沁园")
    tell.file("hazard", urgency="urgent")
    expect(wall.locator(".alarms .p1")).to_contain_text("未确认", timeout=15_000)
    expect(wall.locator(".pills")).to_contain_text("工作台确认")
    wall.keyboard.press("1")
    expect(wall.locator(".said")).to_have_text("请在工作台确认")
    assert Alarm.objects.get().acknowledged_at is None


@pytest.mark.parametrize("size", [(1920, 1080), (5760, 1080)])
@pytest.mark.parametrize("worst", [False, True])
def test_incident_mode_fits_and_the_alarms_never_leave(
    wall: Page, site: Site, size: tuple[int, int], worst: bool
) -> None:
    wall.set_viewport_size({"width": size[0], "height": size[1]})
    room = Room(120, worst)
    sockets = room.play(wall)
    wall.goto(f"{site.url}/wall/")
    live(wall)
    calling = room.alarm(0, raised_at=room.at(-0.7))
    say(sockets[0], room.alarms(calling, room.alarm(1, 2), room.alarm(2, 3)))
    expect(wall.locator(".incident .stages li")).to_have_count(5, timeout=10_000)
    expect(wall.locator(".incident .steps li").first).to_be_visible(timeout=10_000)
    expect(wall.locator(".alarms .block")).to_have_count(3)
    SHOTS.mkdir(parents=True, exist_ok=True)
    wall.screenshot(path=SHOTS / f"wall incident {'worst' if worst else 'usual'} {size[0]}.png")
    assert wall.evaluate(MEASURE) == []
    assert axe(wall) == []


def test_the_pad_mutes_filters_helps_and_prints(wall: Page, site: Site) -> None:
    room = Room(120)
    room.play(wall)
    wall.add_init_script("window.print = () => { window.printed = true }")
    begin(wall, site)
    wall.keyboard.press("m")
    expect(wall.locator(".pill", has_text="静音")).to_have_text(re.compile(r"静音 [45]:\d\d"))
    wall.keyboard.press("m")
    expect(wall.locator(".pill", has_text="告警声 开")).to_be_visible(timeout=5_000)
    for mark in ("●访", "▲安", "■案"):
        wall.keyboard.press("g")
        expect(wall.locator(".map h2")).to_contain_text(mark[1:])
    wall.keyboard.press("?")
    expect(wall.locator(".help")).to_contain_text("确认第几条告警")
    wall.keyboard.press("Escape")
    expect(wall.locator(".help")).to_have_count(0)
    wall.keyboard.press("p")
    assert eventually(lambda: bool(wall.evaluate("window.printed === true")))
    wall.emulate_media(media="print")
    sheet = wall.locator(".daily")
    expect(sheet).to_contain_text("日报编号 419001-202611231432-23-108-0-120 · 验真码 7K2M-9QXD")
    expect(sheet).to_contain_text("在办 120 件")
    expect(wall.locator(".panels")).to_be_hidden()
    SHOTS.mkdir(parents=True, exist_ok=True)
    wall.set_viewport_size({"width": 1046, "height": 718})  # A4 across without its margins, at 96 dpi
    assert wall.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.body.scrollHeight <= innerHeight"
    )
    wall.screenshot(path=SHOTS / "daily sheet.png")


def test_a_wall_that_hears_nothing_starts_anew_and_one_at_night_is_dim(wall: Page, site: Site) -> None:
    wall.clock.install()
    room = Room(5)
    sockets = room.play(wall)
    wall.route("**/readyz", lambda route: route.fulfill(status=200))
    wall.goto(f"{site.url}/wall/")
    wall.clock.run_for(1_000)
    live(wall)
    late = room.now.replace(hour=15, minute=0)  # eleven in the evening in Jiyuan
    say(sockets[0], room.beat() | {"server_time": late.isoformat()})
    wall.clock.run_for(1_500)
    expect(wall.locator("html")).to_have_attribute("data-night", "yes", timeout=10_000)
    expect(wall.locator(".feed")).to_have_css("filter", "brightness(0.6)")
    expect(wall.locator(".alarms")).to_have_css("filter", "none")
    wall.route_web_socket("**/ws/feed*", lambda socket: None)
    with wall.expect_navigation(timeout=60_000):
        wall.clock.run_for(13_000)
    expect(wall.locator(".pill.hatched")).to_contain_text("正在连接")


def test_the_desks_bell_answers_by_one_click(page: Page, site: Site, sequencing: None, tell: Any) -> None:
    tell.now = datetime.now(UTC)
    sign_in(page, site, tell.cast.zhou)
    page.goto(f"{site.url}/desk/")
    expect(page.locator("[data-live]")).to_contain_text("实时", timeout=20_000)
    expect(page.locator(".bell")).to_be_hidden()
    tell.file("hazard", urgency="urgent")
    expect(page.locator(".bell.calls summary")).to_have_text("告警 1", timeout=20_000)
    page.click(".bell summary")
    row = page.locator(".bell li")
    expect(row).to_contain_text("一级 紧急求助 东马蓬")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "desk bell.png")
    assert axe(page) == []
    row.locator("button", has_text="确认").click()
    expect(row).to_contain_text(f"已确认 {tell.cast.zhou.display_name}", timeout=20_000)
    expect(page.locator(".bell summary")).to_have_text("告警 0")
    row.locator("button", has_text="搁置").click()
    row.locator("input").fill("同一现场，已去人")
    row.locator("input").press("Enter")
    expect(page.locator(".bell")).to_be_hidden()
    assert Alarm.objects.get().acknowledged_by == tell.cast.zhou
