"""Telephone numbers as people type them, brought to one spelling (E.164)."""

import re
import unicodedata
from dataclasses import dataclass

HOME_AREA = "0391"
"""The area code of a number dialled without one: 济源."""


@dataclass(frozen=True)
class Number:
    """A number in parts: `e164` is "" if it is none; `area` is "" for a mobile number."""

    e164: str = ""
    area: str = ""
    local: str = ""


def split(typed: str) -> Number:
    """Read a Chinese mobile or landline number, with or without +86, spaces, hyphens, full-width digits."""
    digits = re.sub(r"[\s\-—()+·.]", "", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(?:0086|86)(?=1\d{10}$|0?\d{9,11}$)", "", digits)
    if not (digits.isascii() and digits.isdigit()):
        return Number()
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return Number(f"+86{digits}", "", digits)
    if landline := re.fullmatch(r"(0(?:10|2\d|[3-9]\d{2}))([2-8]\d{6,7})", digits):
        return Number(f"+86{digits[1:]}", landline[1], landline[2])
    if re.fullmatch(r"[2-8]\d{6}", digits):
        return Number(f"+86{HOME_AREA[1:]}{digits}", HOME_AREA, digits)
    return Number()


def e164(typed: str) -> str:
    """The number as +86…, or "" if it is none we know."""
    return split(typed).e164
