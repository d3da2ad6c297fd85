"""The canonical form: one value, one sequence of bytes, in every language.

RFC 8785 (JSON Canonicalization Scheme), restricted until nothing is left to interpretation: strings in NFC without
U+0000 or lone surrogates, integers within ±(2⁵³−1), true, false, null, arrays, and objects whose keys are printable
ASCII. No floating-point numbers: a coordinate is an integer ×10⁻⁷. Under these restrictions the standard library's
encoder already writes RFC 8785 (a test compares it with the `rfc8785` package), and it is many times faster.

`plain` brings Python values (instants, dates, UUIDs, enumerations) into that form; `encode` accepts nothing else.
Source: RFC 8785; `docs/ledger.md`.
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
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
    match value:
        case Enum():
            return plain(value.value)
        case str():
            return unicodedata.normalize("NFC", str(value))
        case None | bool() | int():
            return value
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


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"a key is a string, not {type(key).__name__}")
    return str(key)


def _check(value: object) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical("an integer beyond ±(2^53-1)")
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii() and key.isprintable()):
                raise NotCanonical("a key that is not printable ASCII")
            _check(item)
    else:
        raise NotCanonical(f"{type(value).__name__} has no canonical form")


def _check_text(text: str) -> None:
    if "\0" in text:
        raise NotCanonical("text with U+0000")
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("text that is not in NFC")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("text with a lone surrogate") from error
