"""The whole walk, by browser: found on a phone, triaged by keyboard, handled, verified, closed, seen live, proved."""

from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from incidents.catalogue import Category, CategoryLimit, ClockKind, Kind, forget_catalogue
from incidents.models import Incident, State
from tests.scenarios.conftest import PHONE, Enter, photo

pytestmark = pytest.mark.browser


@pytest.fixture
def blocked_exit(small_catalogue: None) -> Category:
    """A hazard whose finish needs a photo, due the moment it is assigned: so that closing it moves the rate."""
    category = Category.objects.create(
        code="H09", kind=Kind.objects.get(code="hazard"), name="疏散通道堵塞", photo_after=True, sort=0
    )
    CategoryLimit.objects.create(
        kind=category.kind, category=category, clock=ClockKind.HANDLE, amount=0, unit="hour"
    )
    forget_catalogue()
    return category


def test_a_hazard_from_report_to_closure(
    enter: Enter, cast: SimpleNamespace, blocked_exit: Category, sequencing: None
) -> None:
    wall = enter("wu", "/wall/", viewport={"width": 1920, "height": 1080})
    expect(wall.locator(".panel.feed")).to_contain_text("今日无新增")

    number = lin_files_a_hazard_with_a_photo(enter)
    shows(wall, "上报", number)

    desk = zhou_accepts_and_assigns_by_keyboard(enter, number, cast.sanitation.code)
    shows(wall, "派遣", number)

    chen_takes_and_finishes_with_a_photo(enter, number)
    shows(wall, "处置完成", number)
    expect(rate_on_the_board(enter)).to_have_text("0.0%")

    sun_verifies(enter, number)
    shows(wall, "核查通过", number)

    zhou_closes_by_keyboard(desk, number)
    shows(wall, "结案", number)
    expect(rate_on_the_board(enter)).to_have_text("100.0%")

    assert Incident.objects.get(number=number).state == State.CLOSED
    ma_finds_the_row_and_verifies_the_history(enter, number)


def shows(wall: Page, deed: str, number: str) -> None:
    """The wall tells the deed, without a reload, at the top of its feed."""
    expect(wall.locator(".panel.feed li .under").first).to_contain_text(
        f"{deed} · {number.split('-')[1]}", timeout=8000
    )


def lin_files_a_hazard_with_a_photo(enter: Enter) -> str:
    phone = enter("lin", "/m/", viewport=PHONE)
    phone.get_by_role("button", name="安全隐患").click()
    phone.locator("input[type=file]").set_input_files(photo("firebrick"))
    expect(phone.locator(".thumb img")).to_be_visible()
    phone.get_by_text("疏散通道堵塞").click()
    expect(phone.locator(".where")).to_contain_text("已定位")
    phone.get_by_role("button", name="提交").click()
    done = phone.get_by_role("heading", name="已送达")
    expect(done).to_be_visible()
    number = (done.text_content() or "").split()[-1]
    assert Incident.objects.get(number=number).photos.count() == 1
    return number


def zhou_accepts_and_assigns_by_keyboard(enter: Enter, number: str, department: str) -> Page:
    desk = enter("zhou", "/desk/")
    expect(desk.locator("#case-title")).to_have_text(number)
    desk.keyboard.press("e")
    expect(desk.locator("dialog[open] select[name=category]")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.locator("dialog[open] button[type=submit]").press("Enter")
    expect(desk.locator(".case-head")).to_contain_text("已受理")
    desk.keyboard.press("a")
    expect(desk.locator("dialog[open] select[name=to]")).to_be_focused()
    desk.locator("dialog[open] select[name=to]").select_option(department)
    desk.locator("dialog[open] button[type=submit]").press("Enter")
    expect(desk.locator(".case-head")).to_contain_text("已派遣")
    return desk


def chen_takes_and_finishes_with_a_photo(enter: Enter, number: str) -> None:
    phone = enter("chen", "/m/#tasks", viewport=PHONE)
    phone.locator(".item").first.click()
    phone.get_by_role("button", name="签收").click()
    expect(phone.locator(".matter")).to_contain_text("处置中")
    phone.get_by_role("button", name="处置完成").click()
    phone.locator(".verb-form textarea").fill("已清理通道，约谈物业")
    phone.get_by_role("button", name="确定").click()
    expect(phone.locator(".wrong")).to_contain_text("要有处置后的照片")
    phone.locator("input[type=file]").set_input_files(photo("seagreen"))
    expect(phone.locator(".said")).to_contain_text("照片已收到")
    phone.get_by_role("button", name="确定").click()
    expect(phone.locator(".matter")).to_contain_text("待核查")


def sun_verifies(enter: Enter, number: str) -> None:
    phone = enter("sun", "/m/#tasks", viewport=PHONE)
    phone.locator(".item").first.click()
    expect(phone.locator("h1")).to_have_text(number)
    phone.get_by_role("button", name="核查通过").click()
    phone.locator(".verb-form textarea").fill("通道畅通")
    phone.get_by_role("button", name="确定").click()
    expect(phone.locator(".matter")).to_contain_text("待结案")


def zhou_closes_by_keyboard(desk: Page, number: str) -> None:
    expect(desk.locator(".case-head")).to_contain_text("待结案")
    desk.keyboard.press("c")
    desk.locator("dialog[open]").get_by_text("隐患已消除").click()
    desk.locator("dialog[open] textarea").fill("通道已清理，感谢反映")
    desk.locator("dialog[open] button[type=submit]").press("Enter")
    expect(desk.locator(".case-head")).to_contain_text("已结案")


def rate_on_the_board(enter: Enter) -> Locator:
    """The headline 到期办结率, on a board opened now."""
    return enter("wu", "/board/").locator("[data-figure=due_closure] .value").first


def ma_finds_the_row_and_verifies_the_history(enter: Enter, number: str) -> None:
    audit = enter("ma", "/audit/")
    audit.locator("#id_what").select_option("hazards")
    audit.fill("#id_reason", "月度台账上报市里")
    with audit.expect_download() as download:
        audit.get_by_role("button", name="留痕并导出 XLSX").click()
    sheet = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes())).active
    assert sheet is not None
    assert number in [row[1] for row in sheet.iter_rows(values_only=True)]
    audit.goto(audit.url.split("/audit")[0] + f"/audit/matter/{number}")
    audit.get_by_role("button", name="申请核验").click()
    expect(audit.locator("[data-verdict=passed]")).to_be_visible()
