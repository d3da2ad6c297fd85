"""What every test of the feed stands on: the cast, lives told by the verbs, and a sequencer that numbers them."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from core.crypto import signers
from core.ledger import checkpoints, leader, takeup
from core.ledger.sequencer import Sequencer
from tests.incidents.conftest import cast, small_catalogue, tell

__all__ = ["cast", "small_catalogue", "tell"]

Number = Callable[[], None]


@pytest.fixture
def publisher(tmp_path: Path) -> checkpoints.Publisher:
    keys = signers(django_settings.KEYS_DIR)
    return checkpoints.Publisher(django_settings.LEDGER_ORIGIN, *keys, tmp_path / "ledger")


@pytest.fixture
def number(transactional_db: None, publisher: checkpoints.Publisher) -> Iterator[Number]:
    """Give every committed entry its number, now."""
    with leader.connect() as connection:
        sequencer = Sequencer(connection, takeup.take_up(connection, publisher))

        def run() -> None:
            while sequencer.drain():
                pass

        yield run


@pytest.fixture
def sequencing(transactional_db: None, publisher: checkpoints.Publisher) -> Iterator[None]:
    """The real sequencer, running beside the test and ringing the real bell."""
    stop = threading.Event()
    thread = threading.Thread(target=leader.run, args=(stop, publisher), daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join(10)


@pytest.fixture
def people(tell: Any) -> Any:
    """The cast on a database that really commits."""
    return tell.cast
