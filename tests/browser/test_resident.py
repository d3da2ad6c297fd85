"""The residents' page on a small phone: one field, large letters, nothing but progress."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from incidents.follow import follow_code
from incidents.models import State
from tests.browser.axe import scrolls_sideways, violations
from tests.browser.entering import shot, watched
from tests.incidents.conftest import cast, small_catalogue, tell
from tests.incidents.lives import Teller
from tests.serving import Site

__all__ = ["cast", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser

SMALLEST = """() => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  let least = 99;
  while (walker.nextNode()) if (walker.currentNode.textContent.trim())
    least = Math.min(least, parseFloat(getComputedStyle(walker.currentNode.parentElement).fontSize));
  return least;
}"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """360 × 740, Chinese."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_somebody_types_the_code_and_sees_how_far_it_is(phone: Page, site: Site, tell: Teller) -> None:
    wrong = watched(phone)
    code = follow_code(tell.in_state(State.HANDLING).pk)
    phone.goto(f"{site.url}/t/")
    shot(phone, "resident-ask")
    assert violations(phone) == [] and not scrolls_sideways(phone)
    phone.get_by_label("查询码").fill(code.lower().replace("-", " "))
    phone.get_by_role("button", name="查询进度").click()
    expect(phone.locator("h1")).to_have_text("正在办理")
    expect(phone.locator(".steps li")).to_have_count(4)
    shot(phone, "resident-progress")
    assert violations(phone) == [] and not scrolls_sideways(phone) and wrong == []
    assert phone.evaluate(SMALLEST) >= 17
    assert "session" not in " ".join(cookie.get("name", "") for cookie in phone.context.cookies())


def test_a_wrong_code_offers_another_try_and_the_eleventh_has_to_wait(phone: Page, site: Site) -> None:
    phone.goto(f"{site.url}/t/0000-0000-0000-0000")
    expect(phone.locator("h1")).to_have_text("没有查到")
    assert violations(phone) == []
    for _ in range(10):
        phone.goto(f"{site.url}/t/0000-0000-0000-0000")
    expect(phone.get_by_text("查询过于频繁").first).to_be_visible()


def test_the_reply_is_shown_when_it_is_closed(phone: Page, site: Site, tell: Teller) -> None:
    phone.goto(f"{site.url}/t/{follow_code(tell.in_state(State.CLOSED).pk)}")
    expect(phone.locator(".reply")).to_have_text("已清理，感谢反映")
    shot(phone, "resident-closed")
    assert violations(phone) == [] and not scrolls_sideways(phone)
