"""Presence over the socket: a desk hears within a second which matter a colleague took; nobody else, and never who."""

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import now

from incidents.desk import claims
from realtime.walls import services
from tests.realtime.sockets import Screen, screen, session_of
from tests.realtime.test_walls import watching
from tests.serving import Site


def told(desk: Screen, matter: Any, by: Any) -> Any:
    """Take the matter and leave it until the desk hears of it: the bell may not be hung up yet."""
    for _ in range(10):
        claims.claim(matter.pk, by, now())
        try:
            return desk.next("claims", seconds=1.0)
        except TimeoutError:
            claims.leave(matter.pk, by)
    raise AssertionError("the desk heard nothing")


def test_desks_hear_which_matter_was_taken_and_left_and_nobody_hears_by_whom(
    site: Site, sequencing: None, tell: Any, people: Any
) -> None:
    tell.now = datetime.now(UTC)
    matter = tell.file("petition")
    secret = services.bind(services.make("东墙", people.street_a, by=None, now=tell.now)[1], now=tell.now)
    with ExitStack() as open_:
        enter = open_.enter_context
        desk = enter(screen(site, session_of(people.wei), claims=1))
        deaf = {
            "whoever took it": enter(screen(site, session_of(people.zhou), claims=1)),
            "a grid worker": enter(screen(site, session_of(people.lin), claims=1)),
            "another street": enter(screen(site, session_of(people.he), claims=1)),
            "who did not ask": enter(screen(site, session_of(people.wu))),
            "a wall": enter(watching(site, secret, "419001001&claims=1")),
        }
        desk.until(lambda said: str(matter.pk) in json.dumps(said))
        assert told(desk, matter, people.zhou) == {"type": "claims", "id": str(matter.pk), "free": False}
        claims.claim(matter.pk, people.zhou, now())  # renewed: nothing to tell
        claims.leave(matter.pk, people.zhou)
        assert desk.next("claims")["free"] is True
        for who, other in deaf.items():
            heard = other.until_quiet()
            assert [said for said in heard if said["type"] == "claims"] == [], who
            assert people.zhou.display_name not in json.dumps(heard, ensure_ascii=False), who
