"""What every answer tells the browser, and in which language it speaks."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.translation import get_language

from core import health
from core.headers import policy
from core.language import language_of


def speak(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_language())


def framed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("photo", headers={"Content-Security-Policy": "sandbox", "Cache-Control": "private"})


handler404 = "core.middleware.not_found"
urlpatterns = [
    path("page", speak),
    path("api/v1/speak", speak),
    path("photo", framed),
    path("healthz", health.healthz),
]


@pytest.fixture(autouse=True)
def _own_addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("address", ["/page", "/healthz", "/nowhere", "/api/v1/nowhere"])
def test_every_answer_carries_the_policy(client: Client, address: str) -> None:
    headers = client.get(address).headers
    told = headers["Content-Security-Policy"]
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "default-src 'self'"):
        assert rule in told
    assert "unsafe-inline" not in told
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_a_405_carries_it_too(client: Client) -> None:
    answer = client.post("/healthz")
    assert (answer.status_code, "Content-Security-Policy" in answer.headers) == (405, True)


def test_the_nonce_is_new_each_time(client: Client) -> None:
    told = {client.get("/page").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(told) == 3


def test_a_view_may_be_stricter(client: Client) -> None:
    headers = client.get("/photo").headers
    assert (headers["Content-Security-Policy"], headers["Cache-Control"]) == ("sandbox", "private")


def test_tiles_of_the_house_are_the_only_guest(settings: Any) -> None:
    settings.TILE_URL = "https://tiles.example.gov.cn/{z}/{x}/{y}"
    assert "img-src 'self' data: blob: https://tiles.example.gov.cn;" in policy("n")
    settings.TILE_URL = "/tiles/{z}/{x}/{y}"
    assert "img-src 'self' data: blob:;" in policy("n")


@pytest.mark.parametrize(
    ("address", "accepts", "cookie", "spoken"),
    [
        ("/page", "en", "", "zh-hans"),
        ("/page", "", "en", "en"),
        ("/page", "en", "xx", "zh-hans"),
        ("/api/v1/speak", "", "", "zh-hans"),
        ("/api/v1/speak", "en-GB,en;q=0.9", "", "en"),
        ("/api/v1/speak", "zh-CN", "", "zh-hans"),
        ("/api/v1/speak", "fr", "", "zh-hans"),
        ("/api/v1/speak", "", "en", "en"),
    ],
)
def test_language(client: Client, address: str, accepts: str, cookie: str, spoken: str) -> None:
    client.cookies["language"] = cookie
    answer = client.get(address, headers={"Accept-Language": accepts} if accepts else {})
    assert (answer.content.decode(), answer.headers["Content-Language"]) == (spoken, spoken)


def test_a_browser_in_english_still_gets_chinese_pages(rf: RequestFactory) -> None:
    assert language_of(rf.get("/desk/", headers={"Accept-Language": "en"})) == "zh-hans"
