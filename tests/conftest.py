"""What every test stands on: private servers per run, a clean database per test, one real web server for browsers."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from xdist import is_xdist_controller

from tests import services

SERVERS = services.PrivateServers(services.choose_folder())
os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop lives in the thread of the test

import django  # noqa: E402

django.setup()  # here, and not by a setting of pytest: the folder above must be chosen before settings are read

import core.celery  # noqa: E402, F401

del os.environ["SANLING_ROLE"]  # that was for a worker's process; those that tests start choose their own

from core.cache import ForgivingRedis  # noqa: E402
from tests.database import refilling_flush  # noqa: E402
from tests.serving import _serving, browser_context_args, browser_type_launch_args, site, static_files  # noqa: E402

pytest_plugins = ["tests.cast"]
pytest.register_assert_rewrite("tests.faults.judge", "tests.faults.watching")

__all__ = ["_serving", "browser_context_args", "browser_type_launch_args", "site", "static_files"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="only the long proofs, those marked `full` (make test-full)"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long proofs are a run of their own: either they, or everything else. What drives a browser comes last.

    Workers take files in this order, and of those that drive a browser the longest come first, so that none ends late.
    Playwright's loop stays running in the thread of the tests once it has begun, and no other loop can run beside it.
    """
    wanted = [item for item in items if bool(item.get_closest_marker("full")) is config.option.full]
    driving = Counter(
        item.path for item in wanted if {"browser", "playwright"} & set(getattr(item, "fixturenames", ()))
    )
    items[:] = sorted(wanted, key=lambda item: (item.path in driving, -driving[item.path]))


def pytest_xdist_setupnodes() -> None:
    """The workers are about to be started: they are to choose a folder before they read the settings, as we did."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_sessionstart(session: pytest.Session) -> None:
    if not is_xdist_controller(session) and not session.config.option.collectonly:
        SERVERS.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    SERVERS.stop()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Nothing is dropped at the end: the whole cluster goes."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the migrations: from now on a flush empties everything but what the migrations brought."""
    with django_db_blocker.unblock(), refilling_flush():
        yield


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Any) -> None:
    """Argon2 takes a quarter of a second by design; a test that is about hashing sets its own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="session", autouse=True)
def _patient_cache() -> None:
    """Redis gets half a second in the product and is then done without; a machine at its limit needs it longer."""
    from django.conf import settings

    options: Any = settings.CACHES["default"]["OPTIONS"]
    options.update(socket_timeout=10, socket_connect_timeout=10)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """No test inherits another's rate limits, its catalogue or its silence of Redis."""
    from django.core.cache import cache

    from incidents.catalogue import forget_catalogue

    ForgivingRedis._silent_until = 0.0
    cache.clear()
    forget_catalogue()
