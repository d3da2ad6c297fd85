"""`python -m bench.phone`: the phone of a grid worker in headless Chromium, against an instance of our own.

Prints, as lines of a table: taps and seconds per report, kB sent for a report with two photos of 12 megapixels, the
weight of the shell, and how long a cold start takes without the server, at full speed and with the processor slowed
down four times.
"""

import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserType, Page, expect, sync_playwright

from bench.house import House
from bootstrap import chromium
from tests.browser.gate import Gate
from tests.browser.pocket import Pocket, shell_kept

RUNS = 9
PHOTOS = (1, 2)
SHELL = ("phone.js", "phone.css", "phone-photos.js")  # in Chinese; English is a file of its own
TAPS = "addEventListener('pointerdown', () => { globalThis.taps = (globalThis.taps ?? 0) + 1; }, true)"
USABLE = """() => new Promise((done) => {
  const look = () => (document.querySelector('.tile:enabled') ? done(performance.now()) : requestAnimationFrame(look));
  look();
})"""
PAINTED = """() => new Promise((done) => {
  const first = (list) => list.getEntriesByName('first-contentful-paint')[0];
  const look = (list) => { if (first(list)) done(first(list).startTime); };
  new PerformanceObserver(look).observe({ type: 'paint', buffered: true });
})"""


def main() -> None:
    """Measure and print."""
    with House() as house, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        gate = Gate(house.env.port)
        found = chromium.find()
        launch: dict[str, Any] = {"args": ["--no-sandbox", "--disable-dev-shm-usage"]}
        if found:
            launch["executable_path"] = str(found)
        accounts = json.loads((house.env.places.var / "demo-accounts.json").read_text())
        measure(playwright.chromium, launch, Path(folder), gate, accounts[0])
        gate.end()


def measure(
    browser: BrowserType, launch: dict[str, Any], folder: Path, gate: Gate, account: dict[str, str]
) -> None:
    """Every figure, one line each."""
    for seed in PHOTOS:
        photo(seed)  # before anything is timed
    pocket = Pocket(browser, launch, folder / "phone", gate.url)
    page = pocket.start()
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".tile").first).to_be_enabled()
    shell_kept(page)
    page.evaluate(TAPS)
    taps, seconds = counted(page, hazard)
    say(
        "taps for a hazard with two photos",
        f"{taps}, without those of the camera; {seconds:.1f} s of our own",
    )
    taps, seconds = counted(page, dispute)
    say("taps for a dispute", f"{taps} and a sentence; {seconds:.1f} s of our own")
    before = gate.heard
    hazard(page)
    say("sent for a report with two photos of 12 MP", f"{(gate.heard - before) / 1000:.0f} kB")
    pocket.kill()
    say("script and style of the shell, gzip", f"{shell_bytes() / 1000:.1f} kB")
    gate.close()
    for slow in (1, 4):
        painted, usable = cold_starts(pocket, slow)
        say(f"cold start without the server, processor {slow}× slower", f"first paint {painted}, a tile to tap after {usable}")  # noqa: E501  # fmt: skip


def say(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


def counted(page: Page, file: Callable[[Page], None]) -> tuple[int, float]:
    """How often a finger touches the screen for one report; and how many seconds it takes from the first touch to
    已送达 if the finger, the eye and the camera take none.
    """
    page.evaluate("globalThis.taps = 0")
    begun = time.monotonic()
    file(page)
    return page.evaluate("globalThis.taps"), time.monotonic() - begun


def hazard(page: Page) -> None:
    """Tile, category, 提交; the photos come from the camera."""
    page.evaluate("location.hash = ''")
    page.locator(".tile", has_text="安全隐患").click()
    page.locator("input[type=file]").set_input_files([photo(seed) for seed in PHOTOS])
    expect(page.locator(".thumb img")).to_have_count(2)
    page.get_by_text("消防", exact=False).first.click()
    page.get_by_role("button", name="提交").click()
    arrived(page)


def dispute(page: Page) -> None:
    """Tile, the field of words, 提交."""
    page.evaluate("location.hash = ''")
    page.locator(".tile", has_text="矛盾纠纷").click()
    words = page.get_by_label("说明")
    words.click()
    words.type("两家为楼道堆物吵了三天")
    page.get_by_role("button", name="提交").click()
    arrived(page)


def arrived(page: Page) -> None:
    expect(page.get_by_role("heading", name="已送达")).to_be_visible(timeout=60_000)


@cache
def photo(seed: int) -> Any:
    """What a camera of 12 megapixels hands over: a scene with some grain, about 4 MB."""
    scene = Image.radial_gradient("L").resize((4000, 3000)).rotate(40 * seed)
    grain = Image.effect_noise((4000, 3000), 22)
    made = BytesIO()
    Image.merge("RGB", (Image.blend(scene, grain, 0.4), scene, grain)).save(made, "JPEG", quality=90)
    return {"name": f"camera{seed}.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def shell_bytes() -> int:
    """What a phone loads at its first visit, all of it."""
    dist = Path(__file__).parent.parent / "frontend/dist"
    return sum(len(gzip.compress((dist / name).read_bytes(), 9)) for name in SHELL)


def cold_starts(pocket: Pocket, slow: int) -> tuple[str, str]:
    """First paint, and the first tile that can be tapped, of a new process each time."""
    painted, usable = [], []
    for _run in range(RUNS):
        page = pocket.start(slow=slow)
        usable.append(page.evaluate(USABLE))
        painted.append(page.evaluate(PAINTED))
        pocket.kill()
    return spread(painted), spread(usable)


def spread(found: list[float]) -> str:
    """The median, and the best: what the machine can do when its neighbours keep still."""
    return f"{statistics.median(found):.0f} ms (best {min(found):.0f})"


if __name__ == "__main__":
    main()
