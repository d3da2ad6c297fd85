"""Text as people type it, made fit to be stored: one spelling for what looks the same, nothing that does not show."""

import re
import unicodedata

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters but tab and newline, halves of surrogate pairs, marks that turn the direction of writing round."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")


def cleaned(text: str) -> str:
    """The text in NFC, lines ended by a newline, without unseen characters and without space around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", UNSEEN.sub("", lines)).strip()


def ascii_digits(text: str) -> str:
    """The text with full-width digits and signs made plain; all else, letters too, as it was."""
    return text.translate(_FULL_WIDTH)
