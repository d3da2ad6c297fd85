"""A grid worker's phone for tests: 360 by 740, in grid A1, with a camera roll; and what a look at it measures."""

from io import BytesIO
from typing import Any

from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import scrolls_sideways, violations
from tests.browser.pocket import INSIDE_A1, SCREEN
from tests.processes import eventually
from tests.realtime.sockets import session_of
from tests.serving import Site

expect.set_options(timeout=15_000)

PASSWORD = "a-long-enough-pass"

MEASURE = """() => {
  const wrong = [];
  const shown = (e) => e.getBoundingClientRect().width > 1 && getComputedStyle(e).visibility !== 'hidden';
  const say = (what, e) => wrong.push(`${what} ${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`);
  for (const e of document.querySelectorAll('#phone *')) {
    if (!shown(e) || e.closest('.visually-hidden')) continue;
    const words = [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (words && parseFloat(getComputedStyle(e).fontSize) < 16) say('small text', e);
    const box = e.getBoundingClientRect();
    if (box.right > innerWidth + 1 && !e.closest('.photo-strip')) say('outside', e);
  }
  for (const e of document.querySelectorAll('a, button, input, select, textarea, summary')) {
    const target = e.closest('label') ?? e;
    if (!shown(target) || e.closest('[aria-hidden=true]') || e.matches('.visually-hidden') && target === e) continue;
    const box = target.getBoundingClientRect();
    if (box.width < 43.9 || box.height < 43.9) say(`target ${Math.round(box.width)}x${Math.round(box.height)}`, target);
  }
  return wrong;
}"""
"""Finds text under 16 px, targets under 44 px, and what leaves the screen."""

KEPT = """([name, values]) => new Promise((done) => {
  const opening = indexedDB.open('sanling-phone');
  opening.onsuccess = () => {
    const reading = opening.result.transaction('kept').objectStore('kept').get(name);
    reading.onsuccess = () => {
      opening.result.close();
      const found = reading.result;
      done(found !== undefined && Object.entries(values).every(([key, value]) => found[key] === value));
    };
  };
})"""
"""Whether something of that name lies in the phone's own database with these values."""


def phone(browser: Browser, site: Site, user: Any = None, **device: Any) -> Page:
    """A phone of one's own at `/m/`; with `user` it has that person's browser session. No service worker stands
    between it and the tests' routes; `test_phone_shell.py` looks at that."""
    options: dict[str, Any] = {"geolocation": INSIDE_A1, "permissions": ["geolocation"], "locale": "zh-CN"}
    options |= {"viewport": SCREEN, "timezone_id": "Asia/Shanghai", "service_workers": "block"} | device
    context = browser.new_context(**options)
    if user is not None:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": site.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{site.url}/m/")
    if user is not None:
        expect(page.locator(".tabs")).to_be_visible()
    return page


def sign_in(page: Page, user: Any, password: str = PASSWORD) -> None:
    """Sign in on the phone's own screen."""
    user.set_password(PASSWORD)
    user.save()
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="登录", exact=True).click()


def picture(colour: str) -> Any:
    """A photo as a phone's camera hands it over."""
    made = BytesIO()
    Image.new("RGB", (1200, 900), colour).save(made, "JPEG")
    return {"name": "camera.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def begin(page: Page, tile: str, words: str = "") -> None:
    """Open the form of a kind by its tile, wait for the position, write the words."""
    page.locator(".tile", has_text=tile).click()
    expect(page.locator(".where")).to_contain_text("已定位")
    if words:
        page.get_by_label("说明").fill(words)


def take(page: Page, *colours: str) -> None:
    """Take photos; wait until they are shown."""
    before = page.locator(".thumb img").count()
    page.locator("input[type=file]").set_input_files([picture(colour) for colour in colours])
    expect(page.locator(".thumb img")).to_have_count(before + len(colours))


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交").click()


def delivered(page: Page) -> str:
    """Wait until the report has arrived; return its number."""
    done = page.get_by_role("heading", name="已送达")
    expect(done).to_be_visible()
    return (done.text_content() or "").split()[-1]


def kept(page: Page, name: str, **values: str) -> None:
    """Wait until the phone keeps something under that name, with these values."""
    assert eventually(lambda: page.evaluate(KEPT, [name, values])), f"{name} was not kept"


def go(page: Page, screen: str) -> None:
    """Go to a screen by its address, as a link would."""
    page.evaluate("(to) => { location.hash = to }", screen)


def looks(page: Page, name: str, rules: bool = True) -> list[str]:
    """What is wrong with the screen as it stands; `rules` asks axe-core too."""
    found = [*page.evaluate(MEASURE), *(violations(page) if rules else [])]
    if scrolls_sideways(page):
        found.append("scrolls sideways")
    return [f"{name}: {each}" for each in found]
