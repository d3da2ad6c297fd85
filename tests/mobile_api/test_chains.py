"""Commands that were given without a network: each follows an earlier one, or the report, instead of a version."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from incidents.models import Incident
from mobile_api.models import Command
from tests.mobile_api.conftest import Phone

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def mine(phone: Any, lin: Any) -> Phone:
    return phone(lin)


@pytest.fixture
def desk(phone: Any, zhou: Any) -> Phone:
    return phone(zhou)


def after(
    reader: Phone, incident: Any, verb: str, earlier: Any, data: Any = None, command_id: UUID | None = None
) -> Any:
    body = {"incident": str(incident), "verb": verb, "after": str(earlier), "data": data or {}}
    return reader.put(f"/commands/{command_id or uuid4()}", body)


ACCEPT = {"category": "H01", "urgency": "normal"}


def test_a_chain_is_done_link_by_link(mine: Phone, desk: Phone, chen: Any) -> None:
    filed = desk.report().json["id"]
    first, second = uuid4(), uuid4()
    assert after(desk, filed, "accept", filed, ACCEPT, first).status == 200
    answer = after(desk, filed, "assign", first, {"to": "sanitation"}, second)
    assert (answer.status, answer.json["done"]["state"]) == (200, "assigned")
    again = after(desk, filed, "assign", first, {"to": "sanitation"}, second)
    assert (again.status, again.json["replayed"]) == (200, True)


def test_quiet_lines_in_between_refuse_nothing(mine: Phone, desk: Phone) -> None:
    filed = mine.report().json["id"]
    after(mine, filed, "supplement", filed, {"text": "又堆了一些"})
    assert after(desk, filed, "accept", uuid4(), ACCEPT).json["code"] == "EARLIER_FIRST"
    assert after(desk, filed, "decline", filed, {"reason_code": "other", "text": "无"}).status == 200


def test_before_its_earlier_one_it_waits_and_the_id_stays_free(desk: Phone) -> None:
    filed = desk.report().json["id"]
    first, second = uuid4(), uuid4()
    early = after(desk, filed, "assign", first, {"to": "sanitation"}, second)
    assert (early.status, early.json["code"], early.json["current"]) == (409, "EARLIER_FIRST", None)
    assert not Command.objects.exists()


def test_who_acted_in_between_wins(mine: Phone, desk: Phone, phone: Any, wei: Any) -> None:
    incident = Incident.objects.get(pk=desk.report().json["id"])
    first = uuid4()
    after(desk, incident.pk, "accept", incident.pk, ACCEPT, first)
    phone(wei).command(incident, "reclassify", {"category": "H02", "urgency": "urgent", "reason": "更重"})
    late = after(desk, incident.pk, "transfer", first, {"body_name": "市公安局", "receipt_number": "1"})
    assert (late.status, late.json["code"]) == (409, "STATE_CONFLICT")
    assert late.json["current"]["urgency"] == "urgent"


def test_after_a_late_one_everything_is_late_for_ever(desk: Phone, phone: Any, wei: Any) -> None:
    incident = Incident.objects.get(pk=desk.report().json["id"])
    phone(wei).command(incident, "accept", ACCEPT)
    first, second = uuid4(), uuid4()
    late = [
        after(desk, incident.pk, "decline", incident.pk, {"reason_code": "other", "text": "无"}, first),
        after(desk, incident.pk, "object", first, {"text": "x"}, second),
        after(desk, incident.pk, "object", first, {"text": "x"}, second),
    ]
    assert {(each.status, each.json["code"]) for each in late} == {(409, "STATE_CONFLICT")}
    assert Command.objects.filter(was_late=True).count() == 2


@pytest.mark.parametrize("based_on", [{}, {"version": 1, "after": str(uuid4())}])
def test_it_is_based_on_one_thing(mine: Phone, based_on: dict[str, Any]) -> None:
    filed = mine.report().json["id"]
    body = {"incident": filed, "verb": "supplement", "data": {"text": "x"}, **based_on}
    answer = mine.put(f"/commands/{uuid4()}", body)
    assert (answer.status, list(answer.json["fields"])) == (422, ["version"])


def test_nobody_elses_command_and_no_other_matters_is_followed(
    mine: Phone, desk: Phone, phone: Any, he: Any
) -> None:
    one, other = (desk.report().json["id"] for _ in range(2))
    first = uuid4()
    after(desk, one, "accept", one, ACCEPT, first)
    assert after(desk, other, "assign", first, {"to": "x"}).json["code"] == "EARLIER_FIRST"
    assert after(mine, one, "supplement", first, {"text": "x"}).json["code"] == "EARLIER_FIRST"
    hidden, missing = (after(phone(he), each, "accept", first, ACCEPT) for each in (one, uuid4()))
    assert (hidden.status, hidden.json) == (missing.status, missing.json)
    assert hidden.status == 404
