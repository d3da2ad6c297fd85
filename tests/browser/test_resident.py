"""The residents' page on a small phone: one field, large letters, nothing but progress."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from incidents.follow import follow_code
from incidents.models import FollowUp, Incident, State
from incidents.receipts import address_of
from tests.browser.axe import scrolls_sideways, violations
from tests.browser.entering import enter, shot, watched
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


def test_somebody_files_at_the_door_and_answers_in_the_end(phone: Page, site: Site, tell: Teller) -> None:
    wrong = watched(phone)
    phone.goto(f"{site.url}/g/419001001001001")
    assert violations(phone) == [] and not scrolls_sideways(phone)
    assert phone.evaluate(SMALLEST) >= 16
    shot(phone, "resident-door")
    phone.get_by_label("安全隐患").check()
    phone.get_by_label("什么事").fill("3号楼前井盖坏了")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.locator("[data-kept]")).to_be_visible()
    phone.context.set_offline(False)
    phone.reload()
    phone.get_by_role("button", name="English").click()
    phone.get_by_role("button", name="中文").click()
    expect(phone.get_by_label("什么事")).to_have_value("3号楼前井盖坏了")
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.locator("h1")).to_contain_text("已收到")
    shot(phone, "resident-filed")
    assert violations(phone) == [] and not scrolls_sideways(phone)
    filed = Incident.objects.get()
    phone.goto(f"{site.url}{address_of(filed)}")
    expect(phone.locator("h1")).to_contain_text("是本系统出具的回执")
    shot(phone, "resident-verify")
    assert violations(phone) == [] and not scrolls_sideways(phone)
    phone.goto(f"{site.url}/t/{follow_code(tell.in_state(State.CLOSED).pk)}")
    assert violations(phone) == [] and not scrolls_sideways(phone)
    shot(phone, "resident-answer")
    phone.get_by_text("没有解决", exact=True).click()
    phone.get_by_text("不满意", exact=True).click()
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_role("status")).to_contain_text("收到了")
    expect(phone.locator("[data-again]")).to_contain_text("已回到分拨中心")
    assert wrong == [] and FollowUp.objects.get().satisfaction == 2


def test_the_door_works_without_a_script(browser: Browser, site: Site, tell: Teller) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/g/419001001001001")
    page.get_by_label("安全隐患").check()
    page.locator("textarea[name=text]").fill("3号楼前井盖坏了")
    page.locator("button.primary").click()
    expect(page.locator(".follow-code")).to_be_visible()
    assert Incident.objects.get().unverified
    context.close()


def test_the_printed_sheets_are_one_page_a_grid(page: Page, site: Site, tell: Teller) -> None:
    enter(page, site, tell.cast.zhou)
    page.emulate_media(media="print")
    for query in ("", "?as=poster"):
        page.goto(f"{site.url}/grids/419001001001/qr{query}")
        assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 2
        page.set_viewport_size({"width": 794, "height": 1123})
        shot(page, f"resident-sheet{'-poster' if query else ''}")
