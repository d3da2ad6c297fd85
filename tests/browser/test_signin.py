"""The sign-in page of the house: a wrong password says so and gives nothing away, the right one leads on."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import scrolls_sideways, violations
from tests.browser.entering import shot, watched
from tests.serving import Site

pytestmark = pytest.mark.browser

PASSWORD = "a-long-enough-pass"


@pytest.fixture
def zhou_with_a_password(zhou: Any) -> Any:
    zhou.set_password(PASSWORD)
    zhou.save()
    return zhou


def sign_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")


def test_the_desk_asks_who_one_is_and_then_leads_back(
    page: Page, site: Site, zhou_with_a_password: Any
) -> None:
    wrong = watched(page)
    page.goto(f"{site.url}/desk/")
    expect(page.get_by_label("用户名")).to_be_focused()
    sign_in(page, "zhou", PASSWORD)
    expect(page).to_have_url(f"{site.url}/desk/")
    assert wrong == []


@pytest.mark.parametrize("who", ["zhou", "nobody"])
def test_a_wrong_password_and_an_unknown_name_sound_alike(
    page: Page, site: Site, zhou_with_a_password: Any, who: str
) -> None:
    page.goto(f"{site.url}/accounts/login/")
    sign_in(page, who, "not the password")
    expect(page.locator("[role=alert]")).to_contain_text("用户名或密码不正确。")
    expect(page.get_by_label("用户名")).to_have_value(who)
    expect(page.get_by_label("密码")).to_have_value("")


@pytest.mark.parametrize("width", [1366, 320])
def test_the_page_is_readable_for_everybody(page: Page, site: Site, db: None, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{site.url}/accounts/login/")
    assert violations(page) == []
    sign_in(page, "zhou", "not the password")
    expect(page.locator("[role=alert]")).to_be_visible()
    shot(page, f"sign-in refused {width}")
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_leaving_ends_the_session(page: Page, site: Site, zhou_with_a_password: Any) -> None:
    page.goto(f"{site.url}/desk/")
    sign_in(page, "zhou", PASSWORD)
    page.get_by_role("button", name="退出登录").click()
    page.goto(f"{site.url}/desk/")
    expect(page.get_by_label("用户名")).to_be_visible()


def test_it_speaks_english(page: Page, site: Site, db: None) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="中文")).to_be_visible()
