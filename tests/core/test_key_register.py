"""A server with the wrong keys does not start; a new key is noted, and then missed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from core.crypto import keys, ring
from core.crypto.providers import PROVIDERS
from core.crypto.register import KeyRecord, check_register

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Any) -> Path:
    KeyRecord.objects.all().delete()
    settings.KEYS_DIR = tmp_path
    keys.ensure(tmp_path, "intl", NOW)
    return tmp_path


def test_the_first_start_notes_every_key_and_the_second_none(folder: Path) -> None:
    assert check_register(NOW) == ""
    assert set(KeyRecord.objects.values_list("kind", flat=True)) == {"data", "index", "receipt"}
    before = list(KeyRecord.objects.values_list())
    assert check_register(NOW + timedelta(days=1)) == ""
    assert list(KeyRecord.objects.values_list()) == before


def test_a_record_says_nothing_of_the_key(folder: Path) -> None:
    check_register(NOW)
    text = str(list(KeyRecord.objects.values_list()))
    for kind in ring.KINDS:
        for key in ring.load(folder).all(kind):
            assert key.secret.hex()[:16] not in text


def test_a_rotated_key_is_noted_and_the_old_one_is_still_needed(folder: Path) -> None:
    check_register(NOW)
    old = ring.load(folder).current(ring.DATA, "aes-256-gcm")
    ring.make(folder, ring.DATA, PROVIDERS["intl"], NOW + timedelta(days=1))
    assert check_register(NOW) == ""
    assert KeyRecord.objects.filter(kind="data").count() == 2
    (folder / f"data-{old.kid}.key").unlink()
    line = check_register(NOW)
    assert f"data-{old.kid}.key is missing" in line
    assert "\n" not in line


def test_the_keys_of_another_house_are_refused(folder: Path, tmp_path_factory: Any, settings: Any) -> None:
    check_register(NOW)
    other = tmp_path_factory.mktemp("other")
    keys.ensure(other, "intl", NOW)
    settings.KEYS_DIR = other
    assert keys.check_keys() == ""
    assert "holds data written with it" in check_register(NOW)


def test_another_key_under_the_same_name_is_refused(folder: Path) -> None:
    check_register(NOW)
    KeyRecord.objects.filter(kind="index").update(fingerprint="0" * 16)
    assert "is another key" in check_register(NOW)


def test_a_database_without_tables_is_no_trouble_of_the_keys(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_keyrecord RENAME TO elsewhere")
        point = transaction.savepoint()
        assert check_register(NOW) == ""
        transaction.savepoint_rollback(point)
        cursor.execute("ALTER TABLE elsewhere RENAME TO core_keyrecord")


def test_a_folder_without_keys_is_one_line(folder: Path, settings: Any) -> None:
    settings.KEYS_DIR = folder / "nowhere"
    assert "there is no key folder" in check_register(NOW)
