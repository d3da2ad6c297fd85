"""The digest: figures of one's own, as they stood at eight and at four, and nothing in between."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from grids.scope import scope_of
from incidents.models import State
from mobile_api.digest import as_of, digest
from tests.incidents.conftest import tell
from tests.incidents.lives import Teller
from tests.mobile_api.conftest import Phone

__all__ = ["tell"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("at", "told"),
    [("23 07:59", "22 16:00"), ("23 08:00", "23 08:00"), ("23 15:59", "23 08:00"), ("23 23:59", "23 16:00")],
)
def test_it_is_as_of_eight_or_four(at: str, told: str) -> None:
    now, then = (datetime.fromisoformat(f"2026-11-{each}+08:00") for each in (at, told))
    assert as_of(now) == then


def test_it_counts_what_was_there_and_nothing_since(tell: Teller, lin: Any) -> None:
    scope = scope_of(lin, tell.now.date())
    tell.in_state(State.FINISHED)
    tell.in_state(State.CLOSED)
    assert digest(scope, tell.now)["filed_open"] == 0
    later = tell.now + timedelta(hours=7)
    found = digest(scope, later)
    assert (found["waiting"], found["filed_open"], found["settled"]) == (1, 1, 1)
    assert digest(scope, later + timedelta(days=9))["settled"] == 0


def test_the_phone_is_told_with_who_it_is(phone: Any, lin: Any) -> None:
    reader: Phone = phone(lin)
    assert set(reader.get("/me").json["digest"]) == {"as_of", "waiting", "filed_open", "settled"}
