"""Long proofs of the page itself (`make test-full PART=soak`, `PART=feed`): a whole day, and the worst of wires."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_wall import live
from tests.browser.wall_stage import Room
from tests.serving import Site

pytestmark = [pytest.mark.browser, pytest.mark.full]

SCRIPT = Path(__file__).with_name("scripted.js").read_text()
SEED = 419001
UPDATES = 86_400
EVENTS, CUTS = 10_000, 200


def opened(page: Page, site: Site, snapshot: Any = None) -> Room:
    """The wall before a server of our own, inside the page."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    room = Room(200)
    room.play(page)
    page.add_init_script(f"{SCRIPT}\nwindow.scripted.begin({json.dumps(snapshot or room.snapshot)})")
    page.goto(f"{site.url}/wall/")
    live(page)
    return room


def size(page: Page, probe: Any) -> dict[str, float]:
    """Heap in bytes after collection, nodes and listeners of the document."""
    for _ in range(2):
        probe.send("HeapProfiler.collectGarbage")
    heap = probe.send("Runtime.getHeapUsage")["usedSize"]
    counters = probe.send("Memory.getDOMCounters")
    elements = page.evaluate("document.querySelectorAll('*').length")
    return {"heap": heap, "elements": elements, "listeners": counters["jsEventListeners"]}


def test_soak_a_day_of_86_400_updates_leaves_the_page_as_light_as_it_was(page: Page, site: Site) -> None:
    opened(page, site)
    probe = page.context.new_cdp_session(page)
    page.set_default_timeout(0)
    page.evaluate(f"scripted.run(5000, {SEED})")
    before = size(page, probe)
    page.evaluate(f"scripted.run({UPDATES}, {SEED + 1})")
    after = size(page, probe)
    print(f"\nsoak: {UPDATES} updates, seed {SEED}: {before} -> {after}")
    assert after["heap"] - before["heap"] < 10_000_000
    assert abs(after["elements"] - before["elements"]) <= 0.02 * before["elements"]
    assert after["listeners"] <= before["listeners"] + 5


SHOWN = "[...document.querySelectorAll('.zero, .feed, .map h2, .today')].map((e) => e.innerText)"


def test_feed_on_the_worst_of_wires_the_screen_ends_equal_to_a_fresh_load(
    page: Page, site: Site, browser: Browser
) -> None:
    opened(page, site)
    page.set_default_timeout(0)
    page.evaluate(f"scripted.storm({EVENTS}, {CUTS}, {SEED})")
    truth = page.evaluate("scripted.whole()")
    other = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    opened(other, site, truth)
    expect(other.locator(".feed li").first).to_be_visible()
    wanted = other.evaluate(SHOWN)
    page.evaluate("setInterval(() => scripted.say(scripted.beat()), 500)")
    page.wait_for_function(
        f"(wanted) => JSON.stringify({SHOWN}) === wanted", arg=_plain(wanted), timeout=60_000
    )
    assert page.evaluate("scripted.cuts") == CUTS
    assert page.evaluate("scripted.reloads") > CUTS
    print(
        f"\nfeed: {EVENTS} events, {CUTS} cuts, seed {SEED}: equal; {page.evaluate('scripted.reloads')} sockets"
    )
    other.context.close()


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
