"""A fact has a public half, the header, and a private half, the body."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from core.ledger.facts import BodyErased, Fact, commitment, private


@dataclass(frozen=True)
class Declined(Fact):
    kind: ClassVar[str] = "declined"
    reason_code: str
    text: str = private(default="")
    remarks: list[str] = private(default_factory=list)


def test_private_fields_are_the_body_and_the_others_the_header() -> None:
    fact = Declined("not_ours", "请拨打12345", ["口头告知"])
    assert fact.header() == {"reason_code": "not_ours"}
    assert fact.body() == {"text": "请拨打12345", "remarks": ["口头告知"]}


def test_a_private_field_without_default_must_be_given() -> None:
    @dataclass(frozen=True)
    class Reported(Fact):
        kind: ClassVar[str] = "reported"
        text: str = private()

    with pytest.raises(TypeError):
        Reported()
    assert Reported("路灯不亮").body() == {"text": "路灯不亮"}


def test_an_erasure_names_the_versions_it_emptied() -> None:
    assert BodyErased((1, 3), "retention").header() == {"versions": (1, 3), "reason": "retention"}


def test_a_commitment_depends_on_salt_and_value() -> None:
    salt, other = bytes(16), bytes(15) + b"\1"
    assert commitment(salt, "张三") != commitment(other, "张三") != commitment(other, "李四")
    assert commitment(salt, "e\u0301") == commitment(salt, "\u00e9")


def test_a_commitment_needs_a_real_salt() -> None:
    with pytest.raises(ValueError, match="16"):
        commitment(b"short", "张三")
