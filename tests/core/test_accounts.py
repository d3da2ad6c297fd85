"""Signing in: wrong passwords are counted by account and address, and nobody makes an account for himself."""

from typing import Any

import pytest
from django.test import Client

from core.models import User

PASSWORD = "a-long-and-plain-sentence"

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(db: Any) -> User:
    return User.objects.create_user("director", PASSWORD, display_name="局长")


def sign_in(password: str, address: str = "10.0.0.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": "director", "password": password})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_lets_in_and_makes_a_new_session(director: User) -> None:
    client = Client()
    client.get("/accounts/login/")
    before = client.session.session_key
    client.post("/accounts/login/", {"login": "director", "password": PASSWORD})
    assert is_in(client) and client.session.session_key != before


def test_after_five_wrong_ones_even_the_right_one_waits(director: User) -> None:
    for _ in range(5):
        assert not is_in(sign_in("wrong"))
    assert not is_in(sign_in(PASSWORD))


def test_nobody_elsewhere_can_lock_the_director_out(director: User) -> None:
    for _ in range(8):
        sign_in("wrong", "10.9.9.9")
    assert is_in(sign_in(PASSWORD, "10.0.0.1"))


def test_what_a_client_claims_about_its_address_does_not_count(director: User) -> None:
    for number in range(6):
        client = Client(
            REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"10.5.5.{number}", HTTP_X_REAL_IP=f"10.6.6.{number}"
        )
        client.post("/accounts/login/", {"login": "director", "password": "wrong"})
    assert not is_in(sign_in(PASSWORD))


def test_an_account_that_is_switched_off_stays_out(director: User) -> None:
    User.objects.update(is_active=False)
    assert not is_in(sign_in(PASSWORD))


def test_nobody_signs_up(client: Client) -> None:
    form = {"username": "me", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    assert not User.objects.filter(username="me").exists()


def test_passwords_are_kept_as_argon2(settings: Any, director: User) -> None:
    settings.PASSWORD_HASHERS = [name for name in settings.PASSWORD_HASHERS if "MD5" not in name]
    director.set_password(PASSWORD)
    assert director.password.startswith("argon2$argon2id$")


def test_an_account_without_password_cannot_be_entered(db: Any) -> None:
    assert not User.objects.create_user("system").has_usable_password()
