"""A phone that can be killed: a browser of its own with its storage in a folder, on which all of the app is kept."""

import contextlib
import os
import signal
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Error, Page, expect

from tests.processes import eventually

SCREEN = {"width": 360, "height": 740}
INSIDE_A1 = {"latitude": 35.075, "longitude": 112.605, "accuracy": 12}
ACTIVATED = "navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated')"


class Pocket:
    """One phone; `start` opens the app on it anew, `kill` ends its browser as a dying battery would."""

    def __init__(self, browser_type: BrowserType, launch: dict[str, Any], folder: Path, url: str) -> None:
        self._type, self._launch, self.folder, self.url = browser_type, launch, folder, url
        self.context: BrowserContext | None = None

    def start(self, address: str = "/m/", clock: str = "", slow: int = 1) -> Page:
        """A new process, with whatever storage the last one left; `clock` is a script that puts its clock wrong,
        `slow` how many times slower than this machine it is.
        """
        self.context = self._type.launch_persistent_context(
            str(self.folder), **self._launch, viewport=SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai",  # type: ignore[arg-type]
            geolocation=INSIDE_A1, permissions=["geolocation"],  # type: ignore[arg-type]
        )  # fmt: skip
        self.context.set_default_timeout(15_000)
        if clock:
            self.context.add_init_script(clock)
        page = self.context.pages[0]
        if slow > 1:
            self.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
        page.goto(self.url + address)
        return page

    def kill(self) -> None:
        """SIGKILL to every process of this browser, and none other: they name its folder."""
        for pid in self._pids():
            os.kill(pid, signal.SIGKILL)
        while self._pids():
            time.sleep(0.02)
        self.stop()

    def stop(self) -> None:
        """Put it away; a browser that is gone already has nothing to close."""
        if self.context is not None:
            with contextlib.suppress(Error):
                self.context.close()
        self.context = None

    def _pids(self) -> list[int]:
        mark = f"--user-data-dir={self.folder}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and mark in (entry / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
        return found


def shell_kept(page: Page) -> None:
    """Wait until the app would open without a network."""
    assert eventually(lambda: bool(page.evaluate(ACTIVATED)))
    expect(page.locator("#phone")).not_to_be_empty()
