"""The workbench as its people use it: the queue, a matter, a verb's form, and what happens when one comes late."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from incidents.desk.looks import tail_of
from incidents.models import Incident, State
from tests.incidents.desk.conftest import do
from tests.incidents.lives import Teller


def test_a_new_report_stands_in_triage_and_is_open_on_the_desk(
    tell: Teller, zhou_at_the_desk: Client
) -> None:
    incident = tell.file("hazard")
    page = zhou_at_the_desk.get("/desk/").content.decode()
    assert incident.number in page
    assert "待派" in page and "受理" in page


def test_an_empty_queue_says_so(small_catalogue: None, zhou_at_the_desk: Client) -> None:
    assert "没有要办的事" in zhou_at_the_desk.get("/desk/").content.decode()


@pytest.mark.parametrize(
    "verb", ["accept", "decline", "request_confirmation", "merge", "transfer", "place", "ask"]
)
def test_every_form_of_a_reported_matter_opens(tell: Teller, zhou_at_the_desk: Client, verb: str) -> None:
    incident = tell.file("petition")
    answer = zhou_at_the_desk.get(f"/desk/{incident.number}/do/{verb}")
    assert answer.status_code == 200
    assert "data-verb-form" in answer.content.decode()


def test_accepting_and_assigning_through_the_forms(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("petition")
    accepted = do(zhou_at_the_desk, incident, "accept", category="P01", urgency="serious")
    assert accepted.status_code == 200
    incident = Incident.objects.get(pk=incident.pk)
    assigned = do(zhou_at_the_desk, incident, "assign", to=tell.cast.sanitation.code)
    assert assigned.status_code == 200
    assert Incident.objects.get(pk=incident.pk).state == State.ASSIGNED


def test_a_form_with_nothing_in_it_comes_back_with_its_words(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("petition")
    answer = do(zhou_at_the_desk, incident, "decline", reason_code="not_ours", text="")
    assert answer.status_code == 422
    assert "请填写" in answer.content.decode()


def test_the_one_who_comes_late_reads_who_was_first(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("petition")
    tell.act(incident, "accept", tell.cast.wei, category="P01", urgency="normal")
    answer = do(zhou_at_the_desk, incident, "decline", reason_code="other", channel="12345", text="不受理")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "已受理" in page and tell.cast.wei.display_name in page


def test_undo_is_offered_for_ten_seconds_and_puts_the_matter_back(
    tell: Teller, zhou_at_the_desk: Client
) -> None:
    incident = tell.file("petition")
    page = do(zhou_at_the_desk, incident, "accept", category="P01", urgency="normal").content.decode()
    assert 'data-verb="undo"' in page
    incident = Incident.objects.get(pk=incident.pk)
    assert do(zhou_at_the_desk, incident, "undo").status_code == 200
    assert Incident.objects.get(pk=incident.pk).state == State.REPORTED


def test_a_handler_sees_what_waits_for_the_department_and_takes_it(tell: Teller, client: Client) -> None:
    incident = tell.in_state(State.ASSIGNED)
    client.force_login(tell.cast.chen)
    assert incident.number in client.get("/desk/?box=to_take").content.decode()
    assert do(client, Incident.objects.get(pk=incident.pk), "take").status_code == 200
    assert Incident.objects.get(pk=incident.pk).state == State.HANDLING


def test_somebody_of_another_street_finds_nothing_on_the_desk(tell: Teller, client: Client) -> None:
    incident = tell.file("petition")
    client.force_login(tell.cast.he)
    assert incident.number not in client.get("/desk/?box=all").content.decode()
    assert incident.number not in client.get("/desk/?q=楼道").content.decode()
    for path in ("", "case", "print", "do/accept"):
        assert client.get(f"/desk/{incident.number}/{path}").status_code == 404


def test_a_grid_worker_has_no_desk(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.lin)
    assert client.get("/desk/").status_code == 403


def test_the_reporter_is_masked_until_asked_for_with_a_reason(tell: Teller, zhou_at_the_desk: Client) -> None:
    told = {"name": "张三丰", "phone": "10000001234", "address": "东马蓬3号楼2单元"}
    incident = tell.file("petition", reporter=told)
    page = zhou_at_the_desk.get(f"/desk/{incident.number}/").content.decode()
    assert not any(value in page for value in told.values())
    why = {"fields": ["phone"], "reason_code": "contact", "reason": "电话核实纠纷的具体经过"}
    shown = zhou_at_the_desk.post(f"/desk/{incident.number}/reveal", why)
    assert shown.json() == {"values": {"phone": "10000001234"}}
    assert "no-store" in shown["Cache-Control"]


def test_search_finds_by_number_words_and_place(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("hazard")
    for words in (incident.number[-5:], "消防通道", "东马蓬"):
        assert incident.number in zhou_at_the_desk.get("/desk/queue", {"q": words}).content.decode()


def test_the_printed_order_carries_its_code(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.in_state(State.ASSIGNED)
    page = zhou_at_the_desk.get(f"/desk/{incident.number}/print").content.decode()
    assert "交办单" in page and "<svg" in page


def test_the_queue_costs_the_same_however_long_it_is(
    tell: Teller, zhou_at_the_desk: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        tell.file("hazard")
    zhou_at_the_desk.get("/desk/queue")
    with django_assert_max_num_queries(7):
        zhou_at_the_desk.get("/desk/queue")


def test_a_number_of_another_day_is_said_with_that_day() -> None:
    at = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    said = [tail_of(number, at) for number in ("261124-00231", "261123-00231", "251124-00231")]
    assert said == ["00231", "1123-00231", "1124-00231"]
