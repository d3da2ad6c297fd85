"""The keys of an installation as a whole: made for the embedded default, checked when a process starts."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from core.crypto import ring
from core.crypto.providers import PROVIDERS, provider
from core.crypto.ring import DATA, HMAC, INDEX, RECEIPT, KeyRing, KeyTrouble
from core.crypto.signing import ensure_signing_keys, signers, verify

_PROBE = b"sanling start-up probe"


def ensure(directory: Path, crypto: str = "intl", now: datetime | None = None) -> None:
    """Make every key that is missing, readable by its owner only. Nothing that is there is touched.

    For the embedded default alone: on a server of your own a key that is missing is an accident, not a wish.
    """
    made_at = now or datetime.now(UTC)
    ring.ensure(directory, PROVIDERS[crypto], made_at)
    ensure_signing_keys(directory, made_at)


def check_keys(directory: Path | None = None, *, signing: bool = False) -> str:
    """One clear line about what is wrong with the keys, or "" if all is well.

    Every wrapped key must open under the master key, and each kind must have one that writes for the
    provider in force. With `signing`, as the sequencer asks, the signing keys must sign and their signatures
    hold.
    """
    folder = directory or Path(settings.KEYS_DIR)
    try:
        _check_ring(ring.load(folder))
        if signing:
            _check_signing(folder)
    except KeyTrouble as trouble:
        return f"keys: {trouble}"
    return ""


def _check_ring(keys: KeyRing) -> None:
    for kind, alg in ((DATA, provider().cipher.name), (INDEX, HMAC), (RECEIPT, HMAC)):
        keys.current(kind, alg)


def _check_signing(folder: Path) -> None:
    for signer in signers(folder):
        if not verify(signer.algorithm, signer.public_key, _PROBE, signer.sign(_PROBE)):
            raise KeyTrouble(f"signing-{signer.kid}.key signs what its public key does not confirm")
