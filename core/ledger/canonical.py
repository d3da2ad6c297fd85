"""The canonical form: one value, one sequence of bytes, in every language.

RFC 8785 (JSON Canonicalization Scheme), restricted until nothing is left to interpretation: strings in NFC without
U+0000 or lone surrogates, integers within ±(2⁵³−1), true, false, null, arrays, and objects whose keys are printable
ASCII. No floating-point numbers: a coordinate is an integer ×10⁻⁷. Under these restrictions the standard library's
encoder already writes RFC 8785 (a test compares it with the `rfc8785` package), and it is many times faster.

`plain` brings Python values (instants, dates, UUIDs, enumerations) into that form; `encode` accepts nothing else;
`text` is both in one go, for what is made here and now.
Source: RFC 8785; `docs/ledger.md`.
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from typing import TypeAlias
from uuid import UUID

Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"

LARGEST_INTEGER = 2**53 - 1

_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class NotCanonical(ValueError):
    """A value that has no canonical form: a programming mistake, never a user's."""


def instant(at: datetime) -> str:
    """Write an aware instant as `2026-11-23T04:05:06.000000Z`: UTC, always six digits of microseconds."""
    if at.tzinfo is None:
        raise NotCanonical("an instant without a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def plain(value: object) -> Plain:
    """Bring a Python value into the plain form, its text into NFC. Raises NotCanonical where there is none."""
    if type(value) is str:  # nearly everything is
        return _plain_text(value)
    match value:
        case Enum():
            return plain(value.value)
        case str():
            return _plain_text(str(value))
        case None | bool():
            return value
        case int():
            return _plain_integer(value)
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {_key(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            raise NotCanonical(f"{type(value).__name__} has no canonical form")


def encode(value: Plain) -> str:
    """Return the canonical text of a plain value. Its bytes are this text in UTF-8."""
    _check(value)
    return _encoder.encode(value)


def text(value: object) -> str:
    """Return the canonical text of a Python value: `encode(plain(value))`, looked at once instead of twice."""
    return _encoder.encode(plain(value))


def quote(text: str) -> str:
    """Return any text as a JSON string, unchecked: what was once stored must be readable whatever it is."""
    return _encoder.encode(text)


def decode(text: str) -> Plain:
    """Read canonical text back; NotCanonical if it is JSON, but not the canonical text of its own value."""
    try:
        value: Plain = json.loads(text)
    except ValueError as error:
        raise NotCanonical("not JSON") from error
    if encode(value) != text:
        raise NotCanonical("JSON, but not in canonical form")
    return value


@lru_cache(512)
def _key(key: object) -> str:
    if not (isinstance(key, str) and key.isascii() and key.isprintable()):
        raise NotCanonical("a key that is not printable ASCII")
    return str(key)


def _plain_integer(value: int) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical("an integer beyond ±(2^53-1)")
    return value


def _plain_text(said: str) -> str:
    if "\0" in said:
        raise NotCanonical("text with U+0000")
    if said.isascii():
        return said
    try:
        said.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("text with a lone surrogate") from error
    return unicodedata.normalize("NFC", said)


def _check(value: object) -> None:
    """Refuse what `plain` would not have left as it is."""
    if isinstance(value, str):
        if _plain_text(value) != value:
            raise NotCanonical("text that is not in NFC")
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        _plain_integer(value)
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _key(key)
            _check(item)
    else:
        raise NotCanonical(f"{type(value).__name__} has no canonical form")
