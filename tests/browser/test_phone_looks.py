"""Every screen and state of the phone: readable, reachable, within 320 pixels, and by axe-core's rules."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from incidents.models import State
from tests.browser.entering import shot
from tests.browser.phone_stage import begin, delivered, go, kept, looks, phone, sign_in, submit, take
from tests.incidents.conftest import cast, small_catalogue, tell
from tests.serving import Site

__all__ = ["cast", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser

SIZES = {"usual": (360, 100), "narrow and large": (320, 140)}


class Look:
    """Looks at one screen after another, and keeps what is wrong."""

    def __init__(self, page: Page, size: str) -> None:
        self.page, self.size = page, size
        self.wrong: list[str] = []

    def at(self, name: str) -> None:
        """Judge the screen as it stands, and leave a picture of it."""
        self.page.wait_for_timeout(150)
        shot(self.page, f"phone {name} {self.size}")
        self.wrong += looks(self.page, name)


@pytest.fixture(params=["narrow and large", pytest.param("usual", marks=pytest.mark.full)])
def look(request: pytest.FixtureRequest, browser: Browser, site: Site, lin: Any) -> Any:
    width, percent = SIZES[request.param]
    page = phone(browser, site, viewport={"width": width, "height": 740})
    look = Look(page, request.param)
    look.at("sign-in")
    sign_in(page, lin, "wrong")
    expect(page.locator(".wrong")).to_be_visible()
    look.at("sign-in refused")
    sign_in(page, lin)
    go(page, "settings")
    page.get_by_text("特大" if percent == 140 else "标准", exact=True).click()
    yield look
    page.context.close()


def test_the_screens_of_whoever_files(look: Look) -> None:
    page = look.page
    for screen in ("settings", "", "emergency", "mine", "scan", "tasks", "outbox"):
        go(page, screen)
        look.at(screen or "home")
    go(page, "")
    begin(page, "矛盾纠纷")
    page.locator("summary").click()
    page.get_by_label("当场已解决").check()
    submit(page)
    look.at("petition with everything open")
    go(page, "")
    begin(page, "安全隐患")
    look.at("hazard")
    take(page, "red", "green")
    page.get_by_text("消防安全").click()
    look.at("hazard with photos")
    submit(page)
    delivered(page)
    look.at("delivered")
    page.get_by_role("link", name="给当事人看").click()
    expect(page.locator(".slip svg")).to_have_count(2)
    look.at("slip")
    go(page, "filed")
    page.get_by_role("link", name="查看").click()
    expect(page.locator(".history li").first).to_be_visible()
    look.at("matter")
    assert look.wrong == []


def test_the_screens_without_network_and_session(look: Look, lin: Any) -> None:
    page = look.page
    go(page, "file/security")
    page.get_by_label("说明").fill("有人撬锁")
    kept(page, f"draft/{lin.pk}/security", text="有人撬锁")
    page.reload()
    expect(page.locator(".restored")).to_be_visible()
    look.at("found again")
    page.context.set_offline(True)
    submit(page)
    look.at("kept on the phone")
    go(page, "outbox")
    look.at("outbox offline")
    go(page, "")
    look.at("home offline")
    Session.objects.all().delete()
    page.context.set_offline(False)
    expect(page.locator(".strip a")).to_be_visible()
    look.at("home without a session")
    page.locator(".strip a").click()
    look.at("signing in again")
    assert look.wrong == []


def test_a_refused_report(look: Look) -> None:
    page = look.page
    refusal = {"code": "INVALID", "message": "填写的内容有误，请检查。", "fields": {}, "detail": {}}
    page.route("**/api/v1/reports/*", lambda route: route.fulfill(status=422, json=refusal))
    go(page, "")
    begin(page, "安全隐患", "写了很长很长的一句话，一直说到屏幕的另一边还没有说完，后面还有")
    submit(page)
    expect(page.locator(".wrong")).to_be_visible()
    look.at("refused")
    go(page, "outbox")
    page.get_by_role("button", name="不报了").click()
    look.at("outbox with a refusal")
    assert look.wrong == []


def test_the_screens_of_a_handler(browser: Browser, site: Site, tell: Any, chen: Any) -> None:
    tell.now = now()
    tell.in_state(State.HANDLING, "hazard")
    page = phone(browser, site, chen, viewport={"width": 320, "height": 740})
    look = Look(page, "of a handler")
    expect(page.locator(".item")).to_have_count(1)
    look.at("tasks")
    page.locator(".item").click()
    for button in ("处置完成", "退回", "申请", "补充"):
        page.get_by_role("button", name=button, exact=True).click()
        look.at(button)
        page.get_by_role("button", name="确定").click()
        expect(page.locator(".wrong")).to_be_visible()
        look.at(f"{button} refused")
        page.get_by_role("button", name="取消").click()
    page.context.close()
    assert look.wrong == []


def test_a_hazard_fits_the_screen_without_scrolling(browser: Browser, site: Site, lin: Any) -> None:
    page = phone(browser, site, lin)
    begin(page, "安全隐患")
    take(page, "red")
    page.get_by_text("消防安全").click()
    assert page.evaluate("document.documentElement.scrollHeight") <= 740
    page.context.close()
