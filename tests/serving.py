"""A real web server for browser and socket tests: the product's own ASGI application, on a free port of loopback."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from bootstrap import chromium


@dataclass(frozen=True)
class Site:
    """Where the server listens: `url` for pages, `ws` for sockets; no slash at the end."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def static_files(django_db_setup: None) -> None:
    """The built front end, collected with hashed names, as `make run` does it."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def _serving(static_files: None) -> Iterator[Site]:
    import uvicorn

    from core.asgi import application

    listener = socket.create_server(("127.0.0.1", 0))
    options: dict[str, Any] = {"lifespan": "off", "log_level": "warning", "timeout_graceful_shutdown": 1}
    server = uvicorn.Server(uvicorn.Config(application, ws="websockets-sansio", **options))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield Site(listener.getsockname()[1])
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def site(_serving: Site, transactional_db: None) -> Site:
    """The product behind a port, on the test's own database; what it commits is emptied afterwards."""
    return _serving


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium `make chromium` found; root needs --no-sandbox, and /dev/shm may be small."""
    os.environ.update(chromium.lend_font(settings.VAR))
    expect.set_options(timeout=PATIENCE_MS)
    found = {"executable_path": str(path)} if (path := chromium.find()) else {}
    return {**browser_type_launch_args, **found, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Chinese, in Jiyuan's time zone, on a desk computer's screen."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai",
            "viewport": {"width": 1440, "height": 900}}  # fmt: skip


PATIENCE_MS = 30_000
"""How long a page may take to show what it is expected to; as long as Playwright waits before it gives up a click."""

SHOTS = Path("var/shots")
"""Where tests may leave pictures of pages for a person to look at."""
