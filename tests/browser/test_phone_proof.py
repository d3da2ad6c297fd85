"""The long proof of the outbox: nothing lost or doubled, whatever is cut, killed, shuffled or told by a wrong clock."""

import base64
import json
import random
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import BrowserType, ConsoleMessage, Page, Request, expect

from core.ledger.models import Entry
from incidents.models import Incident, Photo, State
from tests.browser.gate import Gate, Weather
from tests.browser.phone_stage import sign_in
from tests.browser.pocket import Pocket, shell_kept
from tests.frontend.running import tool
from tests.incidents.conftest import cast, small_catalogue, tell
from tests.serving import Site

__all__ = ["cast", "small_catalogue", "tell"]

pytestmark = [pytest.mark.browser, pytest.mark.full]

SEED = 419001
REPORTS, KILLS, MATTERS = 1_000, 40, 100
THREE_DAYS = 3 * 86_400_000
LONG = 900
SOURCE = Path(__file__).parent.parent / "frontend/outbox.browser.ts"

CLOCK = """(() => {
  const real = Date, off = %d;
  globalThis.Date = class extends real {
    constructor(...given) { if (given.length) super(...given); else super(real.now() + off); }
    static now() { return real.now() + off; }
  };
})()"""
"""A phone whose clock is wrong by so many milliseconds."""

HOPE = "globalThis.hope ??= setInterval(() => dispatchEvent(new Event('pageshow')), 100)"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("proof") / "proof.js"
    done = tool("esbuild", SOURCE, "--bundle", "--format=iife", "--log-level=error", f"--outfile={target}")
    assert done.returncode == 0, done.stderr
    return target.read_text()


@pytest.fixture
def gate(site: Site) -> Iterator[Gate]:
    gate = Gate(site.port)
    yield gate
    gate.end()


@pytest.fixture
def pocket(
    gate: Gate, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Pocket]:
    pocket = Pocket(browser_type, browser_type_launch_args, tmp_path / "phone", gate.url)
    yield pocket
    pocket.kill()


def hex_of(sha256: str) -> str:
    return base64.b64decode(sha256).hex()


def until_left(page: Page, most: int) -> None:
    """Wait until at most so many deeds are left on the phone."""
    ends = time.monotonic() + LONG
    while (left := page.evaluate("proof.left()")) > most:
        assert time.monotonic() < ends, left
        page.wait_for_timeout(1_000)


def all_sent(page: Page, bundle: str) -> None:
    """The weather is fair again: wait until nothing is left on the phone."""
    page.evaluate(HOPE)
    until_left(page, 0)
    assert page.evaluate("proof.refused()") == []


def test_phone_loses_and_doubles_nothing_in_any_weather(
    pocket: Pocket, gate: Gate, bundle: str, lin: Any
) -> None:
    """1,000 reports with two photos, every connection cut sooner or later, 40 kills, a clock wrong by three days."""
    dice = random.Random(SEED)
    kept: dict[str, set[str]] = {}

    def hear(said: ConsoleMessage) -> None:
        if found := re.fullmatch(r"kept (\S+) (\S+) (\S+)", said.text):
            kept[found[1]] = {hex_of(found[2]), hex_of(found[3])}

    page = pocket.start()
    sign_in(page, lin)
    expect(page.locator(".tile").first).to_be_enabled()
    shell_kept(page)
    pocket.kill()
    gate.weather = Weather(share=1.0, seed=SEED)
    begun = 0
    for _life in range(KILLS):
        page = pocket.start(clock=CLOCK % dice.choice([0, THREE_DAYS, -THREE_DAYS]))
        expect(page.locator(".tiles")).to_be_visible()
        page.on("console", hear)
        page.evaluate(bundle)
        page.evaluate(HOPE)
        count = REPORTS // KILLS
        page.evaluate("([from, count, by]) => void proof.reports(from, count, by)", [begun, count, lin.pk])
        begun += count
        page.wait_for_timeout(dice.choice([200, 1_000, 3_000, 6_000]))
        pocket.kill()

    page = pocket.start()
    page.on("console", hear)
    page.evaluate(bundle)
    missing = REPORTS - len(kept)
    page.evaluate("([from, count, by]) => proof.reports(from, count, by)", [begun, missing, lin.pk])
    page.evaluate(HOPE)
    until_left(page, REPORTS // 20)
    weather, gate.weather = gate.weather, None
    all_sent(page, bundle)

    filed = dict(Incident.objects.values_list("pk", "text"))
    assert {str(key) for key in filed} >= kept.keys()
    assert len(kept) == REPORTS
    assert len(set(filed.values())) == len(filed)
    arrived: dict[str, set[str]] = {}
    for report, sha256 in Photo.objects.values_list("incident_id", "sha256"):
        arrived.setdefault(str(report), set()).add(sha256)
    assert {key: arrived.get(key) for key in kept} == kept
    assert Photo.objects.count() == 2 * len(filed)
    assert Entry.objects.filter(kind="reported").count() == len(filed)
    assert not Incident.objects.filter(reported_at__gt=now()).exists()
    cuts = {cut.value: n for cut, n in weather.cuts.items()}
    print(json.dumps({"filed": len(filed), "kept": len(kept), "cuts": cuts}))


def test_phone_commands_shuffled_and_doubled_lead_to_one_state(
    pocket: Pocket, gate: Gate, bundle: str, tell: Any, chen: Any
) -> None:
    """500 verbs on 100 matters, mixed, through cuts; then each sent again, in another order: nothing moves any more."""
    dice = random.Random(SEED)
    tell.now = now()
    lives = [
        [(str(matter.pk), matter.version, verb, data) for verb, data in LIFE]
        for matter in (tell.in_state(State.ASSIGNED) for _n in range(MATTERS))
    ]
    mixed = []
    while lives:
        life = dice.choice(lives)
        mixed.append(life.pop(0))
        lives = [each for each in lives if each]
    sent: dict[str, bytes] = {}
    page = pocket.start()
    sign_in(page, chen)
    expect(page.locator(".tabs")).to_be_visible()

    def hear(asked: Request) -> None:
        if "/commands/" in asked.url:
            sent[asked.url] = asked.post_data_buffer or b""

    page.on("request", hear)
    gate.weather = Weather(share=1.0, seed=SEED)
    page.evaluate(bundle)
    page.evaluate("([list, by]) => proof.commands(list, by)", [mixed, chen.pk])
    page.evaluate(HOPE)
    until_left(page, len(mixed) // 5)
    gate.weather = None
    all_sent(page, bundle)

    assert set(Incident.objects.values_list("state", flat=True)) == {State.FINISHED}
    versions = sorted(Incident.objects.values_list("pk", "version"))
    assert len(sent) == len(LIFE) * MATTERS
    token = page.evaluate(TOKEN)
    again = list(sent.items())
    dice.shuffle(again)
    for url, body in again:
        headers = {"content-type": "application/json", "x-session-token": token}
        ask = urllib.request.Request(url, body, headers, method="PUT")
        with urllib.request.urlopen(ask) as answer:
            assert json.load(answer)["replayed"] is True
    assert sorted(Incident.objects.values_list("pk", "version")) == versions


LIFE: list[tuple[str, dict[str, Any]]] = [
    ("take", {}),
    ("supplement", {"text": "到了现场"}),
    ("supplement", {"text": "正在清理"}),
    ("supplement", {"text": "快好了"}),
    ("finish", {"what_was_done": "清走了"}),
]
TOKEN = """() => new Promise((done) => {
  indexedDB.open('sanling-phone').onsuccess = ({ target }) => {
    target.result.transaction('kept').objectStore('kept').get('token').onsuccess = (found) => done(found.target.result);
  };
})"""
