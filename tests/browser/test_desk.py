"""The workbench by keyboard, in a real browser: triage, undo, search, and what others do meanwhile."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from incidents.models import Incident, State
from incidents.photos import make_picture
from tests.browser.axe import violations
from tests.browser.desk_stage import desk, form, opened, rows
from tests.browser.entering import shot, watched
from tests.browser.phone_stage import picture
from tests.incidents.lives import Teller
from tests.realtime.conftest import cast, publisher, sequencing, small_catalogue
from tests.realtime.sockets import session_of
from tests.serving import Site

__all__ = ["cast", "publisher", "sequencing", "small_catalogue"]

pytestmark = pytest.mark.browser

COMPOSING = """document.body.dispatchEvent(
  new KeyboardEvent('keydown', { key: 'e', bubbles: true, isComposing: true }))"""
"""A letter on its way into an input method."""

Sit = Callable[..., Page]


@pytest.fixture
def tell(cast: SimpleNamespace, small_catalogue: None) -> Teller:
    """Lives of these minutes, because the pages go by the real clock."""
    return Teller(cast, now())


@pytest.fixture
def sit(browser: Browser, site: Site, sequencing: None) -> Iterator[Sit]:
    """Sit down at a desk; nothing may go wrong on it unsaid."""
    taken: list[tuple[Page, list[str]]] = []

    def at(user: Any, path: str = "/desk/", **device: Any) -> Page:
        page = desk(browser, site, user, path, **device)
        taken.append((page, watched(page)))
        return page

    yield at
    for page, _wrong in taken:
        page.context.close()
    assert [wrong for _page, wrong in taken if wrong] == []


def test_a_matter_is_accepted_and_assigned_with_four_keys(sit: Sit, tell: Teller) -> None:
    matter = tell.file("hazard", category="H01")
    page = sit(tell.cast.zhou)
    opened(page, matter.number)
    expect(form(page, "e").locator("[name=category]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".case-head")).to_contain_text("已受理")
    expect(form(page, "a").locator("[name=to]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".case-head")).to_contain_text("已派遣")
    assert Incident.objects.get(pk=matter.pk).state == State.ASSIGNED


def test_departments_are_found_by_letters_and_digits(sit: Sit, tell: Teller) -> None:
    matter = tell.in_state(State.ACCEPTED)
    page = sit(tell.cast.zhou, f"/desk/{matter.number}/")
    found = form(page, "a")
    chosen = found.locator("[name=to]")
    page.keyboard.type("gsgs")
    expect(chosen).to_have_value("water")
    expect(found.locator("[data-typed]")).to_contain_text("首字母 GSGS：1 个")
    page.keyboard.press("Escape")
    expect(found.locator("[data-typed]")).to_contain_text("敲拼音首字母")
    page.keyboard.type("s")
    page.keyboard.press("2")
    expect(chosen).to_have_value("water")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_the_arrows_and_letters_walk_the_queue(sit: Sit, tell: Teller) -> None:
    for _ in range(3):
        tell.file("hazard")
    page = sit(tell.cast.zhou)
    first, second, third = rows(page)
    opened(page, first)
    page.keyboard.press("j")
    opened(page, second)
    page.keyboard.press("ArrowDown")
    opened(page, third)
    page.keyboard.press("j")
    opened(page, third)
    page.keyboard.press("k")
    opened(page, second)
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f'.queue-row[data-number="{second}"]')).to_be_focused()


@pytest.mark.full
def test_only_the_last_of_many_steps_is_shown(sit: Sit, tell: Teller) -> None:
    for _ in range(6):
        tell.file("hazard")
    page = sit(tell.cast.zhou)
    for _ in range(5):
        page.keyboard.press("j")
    opened(page, rows(page)[5])
    page.wait_for_timeout(700)
    opened(page, rows(page)[5])


def test_after_a_verb_the_focus_is_back_in_the_list_and_no_row_has_moved(sit: Sit, tell: Teller) -> None:
    for _ in range(3):
        tell.in_state(State.ACCEPTED)
    page = sit(tell.cast.zhou)
    before = rows(page)
    page.keyboard.press("j")
    opened(page, before[1])
    form(page, "a")
    page.keyboard.press("Enter")
    row = page.locator(f'.queue-row[data-number="{before[1]}"]')
    expect(row).to_be_focused()
    expect(page.locator("li.gone")).to_have_count(1)
    assert rows(page) == before
    page.keyboard.press("j")
    opened(page, before[2])
    page.keyboard.press("k")
    opened(page, before[0])
    expect(page.locator("[data-news]")).to_contain_text("1 条已不在此列")
    page.keyboard.press("n")
    expect(page.locator(".queue-row")).to_have_count(2)


def test_several_are_assigned_at_once_after_a_preview_and_taken_back(sit: Sit, tell: Teller) -> None:
    for _ in range(3):
        tell.in_state(State.ACCEPTED)
    reported = tell.file("petition")
    page = sit(tell.cast.zhou)
    for _ in range(3):
        page.keyboard.press("Shift+J")
    expect(page.locator("[data-together-count]")).to_have_text("已选 4 件")
    shown = form(page, "a")
    expect(shown.locator("[data-preview]")).to_contain_text("将派遣 3 件。1 件不动")
    expect(shown.locator(".not")).to_contain_text(reported.number)
    shot(page, "desk several preview")
    page.keyboard.press("Enter")
    expect(page.locator("[data-results] h2")).to_contain_text("已派遣 3 件，1 件没有办")
    shot(page, "desk several done")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("[data-together-count]")).to_have_text("已选 1 件")
    assert Incident.objects.filter(state=State.ASSIGNED).count() == 3
    page.keyboard.press("u")
    expect(page.locator("[data-results] h2")).to_contain_text("已撤销 3 件")
    assert Incident.objects.filter(state=State.ACCEPTED).count() == 3


def test_a_command_is_shown_in_words_and_done_on_enter_and_never_before(sit: Sit, tell: Teller) -> None:
    matter, other = tell.in_state(State.ACCEPTED), tell.in_state(State.ACCEPTED)
    page = sit(tell.cast.zhou, f"/desk/{other.number}/")
    page.keyboard.press("/")
    page.keyboard.type(f"派 {matter.number[-4:]} 中")
    offers = page.locator("[data-command] [role=option]")
    expect(offers).to_have_count(2)
    assert violations(page) == []
    shot(page, "desk command offers")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    deed = page.locator("[data-command] .deed strong")
    expect(deed).to_have_text(f"派遣 {matter.number} 给 环卫中心")
    shot(page, "desk command ready")
    assert Incident.objects.get(pk=matter.pk).state == State.ACCEPTED
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_have_text(matter.number)
    expect(page.locator(".case-head")).to_contain_text("已派遣")
    expect(page.locator("#find")).to_have_value("")
    page.keyboard.press("u")
    expect(page.locator(".case-head")).to_contain_text("已受理")


def test_a_matter_is_merged_by_a_digit_and_taken_back(sit: Sit, tell: Teller) -> None:
    first, second = tell.file("hazard"), tell.file("hazard")
    page = sit(tell.cast.zhou, f"/desk/{second.number}/")
    merging = form(page, "d")
    expect(merging.locator("select[data-fills]")).to_be_focused()
    page.keyboard.press("1")
    expect(merging.locator("[name=parent]")).to_have_value(first.number)
    page.keyboard.press("Enter")
    expect(page.locator(".case-head")).to_contain_text("已并案")
    page.keyboard.press("u")
    expect(page.locator(".case-head")).to_contain_text("已上报")
    assert Incident.objects.get(pk=second.pk).merged_into is None


def test_undo_reaches_back_after_the_next_matter_is_open(sit: Sit, tell: Teller) -> None:
    first, second = tell.in_state(State.ACCEPTED), tell.file("petition")
    page = sit(tell.cast.zhou, f"/desk/{first.number}/")
    form(page, "a")
    page.keyboard.press("Enter")
    expect(page.locator("[data-verb=undo]")).to_be_visible()
    page.locator(f'.queue-row[data-number="{second.number}"]').click()
    expect(page.locator("#case-title")).to_have_text(second.number)
    expect(page.locator("[data-undo]")).to_contain_text(f"撤销 {first.number}")
    page.keyboard.press("u")
    expect(page.locator("#case-title")).to_have_text(first.number)
    expect(page.locator("[data-said]")).to_have_text("已撤销")
    assert Incident.objects.get(pk=first.pk).state == State.ACCEPTED
    expect(page.locator("[data-undo]")).to_be_hidden()


def test_whoever_comes_late_reads_what_changed_and_goes_on_with_the_words(sit: Sit, tell: Teller) -> None:
    matter = tell.file("petition")
    page = sit(tell.cast.zhou)
    late = form(page, "b")
    late.get_by_text("其他").click()
    late.locator("textarea").fill("应由物业处理")
    tell.now = now()
    tell.act(matter, "accept", tell.cast.wei, category="P01", urgency="normal")
    late.locator("textarea").press("Control+Enter")
    said = page.locator("dialog[open] .changes")
    expect(said.locator("tr", has_text="状态")).to_contain_text("已上报已受理魏东")
    expect(page.locator("dialog[open] textarea")).to_have_value("应由物业处理")
    said.get_by_role("button", name="派遣").click()
    form_of_assign = page.locator("dialog[open] [data-verb-form]")
    expect(form_of_assign.locator("h2")).to_contain_text("派遣")
    expect(form_of_assign.locator("textarea")).to_have_value("应由物业处理")
    form_of_assign.locator("textarea").press("Control+Enter")
    expect(page.locator(".case-head")).to_contain_text("已派遣")


def test_two_at_their_desks_see_each_other_and_one_takes_over(sit: Sit, tell: Teller) -> None:
    matter = tell.file("petition")
    mine = sit(tell.cast.zhou)
    opened(mine, matter.number)
    expect(mine.locator("[data-presence]")).to_be_empty()
    theirs = sit(tell.cast.wei)
    expect(theirs.locator("[data-presence]")).to_contain_text("周敏正在处理", timeout=15_000)
    expect(theirs.locator("[data-working]")).to_have_text("周敏正在处理", timeout=15_000)
    theirs.locator(".take-over summary").click()
    theirs.locator("#take-over-reason").fill("您去开会了")
    theirs.keyboard.press("Enter")
    expect(theirs.locator("[data-presence]")).to_be_empty()
    expect(mine.locator("[data-presence]")).to_contain_text("从周敏接手：您去开会了", timeout=15_000)
    expect(mine.locator("[data-working]")).to_have_text("魏东正在处理", timeout=15_000)
    assert violations(mine) == []


def test_what_another_does_is_shown_without_a_reload(sit: Sit, tell: Teller) -> None:
    matter = tell.file("petition")
    page = sit(tell.cast.zhou)
    opened(page, matter.number)
    page.evaluate("window.stayed = true")
    tell.now = now()
    tell.act(matter, "accept", tell.cast.wei, category="P01", urgency="urgent")
    expect(page.locator(".case-head")).to_contain_text("已受理", timeout=8_000)
    expect(page.locator(".queue-row .chip.alarm")).to_have_text("紧急", timeout=8_000)
    assert page.evaluate("window.stayed") is True


def test_a_new_matter_waits_behind_a_pill_until_asked_for(sit: Sit, tell: Teller) -> None:
    tell.file("hazard")
    page = sit(tell.cast.zhou)
    before = rows(page)
    tell.now = now()
    urgent = tell.file("security", urgency="urgent")
    expect(page.locator("[data-news]")).to_contain_text("1 条新", timeout=8_000)
    expect(page.locator('.boxes [data-box="triage"] b')).to_have_text("2")
    assert rows(page) == before
    page.keyboard.press("n")
    expect(page.locator(".queue-row").first).to_have_attribute("data-number", urgent.number)
    opened(page, before[0])


@pytest.mark.full
def test_an_empty_queue_fills_by_itself(sit: Sit, tell: Teller) -> None:
    page = sit(tell.cast.zhou)
    expect(page.locator(".rows .empty")).to_contain_text("待派 0 件")
    tell.now = now()
    matter = tell.file("hazard")
    expect(page.locator(".queue-row")).to_have_attribute("data-number", matter.number, timeout=8_000)


def test_nothing_changes_under_somebody_who_is_writing(sit: Sit, tell: Teller) -> None:
    matter = tell.file("petition", reporter={"name": "张三丰", "phone": "10000001234"})
    page = sit(tell.cast.zhou)
    page.locator(".reporter summary").click()
    page.locator("#reveal-reason").fill("电话核实纠纷经过")
    tell.now = now()
    tell.act(matter, "accept", tell.cast.wei, category="P01", urgency="normal")
    expect(page.locator(".changed-note")).to_be_visible(timeout=8_000)
    expect(page.locator("#reveal-reason")).to_have_value("电话核实纠纷经过")
    page.locator(".changed-note").click()
    expect(page.locator(".case-head")).to_contain_text("已受理")


def test_search_finds_as_one_types_and_gives_the_queue_back(sit: Sit, tell: Teller) -> None:
    matter = tell.in_state(State.CLOSED, "hazard")
    waiting = tell.file("petition", address="西关广场南门")
    page = sit(tell.cast.zhou)
    page.keyboard.press("/")
    page.keyboard.type(f"找 {matter.number[-5:]}")
    expect(page.locator(".found")).to_contain_text("找到 1 件")
    page.keyboard.press("Enter")
    expect(page.locator(".queue-row")).to_be_focused()
    page.keyboard.press("Enter")
    opened(page, matter.number)
    page.keyboard.press("/")
    page.keyboard.type("没有这样的事")
    expect(page.locator(".rows .empty")).to_contain_text("没有找到")
    page.keyboard.press("Escape")
    expect(page.locator(".queue-row")).to_have_attribute("data-number", waiting.number)
    expect(page.locator(".queue-row")).to_be_focused()


def test_a_filter_is_kept_beside_the_boxes_and_thrown_away(sit: Sit, tell: Teller) -> None:
    hazard, petition = tell.file("hazard"), tell.file("petition")
    page = sit(tell.cast.zhou)
    kind = page.locator("[data-filter-form] select[name=kind]")
    page.keyboard.press("i")
    expect(kind).to_be_focused()
    page.keyboard.press("Escape")
    expect(kind).to_be_hidden()
    page.keyboard.type("/筛 楼道")
    page.keyboard.press("Enter")
    expect(kind).to_be_focused()
    content = page.locator("[data-filter-form] [name=q]")
    expect(content).to_have_value("楼道")
    content.fill("")
    kind.select_option("petition")
    page.locator("[data-filter-form] [name=name]").fill("只看诉求")
    shot(page, "desk filter open")
    assert violations(page) == []
    page.get_by_role("button", name="存下").click()
    expect(page.locator(".found .chip")).to_have_text("诉求与矛盾纠纷")
    expect(page.locator(".queue-row")).to_have_attribute("data-number", petition.number)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="返回队列").click()
    expect(page.locator(".queue-row")).to_have_count(2)
    page.get_by_role("link", name="只看诉求").click()
    expect(page.locator(".queue-row")).to_have_count(1)
    assert violations(page) == []
    shot(page, "desk filter kept")
    page.get_by_role("button", name="删掉筛选").click()
    expect(page.locator(".saved")).to_have_count(0)
    assert hazard.number not in rows(page)


def test_single_keys_sleep_while_one_writes_composes_or_has_turned_them_off(sit: Sit, tell: Teller) -> None:
    tell.file("hazard")
    page = sit(tell.cast.zhou)
    page.locator("#find").focus()
    page.keyboard.type("e")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Escape")
    page.evaluate(COMPOSING)
    page.keyboard.press("?")
    page.get_by_label("开启单键快捷键").uncheck()
    page.get_by_role("button", name="知道了").click()
    page.keyboard.press("e")
    page.wait_for_timeout(400)
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.reload()
    page.keyboard.press("e")
    page.wait_for_timeout(400)
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".queue-row")).to_be_focused()


def test_when_the_session_ends_the_words_stay_and_go_after_signing_in(
    sit: Sit, tell: Teller, site: Site
) -> None:
    matter = tell.file("petition")
    page = sit(tell.cast.zhou)
    written = form(page, "b")
    written.get_by_text("其他").click()
    written.locator("textarea").fill("应由物业处理")
    written.locator("[name=channel]").fill("物业")
    Session.objects.all().delete()
    written.locator("textarea").press("Control+Enter")
    expect(page.locator("[data-warning]")).to_contain_text("请在另一个窗口登录")
    cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(tell.cast.zhou), "url": site.url}
    page.context.add_cookies([cookie])
    written.locator("textarea").press("Control+Enter")
    expect(page.locator(".case-head")).to_contain_text("不予受理")
    assert Incident.objects.get(pk=matter.pk).state == State.DECLINED


@pytest.mark.full
def test_a_photo_is_added_at_the_desk_and_shown_when_it_is_ready(sit: Sit, tell: Teller) -> None:
    matter = tell.in_state(State.HANDLING, "hazard")
    page = sit(tell.cast.chen, f"/desk/{matter.number}/")
    page.locator("[data-photo] input[type=file]").set_input_files(picture("seagreen"))
    expect(page.locator("[data-said]")).to_have_text("照片已收到")
    expect(page.locator(".photos")).to_contain_text("处置后")
    make_picture(matter.photos.get().pk)
    expect(page.locator(".photos img")).to_be_visible(timeout=10_000)


def test_a_handler_takes_and_finishes_by_keyboard(sit: Sit, tell: Teller) -> None:
    matter = tell.in_state(State.ASSIGNED)
    page = sit(tell.cast.chen)
    opened(page, matter.number)
    page.keyboard.press("t")
    expect(page.locator(".case-head")).to_contain_text("处置中")
    form(page, "f").locator("textarea").fill("已调解，双方和好")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".case-head")).to_contain_text("待核查")


def test_a_supervisor_begins_with_what_is_late_and_supervises(
    sit: Sit, tell: Teller, cast: SimpleNamespace
) -> None:
    matter = tell.in_state(State.ASSIGNED)
    page = sit(cast.wu)
    expect(page.locator(".boxes [aria-current]")).to_contain_text("超期/临期")
    page.keyboard.press("6")
    page.locator(".queue-row").click()
    opened(page, matter.number)
    form(page, "s").locator("textarea").fill("今天内答复")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".context")).to_contain_text("1 级督办")
    page.keyboard.press("3")
    expect(page.locator(".queue-row")).to_have_attribute("data-number", matter.number)


def test_the_printed_order_is_one_page(sit: Sit, tell: Teller) -> None:
    matter = tell.in_state(State.ASSIGNED)
    page = sit(tell.cast.zhou, f"/desk/{matter.number}/")
    with page.context.expect_page() as opening:
        page.keyboard.press("p")
    order = opening.value
    expect(order.locator("h1")).to_have_text("交办单")
    expect(order.locator("table")).to_contain_text("环卫中心")
    assert order.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
