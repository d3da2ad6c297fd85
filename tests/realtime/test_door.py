"""Who gets in, and when they are shown out. A socket lives no longer than its session, its account and its right."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from realtime import consumers
from realtime.sessions import NO_ROOM, NO_SESSION
from tests.realtime.sockets import screen, session_of
from tests.serving import Site

pytestmark = pytest.mark.usefixtures("sequencing")


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "http://127.0.0.1", "null"])
def test_a_page_of_another_origin_or_of_none_is_refused(site: Site, people: Any, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused, screen(site, session_of(people.wu), origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_another_address_than_the_feed_is_refused(site: Site, people: Any) -> None:
    with pytest.raises(InvalidStatus), connect(f"{site.ws}/ws/other", origin=Origin(site.url), proxy=None):
        pass


@pytest.mark.parametrize("session", ["", "0123456789abcdef0123456789abcdef"])
def test_without_a_session_it_closes_at_once(site: Site, people: Any, session: str) -> None:
    with screen(site, session) as wall:
        assert wall.closed_with() == NO_SESSION


@pytest.mark.parametrize("room", ["419001001", "419001", "419009999", "nonsense", "%00", "sanitation"])
def test_a_room_of_others_and_one_that_is_not_there_look_alike(site: Site, people: Any, room: str) -> None:
    with screen(site, session_of(people.he), room=room) as wall:
        assert wall.closed_with() == NO_ROOM


@pytest.mark.parametrize("person", ["xu", "fang", "tang", "qian"])
def test_administrators_and_recognising_officers_have_no_room(
    site: Site, people: Any, person: str, request: pytest.FixtureRequest
) -> None:
    with screen(site, session_of(request.getfixturevalue(person))) as wall:
        assert wall.closed_with() == NO_ROOM


def test_a_room_inside_ones_own_may_be_entered(site: Site, people: Any) -> None:
    with screen(site, session_of(people.wu), room="419001001001") as wall:
        assert wall.next("snapshot")["area"]["name"] == "东马蓬"


def test_he_of_another_street_hears_nothing_of_street_a(site: Site, tell: Any, people: Any) -> None:
    tell.now = datetime.now(UTC)
    with screen(site, session_of(people.he)) as other, screen(site, session_of(people.zhou)) as own:
        assert other.next("snapshot")["open"] == []
        tell.in_state("assigned")
        own.next("frame")
        heard = [other.next("beat"), other.hear()]
    assert {each["type"] for each in heard} == {"beat"}
    assert {each["open_count"] for each in heard} == {0}


def test_signing_out_closes_the_sockets_of_that_session_and_of_no_other(site: Site, people: Any) -> None:
    session, other = session_of(people.wu), session_of(people.wu)
    with screen(site, session) as wall, screen(site, other) as second:
        wall.next("beat"), second.next("beat")
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        client.post("/accounts/logout/")
        assert wall.closed_with() == NO_SESSION
        assert second.next("beat")


def test_blocking_an_account_closes_its_sockets(site: Site, people: Any) -> None:
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        people.wu.is_active = False
        people.wu.save()
        assert wall.closed_with() == NO_SESSION


def test_a_new_password_closes_the_sockets_of_the_old_one(site: Site, people: Any) -> None:
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        people.wu.set_password("ein-anderes-langes-Wort-7")
        people.wu.save()
        assert wall.closed_with() == NO_SESSION


def test_the_end_of_a_posting_closes_the_sockets_that_it_opened(site: Site, people: Any) -> None:
    from grids.postings import end_posting

    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        end_posting(people.wu.postings.get().pk, by=None, now=datetime.now(UTC))
        assert wall.closed_with() == NO_ROOM


def test_without_a_word_from_anybody_a_socket_asks_by_itself(
    site: Site, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "CHECK_SECONDS", 0.5)
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        type(people.wu).objects.filter(pk=people.wu.pk).update(is_active=False)
        assert wall.closed_with() == NO_SESSION


def test_what_a_page_says_is_not_listened_to(site: Site, people: Any) -> None:
    with screen(site, session_of(people.wu)) as wall:
        wall.next("beat")
        wall.socket.send('{"type": "subscribe", "room": "419001"}')
        wall.socket.send(b"\x00" * 100)
        assert wall.next("beat")
