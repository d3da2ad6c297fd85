"""What the long stories stand on: the cast with passwords, a county small enough to see through, a real sequencer."""

from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.incidents.conftest import cast, small_catalogue
from tests.realtime.conftest import publisher, sequencing
from tests.serving import Site

__all__ = ["cast", "publisher", "sequencing", "small_catalogue"]

PASSWORD = "a-long-enough-pass"
PHONE = {"width": 360, "height": 740}
INSIDE_A1 = {"latitude": 35.075, "longitude": 112.605, "accuracy": 12}

Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, browser_context_args: dict[str, Any], site: Site, cast: SimpleNamespace) -> Enter:
    """Step in as one of the cast, on a device of one's own, at an address."""

    def step_in(who: str, path: str, **device: Any) -> Page:
        user = getattr(cast, who)
        if not user.has_usable_password():
            user.set_password(PASSWORD)  # once: a new password ends the sessions of the old one
            user.save()
        options = {**browser_context_args, "geolocation": INSIDE_A1, "permissions": ["geolocation"], **device}
        context: BrowserContext = browser.new_context(**options)
        page = context.new_page()
        page.goto(f"{site.url}/accounts/login/?next={path}")
        page.fill("#id_login", user.username)
        page.fill("#id_password", PASSWORD)
        page.click(".sign-in-card button")
        expect(page).not_to_have_url(f"{site.url}/accounts/login/")
        page.goto(f"{site.url}{path}")
        return page

    return step_in


def photo(colour: str) -> FilePayload:
    """A photo as a phone's camera hands it over, for Playwright's file chooser."""
    made = BytesIO()
    Image.new("RGB", (1200, 900), colour).save(made, "JPEG")
    return {"name": "camera.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
