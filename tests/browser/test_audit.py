"""The auditor's desk in a real browser: the file, its record, and a history that verifies."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from incidents.audit.models import Export
from incidents.models import Incident
from tests.browser.axe import scrolls_sideways, violations
from tests.browser.entering import enter, shot, watched
from tests.incidents.audit.conftest import disputes
from tests.incidents.conftest import cast, small_catalogue, tell
from tests.incidents.months import month
from tests.realtime.conftest import publisher, sequencing
from tests.serving import Site

__all__ = ["cast", "disputes", "month", "publisher", "sequencing", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser


def test_the_ledger_is_downloaded_and_its_record_stands(
    page: Page, site: Site, disputes: dict[str, Incident], ma: Any
) -> None:
    wrong = watched(page)
    enter(page, site, ma).goto(f"{site.url}/audit/")
    page.get_by_label("起日").fill("2026-11-01")
    page.get_by_label("止日").fill("2026-11-20")
    page.get_by_label("导出事由").fill("十一月月报上报市里")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="留痕并导出 XLSX").click()
    file = downloading.value
    record = Export.objects.get()
    assert file.suggested_filename.endswith(f"{record.number}.xlsx")
    sheet = load_workbook(io.BytesIO(Path(file.path()).read_bytes())).active
    assert sheet is not None and disputes["named"].number in {row[1].value for row in sheet.iter_rows()}
    page.reload()
    expect(page.get_by_text(record.sha256)).to_be_visible()
    shot(page, "audit")
    assert violations(page) == [] and not scrolls_sideways(page) and wrong == []


def test_a_history_is_found_and_verifies(
    page: Page, site: Site, disputes: dict[str, Incident], sequencing: None, ma: Any
) -> None:
    enter(page, site, ma).goto(f"{site.url}/audit/")
    page.get_by_label("事件编号").fill(disputes["closed"].number)
    page.get_by_role("button", name="查看与核验").click()
    expect(page.locator(".history > li")).to_have_count(7)
    page.get_by_role("button", name="申请核验").click()
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "passed")
    expect(page.locator("[data-verdict]")).to_contain_text("通过")
    shot(page, "audit-matter")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert not scrolls_sideways(page)


def test_without_a_reason_nothing_leaves_the_house(
    page: Page, site: Site, disputes: dict[str, Incident], ma: Any
) -> None:
    enter(page, site, ma).goto(f"{site.url}/audit/")
    page.get_by_label("导出事由").fill("月报")
    page.get_by_role("button", name="留痕并导出 XLSX").click()
    expect(page.get_by_text("请写明导出事由")).to_be_visible()
    assert violations(page) == [] and not Export.objects.exists()
