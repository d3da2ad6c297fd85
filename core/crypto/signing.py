"""Signatures: Ed25519 in process, SM2 with SM3 by the `openssl` program, which alone has it.

A key pair is two PEM files, `signing-<kid>.key` and `signing-<kid>.pub`. The former is readable only by the
account of the sequencer and is never wrapped by the master key, which the web processes hold. Private keys
go to `openssl` through an anonymous file in memory, never by name or argument.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.crypto.providers import ED25519, SM2
from core.crypto.ring import KeyTrouble, new_kid, read_private, write_private

_PRIVATE, _PUBLIC = serialization.PrivateFormat.PKCS8, serialization.PublicFormat.SubjectPublicKeyInfo
_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
_SM2_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""SubjectPublicKeyInfo of an SM2 key up to its 65-byte point (RFC 5480; curve 1.2.156.10197.1.301)."""
_SM2_OPTIONS = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")
"""The signer's identity is the default one of GB/T 35276."""
_PATIENCE_SECONDS = 10


class Signer(Protocol):
    """Signs bytes under one key."""

    @property
    def kid(self) -> str: ...
    @property
    def algorithm(self) -> str: ...
    @property
    def public_key(self) -> bytes: ...
    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class Ed25519Signer:
    """Ed25519 (RFC 8032): 32-byte public key, 64-byte signature."""

    kid: str
    key: Ed25519PrivateKey
    algorithm: str = ED25519

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)


@dataclass(frozen=True)
class SM2Signer:
    """SM2 with SM3 (GB/T 32918): public key as a 65-byte point, signature in DER."""

    kid: str
    pem: bytes
    algorithm: str = SM2

    def __repr__(self) -> str:
        return f"<SM2 signer {self.kid}>"

    @cached_property
    def public_key(self) -> bytes:
        return _openssl("pkey", "-pubout", "-outform", "DER", data=self.pem)[len(_SM2_HEAD) :]

    def sign(self, data: bytes) -> bytes:
        with _in_memory(self.pem) as key:
            options = ("-inkey", f"/dev/fd/{key}", *_SM2_OPTIONS)
            return _openssl("pkeyutl", "-sign", *options, data=data, files=(key,))


def verify(algorithm: str, public_key: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` over `data` is of that key. Raises KeyTrouble if SM2 is asked for where it cannot
    be had.
    """
    if algorithm == ED25519:
        return _verify_ed25519(public_key, data, signature)
    if algorithm == SM2:
        return _verify_sm2(public_key, data, signature)
    return False


def has_sm2() -> bool:
    """Whether there is an `openssl` program here that knows SM2."""
    if not shutil.which("openssl"):
        return False
    return "SM2" in _openssl("ecparam", "-list_curves").decode(errors="replace")


def make_signing_key(directory: Path, algorithm: str, now: datetime) -> str:
    """Make a key pair and return its kid."""
    kid = f"{new_kid(now)}-{algorithm}"
    if algorithm == SM2:
        private = _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2")
        public = _openssl("pkey", "-pubout", data=private)
    else:
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(_PEM, _PRIVATE, serialization.NoEncryption())
        public = key.public_key().public_bytes(_PEM, _PUBLIC)
    write_private(directory / f"signing-{kid}.key", private)
    (directory / f"signing-{kid}.pub").write_bytes(public)
    return kid


def ensure_signing_keys(directory: Path, now: datetime) -> None:
    """Make what is missing: one Ed25519 key, and one SM2 key where `openssl` has it."""
    for algorithm in (ED25519, SM2):
        if not list(directory.glob(f"signing-*-{algorithm}.key")) and (algorithm != SM2 or has_sm2()):
            make_signing_key(directory, algorithm, now)


def signer(directory: Path, algorithm: str) -> Signer:
    """The newest signing key of that algorithm. Raises KeyTrouble if there is none or it is not what it
    says.
    """
    paths = sorted(directory.glob(f"signing-*-{algorithm}.key"))
    if not paths:
        raise KeyTrouble(f"there is no {algorithm} signing key in {directory}")
    kid, pem = paths[-1].stem.removeprefix("signing-"), read_private(paths[-1])
    if algorithm == SM2:
        return SM2Signer(kid, pem)
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except ValueError:
        raise KeyTrouble(f"{paths[-1].name} is not a private key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyTrouble(f"{paths[-1].name} is not an Ed25519 key")
    return Ed25519Signer(kid, key)


def signers(directory: Path) -> tuple[Signer, Signer]:
    """The two that sign every checkpoint: Ed25519 for the SHA-256 root; SM2 for the SM3 root, if there is
    one.
    """
    first = signer(directory, ED25519)
    has_second = any(directory.glob(f"signing-*-{SM2}.key"))
    return first, signer(directory, SM2) if has_second else first


def _verify_ed25519(public_key: bytes, data: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verify_sm2(public_key: bytes, data: bytes, signature: bytes) -> bool:
    if not shutil.which("openssl"):
        raise KeyTrouble("SM2 signatures are checked by the openssl program, which is not here")
    spki = _SM2_HEAD + public_key
    with _in_memory(spki) as key, _in_memory(signature) as signed:
        options = ("-pubin", "-keyform", "DER", "-inkey", f"/dev/fd/{key}", "-sigfile", f"/dev/fd/{signed}")
        done = _run("pkeyutl", "-verify", *options, *_SM2_OPTIONS, data=data, files=(key, signed))
    return done.returncode == 0


@contextmanager
def _in_memory(content: bytes) -> Iterator[int]:
    """An anonymous file in memory, by its descriptor; a child process that is given it reads it as
    /dev/fd/<n>.
    """
    descriptor = os.memfd_create("sanling", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def _openssl(*arguments: str, data: bytes = b"", files: tuple[int, ...] = ()) -> bytes:
    done = _run(*arguments, data=data, files=files)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[:120]
        raise KeyTrouble(f"openssl {arguments[0]} failed: {said}")
    return done.stdout


def _run(*arguments: str, data: bytes, files: tuple[int, ...]) -> subprocess.CompletedProcess[bytes]:
    """Run openssl. The arguments are ours; data goes in by standard input or a file in memory."""
    program = shutil.which("openssl") or "openssl"
    return subprocess.run(
        [program, *arguments],
        input=data,
        capture_output=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
        pass_fds=files,
    )
