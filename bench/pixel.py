"""`make bench PART=pixel`: from the ledger's time of a report to its painted row on a wall in a real browser.

The load of `bench.feed` (fifty reports a second, two hundred sockets besides) and its echoes, in the same run. The wall
writes on each row how long it took (`data-e2e-ms`), once the picture with it has been painted, by the server's clock as
the page knows it; here it is measured again by the machine's own, which server and browser share. At fifty a second a
list of few rows has pushed many out before the next picture: only rows that were painted count.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench import kernel
from bench.feed import ROWS, Heard, Stage, asked, floors, heard, product, stage, tell
from bench.laps import quiet
from bootstrap import chromium

SIZE = {"width": 1920, "height": 1080}
SETTLED_SECONDS = 0.5
"""After the last socket has heard, so long for the last row to be painted."""

CALLED_MS = 120_000
"""The demo county begins with alarms, some of them calls that turn the wall: so long for the first of them."""

CALM_SECONDS = 10

WATCH = """
  const told = new Map();
  window.frames_heard = 0;
  window.rows_painted = [];
  const Plain = WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", ({ data }) => {
        const said = JSON.parse(data);
        if (said.type !== "frame" || said.lines.length === 0) return;
        window.frames_heard += 1;
        for (const line of said.lines) told.set(String(line.n), Date.parse(line.at));
      });
    }
  };
  new MutationObserver((changes) => {
    const now = Date.now();
    for (const { target } of changes) {
      const at = told.get(target.dataset.n);
      if (at !== undefined) window.rows_painted.push([now - at, Number(target.dataset.e2eMs)]);
      told.delete(target.dataset.n);
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-e2e-ms"] });
"""
"""Writes down [milliseconds by the machine's clock, milliseconds as the row says] of each painted row."""


def main(words: list[str]) -> None:
    """Measure and print a table."""
    options = asked(words, "pixel", __doc__)
    with stage(options.sockets) as on, wall(on) as page:
        apart: list[float] = []
        shares: list[float] = []

        def lap() -> dict[str, Heard]:
            told, feed = pixels(on, page, options.seconds)
            apart.extend(row[1] - row[0] for row in told["rows"])
            shares.append(len(told["rows"]) / feed.events)
            return {"pixel": told["heard"], "feed": feed, **floors(on, options.seconds)}

        lap()  # the first one warms up
        tell(
            *quiet(lap, options.laps),
            options.sockets,
            (("ledger → pixel", "ledger", "pixel"), *ROWS),
            "pixel",
        )
    print("CPU of the first line is the browser's, for frames that it heard and rows that it painted")
    print(
        f"rows painted: {median(shares):.0%} of the reports; what a row says is off by {median(apart):+.1f} ms"
    )


@contextmanager
def wall(on: Stage) -> Iterator[Page]:
    """A wall that is live, in a browser of its own."""
    found = chromium.find()
    options: dict[str, Any] = {"executable_path": str(found)} if found else {}
    name, _, value = on.cookie.partition("=")
    url = f"http://127.0.0.1:{on.house.env.port}"
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(args=["--no-sandbox"], **options)
        context = browser.new_context(viewport=SIZE, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
        context.add_cookies([{"name": name, "value": value, "url": url}])
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{url}/wall/")
        page.locator(".pill.live").wait_for()
        page.locator(".alarms .block").first.wait_for(timeout=CALLED_MS)
        settle(page, CALM_SECONDS)
        yield page
        browser.close()


def settle(page: Page, calm: int) -> None:
    """Turn the wall back to its usual picture until no call has turned it for so many seconds; two minutes at most."""
    still = 0
    for _ in range(120):
        if page.locator("[data-mode=incident]").count():
            page.keyboard.press("i")
            still = 0
        page.wait_for_timeout(1_000)
        still += 1
        if still > calm:
            break
    page.locator(".feed li").first.wait_for()


def pixels(on: Stage, page: Page, seconds: float) -> tuple[dict[str, Any], Heard]:
    """A lap of reports: what the page painted of them, and what the sockets heard. RuntimeError if it painted none."""
    settle(page, 1)
    page.evaluate("rows_painted.length = frames_heard = 0")
    browser = browser_pid()
    before, neighbours = kernel.cpu_seconds([browser]), kernel.Neighbours()
    feed = product(on, seconds)
    time.sleep(SETTLED_SECONDS)
    rows, frames = page.evaluate("[rows_painted, frames_heard]")
    spent = kernel.cpu_seconds([browser]) - before
    took = [row[0] for row in rows]
    if not took:
        raise RuntimeError(f"the wall heard {frames} frames and painted no row: was it turned to a call?")
    return {"rows": rows, "heard": heard(len(rows), frames, took, took, spent, neighbours.share())}, feed


def browser_pid() -> int:
    """The browser's first process, which is the parent of its others."""
    ours = kernel.family([os.getpid()])
    return next(pid for pid in ours if "chrom" in Path(f"/proc/{pid}/comm").read_text())


if __name__ == "__main__":
    main(sys.argv[1:])
