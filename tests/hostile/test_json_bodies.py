"""Bodies that break other readers of JSON, to every endpoint that reads one."""

from typing import Any
from uuid import uuid4

import pytest

from incidents.models import Incident
from mobile_api.api import api
from mobile_api.docs import operations
from tests.hostile.conftest import refused
from tests.mobile_api.conftest import Phone

pytestmark = pytest.mark.django_db

ENDPOINTS = [
    (method, path.removeprefix("/api/v1"))
    for path, method, operation in operations(api.get_openapi_schema())
    if "application/json" in operation.get("requestBody", {}).get("content", {})
]

BROKEN = {
    "arrays 100,000 deep": (b"[" * 100_000 + b"]" * 100_000, "depth"),
    "arrays 100,000 deep, never closed": (b"[" * 100_000, "depth"),
    "objects 5,000 deep": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "depth"),
    "a NUL": (b'{"text": "a\\u0000b"}', "nul"),
    "a NUL in a key": (b'{"te\\u0000xt": "a"}', "nul"),
    "a lone surrogate": (b'{"text": "\\ud800"}', "surrogate"),
    "a lone surrogate in a key": (b'{"\\udfff": 1}', "surrogate"),
    "a key twice": (b'{"text": "a", "text": "b"}', "duplicate_key"),
    "a key twice, spelt differently": (b'{"text": "a", "te\\u0078t": "b"}', "duplicate_key"),
    "an integer of 4,000 digits": (b'{"version": ' + b"9" * 4_000 + b"}", "number"),
    "an integer beyond 64 bits": (b'{"version": 9223372036854775808}', "number"),
    "NaN": (b'{"lon": NaN}', "number"),
    "Infinity": (b'{"lon": -Infinity}', "number"),
    "a float that overflows": (b'{"lon": 1e999}', "number"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "syntax"),
    "UTF-16": ('{"text": "井盖"}'.encode("utf-16"), "not_utf8"),
    "UTF-16 without a mark": ('{"text": "a"}'.encode("utf-16-le"), "syntax"),
    "GBK": ('{"text": "井盖"}'.encode("gbk"), "not_utf8"),
    "bytes of no encoding": (b'{"text": "\xff\xfe\xc0\x80"}', "not_utf8"),
    "a raw control character": (b'{"text": "a\x01b"}', "syntax"),
    "half an object": (b'{"text": "a"', "syntax"),
    "two values": (b"{} {}", "syntax"),
    "single quotes": (b"{'text': 'a'}", "syntax"),
    "a comment": (b'{"text": "a"} // note', "syntax"),
    "a form": (b"text=a&kind=hazard", "syntax"),
}


def send(sender: Phone, method: str, path: str, body: Any, **headers: str) -> Any:
    for name in ("report_id", "incident_id", "command_id"):
        path = path.replace("{" + name + "}", str(uuid4()))
    return sender.ask(method, path, body, **headers)


@pytest.fixture
def mine(phone: Any, zhou: Any) -> Phone:
    return phone(zhou)


def test_there_are_endpoints_that_read_json() -> None:
    assert len(ENDPOINTS) == 5


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_body_is_400_everywhere(mine: Phone, case: str) -> None:
    body, reason = BROKEN[case]
    for endpoint in ENDPOINTS:
        answer = send(mine, *endpoint, body)
        assert refused(answer, 400, "BAD_JSON")["detail"]["reason"] == reason
    assert not Incident.objects.exists()


@pytest.mark.parametrize("body", [b"null", b"[]", b"42", b'"text"', b"true", b"[{}]", b"{}", b""])
def test_json_of_another_shape_is_422_everywhere(mine: Phone, body: bytes) -> None:
    for endpoint in ENDPOINTS:
        answer = send(mine, *endpoint, body)
        assert (answer.status, answer.json["code"]) == (422, "INVALID")
        assert answer.json["fields"]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=" ".join)
def test_a_body_beyond_the_limit_is_413(mine: Phone, endpoint: tuple[str, str]) -> None:
    answer = send(mine, *endpoint, b'{"text": "' + b"a" * 300_000 + b'"}')
    assert refused(answer, 413, "TOO_LARGE")["detail"]["limit_bytes"] == 256 * 1024
    answer = send(mine, *endpoint, b" " * (13 * 1024 * 1024))
    refused(answer, 413, "TOO_LARGE")


TYPES = [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
    "application/json; charset=utf-7", "application/json; charset=gbk", "application/jsonp",
    "text/html", "x", ";", "application/json/x",
]  # fmt: skip


@pytest.mark.parametrize("content_type", TYPES)
def test_another_media_type_is_415_everywhere(mine: Phone, content_type: str) -> None:
    for endpoint in ENDPOINTS:
        refused(send(mine, *endpoint, b'{"text": "a"}', content_type=content_type), 415, "WRONG_TYPE")


def test_a_text_that_needs_no_escape_is_stored_as_it_was_sent(mine: Phone) -> None:
    words = "<script>alert(1)</script> =1+1 %252e '; DROP TABLE incidents_incident; -- 𠮷👨‍👩‍👧 \u202e"
    filed = mine.report(text=words)
    assert filed.status == 201
    assert Incident.objects.get().text == words
