"""上报 over the API: once, however often it is sent; with a receipt; whatever the phone's clock says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils.timezone import now

from core.crypto import Receipt, is_genuine
from core.failpoints import arm, disarm
from core.ledger.models import Body, Entry
from incidents.follow import follow_hash
from incidents.models import Clock, Incident, Reporter
from incidents.receipts import code_of
from tests.mobile_api.conftest import Phone, hazard

pytestmark = pytest.mark.django_db


def entries() -> list[str]:
    """The kinds of the ledger's lines about matters."""
    return list(Entry.objects.filter(stream_kind="incident").order_by("pk").values_list("kind", flat=True))


def test_a_report_makes_one_matter_under_the_phones_own_id(phone: Any, lin: Any, grid_a1: Any) -> None:
    report_id = uuid4()
    answer = phone(lin).report(report_id)
    assert answer.status == 201
    incident = Incident.objects.get()
    assert (incident.pk, incident.grid, incident.reporter_user) == (report_id, grid_a1, lin)
    assert answer.json["number"] == incident.number
    assert (answer.json["state"], answer.json["version"]) == ("reported", 1)
    assert entries() == ["reported"]


def test_the_same_report_again_is_the_first_answer_again(phone: Any, lin: Any) -> None:
    mine, report_id = phone(lin), uuid4()
    first, again = mine.report(report_id), mine.report(report_id)
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert entries() == ["reported"]


def test_the_same_id_with_other_words_is_refused_and_names_what_is_stored(phone: Any, lin: Any) -> None:
    mine, report_id = phone(lin), uuid4()
    first = mine.report(report_id)
    other = mine.report(report_id, text="另一件事")
    assert (other.status, other.json["code"]) == (409, "ID_REUSED")
    assert other.json["current"]["number"] == first.json["number"]


def test_somebody_elses_id_is_refused_and_says_nothing_of_theirs(phone: Any, lin: Any, he: Any) -> None:
    report_id = uuid4()
    phone(lin).report(report_id)
    other = phone(he).report(report_id)
    assert (other.status, other.json["code"], other.json["current"]) == (409, "ID_REUSED", None)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_matter(phone: Any, lin: Any) -> None:
    mine, report_id = phone(lin), uuid4()

    def send(turn: int) -> tuple[int, str]:
        try:
            sender = Phone(lin, mine.token)
            answer = sender.report(report_id, **({"text": "别的话"} if turn in (7, 13) else {}))
            return answer.status, answer.json.get("code", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(20)))
    made = Incident.objects.get()
    won = {status for turn, (status, _) in enumerate(answers) if turn in (7, 13)}
    if made.text == hazard()["text"]:
        assert sorted(status for status, _ in answers) == [200] * 17 + [201] + [409] * 2
        assert won == {409}
    else:
        assert sorted(status for status, _ in answers).count(201) == 1
    assert entries() == ["reported"]


def test_a_commit_that_never_came_leaves_nothing_and_the_resend_makes_it(phone: Any, lin: Any) -> None:
    mine, report_id = phone(lin), uuid4()
    arm("before_commit", "raise")
    try:
        assert mine.report(report_id).status == 500
    finally:
        disarm()
    assert not Incident.objects.exists()
    assert mine.report(report_id).status == 201


def test_an_answer_that_was_lost_after_the_commit_comes_again(phone: Any, lin: Any) -> None:
    mine, report_id = phone(lin), uuid4()
    arm("after_commit", "raise")
    try:
        assert mine.report(report_id).status == 500
    finally:
        disarm()
    assert mine.report(report_id).status == 200
    assert Incident.objects.count() == 1


def test_the_receipt_bears_our_mark_and_the_residents_code(phone: Any, lin: Any) -> None:
    answer = phone(lin).report().json
    incident = Incident.objects.get()
    alg, kid, mark = answer["signature"].split(":")
    facts = {
        "id": answer["id"],
        "number": answer["number"],
        "received_at": incident.reported_at.isoformat(),
        "sha256": incident.payload_sha256,
        "photos": [],
        "voices": [],
    }
    receipt = Receipt(kid, alg, bytes.fromhex(mark))
    assert is_genuine(facts, receipt)
    assert not is_genuine({**facts, "number": "260101-00001"}, receipt)
    assert answer["verify_code"] == code_of(incident)
    assert bytes(incident.follow_hash or b"") == follow_hash(incident.pk)
    assert answer["sha256"] == incident.payload_sha256


def test_a_receipt_is_for_the_one_who_filed_it(phone: Any, lin: Any, zhou: Any) -> None:
    filed = phone(lin).report().json
    assert phone(lin).get(f"/reports/{filed['id']}/receipt").json["verify_code"] == filed["verify_code"]
    assert phone(zhou).get(f"/reports/{filed['id']}/receipt").status == 404


def test_what_was_settled_on_the_spot_is_filed_and_closed_at_once(phone: Any, lin: Any) -> None:
    mine, report_id = phone(lin), uuid4()
    answer = mine.report(report_id, settled="当场扶正井盖")
    assert (answer.status, answer.json["state"], answer.json["version"]) == (201, "closed", 2)
    assert entries() == ["reported", "self_handled"]
    again = mine.report(report_id, settled="当场扶正井盖")
    assert (again.status, again.json["version"]) == (200, 2)
    assert mine.report(report_id, settled="别的做法").status == 409


def test_what_may_not_be_settled_on_the_spot_is_not_filed_either(phone: Any, lin: Any) -> None:
    answer = phone(lin).report(category="H02", settled="已处理")
    assert (answer.status, list(answer.json["fields"])) == (422, ["category"])
    assert not Incident.objects.exists()
    assert entries() == []


@pytest.mark.parametrize(
    "place",
    [{"place": None, "grid_code": "419001001001002"}, {"place": None, "address": "东马蓬小区3号楼旁"}],
    ids=["grid", "words"],
)
def test_a_place_may_be_a_grid_or_words(phone: Any, lin: Any, place: Any) -> None:
    assert phone(lin).report(**place).status == 201


def test_a_point_in_the_maps_own_coordinates_is_converted(phone: Any, lin: Any, grid_a1: Any) -> None:
    place = {"lon": 112.6110, "lat": 35.0741, "datum": "GCJ02", "source": "map"}
    assert phone(lin).report(place=place).status == 201
    incident = Incident.objects.get()
    assert incident.grid == grid_a1
    assert incident.lon == pytest.approx(112.605, abs=0.001)
    assert incident.datum == "GCJ02"


def test_a_reporter_goes_into_the_compartment_and_nowhere_else(phone: Any, zhou: Any) -> None:
    told = {"name": "张建国", "phone": "13800001234", "address": "沁园小区3号楼2单元"}
    answer = phone(zhou).report(source="hotline", reporter=told)
    assert answer.status == 201
    assert Reporter.objects.get().phone == "13800001234"
    everything = " ".join(
        [
            *Entry.objects.values_list("header", flat=True),
            *(body or "" for body in Body.objects.values_list("body", flat=True)),
        ]
    )
    seen = everything + str(answer.json) + str(phone(zhou).get(f"/incidents/{answer.json['id']}").json)
    assert not [word for word in told.values() if word in seen]


def test_who_may_not_report_is_told_so(phone: Any, wu: Any) -> None:
    answer = phone(wu).report()
    assert (answer.status, answer.json["code"]) == (403, "NOT_ALLOWED")


CLOCKS = {
    "three days behind": -timedelta(days=3),
    "three days ahead": timedelta(days=3),
    "1970": datetime(1970, 1, 1, tzinfo=UTC),
    "2099": datetime(2099, 12, 31, tzinfo=UTC),
}


@pytest.mark.parametrize("shown", CLOCKS.values(), ids=CLOCKS.keys())
def test_a_wrong_phone_clock_refuses_no_report_and_moves_no_deadline(
    phone: Any, lin: Any, shown: Any
) -> None:
    clock = now() + shown if isinstance(shown, timedelta) else shown
    place = {**hazard()["place"], "fixed_at": clock.isoformat()}
    answer = phone(lin).report(seen_at=clock.isoformat(), place=place)
    assert answer.status == 201
    incident = Incident.objects.get()
    assert incident.seen_at == clock
    assert abs(incident.reported_at - now()) < timedelta(minutes=1)
    assert Clock.objects.get(kind="accept").started_at == incident.reported_at


def test_the_skew_is_measured_when_the_phone_shows_its_clock(phone: Any, lin: Any) -> None:
    mine, clock = phone(lin), now() - timedelta(days=3)
    body = {**hazard(), "seen_at": clock.isoformat()}
    behind = mine.put(f"/reports/{uuid4()}", body, **{"X-Phone-Time": clock.isoformat()}).json
    assert abs(behind["skew_seconds"] + 3 * 86400) < 60
    assert behind["late"] is False
    unsaid = mine.put(f"/reports/{uuid4()}", body).json
    assert (unsaid["skew_seconds"], unsaid["late"]) == (None, True)


@pytest.mark.parametrize(
    "nonsense", ["", "yesterday", "2026-13-45T00:00:00Z", "2026-11-23T00:00:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_phone_time_that_says_nothing_is_ignored(phone: Any, lin: Any, nonsense: str) -> None:
    answer = phone(lin).put(f"/reports/{uuid4()}", hazard(), **{"X-Phone-Time": nonsense})
    assert (answer.status, answer.json["skew_seconds"]) == (201, None)


def test_a_report_of_a_month_ago_is_taken_and_marked_late(phone: Any, lin: Any) -> None:
    answer = phone(lin).report(seen_at=(now() - timedelta(days=30)).isoformat())
    assert (answer.status, answer.json["late"]) == (201, True)
