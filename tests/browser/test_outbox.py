"""Nothing is lost on the way: offline, refused, signed out, reloaded, in two tabs, by another's hand."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Request, Route, expect

from incidents.catalogue import Category, forget_catalogue
from incidents.models import Incident, Photo
from tests.browser.phone_stage import begin, delivered, go, kept, phone, sign_in, submit, take
from tests.serving import Site

pytestmark = pytest.mark.browser

NAMES = """() => new Promise((done) => {
  indexedDB.open('sanling-phone').onsuccess = ({ target }) => {
    target.result.transaction('kept').objectStore('kept').getAllKeys().onsuccess = (found) => {
      target.result.close();
      done(found.target.result);
    };
  };
})"""
"""What the phone keeps by name."""

AS_VERSION_1 = """(by) => new Promise(async (done) => {
  const canvas = new OffscreenCanvas(80, 60);
  canvas.getContext('2d').fillRect(0, 0, 60, 40);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  const id = '01a20000-0000-7000-8000-000000000001', report = id, key = `${id}/photo-1`;
  const draft = { id, kind: 'hazard', text: '旧版存下的', photos: [], told: {}, not: [] };
  const body = { kind: 'hazard', text: '旧版存下的', urgency: 'normal', photos_expected: 1 };
  body.grid_code = '419001001001001';
  const opening = indexedDB.open('sanling-phone', 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('outbox', { keyPath: 'id' });
    opening.result.createObjectStore('photos', { keyPath: 'key' }).createIndex('report', 'report');
    opening.result.createObjectStore('kept');
  };
  opening.onsuccess = () => {
    const tx = opening.result.transaction(['outbox', 'photos', 'kept'], 'readwrite');
    tx.objectStore('outbox').put({ id, by, body, slots: ['photo-1'], bytes: blob.size, made_at: Date.now(), tries: 0,
      next_at: 0, refused: '', number: '', refused_slot: '', title: '旧版存下的', mark: '▲', draft });
    tx.objectStore('photos').put({ key, report, slot: 'photo-1', blob, sha256: btoa(String.fromCharCode(...hash)) });
    const [kept, seen_at] = [tx.objectStore('kept'), '2026-11-23T00:00:00Z'];
    kept.put({ ...draft, id: 'd', kind: 'petition', text: '旧版没写完的', seen_at }, 'draft/petition');
    kept.put({ user: { id: by, username: 'lin', display_name: '林小兰' }, postings: [] }, 'me');
    tx.oncomplete = () => { opening.result.close(); done(); };
  };
})"""
"""A phone of the first version: a report with a photo unsent, and a draft that does not say whose it is."""

FULL = (
    "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
)


@pytest.fixture
def page(browser: Browser, site: Site, lin: Any) -> Iterator[Page]:
    """Lin's phone, signed in on its own screen, so by token."""
    page = phone(browser, site)
    sign_in(page, lin)
    expect(page.locator(".tile").first).to_be_enabled()
    yield page
    page.context.close()


def file_offline(page: Page, words: str, tile: str = "安全隐患") -> None:
    """File something while there is no network, and come back to the first screen."""
    page.context.set_offline(True)
    go(page, "")
    begin(page, tile, words)
    submit(page)
    expect(page.get_by_role("heading", name="已存手机")).to_be_visible()
    page.get_by_role("button", name="再报一件").click()


def all_sent(page: Page) -> None:
    """On the first screen nothing is waiting any more."""
    expect(page.locator(".tiles")).to_be_visible()
    expect(page.locator(".badge")).to_have_count(0)


def test_what_is_filed_offline_goes_by_itself_when_the_network_is_back(page: Page) -> None:
    file_offline(page, "井盖缺了一块")
    expect(page.locator(".strip")).to_contain_text("没有网络，照常使用")
    expect(page.locator(".badge")).to_have_text("待传 1")
    assert Incident.objects.count() == 0
    page.context.set_offline(False)
    all_sent(page)
    assert Incident.objects.get().text == "井盖缺了一块"


def test_photos_taken_offline_arrive_too(page: Page) -> None:
    page.context.set_offline(True)
    begin(page, "安全隐患")
    take(page, "red", "green", "blue")
    submit(page)
    page.context.set_offline(False)
    assert Incident.objects.get(number=delivered(page)).photos.count() == 3


def test_a_reload_keeps_what_is_unsent(page: Page) -> None:
    page.route("**/api/v1/reports/**", lambda route: route.abort())
    begin(page, "安全隐患", "路灯不亮")
    take(page, "red")
    submit(page)
    expect(page.get_by_role("heading", name="已存手机")).to_be_visible()
    with page.expect_request("**/api/v1/reports/**"):
        page.reload()
    expect(page.locator(".badge")).to_have_text("待传 1")
    page.locator(".badge").click()
    expect(page.locator(".item")).to_contain_text("1 图")
    page.unroute("**/api/v1/reports/**")
    page.get_by_role("button", name="现在传").click()
    expect(page.locator(".nothing")).to_contain_text("都送到了")
    assert Photo.objects.count() == 1


def test_an_answer_that_was_lost_makes_no_second_matter(page: Page) -> None:
    lost: list[Request] = []

    def lose(route: Route) -> None:
        route.fetch()
        lost.append(route.request)
        route.abort()

    page.route("**/api/v1/reports/*", lose, times=1)
    begin(page, "安全隐患", "配电箱门开着")
    submit(page)
    expect(page.get_by_role("heading", name="已存手机")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('online'))")
    delivered(page)
    assert (len(lost), Incident.objects.count()) == (1, 1)


def test_a_refusal_parks_one_and_lets_the_others_go(page: Page) -> None:
    go(page, "file/hazard")
    page.get_by_text("道路交通").click()
    page.get_by_text("井盖缺失损坏").click()
    page.get_by_label("说明").fill("第一件")
    page.context.set_offline(True)
    submit(page)
    expect(page.get_by_role("heading", name="已存手机")).to_be_visible()
    file_offline(page, "第二件")
    Category.objects.filter(code="road.manhole").update(is_active=False)
    forget_catalogue()
    page.context.set_offline(False)
    expect(page.locator(".badge")).to_have_text("待传 1")
    assert [each.text for each in Incident.objects.all()] == ["第二件"]
    page.locator(".badge").click()
    expect(page.locator(".wrong")).to_contain_text("没有这个类别")
    page.get_by_role("button", name="改一改再交").click()
    expect(page.get_by_label("说明")).to_have_value("第一件")
    page.reload()
    expect(page.get_by_label("说明")).to_have_value("第一件")
    expect(page.locator("[name=category]:checked")).to_have_count(0)
    submit(page)
    delivered(page)
    assert sorted(each.text for each in Incident.objects.all()) == ["第一件", "第二件"]


def test_a_photo_that_is_refused_does_not_hold_the_report_back(page: Page) -> None:
    begin(page, "安全隐患", "照片坏了")
    broken: Any = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"this is no picture at all"}
    page.locator("input[type=file]").set_input_files(broken)
    expect(page.locator(".thumb")).to_contain_text("看不了，会照样送")
    submit(page)
    expect(page.locator(".wrong")).to_contain_text("第 1 张照片没收下")
    filed = Incident.objects.get()
    expect(page.locator("h1")).to_have_text(f"已收到 {filed.number}")
    page.get_by_role("link", name="去待传里改").click()
    expect(page.locator(".wrong")).to_contain_text(f"{filed.number} 已收到，但第 1 张照片没收下")
    page.get_by_role("button", name="不要这张照片了").click()
    expect(page.locator(".nothing")).to_contain_text("都送到了")
    assert Incident.objects.count() == 1


def test_a_report_nobody_wants_any_more_can_be_dropped(page: Page) -> None:
    page.route(
        "**/api/v1/reports/*",
        lambda route: route.fulfill(
            status=422, json={"code": "INVALID", "message": "不行", "fields": {}, "detail": {}}
        ),
    )
    begin(page, "安全隐患", "写错了")
    submit(page)
    page.get_by_role("link", name="去待传里改").click()
    page.get_by_role("button", name="不报了").click()
    page.get_by_role("button", name="再点一次就删掉").click()
    expect(page.locator(".nothing")).to_contain_text("都送到了")


def test_when_the_session_ended_everything_stays_and_goes_after_signing_in(page: Page, lin: Any) -> None:
    Session.objects.all().delete()
    begin(page, "安全隐患", "楼道灯坏了")
    submit(page)
    expect(page.locator(".strip a")).to_contain_text("登录已失效，1 件都在手机里")
    page.locator(".strip a").click()
    expect(page.locator(".sign-in")).to_contain_text("1 件未送的都在手机里")
    sign_in(page, lin)
    all_sent(page)
    assert Incident.objects.get().text == "楼道灯坏了"


def test_whoever_has_unsent_reports_cannot_leave_them_behind(page: Page) -> None:
    file_offline(page, "还没送")
    go(page, "settings")
    expect(page.get_by_role("button", name="退出登录")).to_be_disabled()
    expect(page.locator(".settings")).to_contain_text("还有 1 件没有送到")


def test_another_hand_sees_and_sends_nothing_of_mine_and_i_find_it_all_again(
    page: Page, sun: Any, lin: Any
) -> None:
    begin(page, "矛盾纠纷", "林正在写的")
    kept(page, f"draft/{lin.pk}/petition", text="林正在写的")
    file_offline(page, "林看到的")
    Session.objects.all().delete()
    page.context.set_offline(False)
    page.locator(".strip a", has_text="登录已失效").click()
    sign_in(page, sun)
    expect(page.locator(".tabs")).to_be_visible()
    expect(page.locator(".badge")).to_have_count(0)
    go(page, "outbox")
    expect(page.locator(".others")).to_contain_text("还有 1 件是别人在这台手机上办的")
    expect(page.locator(".item")).to_have_count(0)
    expect(page.get_by_role("button", name="导出待传包")).to_have_count(0)
    go(page, "")
    begin(page, "矛盾纠纷")
    expect(page.get_by_label("说明")).to_have_value("")
    expect(page.locator(".restored")).to_have_count(0)
    go(page, "settings")
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator(".others")).to_be_visible()
    left = set(page.evaluate(NAMES))
    assert not left & {"token", "me", "waiting", "mine", "around", "areas"}
    assert f"draft/{lin.pk}/petition" in left
    assert Incident.objects.count() == 0
    sign_in(page, lin)
    all_sent(page)
    assert (Incident.objects.get().text, Incident.objects.get().reporter_user) == ("林看到的", lin)
    begin(page, "矛盾纠纷")
    expect(page.get_by_label("说明")).to_have_value("林正在写的")


def test_what_an_older_version_left_unsent_is_taken_over(browser: Browser, site: Site, lin: Any) -> None:
    page = phone(browser, site)
    page.goto(f"{site.url}/m/manifest.webmanifest")
    page.evaluate("new Promise((done) => { indexedDB.deleteDatabase('sanling-phone').onsuccess = done })")
    page.evaluate(AS_VERSION_1, lin.pk)
    page.goto(f"{site.url}/m/#sign-in")
    expect(page.locator(".sign-in")).to_contain_text("1 件未送的都在手机里")
    sign_in(page, lin)
    all_sent(page)
    filed = Incident.objects.get()
    assert (filed.text, filed.photos.count()) == ("旧版存下的", 1)
    begin(page, "矛盾纠纷")
    expect(page.get_by_label("说明")).to_have_value("旧版没写完的")
    page.context.close()


def test_of_two_tabs_one_sends_and_both_know(page: Page, site: Site) -> None:
    other = page.context.new_page()
    other.goto(f"{site.url}/m/")
    expect(other.locator(".tabs")).to_be_visible()
    sent: list[str] = []
    for tab in (page, other):
        tab.on("response", lambda answer: sent.append(answer.url) if answer.request.method == "PUT" else None)
    page.context.set_offline(True)
    begin(page, "安全隐患", "两个窗口")
    submit(page)
    expect(other.locator(".badge")).to_have_text("待传 1")
    page.context.set_offline(False)
    delivered(page)
    all_sent(other)
    assert (len(sent), Incident.objects.count()) == (1, 1)


def test_when_the_phone_is_full_it_says_so_and_keeps_the_words(page: Page) -> None:
    begin(page, "安全隐患", "存不下")
    page.evaluate(FULL)
    submit(page)
    expect(page.locator(".wrong")).to_contain_text("手机存不下了")
    expect(page.get_by_label("说明")).to_have_value("存不下")
