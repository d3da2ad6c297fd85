"""What every race stands on: the cast and the teller of lives, on a database that really commits."""

from typing import Any

import pytest

from tests.incidents.conftest import cast, small_catalogue, tell

__all__ = ["cast", "small_catalogue", "tell"]


@pytest.fixture(autouse=True)
def _really_commits(transactional_db: Any) -> None:
    """Threads and processes see only what was committed."""
