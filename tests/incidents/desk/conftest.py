"""People at their desks, by the real clock, because the pages go by it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from incidents.models import Incident
from tests.incidents.lives import Teller


@pytest.fixture
def tell(tell: Teller) -> Teller:
    """Lives of today."""
    tell.now = now()
    return tell


@pytest.fixture
def seat(cast: SimpleNamespace) -> Callable[[str], Client]:
    """Somebody of the cast, signed in."""

    def at(who: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, who))
        return client

    return at


@pytest.fixture
def zhou_at_the_desk(seat: Callable[[str], Client]) -> Client:
    return seat("zhou")


def do(client: Client, incident: Incident, verb: str, **data: Any) -> Any:
    """Post a verb's form as the page does, with the version it was drawn from."""
    return client.post(f"/desk/{incident.number}/do/{verb}", {"version": incident.version, **data})
