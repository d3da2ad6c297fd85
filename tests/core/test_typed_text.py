"""What people type is stored in one spelling, and without what does not show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.typed_text import ascii_digits, cleaned


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  井盖缺失\u3000", "井盖缺失"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("a\x00b\x0bc\x7f\x9f", "abc"),
        ("e\u0301", "\u00e9"),
        ("e\x00\u0301", "\u00e9"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\ufeff表", "表"),
        ("a\ud800b", "ab"),
        ("列\t值", "列\t值"),
        ("镕喆垚𠮷 👨\u200d👩\u200d👧", "镕喆垚𠮷 👨\u200d👩\u200d👧"),
    ],
)
def test_it_is_cleaned(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@given(st.text(st.characters(), max_size=60))
def test_what_is_clean_stays_as_it_is_and_can_be_stored(typed: str) -> None:
    kept = cleaned(typed)
    assert cleaned(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert "\0" not in kept
    kept.encode()


def test_full_width_digits_become_plain_and_letters_do_not() -> None:
    assert ascii_digits("＋８６－１３８Ａ号楼３单元") == "+86-138Ａ号楼3单元"
