"""`manage.py createadmin`: the first account of an installation."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.ledger.models import Entry
from core.models import User
from core.roles import Role
from grids.models import Area, Level, Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db: Any) -> Area:
    area = Area(code="419001", level=Level.COUNTY, official_name="济源市", name="济源市", short_name="济源",
                valid_from=date(2020, 1, 1))  # fmt: skip
    area.save()
    return area


def create(*words: str, typed: str = "a-long-and-plain-sentence\n", monkeypatch: pytest.MonkeyPatch) -> str:
    said = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("createadmin", *words, stdout=said)
    return said.getvalue()


def test_it_makes_an_account_posted_at_the_top(county: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    create("zhang", "--name", "张建国", "--password-stdin", monkeypatch=monkeypatch)
    person = User.objects.get(username="zhang")
    assert person.display_name == "张建国" and person.check_password("a-long-and-plain-sentence")
    posting = Posting.objects.get(user=person)
    assert (posting.role, posting.area) == (Role.SYSTEM_ADMIN, county)


def test_the_posting_is_in_the_ledger(county: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    create("zhang", "--password-stdin", "--role", "security_admin", monkeypatch=monkeypatch)
    assert Entry.objects.filter(stream=Posting.objects.get().pk, kind="posted").count() == 1


def test_where_nobody_can_be_asked_a_random_password_is_shown_once(
    county: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = create("zhang", monkeypatch=monkeypatch)
    assert User.objects.get().check_password(said.split()[-1])


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["zhang"], "short\n", "12"),
        (["zhang"], "123456789012\n", "数字"),
        (["zhang.jianguo"], "zhang.jianguo1\n", "用户名"),
        (["张 三"], "a-long-and-plain-sentence\n", "用户名"),
        (["zhang", "--area", "999999"], "a-long-and-plain-sentence\n", "没有代码为 999999 的区域"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    county: Area, monkeypatch: pytest.MonkeyPatch, words: list[str], typed: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        create(*words, "--password-stdin", typed=typed, monkeypatch=monkeypatch)
    assert not User.objects.exists()


def test_a_name_is_never_used_twice(county: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user("zhang")
    with pytest.raises(CommandError, match="不可重复使用"):
        create("zhang", "--password-stdin", monkeypatch=monkeypatch)


def test_without_areas_it_says_what_comes_first(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="import_areas"):
        create("zhang", "--password-stdin", monkeypatch=monkeypatch)
