"""What a text may still give away when it leaves the house: numbers that find a person, and the reporter's own name."""

import re

from core.masking import mask_name

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?!20\d\d[-./]\d\d?[-./]\d\d?(?!\d))"
    r"(?:\+?86[- ]?)?(?:0\d{2,3}[- ]?)?\d(?:[- ]?\d){6,18}[xX]?(?![0-9A-Za-z])"
)
"""Seven digits and more, with the gaps that people write: telephones, identity cards, bank cards. Not a date."""
_FOLD = str.maketrans("０１２３４５６７８９－＋Ｘ", "0123456789-+X")


def masked(text: str, name: str = "") -> str:
    """The text with every long number cut down to its first three digits, and `name`, if given, to 张**."""
    shown = _NUMBER.sub(lambda found: found[0].strip()[:3] + "****", text.translate(_FOLD))
    name = name.strip()
    return shown.replace(name, mask_name(name)) if len(name) > 1 else shown
