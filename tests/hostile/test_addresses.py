"""Addresses, methods and headers that nobody of ours would send."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from mobile_api.api import api
from mobile_api.docs import operations
from tests.hostile.conftest import refused
from tests.mobile_api.conftest import Phone, hazard

pytestmark = pytest.mark.django_db

METHODS: dict[str, set[str]] = {}
for _path, _method, _operation in operations(api.get_openapi_schema()):
    METHODS.setdefault(_path.removeprefix("/api/v1"), set()).add(_method)


def filled(path: str) -> str:
    for name in ("report_id", "incident_id", "command_id"):
        path = path.replace("{" + name + "}", str(uuid4()))
    return path.replace("{slot}", "1")


TRIED = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "X"}


@pytest.mark.parametrize("path", METHODS)
def test_a_method_that_is_not_there_is_405(phone: Any, lin: Any, path: str) -> None:
    mine = phone(lin)
    for method in sorted(TRIED - METHODS[path]):
        answer = mine.ask(method, filled(path), {})
        refused(answer, 405, "METHOD_NOT_ALLOWED")
        assert set(answer.headers["Allow"].replace(" ", "").split(",")) == METHODS[path]


STRANGE = [
    "/nothing", "/incidents/1", "/incidents/" + "9" * 400, "/incidents/00000000-0000-0000-0000-00000000000g",
    "/incidents/../../admin", "/incidents/%2e%2e%2f", "/reports/x/receipt", "/commands/", "/incidents//reveal",
    "/admin", "/.git/config", "/incidents/%00", "/incidents/" + "%F0%9F%92%A9", "/",
]  # fmt: skip


@pytest.mark.parametrize("path", STRANGE, ids=[each[:30] for each in STRANGE])
def test_an_address_that_is_not_there_is_404(phone: Any, lin: Any, path: str) -> None:
    refused(phone(lin).get(path), 404, "NOT_FOUND")


TOKENS = [
    "",
    " ",
    "x" * 10_000,
    "1.' OR 1=1 --",
    "null",
    "../../",
    "1." + "a" * 31,
    "0x1.abc",
    "-1.abc",
    "1.a\tb",
    "1e3.abc",
]


@pytest.mark.parametrize("token", TOKENS, ids=[repr(each)[:20] for each in TOKENS])
def test_a_token_that_is_none_is_401(nobody: Phone, lin: Any, token: str) -> None:
    refused(nobody.get("/me", **{"X-Session-Token": token}), 401, "SIGN_IN")


def test_a_wrong_token_is_not_helped_by_a_right_cookie(small_catalogue: None, lin: Any) -> None:
    browser = Phone(lin, client=Client(raise_request_exception=False))
    browser.client.force_login(lin)
    refused(browser.get("/me", **{"X-Session-Token": "1.abc"}), 401, "SIGN_IN")


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_a_strangers_form_never_acts_by_cookie(small_catalogue: None, lin: Any, content_type: str) -> None:
    browser = Phone(lin, client=Client(enforce_csrf_checks=True, raise_request_exception=False))
    browser.client.force_login(lin)
    answer = browser.put(f"/reports/{uuid4()}", b"kind=hazard&text=a", content_type=content_type)
    refused(answer, 415, "WRONG_TYPE")
    refused(browser.put(f"/reports/{uuid4()}", hazard()), 403, "FORM_EXPIRED")


LANGUAGES = ["en", "zh-CN", "fr", "*", "x" * 2000, "en;q=nonsense", "\u4e2d", "../../etc"]


@pytest.mark.parametrize("language", LANGUAGES, ids=[each[:12] for each in LANGUAGES])
def test_any_language_gets_an_answer(nobody: Phone, language: str) -> None:
    refused(nobody.get("/me", **{"Accept-Language": language}), 401, "SIGN_IN")


def test_what_a_proxy_is_said_to_have_seen_changes_nothing(nobody: Phone) -> None:
    sent = {"X-Forwarded-For": "1.2.3.4, nonsense", "X_Forwarded_For": "1.2.3.4", "X-Real-IP": "::zz"}
    refused(nobody.post("/session", {"username": "a", "password": "b"}, **sent), 401, "SIGN_IN_FAILED")


class Statements:
    """Every statement that goes to the database, as it was written: prepared ones too, of which Django's log knows
    only that there was one.
    """

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.words += [each.upper() for each in re.findall(r"\w+", sql)]
        return execute(sql, params, many, context)

    def writes(self) -> set[str]:
        return set(self.words) & {"INSERT", "UPDATE", "DELETE", "TRUNCATE", "NEXTVAL"}


def test_no_read_changes_anything(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    with connection.execute_wrapper(asked := Statements()):
        there = mine.report().json["id"]  # by prepared statements: a report is seen to write
    assert asked.writes() >= {"INSERT"}
    for path, methods in METHODS.items():
        if "GET" in methods:
            with connection.execute_wrapper(asked := Statements()):
                mine.get(re.sub(r"{(report|incident)_id}", there, path))
                mine.get(filled(path))
            assert (path, asked.writes()) == (path, set())
