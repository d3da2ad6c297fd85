"""One shape of error for programs, one page for people, and nothing of the inside on either."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from core import errors

SECRET = "SELECT * FROM reporter -- /srv/sanling/core"


def _raise(request: HttpRequest, what: str) -> HttpResponse:
    raise {
        "late": errors.Late(current={"state": "closed"}),
        "invalid": errors.Invalid(fields={"text": ["不能为空 <b>"]}),
        "many": errors.TooMany(retry_after=40),
        "unknown": Http404(SECRET),
        "denied": PermissionDenied(SECRET),
        "database": OperationalError(SECRET),
        "fault": RuntimeError(SECRET),
    }[what]


@require_POST
def _only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


def _read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.body)))


urlpatterns = [
    path("raise/<str:what>", _raise),
    path("api/raise/<str:what>", _raise),
    path("post", _only_post),
    path("api/post", _only_post),
    path("api/read", _read),
]
handler400 = "core.middleware.bad_request"
handler403 = "core.middleware.forbidden"
handler404 = "core.middleware.not_found"
handler500 = "core.middleware.server_error"


def breaks_below_the_views(get_response: Any) -> Any:
    """A middleware that meets the database's end before any view does."""

    def middleware(request: HttpRequest) -> HttpResponse:
        raise OperationalError(SECRET)

    return middleware


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [
        "core.middleware.Errors",
        "core.headers.Headers",
        "core.language.Language",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


CASES = [
    ("raise/late", 409, "STATE_CONFLICT"),
    ("raise/invalid", 422, "INVALID"),
    ("raise/many", 429, "RATE_LIMITED"),
    ("raise/unknown", 404, "NOT_FOUND"),
    ("raise/denied", 403, "NOT_ALLOWED"),
    ("raise/database", 503, "UNAVAILABLE"),
    ("raise/fault", 500, "INTERNAL"),
    ("nowhere", 404, "NOT_FOUND"),
    ("post", 405, "METHOD_NOT_ALLOWED"),
]


@pytest.mark.parametrize(("where", "status", "code"), CASES)
def test_programs_get_one_shape(client: Client, where: str, status: int, code: str) -> None:
    answer = client.get(f"/api/{where}")
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert set(body) == {"code", "message", "fields", "detail"} | ({"current"} if status == 409 else set())
    assert "SELECT" not in answer.text
    assert "core" not in answer.text
    assert len(answer.headers["X-Request-ID"]) == 12


@pytest.mark.parametrize(("where", "status", "code"), CASES)
def test_people_get_one_page(client: Client, where: str, status: int, code: str) -> None:
    answer = client.get(f"/{where}", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert f'data-code="{code}"' in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert "SELECT" not in answer.text


def test_a_page_that_asks_for_json_gets_json(client: Client) -> None:
    assert client.get("/raise/late", headers={"Accept": "application/json"}).json()["current"] == {
        "state": "closed"
    }
    answer = client.post("/raise/late", data=json.dumps({}), content_type="application/json")
    assert answer.json()["code"] == "STATE_CONFLICT"


def test_what_was_filled_in_is_escaped(client: Client) -> None:
    assert "不能为空 &lt;b&gt;" in client.get("/raise/invalid").text


def test_programs_choose_the_language(client: Client) -> None:
    assert client.get("/api/raise/unknown").json()["message"] == "没有找到您要的内容。"
    english = client.get("/api/raise/unknown", headers={"Accept-Language": "en"})
    assert english.headers["Content-Language"] == "en"


def test_every_outage_says_when_to_come_again(client: Client) -> None:
    assert client.get("/api/raise/many").headers["Retry-After"] == "40"
    assert int(client.get("/api/raise/database").headers["Retry-After"]) > 0


def test_a_405_names_what_is_allowed(client: Client) -> None:
    assert client.get("/api/post").headers["Allow"] == "POST"


def test_a_forged_form_is_refused_without_saying_why(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/post", {"a": "b"})
    assert answer.status_code == 403
    assert 'data-code="FORM_EXPIRED"' in answer.text
    assert "CSRF" not in answer.text
    assert strict.post("/api/post", {"a": "b"}).json()["code"] == "FORM_EXPIRED"


def test_too_large_a_body_is_413(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/api/read", data=b"x" * 1001, content_type="application/octet-stream")
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


def test_too_large_a_form_is_413_even_in_a_middleware(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    answer = strict.post("/api/post", {"a": "b" * 2000})
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


def test_a_host_we_are_not_is_a_bad_request(client: Client) -> None:
    answer = client.get("/api/nowhere", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")


def test_trouble_below_the_views_is_known_too(client: Client, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.breaks_below_the_views"]
    answer = client.get("/api/raise/late")
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")


def test_a_refusal_is_one_line_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="core.refusals"):
        answer = client.get("/api/raise/late%0d%0aforged")
        client.get("/api/raise/late")
    lines = [record.getMessage() for record in caplog.records if record.name == "core.refusals"]
    assert len(lines) == 2
    assert "\n" not in "".join(lines)
    assert answer.headers["X-Request-ID"] in lines[0]
    assert "409 STATE_CONFLICT GET" in lines[1]


def test_a_fault_can_be_found_by_its_number(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/api/raise/fault")
    number = answer.json()["detail"]["request"]
    assert number == answer.headers["X-Request-ID"]
    [record] = [record for record in caplog.records if record.name == "core.refusals"]
    assert number in record.getMessage()
    assert record.exc_info is not None


def test_the_policy_holds_on_error_pages(client: Client) -> None:
    answer = client.get("/nowhere")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<style" not in answer.text
    assert "style=" not in answer.text
    assert "<script" not in answer.text
