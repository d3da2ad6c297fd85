"""What is done on a matter from the phone: offline, in its order, once, and field by field when too late."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, Route, expect

from core.ledger.models import Entry
from incidents.catalogue import Category, forget_catalogue
from incidents.models import Incident, State
from tests.browser.phone_stage import go, phone, picture
from tests.incidents.conftest import cast, small_catalogue, tell
from tests.serving import Site

__all__ = ["cast", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, site: Site, tell: Any, chen: Any) -> Iterator[Page]:
    """The phone of Chen, a handler."""
    tell.now = now()
    page = phone(browser, site, chen)
    yield page
    page.context.close()


@pytest.fixture
def suns(browser: Browser, site: Site, tell: Any, sun: Any) -> Iterator[Page]:
    """The phone of Sun, who checks in the grid what was handled."""
    tell.now = now()
    page = phone(browser, site, sun)
    yield page
    page.context.close()


def do(page: Page, verb: str, words: str = "") -> None:
    """Do a verb on the matter that is open, with one sentence where it asks for one."""
    page.get_by_role("button", name=verb, exact=True).click()
    if words:
        page.locator(".verb-form textarea").fill(words)
        page.get_by_role("button", name="确定").click()


def open_offline(page: Page, matter: Incident) -> None:
    """Open a matter once, and then cut the network."""
    go(page, f"matter/{matter.pk}")
    expect(page.locator(".history li").first).to_be_visible()
    page.context.set_offline(True)


def kinds_of(matter: Incident) -> list[str]:
    lines = Entry.objects.filter(stream=matter.pk).order_by("version").values_list("kind", flat=True)
    return [
        kind for kind in lines if kind in ("taken", "photo_attached", "finished", "sent_back", "supplemented")
    ]


def test_taking_a_photo_and_finishing_go_in_their_order(page: Page, tell: Any) -> None:
    """Three deeds on one matter without network: the third is based on the version to which the first will lead."""
    matter = tell.in_state(State.ASSIGNED)
    Category.objects.filter(pk=matter.category_id).update(photo_after=True)
    forget_catalogue()
    page.reload()
    expect(page.locator(".item")).to_have_count(1)
    open_offline(page, matter)
    do(page, "签收")
    expect(page.locator(".pending")).to_contain_text("等网络")
    do(page, "处置完成", "清走了")
    expect(page.locator(".verb-form .wrong")).to_have_text("这一类要有处置后的照片，请先拍一张")
    page.locator(".verb-form input[type=file]").set_input_files(picture("seagreen"))
    expect(page.locator(".pending")).to_have_count(2)
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".pending")).to_have_count(3)
    expect(page.locator(".chip.info")).to_have_text("已派遣")
    go(page, "tasks")
    expect(page.locator(".item .chip", has_text="待传")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".item")).to_have_count(0, timeout=15_000)
    matter.refresh_from_db(fields=["version"])
    assert Incident.objects.get(pk=matter.pk).state == State.FINISHED
    assert kinds_of(matter) == ["taken", "photo_attached", "finished"]


def test_whoever_comes_late_reads_what_changed_and_holds_nothing_up(suns: Page, tell: Any) -> None:
    page = suns
    late, fine = tell.in_state(State.FINISHED), tell.in_state(State.FINISHED)
    go(page, f"matter/{fine.pk}")
    expect(page.locator(".history li").first).to_be_visible()
    open_offline(page, late)
    for matter in (late, fine):
        go(page, f"matter/{matter.pk}")
        do(page, "核查通过")
        page.get_by_role("button", name="确定").click()
        expect(page.locator(".pending")).to_be_visible()
    tell.act(late, "verify", tell.cast.zhou, result="已看过")
    page.context.set_offline(False)
    go(page, "outbox")
    expect(page.locator(".conflict .wrong")).to_contain_text("“核查通过”没有办成", timeout=15_000)
    expect(page.locator(".item")).to_have_count(1)
    assert Incident.objects.get(pk=fine.pk).state == State.VERIFIED
    page.locator(".item a").click()
    expect(page.locator(".conflict")).to_contain_text("周敏")
    expect(page.locator(".conflict tbody")).to_have_text("状态待核查待结案")
    page.get_by_role("button", name="知道了").click()
    expect(page.locator(".conflict")).to_have_count(0)


def test_what_is_refused_can_be_mended(page: Page, tell: Any) -> None:
    matter = tell.in_state(State.HANDLING)
    refusal = {"code": "INVALID", "message": "填写的内容有误", "fields": {}, "detail": {}}
    page.route("**/commands/*", lambda route: route.fulfill(status=422, json=refusal), times=1)
    go(page, f"matter/{matter.pk}")
    do(page, "处置完成", "清走")
    expect(page.locator(".pending .wrong")).to_have_text("填写的内容有误")
    page.get_by_role("button", name="改一改再办").click()
    expect(page.locator(".verb-form textarea")).to_have_value("清走")
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".chip.info")).to_have_text("待核查")
    assert Incident.objects.get(pk=matter.pk).state == State.FINISHED


def test_an_answer_that_was_lost_is_asked_for_again_not_done_again(page: Page, tell: Any) -> None:
    matter = tell.in_state(State.ASSIGNED)
    go(page, f"matter/{matter.pk}")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/commands/*", lose, times=1)
    do(page, "签收")
    expect(page.locator(".pending")).to_contain_text("没送到，会再试")
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    expect(page.locator(".said")).to_have_text("已记下")
    assert kinds_of(matter) == ["taken"]
