"""Killed between a commit and the word of it, or before the commit: a screen shows what is, and nothing else (F28)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from tests.mobile_api.conftest import hazard, phone
from tests.mobile_api.web import several
from tests.realtime.conftest import cast, people, publisher, sequencing, small_catalogue, tell
from tests.realtime.sockets import screen, session_of
from tests.serving import Site

__all__ = ["cast", "people", "phone", "publisher", "sequencing", "small_catalogue", "tell"]


@pytest.mark.usefixtures("sequencing")
def test_f28_a_screen_shows_what_was_committed_and_never_told_and_nothing_that_was_not(
    site: Site, people: Any, phone: Any, tmp_path: Path
) -> None:
    token = phone(people.lin).token
    with (
        several(tmp_path, "before_commit:kill9", "ledger.ring:kill9") as (before, untold),
        screen(site, session_of(people.wu)) as wall,
    ):
        n = wall.next("beat")["n"]
        for web in (before, untold):
            assert web.ask("PUT", f"/reports/{uuid4()}", hazard(), token) is None
            assert web.was_killed()
        frame = wall.next("frame", 10)
    assert (frame["from"], frame["to"], len(frame["open"])) == (n, n + 1, 1)
    assert datetime.fromisoformat(frame["lines"][0]["at"]) <= datetime.now(UTC)


def test_f35_no_group_of_a_channel_layer_can_expire_for_there_is_none() -> None:
    assert not hasattr(settings, "CHANNEL_LAYERS")
