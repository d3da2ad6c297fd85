"""Masks hide what they do not understand, and never say how long it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.masking import mask_address, mask_name, mask_phone
from core.phone import e164


@pytest.mark.parametrize(
    ("name", "mask"), [("张三", "张**"), ("欧阳锋利", "欧**"), (" 王 ", "王**"), ("", ""), ("𠮷野", "𠮷**")]
)
def test_a_name_shows_its_first_character(name: str, mask: str) -> None:
    assert mask_name(name) == mask


@pytest.mark.parametrize(
    ("number", "mask"),
    [
        ("13812340000", "138****0000"),
        ("+86 138-1234-0000", "138****0000"),
        ("１３８１２３４００００", "138****0000"),
        ("0391-6612345", "0391-****345"),
        ("6612345", "0391-****345"),
        ("010 66123456", "010-****456"),
        ("转张三 138", "***"),
        ("12345", "***"),
        ("410881199001011234", "***"),
        ("  ", ""),
    ],
)
def test_a_number_shows_its_ends_if_it_is_one(number: str, mask: str) -> None:
    assert mask_phone(number) == mask


def test_an_address_shows_nothing_of_what_was_typed() -> None:
    assert mask_address("张三家，东园小区3号楼501") == "***"
    assert mask_address("东园小区3号楼501", area="沁园街道") == "沁园街道***"
    assert mask_address(" ") == ""


@given(st.text(max_size=30))
def test_no_mask_holds_more_than_seven_digits_of_what_was_typed(typed: str) -> None:
    mask = mask_phone(typed)
    assert sum(sign.isdigit() for sign in mask) <= 7
    assert mask == "" or "***" in mask
    assert mask_name(typed) == "" or mask_name(typed).endswith("**")
    assert len(mask_name(typed)) <= 3


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_masked_mobile_number_lacks_its_middle(number: str) -> None:
    assert mask_phone(number) == f"{number[:3]}****{number[7:]}"


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("13812340000", "+8613812340000"),
        ("8613812340000", "+8613812340000"),
        ("0086 138 1234 0000", "+8613812340000"),
        ("(0391)6612345", "+863916612345"),
        ("0391—6612345", "+863916612345"),
        ("6612345", "+863916612345"),
        ("021-61234567", "+862161234567"),
        ("86123456", ""),
        ("1381234000", ""),
        ("138123400000", ""),
        ("一三八一二三四〇〇〇〇", ""),
        ("", ""),
    ],
)
def test_a_number_has_one_spelling(typed: str, spelt: str) -> None:
    assert e164(typed) == spelt


@given(st.text(max_size=40))
def test_a_spelling_is_its_own_spelling(typed: str) -> None:
    assert e164(e164(typed)) == e164(typed)
