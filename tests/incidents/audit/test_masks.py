"""What a text may not give away."""

import pytest

from incidents.audit.masks import masked


@pytest.mark.parametrize(("text", "shown"), [
    ("电话13812340000请回", "电话138****请回"),
    ("电话 138 1234 0000 请回", "电话 138**** 请回"),
    ("座机0391-6612345", "座机039****"),
    ("身份证41900119900101123X。", "身份证419****。"),
    ("全角１３８１２３４００００", "全角138****"),
    ("三楼302室，欠款12000元", "三楼302室，欠款12000元"),
    ("2026-11-05起", "2026-11-05起"),
    ("", ""),
])  # fmt: skip
def test_long_numbers_are_cut(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_the_reporters_own_name_is_masked_and_a_single_character_is_no_name() -> None:
    assert masked("张三丰说张三丰在场", "张三丰") == "张**说张**在场"
    assert masked("三楼三单元", "三") == "三楼三单元"
