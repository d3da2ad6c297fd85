"""Fields that are wrong, one by one: each is named, with a sentence, and nothing is filed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now

from incidents.models import Incident
from tests.hostile.conftest import refused
from tests.mobile_api.conftest import INSIDE_A1, Phone, hazard

pytestmark = pytest.mark.django_db

NO_DATUM = {"lon": 112.605, "lat": 35.075}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no text": ({"text": ""}, "text"),
    "a text of spaces": ({"text": " \u3000\n\t "}, "text"),
    "a text that is too long": ({"text": "井" * 2001}, "text"),
    "a text that is no text": ({"text": 7}, "text"),
    "a text in a list": ({"text": ["a"]}, "text"),
    "no kind": ({"kind": None}, "kind"),
    "an unknown kind": ({"kind": "weather", "category": None}, "kind"),
    "a kind with a quote": ({"kind": "hazard'--"}, "kind"),
    "an unknown category": ({"category": "X99"}, "category"),
    "a category of another kind": ({"category": "P01"}, "category"),
    "an unknown urgency": ({"urgency": "extreme"}, "urgency"),
    "an unknown field": ({"state": "closed"}, "state"),
    "a field that would assign": ({"department_id": 1}, "department_id"),
    "a field of Python": ({"__class__": "x"}, "__class__"),
    "no place at all": ({"place": None}, "place"),
    "a place of spaces": ({"place": None, "address": "  "}, "place"),
    "a place without datum": ({"place": NO_DATUM}, "place.datum"),
    "a place in an unknown datum": ({"place": {**NO_DATUM, "datum": "WGS72"}}, "place.datum"),
    "a longitude beyond the world": ({"place": {**INSIDE_A1, "lon": 180.1}}, "place.lon"),
    "a latitude beyond the world": ({"place": {**INSIDE_A1, "lat": -90.5}}, "place.lat"),
    "a longitude as text": ({"place": {**INSIDE_A1, "lon": "112.6"}}, "place.lon"),
    "a latitude as yes": ({"place": {**INSIDE_A1, "lat": True}}, "place.lat"),
    "an accuracy below nothing": ({"place": {**INSIDE_A1, "accuracy_metres": -1}}, "place.accuracy_metres"),
    "an unknown field in the place": ({"place": {**INSIDE_A1, "altitude": 1}}, "place.altitude"),
    "a position fixed in 1970": (
        {"place": {**INSIDE_A1, "fixed_at": "1970-01-01T00:00:00Z"}},
        "place.fixed_at",
    ),
    "a position fixed in 2099": (
        {"place": {**INSIDE_A1, "fixed_at": "2099-12-31T00:00:00Z"}},
        "place.fixed_at",
    ),
    "a position fixed in the year 1": (
        {"place": {**INSIDE_A1, "fixed_at": "0001-01-01T00:00:00+14:00"}},
        "place.fixed_at",
    ),
    "seen at no time": ({"seen_at": "yesterday"}, "seen_at"),
    "seen at a number": ({"seen_at": 1763863200}, "seen_at"),
    "seen without a zone": ({"seen_at": "2026-11-23T10:00:00"}, "seen_at"),
    "seen in the year 9999": ({"seen_at": "9999-12-31T23:59:59-12:00"}, "seen_at"),
    "seen in 1900": ({"seen_at": "1900-01-01T00:00:00Z"}, "seen_at"),
    "a grid that is not there": ({"place": None, "grid_code": "419001001001999"}, "grid_code"),
    "a grid that is no code": ({"grid_code": "../../etc"}, "grid_code"),
    "too many photos": ({"photos_expected": 31}, "photos_expected"),
    "fewer photos than none": ({"photos_expected": -1}, "photos_expected"),
    "half a photo": ({"photos_expected": 1.5}, "photos_expected"),
    "people of no bucket": ({"people_bucket": "many"}, "people_bucket"),
    "an unknown source": ({"source": "rumour"}, "source"),
    "a source that no person is": ({"source": "import"}, "source"),
    "an address that is too long": ({"address": "路" * 201}, "address"),
    "a reporter with an ID number": ({"reporter": {"name": "张", "id_number": "1"}}, "reporter.id_number"),
    "a reporter with a long name": ({"reporter": {"name": "张" * 41}}, "reporter.name"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_field_of_a_report_is_named(phone: Any, lin: Any, case: str) -> None:
    changes, field = WRONG[case]
    answer = phone(lin).report(**changes)
    told = refused(answer, 422, "INVALID", field)
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in told["fields"][field])
    assert not Incident.objects.exists()


def test_several_wrong_fields_are_all_named(phone: Any, lin: Any) -> None:
    answer = phone(lin).report(text="", urgency="x", place=NO_DATUM, nonsense=1)
    refused(answer, 422, "INVALID", "text", "urgency", "place.datum", "nonsense")


@pytest.fixture
def handling(phone: Any, lin: Any, zhou: Any, chen: Any) -> Incident:
    phone(lin).report()
    incident = Incident.objects.get()
    phone(zhou).command(incident, "accept", {"category": "H01", "urgency": "normal"})
    phone(zhou).command(incident, "assign", {"to": "sanitation"})
    phone(chen).command(incident, "take")
    return incident


AGES = [
    "1970-01-01T00:00:00Z",
    "2099-12-31T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
]


@pytest.mark.parametrize("date", AGES)
def test_a_date_of_another_age_is_refused_wherever_it_counts(
    phone: Any, zhou: Any, chen: Any, wu: Any, handling: Incident, date: str
) -> None:
    asked = {"what": "extension", "reason": "等配件", "new_date": date}
    refused(phone(chen).command(handling, "ask", asked), 422, "INVALID", "new_date")
    demand = {"level": 1, "demand": "说明进度", "due_at": date}
    refused(phone(wu).command(handling, "supervise", demand), 422, "INVALID", "due_at")
    number = {"official_number": "信2026-1", "office": "市信访局", "on": date[:10]}
    refused(phone(zhou).command(handling, "register", number), 422, "INVALID", "on")


VERBS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown verb": ({"verb": "delete"}, "verb"),
    "a verb of Python": ({"verb": "__init__"}, "verb"),
    "no version": ({"version": None}, "version"),
    "a version as text": ({"version": "3"}, "version"),
    "a version below nothing": ({"version": -1}, "version"),
    "a version beyond the column": ({"version": 2**31}, "version"),
    "a matter that is no id": ({"incident": "1 OR 1=1"}, "incident"),
    "data that is a list": ({"data": []}, "data"),
    "an unknown field": ({"role": "dispatcher"}, "role"),
    "an unknown field of the verb": ({"data": {"category": "H01", "force": True}}, "force"),
    "a department that is not there": ({"verb": "assign", "data": {"to": "nowhere"}}, "to"),
    "a department as an object": ({"verb": "assign", "data": {"to": {"$ne": ""}}}, "to"),
    "a parent that is not there": ({"verb": "merge", "data": {"parent": "260101-99999"}}, "parent"),
    "half a point": ({"verb": "place", "data": {"lon": 112.6, "lat": 35.0}}, "place"),
}


@pytest.mark.parametrize("case", VERBS)
def test_a_wrong_field_of_a_command_is_named(phone: Any, lin: Any, zhou: Any, case: str) -> None:
    phone(lin).report()
    incident = Incident.objects.get()
    changes, field = VERBS[case]
    body = {
        "incident": str(incident.pk),
        "verb": "accept",
        "version": 1,
        "data": {"category": "H01"},
        **changes,
    }
    refused(phone(zhou).put(f"/commands/{uuid4()}", body), 422, "INVALID", field)


PARAMETERS = [
    ("/incidents?box=every", "box"), ("/incidents?limit=0", "limit"), ("/incidents?limit=201", "limit"),
    ("/incidents?limit=9" + "9" * 400, "limit"), ("/incidents?limit=x", "limit"),
    ("/incidents?state=nonsense", "state"),
    ("/incidents?state=%00", "state"), ("/incidents?kind='", "kind"), ("/incidents?after=%FF%FE", "after"),
    ("/incidents?after=AAAA", "after"), ("/incidents?after=MDAwMS0wMS0wMVQwMDowMDowMCswMDowMHwx", "after"),
    ("/incidents?after=" + "A" * 121, "after"), ("/incidents?sate=open", "sate"),
    ("/incidents?box=open&box=mine", "box"),
    ("/incidents?order=id;drop", "order"), ("/incidents?offset=10", "offset"), ("/sync?since=-1", "since"),
    ("/sync?since=1.5", "since"), ("/sync?since=9007199254740993", "since"), ("/sync?n=1", "n"),
    ("/areas?under=x", "under"), ("/areas?level=planet", "level"), ("/areas?limit=1001", "limit"),
    ("/areas?outlines=perhaps", "outlines"), ("/areas?after=%27", "after"), ("/me?debug=1", "debug"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "field"), PARAMETERS, ids=[path[:40] for path, _ in PARAMETERS])
def test_a_wrong_parameter_is_named(phone: Any, lin: Any, path: str, field: str) -> None:
    refused(phone(lin).get(path), 422, "INVALID", field)


def test_a_sign_in_takes_names_and_passwords_only(nobody: Phone) -> None:
    refused(nobody.post("/session", {"username": "", "password": "x"}), 422, "INVALID", "username")
    refused(nobody.post("/session", {"username": "a" * 65, "password": "x"}), 422, "INVALID", "username")
    refused(nobody.post("/session", {"username": "a", "password": ["x"]}), 422, "INVALID", "password")
    refused(nobody.post("/session", {"username": {"$gt": ""}, "password": "x"}), 422, "INVALID", "username")


def test_a_date_just_beyond_the_limit_is_refused_and_one_within_is_taken(phone: Any, lin: Any) -> None:
    place = {**hazard()["place"], "fixed_at": (now() + timedelta(days=370)).isoformat()}
    refused(phone(lin).report(place=place), 422, "INVALID", "place.fixed_at")
    assert (
        phone(lin).report(place={**place, "fixed_at": (now() - timedelta(days=370)).isoformat()}).status
        == 201
    )
