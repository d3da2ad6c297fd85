"""Our own reading of JSON bodies: strict, so that what is stored is what was sent, and nothing else.

Python's reader takes NaN, repeated keys, lone surrogates, numbers of thousands of digits and any depth; a
database then answers 500. Here each of them is a 400 whose `detail["reason"]` says in one word what was
wrong.
"""

import json
import math
import re
from typing import Any, Never

from core.errors import BadJSON, TooLarge

LARGEST = 256 * 1024
DEEPEST = 20
LONGEST_NUMBER = 40
LARGEST_INTEGER = 2**63 - 1

_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A string, even an unfinished one, or a bracket outside of strings. It never looks at a character twice."""


def parse(body: bytes, largest: int = LARGEST) -> Any:
    """What the body says. Raises TooLarge, or BadJSON with a reason: not_utf8, depth, syntax, and those
    below.
    """
    if len(body) > largest:
        raise TooLarge(detail={"limit_bytes": largest})
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("not_utf8")
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        _refuse("syntax", line=error.lineno, column=error.colno)
    if "\\u" in text:  # only an escape can write what UTF-8 cannot
        _check_text(value)
    return value


def _refuse(reason: str, **where: int) -> Never:
    raise BadJSON(detail={"reason": reason, **where}) from None


def _check_depth(text: str) -> None:
    """Count brackets before the reader, which would use up the stack, sees them."""
    depth = 0
    for token in _STRUCTURE.finditer(text):
        sign = token[0][0]
        if sign in "[{":
            depth += 1
            if depth > DEEPEST:
                _refuse("depth")
        elif sign in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("duplicate_key")
    return found


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER or abs(int(digits)) > LARGEST_INTEGER:
        _refuse("number")
    return int(digits)


def _number(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER or not math.isfinite(number := float(digits)):
        _refuse("number")
    return number


def _constant(name: str) -> Never:
    _refuse("number")


def _check_text(value: Any) -> None:
    """PostgreSQL stores neither U+0000 nor half of a surrogate pair."""
    if isinstance(value, str):
        if "\0" in value:
            _refuse("nul")
        try:
            value.encode()
        except UnicodeEncodeError:
            _refuse("surrogate")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check_text(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_text(inner)
