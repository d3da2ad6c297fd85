"""A dispatcher's desk for tests: a browser of one's own, signed in, with the live feed running."""

from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, expect

from tests.realtime.sockets import session_of
from tests.serving import Site

SMALL = {"width": 1366, "height": 768}


def desk(browser: Browser, site: Site, user: Any, path: str = "/desk/", **device: Any) -> Page:
    """Sit down at a desk as `user`; wait until it is live."""
    options: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": SMALL} | device
    context = browser.new_context(**options)
    context.set_default_timeout(15_000)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": site.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{site.url}{path}")
    expect(page.locator("[data-live]")).to_have_text("● 实时", timeout=15_000)
    return page


def rows(page: Page) -> list[str]:
    """The numbers in the queue, from the top."""
    return [str(each.get_attribute("data-number")) for each in page.locator(".queue-row").all()]


def opened(page: Page, number: str) -> None:
    """The matter with this number is open, and its row is marked."""
    expect(page.locator("#case-title")).to_have_text(number)
    expect(page.locator('.queue-row[aria-current="true"]')).to_have_attribute("data-number", number)


def form(page: Page, key: str) -> Locator:
    """Press a verb's key; return the form that opens."""
    page.keyboard.press(key)
    found = page.locator("dialog[open] [data-verb-form]")
    expect(found).to_be_visible()
    return found
