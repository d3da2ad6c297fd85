"""The API's documentation: complete, our own, and closed to strangers outside the demo."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from core import errors, images
from incidents.verbs import VERBS
from incidents.voices import sounds
from mobile_api.api import api
from mobile_api.docs import operations
from mobile_api.refusals import CODES
from tests.mobile_api.conftest import Phone

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text()


REACHED = (
    "core/errors.py",
    "core/json_input.py",
    "core/images.py",
    "incidents/*.py",
    "incidents/services/*.py",
    "mobile_api/*.py",
)
"""The files behind the API; exports and pages have codes of their own."""


def test_every_code_that_we_raise_stands_in_the_table() -> None:
    """Codes of classes of refusals, and codes given by hand."""
    classes = [errors, images, sounds]
    raised = {each.code for module in classes for each in vars(module).values() if is_refusal(each)}
    for pattern in REACHED:
        for file in ROOT.glob(pattern):
            raised |= set(re.findall(r'\bcode="([A-Z][A-Z_]+)"', file.read_text()))
    assert raised == set(CODES)


def is_refusal(each: Any) -> bool:
    return isinstance(each, type) and issubclass(each, errors.Refusal) and each is not errors.Refusal


def test_the_page_of_the_docs_has_every_code_and_status() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (\d{3}) \|", TEXT, re.MULTILINE))
    assert rows == {code: str(status) for code, (status, _) in CODES.items()}


def test_the_page_of_the_docs_has_every_endpoint() -> None:
    told = set(re.findall(r"`(GET|PUT|POST|DELETE) (/api/v1/[^`?]*)", TEXT))
    schema = api.get_openapi_schema()
    real = {(method, path) for path, method, _ in operations(schema)}
    assert real <= told
    assert told - real <= {("GET", "/api/v1/openapi.json"), ("GET", "/api/v1/docs")}


def test_every_operation_is_named_by_hand_and_told_in_chinese() -> None:
    for _path, _method, operation in operations(api.get_openapi_schema()):
        assert re.fullmatch(r"[a-z_]+", operation["operationId"])
        assert re.search(r"[\u4e00-\u9fff]", operation["summary"])
        assert re.search(r"[\u4e00-\u9fff]", operation["description"])
        assert "default" in operation["responses"]


def test_the_page_loads_nothing_from_outside_and_runs_no_script(nobody: Phone) -> None:
    response = nobody.client.get("/api/v1/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "<script" not in page
    assert "style=" not in page
    for word in [*CODES, *(f'id="verb-{name}"' for name in VERBS)]:
        assert word in page


def test_the_description_is_openapi(nobody: Phone) -> None:
    answer = nobody.get("/openapi.json")
    assert answer.status == 200
    assert answer.json["openapi"].startswith("3.1")
    assert answer.json["components"]["schemas"]["Refused"]


def test_outside_the_demo_both_need_a_sign_in(settings: Any, nobody: Phone, phone: Any, lin: Any) -> None:
    settings.DEMO = False
    assert nobody.get("/openapi.json").json["code"] == "SIGN_IN"
    page = nobody.client.get("/api/v1/docs")
    assert (page.status_code, page.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
    assert phone(lin).get("/openapi.json").status == 200
    browser = Client()
    browser.force_login(lin)
    assert browser.get("/api/v1/docs").status_code == 200
