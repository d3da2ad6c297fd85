"""Chinese text as numbers that an index can hold: every character, and every two that stand together.

Most Chinese words have two characters, so pairs find them without a dictionary. The same is written a second time in
SQL (`sql.py`), where a trigger keeps the index; a property test holds the two together.
"""

from collections.abc import Iterable
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕—…·～￥"
SIGNS = _PUNCTUATION + " \t\n\r\v\f\u00a0\u3000"
"""What stands between words."""
WIDE = "".join(chr(n) for n in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
NARROW = "0123456789" + ascii_lowercase * 2
"""Digits and letters as wide as a Chinese character, and what stands for them."""

_TABLE = str.maketrans(SIGNS + ascii_uppercase + WIDE, " " * len(SIGNS) + ascii_lowercase + NARROW)
_UNSTORABLE = {0: " "} | dict.fromkeys(range(0xD800, 0xE000), " ")
"""What no database text can hold: NUL and halves of surrogate pairs."""

AREA, DEPARTMENT, ACCOUNT = 0, 1, 2
TAG = 0xD800_0000
ROOM = 1 << 25
MODULUS = 33_554_393
"""The largest prime below 2^25: an area's code, which has up to 20 digits, is kept by its remainder."""


def fold(text: str) -> str:
    """The text as it is compared: small letters, narrow digits, a space for every sign."""
    return text.translate(_UNSTORABLE).translate(_TABLE)


def words(typed: str, most: int) -> list[str]:
    """The words of what somebody typed, folded, each once, at most so many."""
    return list(dict.fromkeys(filter(None, fold(typed).split(" "))))[:most]


def pairs(text: str) -> list[str]:
    """The two-character pieces of a folded text, in order; none reaches over a space."""
    return [piece for piece in map("".join, pairwise(text)) if " " not in piece]


def keys_of(word: str) -> list[int]:
    """The numbers that a text must have if it contains this folded word: its pairs, or its one character."""
    return sorted({_key(piece) for piece in pairs(word) or [word]})


def area_key(code: str) -> int:
    """The number of an area, by its code, that all matters in it have."""
    return _tag(AREA, int(code) % MODULUS)


def department_keys(ids: Iterable[int]) -> list[int]:
    """The numbers that matters have which these departments lead or help with."""
    return [_tag(DEPARTMENT, each % ROOM) for each in ids]


def account_key(user_id: int) -> int:
    """The number that matters have which this account filed: asked only by the account itself."""
    return _tag(ACCOUNT, user_id % ROOM)


def _key(piece: str) -> int:
    """One character or two as a signed number of 32 bits; exact for all characters of Unicode's first plane."""
    second = ord(piece[1]) if len(piece) > 1 else 0
    return _signed((ord(piece[0]) & 0xFFFF) << 16 | second & 0xFFFF)


def _tag(what: int, number: int) -> int:
    """Scope in the same index: halves of surrogate pairs begin no character, so their numbers are free."""
    return _signed(TAG + what * ROOM + number)


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number
