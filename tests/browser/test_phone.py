"""The phone in a real browser: file each of the three kinds, see where they are, act on what is one's own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from incidents.models import Incident, Reporter, State
from incidents.receipts import code_of
from tests.browser.entering import watched
from tests.browser.phone_stage import begin, delivered, go, kept, phone, picture, sign_in, submit, take
from tests.incidents.conftest import cast, small_catalogue, tell
from tests.realtime.sockets import session_of
from tests.serving import Site

__all__ = ["cast", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser

Phone = Callable[..., Page]

COUNT_TAPS = "globalThis.taps = 0, addEventListener('pointerdown', () => { globalThis.taps += 1 }, true)"


@pytest.fixture
def hold(browser: Browser, site: Site) -> Iterator[Phone]:
    """Hold a phone as somebody of the cast; nothing may go wrong on it unsaid."""
    held: list[tuple[Page, list[str]]] = []

    def take_up(user: Any = None, **device: Any) -> Page:
        page = phone(browser, site, user, **device)
        held.append((page, watched(page)))
        return page

    yield take_up
    for page, _wrong in held:
        page.context.close()
    assert [wrong for _page, wrong in held if wrong] == []


def test_signing_in_on_the_phone(hold: Phone, lin: Any) -> None:
    page = hold()
    sign_in(page, lin, "not the password")
    expect(page.locator(".wrong")).to_have_text("用户名或密码不正确。")
    sign_in(page, lin)
    expect(page.locator("h1")).to_have_text("东马蓬社区第一网格")
    go(page, "settings")
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("[name=username]")).to_be_visible()


def test_a_hazard_takes_four_taps_and_two_photos(hold: Phone, lin: Any) -> None:
    page = hold(lin)
    page.evaluate(COUNT_TAPS)
    begin(page, "安全隐患")
    take(page, "firebrick", "seagreen")
    page.get_by_text("消防安全").click()
    page.get_by_text("疏散通道堵塞").click()
    submit(page)
    assert page.evaluate("taps") == 4
    filed = Incident.objects.get(number=delivered(page))
    assert (filed.kind_id, filed.category_id, filed.text) == ("hazard", "fire.exit", "疏散通道堵塞，见照片")
    assert filed.grid is not None and filed.grid.code == "419001001001001"
    assert sorted(filed.photos.values_list("slot", flat=True)) == ["photo-1", "photo-2"]
    page.get_by_role("link", name="查看").click()
    expect(page.locator(".matter")).to_contain_text("疏散通道堵塞")
    page.get_by_role("link", name="我的", exact=True).click()
    expect(page.locator(".digest")).to_contain_text("您报的在办 1 件，现在：已上报")
    page.get_by_role("link", name="扫一扫").click()
    page.locator(".typed input").fill(f"{filed.number} {code_of(filed).lower()}")
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.locator(".said")).to_contain_text(f"{filed.number} 是本系统出具的回执")
    expect(page.get_by_role("link", name="这是您报的")).to_be_visible()


def test_a_door_that_the_containers_camera_reads_is_where_one_files(hold: Phone, lin: Any) -> None:
    page = hold(lin, permissions=[])
    kept(page, "areas")
    page.evaluate("sanling.register({ scan: async () => 'https://sanling.example/g/419001001001002' })")
    go(page, "scan")
    page.get_by_role("button", name="打开相机扫码").click()
    page.get_by_role("button", name="安全隐患").click()
    expect(page.locator(".where")).to_contain_text("会记在东马蓬社区第二网格")


def test_a_dispute_takes_three_taps_and_a_sentence(hold: Phone, lin: Any) -> None:
    page = hold(lin)
    page.evaluate(COUNT_TAPS)
    page.locator(".tile", has_text="矛盾纠纷").click()
    page.get_by_label("说明").click()
    page.keyboard.insert_text("两家为楼道堆物吵了三天")
    submit(page)
    assert page.evaluate("taps") == 3
    assert Incident.objects.get(number=delivered(page)).kind_id == "petition"


def test_a_dispute_with_whom_to_reach(hold: Phone, lin: Any) -> None:
    page = hold(lin)
    begin(page, "矛盾纠纷", "两家为楼道堆物吵了三天")
    page.locator("summary").click()
    page.get_by_text("2–4").click()
    page.get_by_label("电话").fill("10000001234")
    submit(page)
    filed = Incident.objects.get(number=delivered(page))
    assert (filed.kind_id, filed.people_bucket) == ("petition", "2-4")
    assert Reporter.objects.get(incident=filed).phone == "10000001234"


def test_a_security_incident_after_the_call(hold: Phone, lin: Any) -> None:
    page = hold(lin)
    page.get_by_role("link", name="紧急求助").click()
    expect(page.get_by_role("link", name="110")).to_have_attribute("href", "tel:110")
    page.get_by_role("button", name="写明情况再报").click()
    expect(page.get_by_label("紧急", exact=True)).to_be_checked()
    page.get_by_label("说明").fill("超市门口有人打架，已报警")
    submit(page)
    filed = Incident.objects.get(number=delivered(page))
    assert (filed.kind_id, filed.urgency) == ("security", "urgent")


def test_what_is_settled_on_the_spot_is_closed_at_once(hold: Phone, lin: Any) -> None:
    page = hold(lin)
    begin(page, "安全隐患", "楼道里堆了两个纸箱")
    page.get_by_label("当场已解决").check()
    submit(page)
    expect(page.locator(".wrong")).to_have_text("请写一句怎么解决的")
    expect(page.get_by_label("怎么解决的")).to_be_focused()
    page.get_by_label("怎么解决的").fill("住户已当面搬走")
    submit(page)
    assert Incident.objects.get(number=delivered(page)).state == State.CLOSED


def test_without_a_position_it_lands_in_ones_own_grid(hold: Phone, lin: Any) -> None:
    page = hold(lin, permissions=[])
    page.locator(".tile", has_text="安全隐患").click()
    expect(page.locator(".where")).to_contain_text("会记在东马蓬社区第一网格")
    page.get_by_label("说明").fill("路灯不亮")
    submit(page)
    filed = Incident.objects.get(number=delivered(page))
    assert filed.grid is not None and (filed.grid.code, filed.lon) == ("419001001001001", None)


def test_a_photo_that_was_removed_is_not_sent(hold: Phone, lin: Any) -> None:
    page = hold(lin)
    begin(page, "安全隐患")
    take(page, "red", "green")
    page.get_by_label("删去这张照片").first.click()
    expect(page.locator(".thumb img")).to_have_count(1)
    take(page, "blue")
    submit(page)
    filed = Incident.objects.get(number=delivered(page))
    assert sorted(filed.photos.values_list("slot", flat=True)) == ["photo-2", "photo-3"]
    assert filed.photos_expected == 2


def test_what_was_being_written_survives_a_reload(hold: Phone, lin: Any) -> None:
    page = hold(lin)
    begin(page, "安全隐患", "井盖缺了一块")
    take(page, "orange")
    page.get_by_text("道路交通").click()
    kept(page, f"draft/{lin.pk}/hazard", category="road", text="井盖缺了一块")
    page.reload()
    expect(page.locator(".restored")).to_contain_text("已恢复")
    expect(page.get_by_label("说明")).to_have_value("井盖缺了一块")
    expect(page.get_by_label("道路交通")).to_be_checked()
    expect(page.locator(".thumb img")).to_have_count(1)
    page.get_by_role("button", name="重新写").click()
    expect(page.locator(".thumb img")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_label("说明")).to_have_value("井盖缺了一块")
    page.locator("input[type=file]").set_input_files([picture("teal") for _more in range(7)])
    expect(page.get_by_text("最多 6 张，多选的 2 张没有加")).to_be_visible()
    expect(page.locator(".thumb img")).to_have_count(6)
    page.get_by_label("说明").fill("长" * 501)
    expect(page.locator(".counted")).to_have_text("500/500 超过 500 字，后面的没有放进来")
    page.get_by_label("返回").click()
    expect(page.locator(".toast")).to_have_text("已存草稿")
    expect(page.locator(".tile", has_text="安全隐患")).to_contain_text("有草稿")


def test_a_handler_lands_on_the_tasks_takes_one_and_sends_it_back(hold: Phone, tell: Any, chen: Any) -> None:
    tell.now = now()
    matter = tell.in_state(State.ASSIGNED)
    page = hold(chen)
    expect(page.locator(".tile")).to_have_count(0)
    page.locator(".item").click()
    page.get_by_role("button", name="签收").click()
    expect(page.locator(".matter")).to_contain_text("处置中")
    page.get_by_role("button", name="退回").click()
    page.get_by_text("不属本部门").click()
    page.locator(".verb-form textarea").fill("属供水公司管")
    page.get_by_role("button", name="确定").click()
    expect(page.locator("h1")).to_have_text("等我办的")
    expect(page.locator(".toast")).to_have_text(f"退回：{matter.number} 已记下")
    assert Incident.objects.get(pk=matter.pk).state == State.ACCEPTED


def test_a_grid_worker_checks_what_was_handled(hold: Phone, tell: Any, sun: Any) -> None:
    tell.now = now()
    matter = tell.in_state(State.FINISHED)
    page = hold(sun)
    page.get_by_role("link", name="任务").click()
    page.locator(".item").click()
    page.get_by_role("button", name="核查通过").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".matter")).to_contain_text("待结案")
    assert Incident.objects.get(pk=matter.pk).state == State.VERIFIED


def test_text_size_and_language_are_remembered(hold: Phone, lin: Any) -> None:
    page = hold(lin)
    go(page, "settings")
    page.get_by_text("特大").click()
    page.reload()
    expect(page.locator("html")).to_have_css("font-size", "22.4px")
    page.get_by_text("English").click()
    expect(page.locator("h1")).to_have_text("Settings")
    page.get_by_text("中文").click()
    expect(page.locator("h1")).to_have_text("设置")


def test_whoever_signs_in_on_the_web_holds_the_phone(hold: Phone, lin: Any, sun: Any, site: Site) -> None:
    page = hold()
    sign_in(page, lin)
    expect(page.locator("h1")).to_have_text("东马蓬社区第一网格")
    cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(sun), "url": site.url}
    page.context.add_cookies([cookie])
    page.goto(f"{site.url}/m/#settings")
    page.reload()
    expect(page.locator(".settings")).to_contain_text("孙立")
