"""首次改密: the password that was handed over opens its own change, and nothing else."""

from typing import Any

import pytest
from django.test import Client

from core.models import User
from tests.mobile_api.conftest import Phone, phone, small_catalogue

__all__ = ["phone", "small_catalogue"]

FIRST, OWN = "handed-over-on-paper", "chosen-by-myself-42"
ANSWERS = {"oldpassword": FIRST, "password1": OWN, "password2": OWN}


@pytest.fixture
def newcomer(lin: Any) -> User:
    lin.set_password(FIRST)
    lin.must_change_password = True
    lin.save()
    return lin


@pytest.fixture
def browser(newcomer: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": "lin", "password": FIRST})
    return client


@pytest.mark.parametrize("address", ["/", "/m/", "/desk/", "/board/", "/t/", "/photos/x"])
def test_every_page_leads_to_the_change(browser: Client, address: str) -> None:
    answer = browser.get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/change/")


def test_a_program_is_told(browser: Client, small_catalogue: None) -> None:
    for path in ("/api/v1/me", "/api/v1/sync", "/api/v1/feed"):
        answer = browser.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "PASSWORD_CHANGE")


def test_a_phone_gets_no_token_and_a_token_opens_nothing(newcomer: User, phone: Any) -> None:
    asked = {"username": "lin", "password": FIRST}
    answer = Phone(None).post("/session", asked)
    assert (answer.status, answer.json["code"]) == (403, "PASSWORD_CHANGE")
    assert answer.json["detail"] == {"url": "/accounts/password/change/"}
    assert phone(newcomer).get("/me").json["code"] == "PASSWORD_CHANGE"
    wrong = Phone(None).post("/session", {**asked, "password": "x"})
    assert wrong.json["code"] == "SIGN_IN_FAILED"


def test_the_same_password_is_no_own_one(browser: Client, newcomer: User) -> None:
    page = browser.post("/accounts/password/change/", {**ANSWERS, "password1": FIRST, "password2": FIRST})
    assert "新密码不能与初始密码相同" in page.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.must_change_password


def test_an_own_password_opens_everything(browser: Client, newcomer: User) -> None:
    assert "首次登录" in browser.get("/accounts/password/change/").content.decode()
    answer = browser.post("/accounts/password/change/", ANSWERS)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/m/").status_code == 200
    assert Phone(None).post("/session", {"username": "lin", "password": OWN}).status == 200


def test_one_may_leave_instead(browser: Client) -> None:
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get("/t/").status_code == 200
