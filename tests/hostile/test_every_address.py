"""Every address of the product, asked by everybody with everything: never a 5xx. Generated from the URL map itself."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from incidents.models import Photo
from tests.mobile_api.conftest import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

PEOPLE = ("", "lin", "zhou", "chen", "wu", "ma", "qian", "fang")
CONVERTERS = {"uuid": str(uuid4()), "int": "9" * 18, "str": "%27%22%3E%00x", "slug": "x-1", "path": "a/../b"}

WORDS = {
    "nothing": "",
    "a NUL": "a\0b",
    "a long word": "井" * 20_000,
    "a large number": "9" * 400,
    "below nothing": "-1",
    "not a number": "NaN",
    "a script": "\"'><script>alert(1)</script>",
    "a formula": "=1+1",
    "1970": "1970-01-01T00:00",
    "2099": "2099-12-31",
    "a day that is none": "2026-02-30",
    "another host": "https://evil.example/",
}
FIELDS = (
    "action", "address", "age", "area", "at", "box", "by", "category", "category_code", "channel", "class",
    "code", "co_handlers", "confirm", "cursor", "data", "date", "demand", "department", "document", "due_at",
    "fields", "final", "format", "from", "grid_code", "happened_on", "id", "incident", "kind", "label", "language",
    "lat", "level", "limit", "login", "lon", "month", "name", "new_date", "next", "number", "on", "outcome",
    "n", "page", "parent", "password", "period", "phone", "public_reply", "q", "reason", "reason_code", "remark",
    "remember", "room", "satisfaction", "search", "severity", "since", "solved", "sort", "state", "subject",
    "text", "to", "token", "to_grid", "until", "urgency", "username", "verb", "version", "what", "what_was_done",
    "zero",
)  # fmt: skip
"""Names that forms and filters of the house have; whatever else is sent is ignored or refused."""


def addresses(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """Every route of the product, with its converters as they are."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route


Known = dict[str, str]


def filled(route: str, known: Known) -> list[str]:
    """The route with values: ones that are there, and ones that are not."""
    route = route.replace("(?P<", "<").replace("\\Z", "").rstrip("$")

    def there(found: re.Match[str]) -> str:
        return known.get(found[2]) or CONVERTERS[found[1] or "str"]

    absent = re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: CONVERTERS[found[1] or "str"], route)
    return sorted({absent, re.sub(r"<(?:(\w+):)?(\w+)>", there, route)})


ROUTES = sorted({route for route in addresses() if not route.startswith("/api/v1/")})


def test_the_map_is_read() -> None:
    assert len(ROUTES) > 20
    assert {"/desk/", "/healthz", "/photos/<uuid:photo_id>"} <= set(ROUTES)


@pytest.fixture
def known(phone: Any, lin: Any) -> Known:
    """What the addresses name, of a matter with a photo."""
    mine = phone(lin)
    filed = mine.report().json
    mine.photo(filed["id"], "1", jpeg())
    photo = str(Photo.objects.get().pk)
    names = {"number": filed["number"], "photo_id": photo, "code": filed["follow_code"]}
    return {**names, "name": "accept", "verb": "confirm", "username": "lin"}


@pytest.fixture
def visitor(request: pytest.FixtureRequest) -> Client:
    client = Client(raise_request_exception=False)
    if request.param:
        client.force_login(request.getfixturevalue(request.param))
    return client


def faults(client: Client, known: Known, ask: Any) -> list[str]:
    """The addresses that answered 5xx."""
    found = []
    for route in ROUTES:
        for address in filled(route, known):
            response = ask(client, address)
            if response.status_code >= 500 and not (route == "/readyz" and response.status_code == 503):
                found.append(f"{response.status_code} {address[:120]}")
    return found


def in_full(who: str) -> Any:
    """A visitor of the long proofs: like another one, and dear."""
    return pytest.param(who, marks=pytest.mark.full)


@pytest.mark.parametrize("visitor", PEOPLE, indirect=True, ids=lambda who: who or "nobody")
def test_no_address_fails_for_anybody(visitor: Client, known: Known) -> None:
    assert faults(visitor, known, lambda client, address: client.get(address)) == []


@pytest.mark.parametrize(
    "visitor", ["", "zhou", in_full("qian")], indirect=True, ids=lambda who: who or "nobody"
)
@pytest.mark.parametrize("case", WORDS)
def test_no_form_fails_over_what_is_typed(visitor: Client, known: Known, case: str) -> None:
    typed = dict.fromkeys(FIELDS, WORDS[case])
    assert faults(visitor, known, lambda client, address: client.post(address, typed)) == []


@pytest.mark.parametrize("visitor", ["zhou", in_full("ma")], indirect=True)
@pytest.mark.parametrize("case", WORDS)
def test_no_filter_fails_over_what_is_asked(visitor: Client, known: Known, case: str) -> None:
    asked = dict.fromkeys(FIELDS, WORDS[case][:300])
    assert faults(visitor, known, lambda client, address: client.get(address, asked)) == []


BODIES: dict[str, tuple[Any, str]] = {
    "no form at all": (b"", "application/x-www-form-urlencoded"),
    "bytes of no encoding": (b"text=%FF%FE&q=\xff\xfe", "application/x-www-form-urlencoded"),
    "a broken multipart": (
        b"--x\r\nContent-Disposition: form-data; name=",
        "multipart/form-data; boundary=x",
    ),
    "a multipart without boundary": (b"x", "multipart/form-data"),
    "deep JSON": (b"[" * 100_000, "application/json"),
    "a charset that is none": (b"a=b", "application/x-www-form-urlencoded; charset=utf-9"),
    "many fields": (b"&".join(b"a%d=1" % n for n in range(600)), "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("visitor", ["", "zhou"], indirect=True, ids=lambda who: who or "nobody")
@pytest.mark.parametrize("case", BODIES)
def test_no_form_fails_over_a_broken_body(visitor: Client, known: Known, case: str) -> None:
    body, kind = BODIES[case]
    assert (
        faults(
            visitor, known, lambda client, address: client.generic("POST", address, body, content_type=kind)
        )
        == []
    )


@pytest.mark.parametrize("visitor", ["zhou", "chen"], indirect=True)
def test_no_form_fails_over_files(visitor: Client, known: Known) -> None:
    def upload(client: Client, address: str) -> Any:
        files = {
            name: SimpleUploadedFile("../../照片\r\n.jpg", data, "image/jpeg")
            for name, data in (("photo", jpeg()), ("file", b"<svg>"), ("text", b"x"), ("photos", b""))
        }
        return client.post(address, {**files, "verb": "supplement", "version": "1"})

    assert faults(visitor, known, upload) == []


@pytest.mark.parametrize("visitor", ["", "zhou"], indirect=True, ids=lambda who: who or "nobody")
@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X"])
def test_no_method_fails(visitor: Client, known: Known, method: str) -> None:
    assert faults(visitor, known, lambda client, address: client.generic(method, address, b"x")) == []


def test_no_error_page_says_anything_of_our_inside(known: Known, zhou: Any) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(zhou)
    for route in ROUTES:
        for address in filled(route, known):
            response = client.post(address, {"version": "\0", "verb": "x"})
            page = b"" if response.streaming else response.content
            assert not [
                word for word in (b"Traceback", b"psycopg", b"site-packages", b"SELECT ") if word in page
            ]


def test_a_strangers_host_is_refused(small_catalogue: None) -> None:
    assert Client().get("/healthz", headers={"Host": "evil.example"}).status_code == 400
