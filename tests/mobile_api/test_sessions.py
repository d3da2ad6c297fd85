"""Signing in by token, signing out, and who is refused at once."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now

from grids.models import Posting
from grids.postings import end_posting
from tests.mobile_api.conftest import Phone

pytestmark = pytest.mark.django_db
PASSWORD = "三零-correct-horse"


@pytest.fixture
def known(lin: Any) -> Any:
    lin.set_password(PASSWORD)
    lin.save()
    return lin


def sign_in(phone: Phone, **changes: Any) -> Any:
    return phone.post("/session", {"username": "lin", "password": PASSWORD, **changes})


def test_a_grid_worker_signs_in_and_learns_what_they_hold(nobody: Phone, known: Any) -> None:
    answer = sign_in(nobody)
    assert answer.status == 200
    assert answer.json["user"] == {"id": known.pk, "username": "lin", "display_name": "林小兰"}
    [posting] = answer.json["postings"]
    assert (posting["role"], posting["role_label"], posting["area_name"]) == (
        "grid_worker", "网格员", "东马蓬社区第一网格",
    )  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_token_opens_the_api_for_thirty_days(nobody: Phone, known: Any) -> None:
    answer = sign_in(nobody)
    me = Phone(known, answer.json["token"]).get("/me")
    assert me.status == 200
    assert me.json["user"]["username"] == "lin"
    assert "token" not in me.json
    left = Session.objects.get().expire_date - now()
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"username": "nobody-of-that-name"}])
def test_a_wrong_name_and_a_wrong_password_look_alike(nobody: Phone, known: Any, changes: Any) -> None:
    answer = sign_in(nobody, **changes)
    assert (answer.status, answer.json["code"]) == (401, "SIGN_IN_FAILED")
    assert answer.json["message"] == "用户名或密码不正确。"


def test_the_sixth_wrong_password_is_too_many(nobody: Phone, known: Any) -> None:
    answers = [sign_in(nobody, password="wrong") for _ in range(6)]
    assert [a.status for a in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_signing_out_ends_the_token_at_once(phone: Any, lin: Any) -> None:
    mine, other = phone(lin), phone(lin)
    assert mine.ask("DELETE", "/session").status == 204
    assert mine.get("/me").status == 401
    assert other.get("/me").status == 200


def test_a_disabled_account_is_refused_at_once(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    lin.is_active = False
    lin.save()
    answer = mine.get("/me")
    assert (answer.status, answer.json["code"]) == (401, "SIGN_IN")


def test_a_new_password_ends_every_token(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    lin.set_password("another-long-password")
    lin.save()
    assert mine.get("/me").status == 401


def test_an_ended_posting_is_felt_at_the_next_request(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    filed = mine.report()
    end_posting(Posting.objects.get(user=lin).pk, by=None, now=now())
    assert mine.report().status == 403
    assert mine.get("/me").json["postings"] == []
    assert mine.get(f"/incidents/{filed.json['id']}").status == 404


def test_a_token_in_use_slides_on_and_a_report_does_not_pay_for_it(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    soon = now() + timedelta(days=3)
    Session.objects.update(expire_date=soon)
    mine.report()
    assert Session.objects.get().expire_date == soon
    mine.get("/me")
    assert Session.objects.get().expire_date > now() + timedelta(days=29)


def test_an_expired_token_is_refused(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    assert mine.get("/me").status == 401


@pytest.mark.parametrize(
    "token", ["x", "1.", ".abc", "1.abc", "²." + "a" * 32, "1." + "é" * 32, "9" * 40 + ".a", "1.a'--"]
)
def test_a_made_up_token_is_refused_without_a_fault(nobody: Phone, lin: Any, token: str) -> None:
    assert Phone(None, token.encode("latin-1", "replace").decode("latin-1")).get("/me").status == 401


def test_a_browsers_session_is_no_token(nobody: Phone, lin: Any) -> None:
    browser = Client()
    browser.force_login(lin)
    key = browser.session.session_key
    assert Phone(None, f"{lin.pk}.{key}").get("/me").status == 401


def test_a_token_of_one_account_does_not_open_another(phone: Any, lin: Any, zhou: Any) -> None:
    key = phone(lin).token.partition(".")[2]
    assert Phone(None, f"{zhou.pk}.{key}").get("/me").status == 401


def test_a_page_of_ours_needs_its_csrf_token_for_every_write(small_catalogue: None, lin: Any) -> None:
    browser = Phone(lin, client=Client(enforce_csrf_checks=True))
    browser.client.force_login(lin)
    assert browser.get("/me").status == 200
    refused = browser.report()
    assert (refused.status, refused.json["code"]) == (403, "FORM_EXPIRED")
    page = browser.client.get("/api/v1/docs").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    assert browser.put("/reports/7e57ab1e-0000-4000-8000-000000000001", {
        "kind": "hazard", "text": "护栏松动", "address": "沁园路口",
    }, **{"X-CSRFToken": found[1]}).status == 201  # fmt: skip


def test_the_language_of_a_refusal_follows_the_header(nobody: Phone) -> None:
    assert nobody.get("/me").json["message"] == "请先登录。"
    assert nobody.get("/me", **{"Accept-Language": "en"}).json["code"] == "SIGN_IN"


def test_the_phones_cookie_is_for_pictures_alone(nobody: Phone, known: Any) -> None:
    sign_in(nobody)
    [cookie] = nobody.client.cookies.values()
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/photos/", True, "Strict")
    assert nobody.get("/me").status == 401
    assert nobody.client.get(f"/photos/{uuid4()}").status_code == 404
    assert Phone(None).client.get(f"/photos/{uuid4()}").status_code == 401
    token = cookie.value
    assert Phone(known, token, nobody.client).ask("DELETE", "/session").status == 204
    assert not nobody.client.cookies["sanling-pictures"].value
    nobody.client.cookies["sanling-pictures"] = token
    assert nobody.client.get(f"/photos/{uuid4()}").status_code == 401


def totp(user: Any) -> Any:
    """Give the account a second factor; returns what shows its code of now."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return lambda: format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_account_with_a_second_factor_needs_it(nobody: Phone, known: Any) -> None:
    code = totp(known)
    missing = sign_in(nobody)
    assert (missing.status, missing.json["code"]) == (401, "SECOND_FACTOR")
    assert sign_in(nobody, code="000000").json["code"] == "SECOND_FACTOR"
    shown = code()
    assert sign_in(nobody, code=shown).status == 200
    assert sign_in(nobody, code=shown).json["code"] == "SECOND_FACTOR"


def test_a_second_factor_cannot_be_tried_out(nobody: Phone, known: Any) -> None:
    totp(known)
    assert [sign_in(nobody, code=f"{n:06}").status for n in range(8)][-1] == 429


def test_the_account_lists_its_phones_and_can_end_one(nobody: Phone, known: Any) -> None:
    mine = Phone(known, sign_in(nobody).json["token"])
    UserSession.objects.get(user=known).end()
    assert mine.get("/me").status == 401
