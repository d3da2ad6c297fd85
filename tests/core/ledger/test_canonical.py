"""One value, one sequence of bytes."""

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from core.ledger import canonical
from core.ledger.canonical import NotCanonical

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
integers = st.integers(-(2**53) + 1, 2**53 - 1)
keys = st.text("abcXYZ_019-. !~", max_size=8)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_our_form_is_rfc_8785(value: object) -> None:
    plain = canonical.plain(value)
    assert canonical.encode(plain).encode() == rfc8785.dumps(plain)


@given(values)
def test_what_is_written_reads_back_and_writes_the_same_again(value: object) -> None:
    text = canonical.encode(canonical.plain(value))
    assert canonical.encode(canonical.decode(text)) == text


@pytest.mark.parametrize(
    "text",
    ['{"b":1,"a":2}', '{"a": 1}', '{"a":1,"a":1}', "1.0", "1e3", '"\\u00e9"', '"e\u0301"', "nonsense", "NaN"],
)
def test_json_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(text)


@pytest.mark.parametrize(
    "value", [1.5, 2**53, -(2**53), b"bytes", {1, 2}, object(), {"键": 1}, {1: 2}, "a\0b", "\ud800"]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical.encode(canonical.plain(value))


def test_a_float_deep_inside_is_refused() -> None:
    with pytest.raises(NotCanonical):
        canonical.encode(canonical.plain({"place": [{"lon": 112.59}]}))


def test_an_instant_is_utc_with_six_digits() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert (
        canonical.instant(datetime(2026, 11, 23, 12, 5, 6, tzinfo=shanghai)) == "2026-11-23T04:05:06.000000Z"
    )
    assert canonical.instant(datetime(2026, 11, 23, 4, 5, 6, 7, UTC)) == "2026-11-23T04:05:06.000007Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(NotCanonical):
        canonical.instant(datetime(2026, 11, 23))  # noqa: DTZ001


def test_python_values_become_plain() -> None:
    class State(Enum):
        CLOSED = "closed"

    got = canonical.plain(
        {
            "state": State.CLOSED,
            "on": date(2026, 11, 23),
            "id": UUID(int=7),
            "to": (1, None, True),
            "text": "e\u0301",
        }
    )
    assert got == {
        "state": "closed",
        "on": "2026-11-23",
        "id": "00000000-0000-0000-0000-000000000007",
        "to": [1, None, True],
        "text": "\u00e9",
    }


def test_text_is_escaped_no_more_than_json_must() -> None:
    encoded = canonical.encode('井盖\u2028\x7f"\\\n\x01')
    assert encoded == '"井盖\u2028\x7f\\"\\\\\\n\\u0001"'
    assert json.loads(encoded) and not re.search(r"\\u4e95", encoded)
