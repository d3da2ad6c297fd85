"""Bad input to the pages of supervisors, auditors, recognising officers and residents: a clear 4xx, never a 5xx."""

from typing import Any

import pytest

from incidents.zeros.models import Break
from tests.incidents.breaks import break_in, suspicion
from tests.incidents.pages import signed_in

__all__ = ["break_in", "suspicion"]

STRANGE = [
    "\0",
    "a\0b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "💩" * 50,
    "9" * 5000,
    "../..",
    "%",
]
NUMBERS = ["-1", "0", "99999999999999999999", "1e9", "x", "\0", ""]


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("name", ["area", "period", "kind", "figure", "part", "page", "own"])
def test_the_board_refuses_what_it_does_not_know(wu: Any, name: str, value: str) -> None:
    given = {"figure": "open", "part": "all"} | {name: value}
    for address in ("/board/", "/board/list", "/board/breaks", "/board/alarms"):
        assert signed_in(wu).get(address, given).status_code in (200, 404)


@pytest.mark.parametrize("value", STRANGE)
def test_a_number_that_is_none_is_not_found(ma: Any, wu: Any, value: str) -> None:
    from urllib.parse import quote

    number = quote(value, safe="")
    refused = (422,) if "\0" in value else (404,)
    assert signed_in(ma).get(f"/audit/matter/{number}").status_code in refused
    assert signed_in(wu).get(f"/zeros/{number}/").status_code in refused
    assert signed_in(ma).get("/audit/find", {"number": value}, follow=True).status_code in (200, 404)


@pytest.mark.parametrize("value", NUMBERS)
def test_pages_are_numbered_from_one_to_the_last(ma: Any, value: str) -> None:
    assert signed_in(ma).get("/audit/", {"page": value}).status_code == 200
    assert signed_in(ma).get("/zeros/", {"page": value}).status_code == 200


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize(
    "field", ["id", "zero", "severity", "occurred_on", "subject_kind", "area", "subject_name", "known_as"]
)
def test_a_strange_field_of_a_suspicion_is_refused(qian: Any, community: Any, field: str, value: str) -> None:
    filled = {
        "id": "6f1c1f06-0000-4000-8000-000000000001",
        "zero": "petition",
        "severity": "visit",
        "occurred_on": "2026-11-13",
        "subject_kind": "community",
        "area": community.code,
        "summary": "到市里反映宅基地纠纷",
    }
    answer = signed_in(qian).post("/zeros/new", filled | {field: value})
    assert answer.status_code == 422 and not Break.objects.exists()


@pytest.mark.parametrize("value", [*NUMBERS, "99999999999"])
def test_a_strange_version_moves_nothing(break_in: Any, qian: Any, value: str) -> None:
    b = break_in("suspected")
    answer = signed_in(qian).post(f"/zeros/{b.number}/do/examine", {"examine-version": value})
    assert answer.status_code in (302, 409, 422)
    assert answer.status_code != 302 or int(value) >= b.version


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("field", ["area", "first_on", "last_on", "reason", "what"])
def test_a_strange_export_is_refused_or_recorded(ma: Any, county: Any, field: str, value: str) -> None:
    wanted = {
        "what": "disputes",
        "area": county.code,
        "first_on": "2026-11-01",
        "last_on": "2026-11-20",
        "reason": "十一月月报",
    }
    answer = signed_in(ma).post("/audit/export", wanted | {field: value})
    assert answer.status_code == 422 or (field == "reason" and answer.status_code == 200)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "post"])
def test_pages_that_only_read_take_nothing(wu: Any, method: str) -> None:
    for address in ("/board/", "/board/list", "/board/alarms", "/audit/", "/zeros/"):
        assert getattr(signed_in(wu), method)(address).status_code in (
            405,
            200 if method == "options" else 405,
        )


def test_a_form_without_its_token_is_refused(qian: Any, ma: Any) -> None:
    from django.conf import settings
    from django.test import Client

    for user, address in ((qian, "/zeros/new"), (ma, "/audit/export")):
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        assert settings.SESSION_COOKIE_NAME in client.cookies
        assert client.post(address, {}).status_code == 403
