"""The first page: in the demo anybody's place is one click away, elsewhere it knows only the sign-in."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from core.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "never-on-a-page-7"


@pytest.fixture
def lin(db: Any) -> User:
    return User.objects.create_user("lin", PASSWORD, display_name="林晓梅")


@pytest.fixture
def demo(settings: Any, tmp_path: Path, lin: User) -> Path:
    """A demo with one account handed out, and one that was not."""
    User.objects.create_user("stranger", PASSWORD, display_name="别人")
    settings.DEMO, settings.DEMO_ACCOUNTS = True, tmp_path / "demo-accounts.json"
    row = {
        "username": "lin", "password": PASSWORD, "display_name": "林晓梅", "role": "grid_worker",
        "role_label": "网格员", "area": "东马蓬社区第一网格", "about_zh": "每天在网格里走。",
        "about_en": "Walks her grid.", "landing": "/m/",
    }  # fmt: skip
    settings.DEMO_ACCOUNTS.write_text(json.dumps([row]), encoding="utf-8")
    return settings.DEMO_ACCOUNTS


def test_the_page_names_each_demo_account_with_its_sentence(client: Client, demo: Path) -> None:
    page = client.get("/").content.decode()
    assert "林晓梅" in page and "每天在网格里走。" in page and "网格员" in page
    assert PASSWORD not in page


def test_the_page_speaks_english_too(client: Client, demo: Path, settings: Any) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Walks her grid." in client.get("/").content.decode()


def test_stepping_in_signs_in_and_leads_to_the_face(client: Client, demo: Path, lin: User) -> None:
    answer = client.post("/demo/enter/lin")
    assert (answer.status_code, answer["Location"]) == (302, "/m/")
    assert client.session["_auth_user_id"] == str(lin.pk)


def test_the_page_says_as_whom_one_is_in(client: Client, demo: Path) -> None:
    client.post("/demo/enter/lin")
    assert "当前身份" in client.get("/").content.decode()


def test_stepping_in_as_another_leaves_nothing_of_the_first(client: Client, demo: Path) -> None:
    stranger = User.objects.get(username="stranger")
    client.force_login(stranger)
    client.post("/demo/enter/lin")
    assert client.session["_auth_user_id"] != str(stranger.pk)


def test_an_account_that_was_not_handed_out_cannot_be_entered(client: Client, demo: Path) -> None:
    assert client.post("/demo/enter/stranger").status_code == 404
    assert client.post("/demo/enter/nobody").status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_blocked_account_cannot_be_entered(client: Client, demo: Path, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert client.post("/demo/enter/lin").status_code == 404


def test_a_link_cannot_step_in(client: Client, demo: Path) -> None:
    assert client.get("/demo/enter/lin").status_code == 405


def test_another_site_cannot_step_in(demo: Path) -> None:
    assert Client(enforce_csrf_checks=True).post("/demo/enter/lin").status_code == 403


def test_outside_the_demo_there_is_only_the_sign_in(client: Client, demo: Path, settings: Any) -> None:
    settings.DEMO = False
    page = client.get("/").content.decode()
    assert "林晓梅" not in page and "/accounts/login/" in page and "/demo/enter/" not in page
    assert client.post("/demo/enter/lin").status_code == 404


def test_before_the_demo_is_loaded_the_page_says_so(client: Client, demo: Path) -> None:
    demo.unlink()
    assert "示例县还没有载入" in client.get("/").content.decode()


@pytest.mark.parametrize("damage", ["", "[", "{}", '[{"username": "lin"}]', "[1]"])
def test_a_damaged_file_of_accounts_breaks_nothing(client: Client, demo: Path, damage: str) -> None:
    demo.write_text(damage)
    assert client.get("/").status_code == 200
    assert client.post("/demo/enter/lin").status_code == 404


def test_an_account_never_leads_out_of_the_house(client: Client, demo: Path) -> None:
    demo.write_text(demo.read_text().replace("/m/", "//elsewhere.example/"))
    assert client.post("/demo/enter/lin")["Location"] == "/"
