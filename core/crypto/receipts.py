"""Receipts and their 8-character 验真码: proof that this installation received exactly that.

The mark is a keyed digest over the receipt's facts in canonical JSON. It is stored with the kid and
algorithm that made it, so it can be checked after any rotation or change of provider. The code is short
enough to be read out on the phone; it recognises, and does not replace, the mark.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from core.crypto.digests import SHA256, SM3, mac
from core.crypto.ring import RECEIPT, KeyRing
from core.ledger import canonical

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O, U: thirty signs that cannot be taken for one another."""

LONGEST_TYPED = 40

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Receipt:
    """The mark on a set of facts, and what is needed to check it."""

    kid: str
    alg: str
    mark: bytes

    @property
    def code(self) -> str:
        """The 验真码, such as 7K2M-9QXD."""
        return receipt_code(self.mark)


def stamp(ring: KeyRing, facts: Facts, alg: str) -> Receipt:
    """Mark `facts` (strings, whole numbers, lists, mappings) with the newest receipt key."""
    key = ring.current(RECEIPT)
    return Receipt(key.kid, alg, mac(key.secret, _canonical(facts), alg))


def is_genuine(ring: KeyRing, facts: Facts, receipt: Receipt) -> bool:
    """Whether we stamped exactly these facts. Raises KeyTrouble if the key is gone."""
    expected = mac(ring.get(RECEIPT, receipt.kid).secret, _canonical(facts), receipt.alg)
    return hmac.compare_digest(expected, receipt.mark)


def fits(ring: KeyRing, facts: Facts, typed: str) -> bool:
    """Whether a typed 验真码 stands for these facts, under any receipt key and algorithm we ever had.

    Every one is tried, so the time taken does not tell which, or whether any, was near.
    """
    code = typed_code(typed[:LONGEST_TYPED]).encode()
    marks = [mac(key.secret, _canonical(facts), alg) for key in ring.all(RECEIPT) for alg in (SHA256, SM3)]
    near = [hmac.compare_digest(receipt_code(mark).encode(), code) for mark in marks]
    return any(near)


def receipt_code(mark: bytes) -> str:
    """Eight characters from a mark: about 39 bits, in two groups of four."""
    number, signs = int.from_bytes(mark[:16], "big"), ""
    for _ in range(8):
        number, index = divmod(number, len(ALPHABET))
        signs += ALPHABET[index]
    return f"{signs[:4]}-{signs[4:]}"


def typed_code(text: str) -> str:
    """A 验真码 as somebody typed it, in our spelling: case, spaces and hyphens do not matter."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())[:LONGEST_TYPED]
    return f"{signs[:4]}-{signs[4:]}"


def _canonical(facts: Facts) -> bytes:
    return b"sanling receipt|" + canonical.text(facts).encode()
