"""同步: what changed since n, what is gone from sight, and nothing that was never in it."""

from typing import Any

import pytest
from django.db import connection

from incidents.models import Incident
from mobile_api import sync as sync_module
from tests.mobile_api.conftest import Phone

pytestmark = pytest.mark.django_db
ACCEPT = {"category": "H01", "urgency": "normal"}

_NUMBER_ALL = """
WITH waiting AS (DELETE FROM ledger_pending RETURNING entry_id)
INSERT INTO ledger_logentry (idx, entry_id, leaf_sha256, leaf_sm3)
SELECT (SELECT count(*) FROM ledger_logentry) + row_number() OVER (ORDER BY entry_id) - 1, entry_id,
       sha256(entry_id::text::bytea), sha256(entry_id::text::bytea)
FROM waiting
"""


def number_all() -> None:
    """Give every committed entry its number, as the sequencer does."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER_ALL)


def sync(reader: Phone, since: int) -> Any:
    number_all()
    answer = reader.get(f"/sync?since={since}")
    assert answer.status == 200
    return answer.json


@pytest.fixture
def incident(phone: Any, lin: Any) -> Incident:
    phone(lin).report()
    return Incident.objects.get()


def test_the_first_time_everything_of_mine_comes(phone: Any, lin: Any, incident: Incident) -> None:
    told = sync(phone(lin), 0)
    assert told["reset"] is True
    assert [item["id"] for item in told["items"]] == [str(incident.pk)]
    assert told["mine"] == [str(incident.pk)]
    assert told["n"] > 0


def test_then_only_what_changed_since(phone: Any, lin: Any, zhou: Any, incident: Incident) -> None:
    mine = phone(lin)
    first = sync(mine, 0)
    assert sync(mine, first["n"]) | {"server_time": 0} == {
        "n": first["n"], "leaf": first["leaf"], "reset": False, "items": [], "gone": [], "waiting": [],
        "mine": [str(incident.pk)], "server_time": 0,
    }  # fmt: skip
    phone(zhou).command(incident, "accept", ACCEPT)
    later = sync(mine, first["n"])
    assert [(item["id"], item["state"]) for item in later["items"]] == [(str(incident.pk), "accepted")]


def test_waiting_is_told_as_it_is_now(phone: Any, zhou: Any, incident: Incident) -> None:
    desk = phone(zhou)
    told = sync(desk, 0)
    assert told["waiting"] == [str(incident.pk)]
    desk.command(incident, "accept", ACCEPT)
    assert sync(desk, told["n"])["waiting"] == [str(incident.pk)]


def test_what_left_ones_sight_is_gone(phone: Any, zhou: Any, chen: Any, incident: Incident) -> None:
    desk, handler = phone(zhou), phone(chen)
    desk.command(incident, "accept", ACCEPT)
    desk.command(incident, "assign", {"to": "sanitation"})
    seen = sync(handler, 0)
    assert seen["waiting"] == [str(incident.pk)]
    handler.command(incident, "send_back", {"reason_code": "not_ours", "text": "属于市政"})
    told = sync(handler, seen["n"])
    assert (told["gone"], told["waiting"], told["items"]) == ([str(incident.pk)], [], [])


def test_what_was_never_seen_is_not_named(
    phone: Any, he: Any, chen: Any, zhou: Any, incident: Incident
) -> None:
    strangers = [phone(he), phone(chen)]
    heads = [sync(each, 0)["n"] for each in strangers]
    phone(zhou).command(incident, "accept", ACCEPT)
    number_all()
    for reader, head in zip(strangers, heads, strict=True):
        told = sync(reader, head - 3)
        assert [told[name] for name in ("items", "gone", "waiting", "mine")] == [[], [], [], []]
        assert str(incident.pk) not in str(told)


@pytest.mark.parametrize("since", [2**40, 2**53])
def test_a_number_from_the_future_starts_anew(phone: Any, lin: Any, incident: Incident, since: int) -> None:
    told = sync(phone(lin), since)
    assert told["reset"] is True
    assert len(told["items"]) == 1


def test_who_is_too_far_behind_starts_anew(
    phone: Any, lin: Any, incident: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_module, "TOO_FAR_BACK", 0)
    assert sync(phone(lin), 1)["reset"] is True
