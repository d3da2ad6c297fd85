"""JSON bodies: what a database could not store or a reader might misread is refused, with one word why."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadJSON, TooLarge
from core.json_input import DEEPEST, LARGEST, parse


def _reason(body: bytes) -> str:
    with pytest.raises(BadJSON) as refused:
        parse(body)
    return str(refused.value.detail["reason"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        # the four that made a stock stack answer 500
        (b"[" * 100_000 + b"]" * 100_000, "depth"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "depth"),
        (b'{"text": "a\\u0000b"}', "nul"),
        (b'{"text": "\\ud800"}', "surrogate"),
        # and those that it took
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        (b'{"x": {"a": 1, "\\u0061": 2}}', "duplicate_key"),
        (b'{"n": ' + b"9" * 4_000 + b"}", "number"),
        (b'{"n": 9223372036854775808}', "number"),
        (b'{"n": 1e999}', "number"),
        (b'{"n": NaN}', "number"),
        (b'{"n": -Infinity}', "number"),
        (b'{"\\u0000": 1}', "nul"),
        (b'["\\udc00\\ud800"]', "surrogate"),
        (b'{"a": "\xff"}', "not_utf8"),
        ('{"a": "张"}'.encode("gbk"), "not_utf8"),
        ('{"a": 1}'.encode("utf-16"), "not_utf8"),
        (b'{"a": "\xed\xa0\x80"}', "not_utf8"),
        (b'\xef\xbb\xbf{"a": 1}', "syntax"),
        (b"", "syntax"),
        (b'{"a": 1', "syntax"),
        (b'{"a": 1} x', "syntax"),
        (b"{'a': 1}", "syntax"),
        (b'{"a": 01}', "syntax"),
        (b'{"a": "line\nbreak"}', "syntax"),
        (b"]" * 50, "syntax"),
    ],
)
def test_a_body_is_refused_and_says_why(body: bytes, reason: str) -> None:
    assert _reason(body) == reason


def test_what_is_accepted() -> None:
    assert parse('{"文": "😀 [[[", "n": [1, -2.5, true, null]}'.encode()) == {
        "文": "😀 [[[",
        "n": [1, -2.5, True, None],
    }
    assert parse(b'"\\ud83d\\ude00"') == "😀"
    assert parse(b"[" * DEEPEST + b"]" * DEEPEST)
    assert parse(b'{"n": 9223372036854775807}') == {"n": 2**63 - 1}


def test_too_many_bytes_are_too_large() -> None:
    assert parse(b'"' + b"a" * (LARGEST - 2) + b'"')
    with pytest.raises(TooLarge) as refused:
        parse(b'"' + b"a" * LARGEST + b'"')
    assert refused.value.detail == {"limit_bytes": LARGEST}


@pytest.mark.parametrize(
    "body",
    [b'"\\"' * 80_000, b'"' * 250_000, b'"' + b"\\" * 250_000, b"[" * 250_000, b"{" * 10 + b" " * 250_000],
)
def test_no_body_takes_long_to_refuse(body: bytes) -> None:
    began = time.process_time()
    with pytest.raises(BadJSON):
        parse(body)
    assert time.process_time() - began < 0.5


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(values)
def test_whatever_can_be_stored_is_read_as_it_was_written(value: Any) -> None:
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value
    assert parse(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(body: bytes) -> None:
    try:
        parse(body)
    except BadJSON as refused:
        assert refused.detail["reason"]
