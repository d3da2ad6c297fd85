"""The two families of algorithms, international and 国密, behind one table. Which one *writes* is a setting.

What was written under one stays readable under the other: every ciphertext, signature and receipt names its
algorithm. A hardware module (密码机) would be a third row here, with its own `Cipher` and signer.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as Engine
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from django.conf import settings

from core.crypto.digests import SHA256, SM3

ED25519, SM2 = "ed25519", "sm2"
NONCE_BYTES, TAG_BYTES = 12, 16


@dataclass(frozen=True)
class Cipher:
    """One authenticated cipher in Galois/counter mode. `code` is its byte in our format for ever."""

    code: int
    name: str
    key_bytes: int
    block: Callable[[bytes], algorithms.AES | algorithms.SM4]

    def seal(self, key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        """Ciphertext and tag; `aad` is bound in but not contained."""
        engine = Engine(self.block(key), modes.GCM(nonce)).encryptor()
        engine.authenticate_additional_data(aad)
        return engine.update(plain) + engine.finalize() + engine.tag

    def open(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """The plain bytes. Raises InvalidTag if a bit of anything differs; then nothing is returned."""
        if len(sealed) < TAG_BYTES:
            raise InvalidTag
        tag = sealed[-TAG_BYTES:]
        engine = Engine(self.block(key), modes.GCM(nonce, tag)).decryptor()
        engine.authenticate_additional_data(aad)
        return engine.update(sealed[:-TAG_BYTES]) + engine.finalize()


AES_GCM = Cipher(1, "aes-256-gcm", 32, algorithms.AES)
SM4_GCM = Cipher(2, "sm4-gcm", 16, algorithms.SM4)
CIPHERS = {cipher.name: cipher for cipher in (AES_GCM, SM4_GCM)}
CIPHERS_BY_CODE = {cipher.code: cipher for cipher in CIPHERS.values()}


@dataclass(frozen=True)
class Provider:
    """What new data is written with."""

    name: str
    digest: str
    cipher: Cipher
    signature: str


PROVIDERS = {
    "intl": Provider("intl", SHA256, AES_GCM, ED25519),
    "gm": Provider("gm", SM3, SM4_GCM, SM2),
}


def provider() -> Provider:
    """The provider that `settings.CRYPTO` names."""
    return PROVIDERS[settings.CRYPTO]
