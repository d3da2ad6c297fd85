"""Filing in the field: a camera that ends the page, a place without a fix, what is known already, an emergency."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from core.ledger.models import Entry
from incidents import photos
from incidents.models import Incident
from incidents.voices.models import Voice
from tests.browser.entering import shot
from tests.browser.phone_stage import begin, delivered, go, kept, looks, phone, picture, submit, take
from tests.incidents.conftest import cast, small_catalogue, tell
from tests.processes import eventually
from tests.serving import Site

__all__ = ["cast", "small_catalogue", "tell"]

pytestmark = pytest.mark.browser

Phone = Callable[..., Page]

OWN_CAMERA = """() => {
  const screen = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const pen = screen.getContext('2d');
  setInterval(() => { pen.fillStyle = `rgb(${Math.random() * 255}, 90, 90)`; pen.fillRect(0, 0, 640, 480); }, 50);
  navigator.mediaDevices.getUserMedia = async () => screen.captureStream();
}"""
"""A lens for a machine that has none."""


OWN_VOICE = """() => {
  const sound = new AudioContext(), to = sound.createMediaStreamDestination(), tone = sound.createOscillator();
  tone.connect(to);
  tone.start();
  navigator.mediaDevices.getUserMedia = async () => { await sound.resume(); return to.stream; };
}"""
"""A voice for a machine that has none."""


THUMBS = """() => new Promise((done) => {
  indexedDB.open('sanling-phone').onsuccess = ({ target }) => {
    target.result.transaction('thumbs').objectStore('thumbs').getAllKeys().onsuccess = (found) => {
      target.result.close();
      done(found.target.result);
    };
  };
})"""
"""The matters of which the phone has a small picture."""


@pytest.fixture
def hold(browser: Browser, site: Site, lin: Any) -> Iterator[Phone]:
    """Hold Lin's phone."""
    held: list[Page] = []

    def take_up(**device: Any) -> Page:
        held.append(phone(browser, site, lin, **device))
        expect(held[-1].locator(".tile").first).to_be_enabled()
        return held[-1]

    yield take_up
    for page in held:
        page.context.close()


def test_when_the_camera_ends_the_page_all_is_there_and_another_camera_too(hold: Phone) -> None:
    """As a cheap phone does it: the page is gone while its own camera is open. Here it is the file chooser."""
    page = hold()
    begin(page, "安全隐患", "井盖缺了一块")
    take(page, "orange")
    with page.expect_file_chooser():
        page.get_by_role("button", name="再拍一张").click()
    page.reload()
    expect(page.locator(".restored")).to_contain_text("手机重启了页面，已恢复")
    expect(page.get_by_label("说明")).to_have_value("井盖缺了一块")
    expect(page.locator(".thumb img")).to_have_count(1)
    page.evaluate(OWN_CAMERA)
    page.get_by_role("button", name="再拍一张").click()
    shutter = page.get_by_role("button", name="拍", exact=True)
    expect(shutter).to_be_enabled()
    assert looks(page, "camera") == []
    shutter.click()
    expect(page.locator(".thumb img")).to_have_count(2)
    submit(page)
    assert Incident.objects.get(number=delivered(page)).photos.count() == 2


def test_a_touch_on_the_hazard_is_the_camera(hold: Phone) -> None:
    page = hold(has_touch=True, is_mobile=True)
    with page.expect_file_chooser() as asked:
        page.locator(".tile", has_text="安全隐患").tap()
    asked.value.set_files([])
    expect(page.get_by_role("button", name="拍照")).to_be_visible()


def test_a_place_is_tapped_on_the_map_without_network(hold: Phone) -> None:
    page = hold(permissions=[])
    kept(page, "areas")
    page.context.set_offline(True)
    page.locator(".tile", has_text="安全隐患").click()
    expect(page.locator(".where")).to_contain_text("未开定位，可在图上点；会记在东马蓬社区第一网格")
    page.get_by_label("说明").fill("路灯不亮")
    page.get_by_role("button", name="在图上点").click()
    box = page.locator(".map canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2 - 30, box["y"] + box["height"] / 2)
    page.locator(".map canvas").press("ArrowRight")
    shot(page, "phone map")
    assert looks(page, "map") == []
    page.get_by_role("button", name="就这里").click()
    expect(page.locator(".where")).to_contain_text("图上点的 ±")
    submit(page)
    page.context.set_offline(False)
    filed = Incident.objects.get(number=delivered(page))
    assert filed.lon is not None and 112.60 < filed.lon < 112.61
    assert (filed.position_source, filed.grid and filed.grid.code) == ("map", "419001001001001")


def test_what_is_known_already_is_offered_and_joined(hold: Phone, tell: Any, sun: Any) -> None:
    from grids.datum import Datum
    from incidents.services import Position

    tell.now = now()
    here = Position(112.6051, 35.0751, Datum.WGS84, accuracy_metres=12)
    known, other = tell.file(by=sun, position=here), tell.file(by=sun, position=here)
    tell.file(by=sun, position=Position(112.6091, 35.0791, Datum.WGS84, accuracy_metres=12))
    data = picture("orange")["buffer"]
    at = {"slot": "photo-1", "stage": "before", "by": sun, "now": now()}
    photo, _new = photos.attach(known.pk, data=data, sha256="", **at)
    assert photos.make_picture(photo.pk)
    page = hold()
    assert eventually(lambda: page.evaluate(THUMBS) == [str(known.pk)])
    page.context.set_offline(True)
    begin(page, "安全隐患", "楼道又堆满了")
    take(page, "orange")
    expect(page.locator(".near")).to_have_count(2)
    expect(page.locator(".near img")).to_be_visible()
    expect(page.locator(".near-blank")).to_contain_text("▲")
    shot(page, "phone similar offline")
    page.context.set_offline(False)
    took = page.evaluate("""() => new Promise((done) => {
      const from = performance.now();
      const seen = new MutationObserver(() => done(performance.now() - from));
      seen.observe(document.querySelector('.similar'), { childList: true });
      document.querySelector('.near .near-keys button:last-child').click();
    })""")
    assert took < 200
    expect(page.locator(".near")).to_have_count(1)
    shot(page, "phone similar")
    assert looks(page, "similar") == []
    left = page.locator(".near").inner_text()
    page.get_by_role("button", name="就是它，我补充").click()
    joined = known if known.number in left else other
    expect(page.locator("h1")).to_have_text(joined.number)
    expect(page.locator(".said")).to_be_visible()
    expect(page.locator(".pending")).to_have_count(0)
    kinds = list(Entry.objects.filter(stream=joined.pk).order_by("version").values_list("kind", flat=True))
    assert kinds[-2:] == ["supplemented", "photo_attached"]
    assert Incident.objects.count() == 3


def test_holding_the_bar_files_an_emergency_with_its_place(hold: Phone) -> None:
    page = hold()
    page.locator(".emergency").click()
    expect(page.get_by_role("link", name="119")).to_have_attribute("href", "tel:119")
    assert Incident.objects.count() == 0
    page.get_by_label("返回").click()
    page.locator(".emergency").hover()
    page.mouse.down()
    expect(page.locator(".said")).to_contain_text("已送达")
    page.mouse.up()
    shot(page, "phone emergency filed")
    assert looks(page, "emergency filed") == []
    page.locator(".said a").click()
    filed = Incident.objects.get()
    expect(page.locator("h1")).to_have_text(filed.number)
    expect(page.locator(".spot a")).to_have_attribute("href", re.compile("^geo:35.075"))
    go(page, "emergency")
    page.context.set_offline(True)
    page.get_by_role("button", name="马上上报").click()
    expect(page.locator(".wrong")).to_contain_text("没有网络，还没送出去，请打电话")
    assert (filed.kind_id, filed.urgency, filed.grid and filed.grid.code) == (
        "security",
        "urgent",
        "419001001001001",
    )


def test_whoever_would_rather_speak_says_it(hold: Phone) -> None:
    page = hold()
    page.evaluate(OWN_VOICE)
    page.locator(".tile", has_text="矛盾纠纷").click()
    page.get_by_role("button", name="按住说").click()
    recording = page.get_by_role("button", name="正在录")
    expect(recording).to_contain_text("1 秒")
    assert looks(page, "recording") == []
    recording.click()
    expect(page.locator("audio")).to_have_count(1)
    assert eventually(lambda: bool(page.evaluate("document.querySelector('audio').readyState > 0")))
    page.reload()
    expect(page.locator(".restored")).to_be_visible()
    expect(page.locator("audio")).to_have_count(1)
    assert looks(page, "recorded") == []
    submit(page)
    filed = Incident.objects.get(number=delivered(page))
    assert (filed.text, Voice.objects.filter(incident=filed).count()) == ("诉求与矛盾纠纷，见语音", 1)
    page.get_by_role("link", name="查看").click()
    expect(page.locator(".matter audio")).to_have_count(1)


SLOW_HANDS = """() => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (...said) { setTimeout(() => post.apply(this, said), 1500); };
}"""
"""A phone that takes its time to make a photo smaller."""


def test_what_is_still_being_taken_in_goes_along(hold: Phone) -> None:
    """Pressed while a voice is recorded and a photo made smaller: neither is left behind, and no draft comes back."""
    page = hold()
    page.evaluate(OWN_VOICE)
    page.evaluate(SLOW_HANDS)
    begin(page, "安全隐患")
    page.get_by_role("button", name="按住说").click()
    expect(page.get_by_role("button", name="正在录")).to_contain_text("1 秒")
    page.locator("input[type=file]").set_input_files([picture("firebrick"), picture("seagreen")])
    submit(page)
    filed = Incident.objects.get(number=delivered(page))
    assert sorted(filed.photos.values_list("slot", flat=True)) == ["photo-1", "photo-2"]
    assert Voice.objects.filter(incident=filed).count() == 1
    go(page, "")
    begin(page, "安全隐患")
    expect(page.locator(".restored")).to_have_count(0)
