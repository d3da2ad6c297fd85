"""Every state of the desk: nothing clipped, nothing sideways, and by axe-core's rules; at both sizes of a screen."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from incidents.desk.claims import claim
from incidents.desk.filters import Filter, save
from incidents.models import State
from tests.browser.axe import scrolls_sideways, violations
from tests.browser.desk_stage import desk, form
from tests.browser.entering import shot
from tests.incidents.lives import Teller
from tests.realtime.conftest import cast, publisher, sequencing, small_catalogue
from tests.serving import Site

__all__ = ["cast", "publisher", "sequencing", "small_catalogue"]

pytestmark = pytest.mark.browser

SCREENS = {"small": (1366, 768), "large": (1920, 1080), "half": (960, 900)}
LONG = "三楼楼道堆放杂物挡住消防通道" * 12
KEYS = {"受理": "e", "请求核实": "q", "申请": "x", "并案": "d", "移交": "y", "定级改类": "l"}

CLIPPED = """() => {
  const places = ['.verbs', '.boxes', '.case-line', '.facts', '.context', '.desk-footer', 'dialog[open]', '.filters',
    '.together', '.command', '.presence'];
  const wrong = [];
  for (const e of document.querySelectorAll(places.map((place) => `${place}, ${place} *`).join())) {
    const style = getComputedStyle(e);
    if (!e.clientWidth || e.closest('.visually-hidden, svg, select') || style.display === 'inline') continue;
    const words = `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`;
    if (e.scrollWidth > e.clientWidth + 1 && style.overflowX !== 'auto') wrong.push(words);
  }
  return wrong;
}"""
"""Finds what is wider than the box it stands in. Rows of the queue may end in an ellipsis."""


@pytest.fixture
def tell(cast: SimpleNamespace, small_catalogue: None) -> Teller:
    return Teller(cast, now())


class Look:
    """Looks at one state after another, and keeps what is wrong."""

    def __init__(self, page: Page, size: str) -> None:
        self.page, self.size = page, size
        self.wrong: list[str] = []

    def at(self, name: str, rules: bool = True) -> None:
        """Judge the page as it stands, and leave a picture of it."""
        shot(self.page, f"desk {name} {self.size}")
        found = [*self.page.evaluate(CLIPPED), *(violations(self.page) if rules else [])]
        found += ["scrolls sideways"] if scrolls_sideways(self.page) else []
        self.wrong += [f"{name}: {each}" for each in found]


@pytest.fixture(params=["small", *(pytest.param(name, marks=pytest.mark.full) for name in ("large", "half"))])
def size(request: pytest.FixtureRequest) -> Any:
    width, height = SCREENS[request.param]
    return SimpleNamespace(name=request.param, viewport={"width": width, "height": height})


def test_a_dispatchers_desk(browser: Browser, site: Site, sequencing: None, tell: Teller, size: Any) -> None:
    told = {"name": "欧阳建国", "phone": "10000001234", "address": "济源市沁园街道东马蓬社区3号楼2单元501"}
    matter = tell.file("petition", reporter=told, address="东马蓬社区三号楼二单元楼道口东侧" * 3)
    type(matter).objects.filter(pk=matter.pk).update(text=LONG, urgency="urgent")
    for state in (State.ACCEPTED, State.FINISHED, State.HANDLING):
        tell.in_state(state, "hazard")
    page = desk(browser, site, tell.cast.zhou, f"/desk/{matter.number}/", viewport=size.viewport)
    look = Look(page, size.name)
    look.at("matter with long words")
    _decline(page, look)
    page.locator(".reporter summary").click()
    page.locator("[data-reveal] textarea").fill("电话核实纠纷的具体经过")
    page.get_by_role("button", name="查看并留痕").click()
    expect(page.locator('[data-field="phone"]')).to_have_text("10000001234")
    look.at("revealed")
    page.locator("[data-show-keys]").click()
    look.at("keys")
    page.get_by_role("button", name="知道了").click()
    page.locator("#find").fill("没有这样的事")
    expect(page.locator(".rows .empty")).to_be_visible()
    look.at("nothing found")
    page.context.close()
    assert look.wrong == []


@pytest.mark.full
def test_a_desk_with_forty_matters_before_noon(
    browser: Browser, site: Site, sequencing: None, tell: Teller, size: Any
) -> None:
    """Everything at once: long words, a dozen filters, others at work, rows picked, a command, a conflict."""
    tell.now -= timedelta(hours=3)
    matters = [tell.file(kind) for kind in ("hazard", "petition", "security") for _ in range(13)]
    worst = tell.in_state(State.ACCEPTED)
    type(worst).objects.filter(pk__in=[each.pk for each in matters[::3]]).update(text=LONG, urgency="urgent")
    type(worst).objects.filter(pk=worst.pk).update(text=LONG, urgency="serious")
    for turn in range(12):
        wanted = Filter.read({"kind": "hazard", "q": str(turn)})
        save(tell.cast.zhou, f"东马蓬社区三号楼楼道{turn:02}", wanted, tell.now)
    long = "欧阳建国（东马蓬社区）"
    type(tell.cast.wei).objects.filter(pk=tell.cast.wei.pk).update(display_name=long)
    tell.cast.wei.refresh_from_db()
    claim(worst.pk, tell.cast.zheng, now())
    claim(worst.pk, tell.cast.wei, now(), "材料我来补，当事人已经到窗口，先由我接待并登记")
    page = desk(browser, site, tell.cast.zhou, f"/desk/{worst.number}/?box=all", viewport=size.viewport)
    look = Look(page, size.name)
    expect(page.locator("[data-presence]")).to_contain_text("正在处理", timeout=15_000)
    page.locator(".take-over summary").click()
    look.at("forty with presence")
    for _ in range(5):
        page.keyboard.press("Shift+J")
    look.at("forty with some picked")
    form(page, "e")
    look.at("forty preview")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("#find").fill(f"派 {worst.number[-5:]} ")
    expect(page.locator("[data-command] [role=option]").first).to_be_visible()
    look.at("forty command")
    page.keyboard.press("Escape")
    page.goto(f"{site.url}/desk/{worst.number}/?box=all")
    late = form(page, "l")
    late.locator("textarea").fill(LONG)
    tell.now = now()
    tell.act(worst, "assign", tell.cast.wei, to=tell.cast.water.code, text=LONG)
    late.locator("textarea").press("Control+Enter")
    expect(page.locator("dialog[open] .changes")).to_be_visible()
    look.at("forty conflict")
    page.context.close()
    assert look.wrong == []


def _decline(page: Page, look: Look) -> None:
    """Open one form, and send it empty."""
    form(page, "b")
    look.at("form 不予受理")
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator("dialog[open] .error").first).to_be_visible()
    look.at("form 不予受理 refused")
    page.get_by_role("button", name="取消").click()


@pytest.mark.full
def test_every_form_of_the_desk(
    browser: Browser, site: Site, sequencing: None, tell: Teller, size: Any
) -> None:
    matter = tell.file("petition", address="东马蓬社区三号楼二单元楼道口东侧" * 3)
    type(matter).objects.filter(pk=matter.pk).update(text=LONG, urgency="urgent")
    tell.in_state(State.ACCEPTED, "hazard")
    page = desk(browser, site, tell.cast.zhou, f"/desk/{matter.number}/", viewport=size.viewport)
    look = Look(page, size.name)
    for name, key in KEYS.items():
        form(page, key)
        look.at(f"form {name}")
        page.get_by_role("button", name="取消").click()
    page.context.close()
    assert look.wrong == []


def test_an_assigned_matter_and_an_undo(
    browser: Browser, site: Site, sequencing: None, tell: Teller, size: Any
) -> None:
    matter = tell.in_state(State.ACCEPTED, "hazard")
    tell.file("hazard")
    page = desk(browser, site, tell.cast.zhou, f"/desk/{matter.number}/", viewport=size.viewport)
    look = Look(page, size.name)
    form(page, "a")
    look.at("form 派遣")
    page.keyboard.press("Enter")
    expect(page.locator("li.gone")).to_be_visible()
    look.at("assigned")
    page.keyboard.press("j")
    expect(page.locator("[data-undo]")).to_be_visible()
    look.at("undo of the last one")
    page.context.close()
    assert look.wrong == []


@pytest.mark.parametrize("who", ["wu", "chen", "zheng", "ma"])
def test_the_desks_of_the_others(
    browser: Browser, site: Site, sequencing: None, tell: Teller, who: str
) -> None:
    for state in (State.ASSIGNED, State.SUSPENDED, State.FINISHED):
        tell.in_state(state)
    page = desk(browser, site, getattr(tell.cast, who))
    look = Look(page, who)
    look.at("first page")
    page.keyboard.press("6")
    page.locator(".queue-row").first.click()
    expect(page.locator("#case-title")).to_be_visible()
    look.at("matter")
    page.context.close()
    assert look.wrong == []


def test_an_empty_desk_a_printed_order_and_english(
    browser: Browser, site: Site, sequencing: None, tell: Teller
) -> None:
    page = desk(browser, site, tell.cast.zhou)
    look = Look(page, "small")
    look.at("empty")
    matter = tell.in_state(State.ASSIGNED)
    page.goto(f"{site.url}/desk/{matter.number}/print")
    look.at("order")
    due = (tell.now + timedelta(days=1)).isoformat()
    tell.act(matter, "supervise", tell.cast.wu, level=2, demand="三日内清理完毕，书面答复" * 8, due_at=due)
    page.goto(f"{site.url}/desk/{matter.number}/letter")
    page.get_by_label("红头").check()
    look.at("letter")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    page.goto(f"{site.url}/desk/handover")
    look.at("handover")
    cookie: Any = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": site.url}
    page.context.add_cookies([cookie])
    page.goto(f"{site.url}/desk/{matter.number}/")
    expect(page.locator("[data-live]")).to_have_text("● live", timeout=15_000)
    look.at("English")
    page.context.close()
    assert look.wrong == []
