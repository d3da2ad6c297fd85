"""The vault: bytes in, sealed bytes out, under the newest data key; every older one still opens.

Format: version 1 | cipher | length of kid | kid | nonce (12) | ciphertext | tag (16). All that stands
before the nonce is bound in together with the caller's `aad`, so neither the key's name nor the row's can
be exchanged.
"""

import logging
import secrets

from cryptography.exceptions import InvalidTag

from core.crypto.providers import CIPHERS_BY_CODE, NONCE_BYTES, Cipher
from core.crypto.ring import DATA, KeyRing

log = logging.getLogger("core.crypto")

VERSION = 1


class Tampered(Exception):
    """Sealed bytes that do not open: changed, cut short, or moved to another row. Never says what is in
    them.
    """


class Vault:
    """Seals and opens with the keys of one ring."""

    def __init__(self, ring: KeyRing, cipher: Cipher) -> None:
        self._ring = ring
        self._cipher = cipher

    def encrypt(self, plain: bytes, aad: bytes) -> bytes:
        """Seal `plain`, bound to `aad`. Raises KeyTrouble if there is no key to write with."""
        key = self._ring.current(DATA, self._cipher.name)
        head, nonce = _head(self._cipher, key.kid), secrets.token_bytes(NONCE_BYTES)
        return head + nonce + self._cipher.seal(key.secret, nonce, plain, _bound(head, aad))

    def decrypt(self, sealed: bytes, aad: bytes) -> bytes:
        """Open what `encrypt` made. Raises Tampered, or KeyTrouble if its key is not here."""
        try:
            cipher, kid, nonce, rest = _parts(sealed)
        except ValueError:
            raise self._alarm(aad, "?") from None
        key = self._ring.get(DATA, kid)
        head = sealed[: len(sealed) - len(rest) - NONCE_BYTES]
        try:
            return cipher.open(key.secret, nonce, rest, _bound(head, aad))
        except (InvalidTag, ValueError):
            raise self._alarm(aad, kid) from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether it was sealed with the key that writes now; if not, it waits for re-encryption."""
        return kid_of(sealed) == self._ring.current(DATA, self._cipher.name).kid

    def _alarm(self, aad: bytes, kid: str) -> Tampered:
        log.critical("sealed bytes do not open: %r key=%s", aad, kid)
        return Tampered("sealed bytes do not open")


def kid_of(sealed: bytes) -> str:
    """The id of the key that sealed these bytes. Raises Tampered if they are none of ours."""
    try:
        return _parts(sealed)[1]
    except ValueError:
        raise Tampered("not sealed by us") from None


def _head(cipher: Cipher, kid: str) -> bytes:
    name = kid.encode("ascii")
    return bytes((VERSION, cipher.code, len(name))) + name


def _bound(head: bytes, aad: bytes) -> bytes:
    return head + aad


def _parts(sealed: bytes) -> tuple[Cipher, str, bytes, bytes]:
    """Cipher, kid, nonce, ciphertext with tag. Raises ValueError."""
    if len(sealed) < 3 or sealed[0] != VERSION or sealed[1] not in CIPHERS_BY_CODE:
        raise ValueError("unknown format")
    start = 3 + sealed[2]
    kid = sealed[3:start].decode("ascii")
    nonce, rest = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
    if len(nonce) != NONCE_BYTES:
        raise ValueError("cut short")
    return CIPHERS_BY_CODE[sealed[1]], kid, nonce, rest
