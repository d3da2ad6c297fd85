"""Masks for what must not be read: made here, on the server, the same in every list, page, export and error.

A mask shows what helps to recognise and nothing that helps to find. What it does not understand it hides
whole.
"""

import re

from core.phone import split

HIDDEN = "***"


def mask_name(name: str) -> str:
    """张三 → 张**: the first character, and always two stars, so that the length says nothing."""
    first = name.strip()[:1]
    return f"{first}**" if first else ""


def mask_phone(number: str) -> str:
    """13812340000 → 138****0000, 0391-6612345 → 0391-****345; whatever else is typed is hidden whole."""
    if not number.strip():
        return ""
    if mobile := re.fullmatch(r"\+86(1\d{2})\d{4}(\d{4})", split(number).e164):
        return f"{mobile[1]}****{mobile[2]}"
    line = split(number)
    return f"{line.area}-****{line.local[-3:]}" if line.area else HIDDEN


def mask_address(address: str, area: str = "") -> str:
    """Nothing of what was typed, for a door number hides anywhere in it: only the name of the `area`, if
    given.
    """
    return f"{area}{HIDDEN}" if address.strip() else ""
