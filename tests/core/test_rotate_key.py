"""A key is replaced while everything stays readable; old values come under the new one when told to."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.crypto import Tampered, keys, kid_of, resealing, ring
from core.crypto.providers import PROVIDERS
from tests.core.letters import Letter, make_table

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_table()
    monkeypatch.setattr(resealing, "columns", lambda: iter([(Letter, Letter._meta.get_field("words"))]))
    settings.KEYS_DIR = tmp_path
    keys.ensure(tmp_path, "intl", NOW - timedelta(days=9))
    return tmp_path


def _rotate(*words: str) -> str:
    said = StringIO()
    call_command("rotate_key", *words, stdout=said)
    return said.getvalue()


def test_a_new_key_writes_and_the_old_values_wait(folder: Path) -> None:
    Letter.objects.create(words="旧")
    old = ring.load(folder).current(ring.DATA, "aes-256-gcm").kid
    said = _rotate("data")
    new = ring.load(folder).current(ring.DATA, "aes-256-gcm").kid
    assert new > old
    assert f"data-{new}.key" in said
    Letter.objects.create(words="新")
    assert resealing.uses() == {old: 1, new: 1}
    assert sorted(letter.words for letter in Letter.objects.all()) == ["新", "旧"]


def test_old_values_come_under_the_new_key(folder: Path) -> None:
    Letter.objects.bulk_create([Letter(words=f"第{number}封") for number in range(7)] + [Letter(words="")])
    said = _rotate("data", "--reseal")
    new = ring.load(folder).current(ring.DATA, "aes-256-gcm").kid
    assert resealing.uses() == {new: 7}
    assert f"{new}：7" in said
    assert {letter.words for letter in Letter.objects.all()} == {f"第{number}封" for number in range(7)} | {
        ""
    }
    assert _rotate("none", "--reseal").count(": 0") == 1


def test_after_a_change_of_provider_too(folder: Path, settings: Any) -> None:
    Letter.objects.create(words="旧")
    keys.ensure(folder, "gm", NOW)
    settings.CRYPTO = "gm"
    _rotate("none", "--reseal")
    new = ring.load(folder).current(ring.DATA, PROVIDERS["gm"].cipher.name).kid
    assert resealing.uses() == {new: 1}
    assert Letter.objects.get().words == "旧"


def test_a_value_that_somebody_changed_meanwhile_is_left_to_him(folder: Path) -> None:
    letter = Letter.objects.create(words="旧")
    before = Letter.objects.get()
    letter.words = "新"
    letter.save()
    stale = before.__dict__["words"]
    assert resealing._reseal_one(Letter, Letter._meta.get_field("words"), letter.pk, stale) == 0
    assert Letter.objects.get().words == "新"


def test_a_tampered_value_stops_it_with_a_typed_error(folder: Path) -> None:
    Letter.objects.create(words="旧")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_letter SET words = substring(words FROM 1 FOR length(words) - 1)")
    _rotate("data")
    with pytest.raises(Tampered):
        _rotate("none", "--reseal")


def test_the_master_key_is_replaced(folder: Path) -> None:
    Letter.objects.create(words="旧")
    before = (folder / "master.key").read_bytes()
    _rotate("master")
    assert (folder / "master.key").read_bytes() != before
    assert Letter.objects.get().words == "旧"
    assert kid_of(bytes(Letter.objects.values_list("words", flat=True).get()))


def test_a_broken_folder_is_one_line(folder: Path) -> None:
    (folder / "master.key").unlink()
    with pytest.raises(CommandError, match=r"master\.key is missing"):
        _rotate("master")
