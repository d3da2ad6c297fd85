"""Digests and keyed digests by name: SHA-256 and SM3 (国密)."""

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes

SHA256, SM3 = "sha256", "sm3"


def digest(data: bytes, alg: str = SHA256) -> bytes:
    """The 32-byte digest of `data`. Raises ValueError for an algorithm that is not ours."""
    if alg == SHA256:
        return hashlib.sha256(data).digest()
    if alg == SM3:
        return _sm3(data)
    raise ValueError(f"{alg} is not a digest of ours")


def mac(key: bytes, data: bytes, alg: str = SHA256) -> bytes:
    """HMAC (RFC 2104) of `data` under `key` with that digest: 32 bytes."""
    if alg == SHA256:
        return hmac.digest(key, data, "sha256")
    block = (key if len(key) <= 64 else digest(key, alg)).ljust(64, b"\0")
    inner = digest(bytes(byte ^ 0x36 for byte in block) + data, alg)
    return digest(bytes(byte ^ 0x5C for byte in block) + inner, alg)


def _sm3(data: bytes) -> bytes:
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize()
