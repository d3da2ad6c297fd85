"""An encrypted column: plain to its own row, noise to everybody else."""

import pickle
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction

from core.crypto import Tampered, keys, kid_of, ring
from core.crypto.providers import PROVIDERS
from core.fields import EncryptedTextField, Sealed
from tests.core.letters import Letter, make_table


@pytest.fixture(autouse=True)
def table(db: None) -> None:
    make_table()


def _raw(letter: Letter) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM test_letter WHERE id = %s", [letter.pk])
        return bytes(cursor.fetchone()[0])


def test_a_text_is_read_back_and_lies_sealed() -> None:
    letter = Letter.objects.create(words="王桂兰 13812340000")
    assert Letter.objects.get(pk=letter.pk).words == "王桂兰 13812340000"
    assert b"13812340000" not in _raw(letter)
    assert kid_of(_raw(letter))


def test_a_row_that_is_saved_untouched_keeps_its_bytes() -> None:
    letter = Letter.objects.create(words="秘密")
    before = _raw(letter)
    again = Letter.objects.get(pk=letter.pk)
    again.title = "新"
    again.save()
    assert _raw(letter) == before
    again.words = "别的"
    again.save(update_fields=["words"])
    assert Letter.objects.get(pk=letter.pk).words == "别的"


def test_bytes_pasted_from_another_row_do_not_open() -> None:
    mine, other = Letter.objects.create(words="甲"), Letter.objects.create(words="乙")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_letter SET words = %s WHERE id = %s", [_raw(other), mine.pk])
    pasted = Letter.objects.get(pk=mine.pk)
    with pytest.raises(Tampered):
        _ = pasted.words


def test_a_changed_byte_does_not_open() -> None:
    letter = Letter.objects.create(words="甲")
    raw = _raw(letter)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_letter SET words = %s WHERE id = %s", [raw[:-1] + b"x", letter.pk])
    with pytest.raises(Tampered):
        _ = Letter.objects.get(pk=letter.pk).words


def test_the_key_may_be_given_as_text() -> None:
    number = str(uuid.uuid4()).upper()
    Letter(id=number, words="甲").save(force_insert=True)
    assert Letter.objects.get(pk=number).words == "甲"


def test_many_rows_at_once_are_sealed_one_by_one() -> None:
    Letter.objects.bulk_create(Letter(words=f"第{number}封") for number in range(3))
    letters = list(Letter.objects.all())
    assert sorted(letter.words for letter in letters) == ["第0封", "第1封", "第2封"]
    letters[0].words = "改"
    with pytest.raises(TypeError, match="encrypted"), transaction.atomic():
        Letter.objects.bulk_update(letters, ["words"])


def test_the_bytes_for_copy_are_the_same_as_saved() -> None:
    letter = Letter(words="")
    field = Letter._meta.get_field("words")
    sealed = field.sealed("甲", letter.pk)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_letter VALUES (%s, '', %s)", [letter.pk, bytes(sealed)])
    assert Letter.objects.get(pk=letter.pk).words == "甲"
    with pytest.raises(ValueError, match="no key yet"):
        field.sealed("甲", None)


def test_nothing_is_sealed_where_nothing_is() -> None:
    letter = Letter.objects.create()
    assert letter.words == ""
    assert _raw(letter) == b""
    assert Letter.objects.get(pk=letter.pk).words == ""


def test_it_is_opened_only_when_somebody_reads_it() -> None:
    Letter.objects.create(words="秘密")
    letter = Letter.objects.get()
    assert isinstance(letter.__dict__["words"], Sealed)
    assert "秘密" not in repr(letter.__dict__)
    assert "秘密".encode() not in pickle.dumps(letter)
    deferred = Letter.objects.only("title").get()
    assert deferred.words == "秘密"
    assert str(Letter.objects.values_list("words", flat=True).get()) == "<sealed>"


def test_it_is_not_searched_sorted_into_forms_or_updated_in_bulk() -> None:
    with pytest.raises(FieldError):
        Letter.objects.filter(words="秘密").exists()
    with pytest.raises(FieldError):
        Letter.objects.filter(words__contains="秘密").exists()
    with pytest.raises(TypeError, match="encrypted"), transaction.atomic():
        Letter.objects.update(words="秘密")
    assert Letter._meta.get_field("words").formfield() is None
    assert list(Letter.objects.filter(words__isnull=True)) == []


def test_a_dump_holds_the_sealed_bytes() -> None:
    letter = Letter.objects.create(words="秘密")
    text = Letter._meta.get_field("words").value_to_string(Letter.objects.get(pk=letter.pk))
    assert "秘密" not in text


def test_an_index_over_it_is_an_error() -> None:
    field = EncryptedTextField(db_index=True)
    field.set_attributes_from_name("words")
    field.model = Letter
    assert "core.E010" in {found.id for found in field.check()}
    assert Letter._meta.get_field("words").check() == []


def test_old_rows_open_after_a_rotation_and_a_switch(tmp_path: Any, settings: Any) -> None:
    settings.KEYS_DIR, now = tmp_path, datetime(2026, 11, 23, tzinfo=UTC)
    keys.ensure(tmp_path, "intl", now)
    keys.ensure(tmp_path, "gm", now)
    letter = Letter.objects.create(words="甲")
    first = kid_of(_raw(letter))
    ring.make(tmp_path, ring.DATA, PROVIDERS["intl"], now + timedelta(days=1))
    again = Letter.objects.get(pk=letter.pk)
    assert again.words == "甲"
    again.words = "乙"
    again.save()
    assert kid_of(_raw(letter)) > first
    settings.CRYPTO = "gm"
    assert Letter.objects.get(pk=letter.pk).words == "乙"
