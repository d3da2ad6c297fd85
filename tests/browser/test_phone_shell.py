"""The phone as an app: it opens with the server stopped, loses nothing when killed, is not renewed while one writes."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import BrowserType, Page, expect

from incidents.follow import follow_code
from incidents.models import Incident, Photo
from incidents.receipts import code_of
from mobile_api import pages
from tests.browser.gate import Gate
from tests.browser.phone_stage import begin, sign_in, submit, take
from tests.browser.pocket import Pocket, shell_kept
from tests.processes import eventually
from tests.serving import Site

pytestmark = pytest.mark.browser


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


def arrived(page: Page) -> None:
    """On the first screen nothing waits any more."""
    expect(page.locator(".tiles")).to_be_visible()
    expect(page.locator(".badge")).to_have_count(0)


def sync(page: Page, url: str) -> None:
    """Let the browser ring the service worker as it does when the network is back and no page is open."""
    cdp = page.context.new_cdp_session(page)
    found: list[str] = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(each["registrationId"] for each in told["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(20)
    ring = {"origin": url, "registrationId": found[0], "tag": "outbox", "lastChance": False}
    cdp.send("ServiceWorker.dispatchSyncEvent", ring)


def test_it_opens_and_files_with_the_server_stopped_and_survives_a_kill(
    pocket: Pocket, gate: Gate, lin: Any
) -> None:
    page = pocket.start()
    sign_in(page, lin)
    expect(page.locator(".tile").first).to_be_enabled()
    shell_kept(page)
    gate.close()
    pocket.kill()

    page = pocket.start()
    expect(page.locator("h1")).to_have_text("东马蓬社区第一网格")
    expect(page.locator(".strip")).to_contain_text("没有网络，照常使用")
    begin(page, "安全隐患", "井盖缺了一块")
    take(page, "red", "green")
    page.get_by_text("道路交通").click()
    submit(page)
    expect(page.get_by_role("heading", name="已存手机，联网自动送")).to_be_visible()
    pocket.kill()

    page = pocket.start()
    expect(page.locator(".badge")).to_have_text("待传 1")
    page.goto("about:blank")
    gate.open()
    sync(page, gate.url)
    assert eventually(lambda: Photo.objects.count() == 2)
    page.goto(f"{gate.url}/m/")
    arrived(page)
    filed = Incident.objects.get()
    assert (filed.text, filed.photos.count()) == ("井盖缺了一块", 2)

    page.get_by_role("link", name="我的", exact=True).click()
    expect(page.locator(".item")).to_have_count(1)
    gate.close()
    page.locator(".item").click()
    page.get_by_role("link", name="给当事人看").click()
    expect(page.locator(".slip svg path")).to_have_count(2)
    expect(page.locator(".slip")).to_contain_text(
        f"{filed.number}验真码{code_of(filed)}查询码{follow_code(filed.pk)}"
    )
    expect(page.locator(".slip")).not_to_contain_text("井盖")


def test_a_new_version_waits_while_a_form_is_half_filled(pocket: Pocket, lin: Any, monkeypatch: Any) -> None:
    page = pocket.start()
    sign_in(page, lin)
    expect(page.locator(".tile").first).to_be_enabled()
    shell_kept(page)
    page.reload()
    begin(page, "安全隐患", "写到一半")
    monkeypatch.setattr(pages, "SHELL", (*pages.SHELL, "base.css"))
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    update = page.get_by_role("button", name="有新版本，点此更新")
    expect(update).to_be_visible()
    page.evaluate("""() => {
      window.stillHere = true;
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    expect(page.get_by_label("说明")).to_have_value("写到一半")
    assert page.evaluate("window.stillHere")
    with page.expect_navigation():
        update.click()
    expect(page.locator(".restored")).to_be_visible()
    expect(page.get_by_label("说明")).to_have_value("写到一半")
    expect(update).to_have_count(0)
    assert len(page.evaluate("caches.keys()")) == 1


def test_the_shell_is_small(static_files: None) -> None:
    """At most 50 kB of script and style over the wire, all that the first screen waits for, in either language."""
    manifest = json.loads((Path(settings.STATIC_ROOT) / "staticfiles.json").read_text())["paths"]
    shell = [
        Path(settings.STATIC_ROOT) / manifest[name]
        for name in (*pages.SHELL, "phone-en.js")
        if not name.endswith("svg")
    ]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in shell) <= 50_000


def test_the_home_screen_finds_its_icons(client: Client, static_files: None) -> None:
    manifest = client.get("/m/manifest.webmanifest").json()
    drawn = {icon["sizes"]: icon for icon in manifest["icons"] if icon["type"] == "image/png"}
    assert {"192x192", "512x512"} <= drawn.keys()
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    apple = re.search(r'apple-touch-icon" sizes="(180x180)" href="([^"]+)"', client.get("/m/").text)
    assert apple is not None
    for sizes, address in [*((icon["sizes"], icon["src"]) for icon in drawn.values()), apple.groups()]:
        with Image.open(Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)) as icon:
            assert f"{icon.width}x{icon.height}" == sizes
