"""Cryptography of the house, behind one door: digests, the vault, keyed digests, receipts, signatures.

Two providers, international and 国密, write what `settings.CRYPTO` says; either reads what the other wrote.
Keys lie in `settings.KEYS_DIR` (see `ring.py`) and nowhere else: not in the database, the environment or a
log.
"""

import os
from pathlib import Path

from django.conf import settings

from core.crypto import receipts
from core.crypto.digests import SHA256, SM3, digest, mac
from core.crypto.providers import ED25519, SM2, provider
from core.crypto.receipts import Receipt, receipt_code, typed_code
from core.crypto.ring import KeyRing, KeyTrouble, load
from core.crypto.signing import Signer, signer, signers, verify
from core.crypto.vault import Tampered, Vault, kid_of

__all__ = [
    "ED25519",
    "SHA256",
    "SM2",
    "SM3",
    "KeyTrouble",
    "Receipt",
    "Signer",
    "Tampered",
    "Vault",
    "digest",
    "fits",
    "is_genuine",
    "keyed_digest",
    "keyring",
    "kid_of",
    "mac",
    "phone_index",
    "receipt_code",
    "signer",
    "signers",
    "stamp",
    "typed_code",
    "vault",
    "verify",
]

_loaded: dict[Path, tuple[int, KeyRing]] = {}


def keyring() -> KeyRing:
    """The keys of this installation, read again when a file was added or replaced. Raises KeyTrouble."""
    directory = settings.KEYS_DIR
    try:
        changed = os.stat(directory).st_mtime_ns  # noqa: PTH116 - asked several times in every report
    except OSError:
        raise KeyTrouble(f"there is no key folder {directory}") from None
    known = _loaded.get(directory)
    if known is None or known[0] != changed:
        known = _loaded[directory] = (changed, load(Path(directory)))
    return known[1]


def vault() -> Vault:
    """What seals and opens fields and files, with the keys of this installation."""
    return Vault(keyring(), provider().cipher)


def keyed_digest(purpose: str, data: bytes) -> bytes:
    """A 32-byte digest that only this installation can work out, its own for each purpose.

    It is meant for what is looked up or printed again, so its key is the oldest index key and is not rotated;
    replacing it means working out every stored digest anew.
    """
    return mac(keyring().derived(purpose), data)


def phone_index(number: str) -> bytes:
    """The blind index of a telephone number in E.164 (see `core.phone`): equal numbers, equal bytes."""
    return keyed_digest("phone", b"phone|" + number.encode())


def stamp(facts: receipts.Facts) -> Receipt:
    """Mark the facts of a receipt, with HMAC-SM3 under 国密 and HMAC-SHA256 otherwise."""
    return receipts.stamp(keyring(), facts, provider().digest)


def is_genuine(facts: receipts.Facts, receipt: Receipt) -> bool:
    """Whether this installation stamped exactly these facts."""
    return receipts.is_genuine(keyring(), facts, receipt)


def fits(facts: receipts.Facts, typed: str) -> bool:
    """Whether a 验真码 as somebody typed it stands for these facts."""
    return receipts.fits(keyring(), facts, typed)
