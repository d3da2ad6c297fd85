"""F42: the server comes back from a backup, older than the phone. What it had acknowledged comes back by itself."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from core.ledger import readers
from incidents.models import Incident
from tests.browser.phone_stage import begin, delivered, kept, looks, phone, submit, take
from tests.database import Backup
from tests.mobile_api.test_sync import number_all
from tests.serving import Site

pytestmark = pytest.mark.browser


def test_what_a_restored_server_has_lost_the_phone_puts_back(browser: Browser, site: Site, lin: Any) -> None:
    page = phone(browser, site, lin)
    begin(page, "安全隐患", "井盖缺了一块")
    backup = Backup()
    take(page, "red", "green")
    submit(page)
    filed = Incident.objects.get(number=delivered(page))
    number_all()
    page.reload()
    kept(page, "ledger", leaf=readers.newest().leaf)
    backup.restore()
    assert not Incident.objects.exists()
    page.reload()
    expect(page.locator(".strip")).to_contain_text("已自动补报")
    expect(page.locator(".badge")).to_have_count(0)
    again = Incident.objects.get()
    assert (again.pk, again.text, again.seen_at) == (filed.pk, filed.text, filed.seen_at)
    assert again.photos.count() == 2
    assert looks(page, "put back") == []
    page.locator(".strip button").click()
    expect(page.locator(".strip")).to_have_count(0)
    page.context.close()
