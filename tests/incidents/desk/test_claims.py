"""Who works on what: a courtesy of ninety seconds that ends by itself, never stands in the way, and is not kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.conf import settings
from django.test import Client, override_settings
from django.utils.timezone import now

from incidents.desk import claims
from incidents.models import Incident, State
from tests.incidents.desk.conftest import do
from tests.incidents.lives import Teller

Seat = Callable[[str], Client]


def claim(client: Client, incident: Incident, **more: str) -> Any:
    return client.post(f"/desk/{incident.number}/claim", more)


def working(client: Client) -> dict[str, Any]:
    """What the desk of this person shows beside the rows."""
    shown: dict[str, Any] = client.get("/desk/presence").json()
    return shown


def test_whoever_opens_a_matter_has_it_and_others_read_who(tell: Teller, seat: Seat) -> None:
    incident = tell.file("hazard")
    assert claim(seat("zhou"), incident).content.decode().strip() == ""
    assert "周敏正在处理" in claim(seat("wei"), incident).content.decode()
    assert working(seat("wei"))["claims"][str(incident.pk)] == {"by": "周敏", "mine": False}
    assert working(seat("zhou"))["claims"][str(incident.pk)]["mine"] is True


def test_a_matter_is_taken_over_for_a_reason_that_the_other_reads(tell: Teller, seat: Seat) -> None:
    incident = tell.file("hazard")
    claim(seat("zhou"), incident)
    assert claim(seat("wei"), incident, reason=" ").status_code == 422
    assert claim(seat("wei"), incident, reason="您去开会了").content.decode().strip() == ""
    assert "从周敏接手：您去开会了" in claim(seat("zhou"), incident).content.decode()


def test_a_lease_never_stands_in_the_way_of_a_verb(tell: Teller, seat: Seat) -> None:
    incident = tell.file("hazard")
    claim(seat("wei"), incident)
    assert do(seat("zhou"), incident, "accept", category="H01", urgency="normal").status_code == 200
    assert Incident.objects.get(pk=incident.pk).state == State.ACCEPTED


def test_each_holds_one_matter_and_leaves_it_for_the_next(tell: Teller, seat: Seat) -> None:
    one, two = tell.file("hazard"), tell.file("petition")
    claim(seat("zhou"), one)
    claim(seat("zhou"), two)
    assert list(working(seat("wei"))["claims"]) == [str(two.pk)]
    seat("zhou").post(f"/desk/{two.number}/leave")
    assert working(seat("wei"))["claims"] == {}


def test_one_cannot_leave_what_another_holds(tell: Teller, seat: Seat) -> None:
    incident = tell.file("hazard")
    claim(seat("zhou"), incident)
    seat("wei").post(f"/desk/{incident.number}/leave")
    assert list(working(seat("wei"))["claims"]) == [str(incident.pk)]


def test_nothing_is_kept_after_ninety_seconds(tell: Teller) -> None:
    incident = tell.file("hazard")
    claims.claim(incident.pk, tell.cast.zhou, now())
    bus = redis.Redis.from_url(settings.REDIS_URL)
    kept = list(bus.scan_iter(f"{settings.REDIS_PREFIX}desk:*"))
    assert len(kept) >= 3
    assert all(0 < int(str(bus.ttl(key))) <= claims.LEASE_SECONDS for key in kept)
    assert incident.pk not in claims.claims(now() + timedelta(seconds=claims.LEASE_SECONDS + 1))


def test_who_can_do_nothing_on_a_matter_takes_no_lease(tell: Teller, seat: Seat) -> None:
    incident = tell.file("hazard")
    claim(seat("ma"), incident)
    assert working(seat("zhou"))["claims"] == {}


def test_another_street_sees_neither_the_matter_nor_who_works_on_it(tell: Teller, seat: Seat) -> None:
    incident = tell.file("hazard")
    claim(seat("zhou"), incident)
    assert claim(seat("he"), incident).status_code == 404
    assert working(seat("he"))["claims"] == {}


def test_without_redis_the_desk_goes_on_and_says_so(
    tell: Teller, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "_silent_until", 0.0)
    incident = tell.file("hazard")
    client = seat("zhou")
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        assert "暂时看不到谁在处理" in claim(client, incident).content.decode()
        assert working(client) == {"away": True, "claims": {}}
        assert client.post(f"/desk/{incident.number}/leave").status_code == 204
    assert do(client, incident, "accept", category="H01", urgency="normal").status_code == 200
