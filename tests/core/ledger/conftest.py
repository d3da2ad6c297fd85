"""The table of the tests' own matter, the keys, and a sequencer at hand."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings

from core.crypto import signers
from core.crypto.keys import ensure
from core.ledger import checkpoints, leader, takeup
from core.ledger.sequencer import Sequencer
from core.ledger.sql import attach_chain_trigger
from core.ledger.verification import rows
from tests.core.ledger.matter import NOW, Matter
from tests.core.ledger.sessions import session

TABLE = """
CREATE TABLE ledger_tests_matter (
    id uuid PRIMARY KEY, version integer NOT NULL, head_hash bytea NOT NULL, state text NOT NULL
)
"""


@pytest.fixture(scope="package")
def matter_table(django_db_setup: None) -> Iterator[None]:
    with session("sanling_migrator") as owner:
        owner.execute(TABLE)
        owner.execute(str(attach_chain_trigger("ledger_tests_matter").sql).encode())
        owner.execute("GRANT SELECT, INSERT, UPDATE ON ledger_tests_matter TO sanling_web, sanling_worker")
    yield
    with session("sanling_migrator") as owner:
        owner.execute("DROP TABLE ledger_tests_matter")


@pytest.fixture(autouse=True)
def _matter_table_for_database_tests(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("matter_table")


@pytest.fixture(autouse=True)
def _only_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that are checked are those of the tests' own table."""
    monkeypatch.setattr(rows, "chained_models", lambda: [Matter])


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    ensure(folder)
    return folder


@pytest.fixture
def publisher(keys: Path, tmp_path: Path) -> checkpoints.Publisher:
    return checkpoints.Publisher(django_settings.LEDGER_ORIGIN, *signers(keys), tmp_path / "ledger")


@pytest.fixture
def leading(transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    """The sequencer's own connection, as the owner of the test database."""
    with leader.connect() as opened:
        yield opened


@pytest.fixture
def seal_all(leading: psycopg.Connection[Any], publisher: checkpoints.Publisher) -> Callable[[], int]:
    """Take up, number everything that waits, sign a checkpoint; return the size of the log."""

    def run() -> int:
        sequencer = Sequencer(leading, takeup.take_up(leading, publisher))
        while sequencer.drain():
            pass
        publisher.publish(leading, sequencer.trees, NOW)
        return sequencer.trees.size

    return run
