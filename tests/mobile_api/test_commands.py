"""Verbs over the API: once by the client's own id, never on an old version, with the answer that came first."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils.timezone import now

from core.ledger.models import Entry
from incidents import services
from incidents.models import Incident
from mobile_api.models import Command
from tests.mobile_api.conftest import Phone

pytestmark = pytest.mark.django_db
ACCEPT = {"category": "H01", "urgency": "normal"}


@pytest.fixture
def incident(phone: Any, lin: Any) -> Incident:
    phone(lin).report()
    return Incident.objects.get()


@pytest.fixture
def desk(phone: Any, zhou: Any) -> Phone:
    return phone(zhou)


def test_a_command_does_its_verb_and_answers_with_the_matter(desk: Phone, incident: Incident) -> None:
    command_id = uuid4()
    answer = desk.command(incident, "accept", ACCEPT, command_id)
    assert answer.status == 200
    assert answer.json["command"] == str(command_id)
    assert answer.json["replayed"] is False
    assert (answer.json["done"]["state"], answer.json["done"]["version"]) == ("accepted", 2)
    assert answer.json["incident"]["state_label"] == "已受理"
    assert "assign" in [verb["name"] for verb in answer.json["incident"]["verbs"]]


def test_the_same_command_again_is_done_once(desk: Phone, incident: Incident, sanitation: Any) -> None:
    command_id = uuid4()
    first = desk.command(incident, "accept", ACCEPT, command_id, version=1)
    desk.command(incident, "assign", {"to": sanitation.code})
    again = desk.command(incident, "accept", ACCEPT, command_id, version=1)
    assert (again.status, again.json["replayed"]) == (200, True)
    assert again.json["done"] == first.json["done"]
    assert again.json["incident"]["state"] == "assigned"
    assert Entry.objects.filter(kind="accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_equal_commands_at_once_are_one_deed(desk: Phone, incident: Incident) -> None:
    command_id = uuid4()

    def send(_: int) -> tuple[int, bool]:
        try:
            answer = Phone(None, desk.token).command(incident, "accept", ACCEPT, command_id, version=1)
            return answer.status, answer.json["replayed"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(answers) == [(200, False)] + [(200, True)] * 7
    assert Entry.objects.filter(kind="accepted").count() == 1


def test_an_id_stands_for_one_command_and_one_person(
    phone: Any, desk: Phone, wei: Any, incident: Incident
) -> None:
    command_id = uuid4()
    desk.command(incident, "accept", ACCEPT, command_id, version=1)
    other = desk.command(incident, "accept", {**ACCEPT, "urgency": "urgent"}, command_id, version=1)
    stranger = phone(wei).command(incident, "accept", ACCEPT, command_id, version=1)
    assert [(a.status, a.json["code"]) for a in (other, stranger)] == [(409, "ID_REUSED")] * 2
    assert stranger.json["current"] is None


def test_who_comes_late_is_told_how_it_stands_and_by_whom(
    phone: Any, desk: Phone, wei: Any, incident: Incident
) -> None:
    desk.command(incident, "accept", ACCEPT)
    late = phone(wei).command(incident, "accept", ACCEPT, version=1)
    assert (late.status, late.json["code"]) == (409, "STATE_CONFLICT")
    current = late.json["current"]
    assert (current["state"], current["version"]) == ("accepted", 2)
    assert current["last"]["by"] == "周敏"


def test_a_command_that_came_late_is_never_done_afterwards(desk: Phone, incident: Incident) -> None:
    command_id = uuid4()
    first = desk.command(incident, "close", {"outcome": "settled"}, command_id, version=1)
    again = desk.command(incident, "close", {"outcome": "settled"}, command_id, version=1)
    assert (first.status, again.status) == (409, 409)
    assert again.json["current"]["state"] == "reported"
    assert Command.objects.get().was_late


def test_a_command_that_was_refused_otherwise_may_be_tried_again(desk: Phone, incident: Incident) -> None:
    command_id = uuid4()
    wrong = desk.command(incident, "accept", {"category": "H01", "urgncy": "normal"}, command_id)
    assert (wrong.status, wrong.json["fields"]) == (422, {"urgncy": ["没有这个字段"]})
    assert not Command.objects.exists()
    assert desk.command(incident, "accept", ACCEPT, command_id).status == 200


def test_who_may_not_is_told_so_and_nothing_is_kept(phone: Any, lin: Any, incident: Incident) -> None:
    answer = phone(lin).command(incident, "accept", ACCEPT)
    assert (answer.status, answer.json["code"]) == (403, "NOT_ALLOWED")
    assert not Command.objects.exists()


@pytest.mark.parametrize("data", [ACCEPT, {"nonsense": 1}, {"category": "X99"}])
@pytest.mark.parametrize("verb", ["accept", "no_such_verb"])
def test_a_matter_of_another_street_is_not_there(
    phone: Any, he: Any, incident: Incident, verb: str, data: Any
) -> None:
    strange = phone(he).command(incident, verb, data)
    missing = phone(he).put(
        f"/commands/{uuid4()}", {"incident": str(uuid4()), "verb": verb, "version": 1, "data": data}
    )
    assert strange.status == missing.status == 404
    assert strange.json == missing.json


def test_what_leaves_ones_sight_by_the_deed_is_not_shown(
    phone: Any, desk: Phone, chen: Any, incident: Incident
) -> None:
    desk.command(incident, "accept", ACCEPT)
    desk.command(incident, "assign", {"to": "sanitation"})
    handler = phone(chen)
    assert handler.command(incident, "take").json["incident"]["state"] == "handling"
    back = handler.command(incident, "send_back", {"reason_code": "not_ours", "text": "属于市政"})
    assert back.status == 200
    assert back.json["incident"] is None
    assert back.json["done"]["state"] == "accepted"


def test_who_acted_without_network_on_what_went_to_others_is_told_where_it_went(
    phone: Any, desk: Phone, chen: Any, he: Any, sanitation: Any, water: Any, incident: Incident
) -> None:
    desk.command(incident, "accept", ACCEPT)
    desk.command(incident, "assign", {"to": "sanitation"})
    seen = Incident.objects.get().version
    desk.command(incident, "assign", {"to": "water"})
    command_id = uuid4()
    for _ in range(2):
        late = phone(chen).command(incident, "take", {}, command_id, version=seen)
        assert (late.status, late.json["code"]) == (409, "STATE_CONFLICT")
        assert (late.json["current"]["department"], late.json["current"]["last"]["by"]) == (
            "济源市供水公司",
            "周敏",
        )
    assert phone(chen).command(incident, "take", version=seen + 1).status == 404
    assert phone(he).command(incident, "accept", ACCEPT, version=seen).status == 404


def test_nothing_personal_is_kept_of_a_command(desk: Phone, incident: Incident) -> None:
    desk.command(incident, "accept", ACCEPT)
    stored = {field.name: getattr(Command.objects.get(), field.attname) for field in Command._meta.fields}
    assert set(stored) == {
        "id", "user", "incident", "verb", "payload_sha256", "was_late", "state", "version", "phone_at", "done_at",
    }  # fmt: skip


def test_the_phones_own_time_is_kept_and_decides_nothing(desk: Phone, incident: Incident) -> None:
    answer = desk.command(incident, "accept", ACCEPT, at="1970-01-01T00:00:00Z")
    assert answer.status == 200
    assert Command.objects.get().phone_at is not None
    assert abs((Incident.objects.get().accepted_at or now()) - now()).total_seconds() < 60


def test_a_reveal_needs_its_reason_and_is_itself_a_line(phone: Any, zhou: Any, lin: Any) -> None:
    desk = phone(zhou)
    told = {"name": "张建国", "phone": "13800001234", "address": ""}
    filed = desk.report(source="hotline", reporter=told).json
    asked = {"fields": ["phone"], "reason_code": "contact", "reason": "联系来访人核实井盖的具体位置"}
    path = f"/incidents/{filed['id']}/reveal"
    assert desk.get(f"/incidents/{filed['id']}").json["reporter"]["name"].startswith("张*")
    shown = desk.post(path, asked)
    assert (shown.status, shown.json) == (200, {"values": {"phone": "13800001234"}})
    assert shown.headers["Cache-Control"] == "no-store"
    assert Entry.objects.filter(kind="revealed").count() == 1
    assert desk.post(path, {**asked, "reason": "随便看看"}).status == 422
    assert phone(lin).post(path, asked).status == 403
    line = next(
        each for each in desk.get(f"/incidents/{filed['id']}").json["timeline"] if each["kind"] == "revealed"
    )
    assert (line["by"], line["text"]) == ("周敏", "")


def test_services_and_commands_are_one(desk: Phone, incident: Incident, zhou: Any) -> None:
    services.accept(incident.pk, category="H01", urgency="normal", by=zhou, now=now())
    assert desk.command(incident, "accept", ACCEPT).status == 409
