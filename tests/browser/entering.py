"""A browser page signed in as somebody of the cast, on which nothing may go wrong unsaid."""

from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from tests.realtime.sockets import session_of
from tests.serving import SHOTS, Site


def enter(page: Page, site: Site, user: Any) -> Page:
    """Give the page the session of `user`."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": site.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    return page


def watched(page: Page) -> list[str]:
    """What goes wrong on the page from now on: script errors, refused styles, answers of 500."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    page.on("response", lambda got: wrong.append(got.url) if got.status >= 500 else None)
    return wrong


def shot(page: Page, name: str) -> None:
    """Leave a picture for a person to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
