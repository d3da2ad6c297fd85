"""A break from suspicion to recognition in a real browser, and the days at zero that follow on the board."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from core.worktime import local_date
from incidents.zeros.models import Campaign
from tests.browser.axe import scrolls_sideways, violations
from tests.browser.entering import enter, shot, watched
from tests.serving import Site

pytestmark = pytest.mark.browser


def days_on_the_board(page: Page, site: Site, user: Any) -> str:
    enter(page, site, user).goto(f"{site.url}/board/")
    return page.locator(".zero .days strong").first.inner_text()


def test_an_office_recognises_a_break_and_the_days_begin_again(
    page: Page, site: Site, county: Any, community: Any, qian: Any, wu: Any
) -> None:
    wrong, today = watched(page), local_date(now())
    Campaign.objects.create(area_path=county.path, starts_on=date(2026, 1, 1), set_at=now())
    whole = str((today - date(2026, 1, 1)).days)
    assert days_on_the_board(page, site, wu) == whole

    enter(page, site, qian).goto(f"{site.url}/zeros/")
    page.get_by_role("link", name="登记疑似破零").click()
    page.get_by_label("程度").select_option("visit")
    page.get_by_label("发生日期").fill((today - timedelta(days=3)).isoformat())
    page.get_by_label("所在村（社区）").select_option(community.code)
    page.get_by_label("情况摘要").fill("本可在村里解决的宅基地纠纷，到市里反映")
    shot(page, "zeros-new")
    assert violations(page) == []
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "suspected")

    page.get_by_role("button", name="提请认定").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "pending")
    page.locator("summary", has_text="认定").first.click()
    page.get_by_label("依据文号").fill("济信认〔2026〕7号")
    page.get_by_label("文件日期").fill(today.isoformat())
    page.get_by_role("button", name="认定", exact=True).click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "confirmed")
    expect(page.locator(".history > li")).to_have_count(3)
    shot(page, "zeros-break")
    assert violations(page) == [] and not scrolls_sideways(page)

    assert days_on_the_board(page, site, wu) == "3"
    assert wrong == []


def test_the_list_breaks_no_rule_of_access(page: Page, site: Site, qian: Any) -> None:
    enter(page, site, qian).goto(f"{site.url}/zeros/")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert not scrolls_sideways(page)
