"""The supervisor's board in a real browser: its numbers are links, it prints, and it is readable for everybody."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from incidents.alarms import following
from tests.browser.axe import scrolls_sideways, violations
from tests.browser.entering import enter, shot, watched
from tests.incidents.board.conftest import busy
from tests.incidents.conftest import cast, small_catalogue, tell
from tests.incidents.months import Month, month
from tests.serving import Site

__all__ = ["busy", "cast", "month", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser

NOVEMBER = "/board/?area=419001&period=2026-11"
FIGURES = ('[data-figure="on_time"]', '[data-figure="overdue"]', '[data-figure="flow"]')
CLICKED = (*FIGURES, ".matrix tbody tr", ".stages tbody tr")


@pytest.fixture
def board(page: Page, site: Site, busy: Month, wu: Any) -> Page:
    enter(page, site, wu).goto(site.url + NOVEMBER)
    return page


def test_a_click_on_a_number_opens_as_many_rows(board: Page) -> None:
    wrong = watched(board)
    for place in CLICKED:
        link = board.locator(f"{place} a.counted").first
        number = int(link.inner_text())
        link.click()
        expect(board.locator("h1 .count")).to_have_attribute("data-count", str(number))
        expect(board.locator('tbody th[scope="row"]')).to_have_count(number)
        board.go_back()
    assert wrong == []


def test_the_board_and_the_alarms_of_the_month_break_no_rule_of_access(board: Page, busy: Month) -> None:
    shot(board, "board")
    assert violations(board) == []
    board.goto(board.url.split("/board/")[0] + "/board/list?figure=flow&part=new&area=419001&period=2026-11")
    assert violations(board) == []
    busy.t.file("hazard", urgency="urgent")
    assert following.sweep(busy.t.now)
    board.get_by_role("link", name="告警月报").click()
    board.get_by_label("期间").select_option("2026-11")
    board.get_by_role("button", name="查看").click()
    expect(board.locator('[data-figure="rate"]')).to_be_visible()
    assert violations(board) == []
    board.set_viewport_size({"width": 390, "height": 900})
    assert not scrolls_sideways(board)


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_page_never_scrolls_sideways(board: Page, width: int) -> None:
    board.set_viewport_size({"width": width, "height": 900})
    assert not scrolls_sideways(board)


def test_area_and_month_are_chosen_without_a_script(board: Page) -> None:
    board.get_by_label("范围").select_option("419001001")
    board.get_by_label("期间").select_option("2026-10")
    board.get_by_role("button", name="查看").click()
    expect(board.locator("h1")).to_have_text("沁园街道督导")
    expect(board.locator(".months strong")).to_have_text("2026-10")
    board.get_by_role("link", name="济源").click()
    expect(board.locator("h1")).to_have_text("济源市督导")


def test_a_street_opens_its_communities(board: Page) -> None:
    board.locator(".matrix").get_by_role("link", name="沁园").click()
    expect(board.locator(".matrix tbody th").first).to_have_text("东马蓬")


def test_on_paper_the_same_numbers_stand_without_the_chrome(board: Page) -> None:
    numbers = board.locator("a.counted").all_inner_texts()
    board.emulate_media(media="print")
    expect(board.locator(".site-header")).to_be_hidden()
    expect(board.locator(".board-choice")).to_be_hidden()
    assert board.locator("a.counted").all_inner_texts() == numbers
    assert board.locator(".as-of time").is_visible()


def test_the_page_turns_english_and_stays_where_it_is(board: Page) -> None:
    board.get_by_role("button", name="English").click()
    expect(board.locator("html")).to_have_attribute("lang", "en")
    assert board.url.endswith(NOVEMBER)
