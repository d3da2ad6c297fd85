"""何 of another street asks every endpoint there is about a matter of this street, and learns nothing.

Generated from the API's own description: a new endpoint fails here until somebody says how it is asked.
"""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from incidents.models import Incident, Photo
from mobile_api.api import api
from mobile_api.docs import operations
from tests.mobile_api.conftest import Answer, Phone, hazard, jpeg
from tests.mobile_api.sounds import webm
from tests.mobile_api.test_parked import voice
from tests.mobile_api.test_sync import number_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

REVEAL = {"fields": ["phone"], "reason_code": "contact", "reason": "联系来访人核实具体位置"}
COMMAND = {"verb": "accept", "version": 1, "data": {"category": "H01", "urgency": "normal"}}
TOLD = {"name": "张建国", "phone": "13800001234", "address": "沁园小区3号楼"}


@dataclass(frozen=True)
class Ask:
    """How an endpoint is asked about a matter, and what an outsider must be told."""

    status: int
    body: Any = None
    query: str = ""


ASKED = {
    "sign_in": Ask(401, {"username": "he", "password": "wrong"}),
    "sign_out": Ask(204),
    "read_me": Ask(200),
    "put_report": Ask(409, hazard()),
    "read_receipt": Ask(404),
    "ask_for_receipts": Ask(200, {"ids": []}),
    "put_photo": Ask(202, jpeg()),
    "put_voice": Ask(202, webm()),
    "put_command": Ask(404, COMMAND),
    "list_incidents": Ask(200),
    "read_incident": Ask(404),
    "read_thumbnail": Ask(404),
    "reveal_reporter": Ask(404, REVEAL),
    "sync": Ask(200, query="?since=0"),
    "list_areas": Ask(200),
    "list_categories": Ask(200),
    "list_departments": Ask(200),
    "verify_receipt": Ask(200, query="?number=261123-00001&code=7K2M-9QXD"),
}
"""The one 409: an id that is taken can only be guessed, and of whose it is nothing is said."""

OPERATIONS = {
    each["operationId"]: (path, method) for path, method, each in operations(api.get_openapi_schema())
}


def test_every_endpoint_is_asked() -> None:
    assert set(ASKED) == set(OPERATIONS)


@pytest.fixture
def incident(phone: Any, zhou: Any) -> Incident:
    desk = phone(zhou)
    filed = desk.report(source="hotline", reporter=TOLD, address="东马蓬小区3号楼旁").json
    desk.photo(filed["id"], "1", jpeg("blue"))
    number_all()
    return Incident.objects.get()


def asked(reader: Phone, operation: str, incident_id: Any) -> Answer:
    """The answer of one endpoint about one matter."""
    path, method = OPERATIONS[operation]
    ask = ASKED[operation]
    path = path.removeprefix("/api/v1").replace("{slot}", "1").replace("{command_id}", str(uuid4()))
    path = path.replace("{incident_id}", str(incident_id)).replace("{report_id}", str(incident_id))
    if isinstance(ask.body, bytes):
        send = reader.photo if operation == "put_photo" else partial(voice, reader)
        return send(incident_id, "1", ask.body)
    named: dict[str, dict[str, Any]] = {
        "put_command": {"incident": str(incident_id)},
        "ask_for_receipts": {"ids": [str(incident_id)]},
    }
    body = {**ask.body, **named[operation]} if operation in named else ask.body
    return reader.ask(method, path + ask.query, body)


@pytest.mark.parametrize("operation", ASKED)
def test_an_outsider_learns_nothing(phone: Any, he: Any, incident: Incident, operation: str) -> None:
    answer = asked(phone(he), operation, incident.pk)
    assert answer.status == ASKED[operation].status
    said = json.dumps(answer.json, ensure_ascii=False)
    secrets = [
        incident.number,
        incident.text,
        incident.address,
        "13800001234",
        "张建国",
        Photo.objects.get().sha256,
    ]
    assert not [secret for secret in secrets if secret in said]
    if operation != "put_report":
        assert str(incident.pk) not in said


@pytest.mark.parametrize("operation", [name for name, ask in ASKED.items() if ask.status in (404, 202)])
def test_what_is_hidden_and_what_is_not_there_answer_alike(
    phone: Any, he: Any, incident: Incident, operation: str
) -> None:
    hidden, missing = (asked(phone(he), operation, each) for each in (incident.pk, uuid4()))
    assert (hidden.status, hidden.json) == (missing.status, missing.json)


@pytest.mark.parametrize("box", ["open", "waiting", "mine"])
def test_an_outsiders_lists_are_empty(phone: Any, he: Any, incident: Incident, box: str) -> None:
    assert phone(he).get(f"/incidents?box={box}").json == {"items": [], "next": "", "total": None}
    assert phone(he).get(f"/incidents?box={box}&kind=hazard").json["items"] == []


@pytest.mark.parametrize("operation", [name for name in ASKED if name not in ("sign_in", "verify_receipt")])
def test_who_is_not_signed_in_is_told_so_everywhere(
    nobody: Phone, incident: Incident, operation: str
) -> None:
    answer = asked(nobody, operation, incident.pk)
    assert (answer.status, answer.json["code"]) == (401, "SIGN_IN")


@pytest.mark.parametrize("person", ["xu", "fang", "tang", "qian", "chen"])
def test_roles_without_matters_see_none(phone: Any, incident: Incident, person: str, request: Any) -> None:
    reader = phone(request.getfixturevalue(person))
    assert reader.get("/incidents").json["items"] == []
    assert reader.get(f"/incidents/{incident.pk}").status == 404


def test_the_accused_department_sees_nothing(phone: Any, zhou: Any, chen: Any, incident: Incident) -> None:
    phone(zhou).command(incident, "accept", {"category": "H01", "complained_about": "sanitation"})
    refused = phone(zhou).command(incident, "assign", {"to": "sanitation"})
    assert (refused.status, list(refused.json["fields"])) == (422, ["to"])
    assert phone(chen).get(f"/incidents/{incident.pk}").status == 404
