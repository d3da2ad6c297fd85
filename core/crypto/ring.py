"""Key files: what lies in KEYS_DIR, how it is made, read and replaced.

- `master.key`: 32 random bytes in base64. It only wraps the others; in production a link to a credential of
the
  service manager or to a mounted secret, kept apart from backups of the rest. `master-*.key` are former ones.
- `data-<kid>.key`, `index-<kid>.key`, `receipt-<kid>.key`: JSON, the key itself wrapped by the master key.
- `signing-<kid>.key`, `signing-<kid>.pub`: see `signing.py`; only the sequencer's account may read the
former.

A kid begins with the second in which the key was made, so the last in order is the one that writes.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag

from core.crypto.digests import mac
from core.crypto.providers import AES_GCM, CIPHERS, NONCE_BYTES, Provider

DATA, INDEX, RECEIPT = "data", "index", "receipt"
KINDS = (DATA, INDEX, RECEIPT)
MASTER = "master.key"
HMAC = "hmac"


class KeyTrouble(Exception):
    """A key is missing, wrong or readable by everybody; the text is one line for the person who starts us."""


@dataclass(frozen=True)
class Key:
    """One key. `alg` is the cipher it is for, or "hmac"."""

    kind: str
    kid: str
    alg: str
    secret: bytes

    def __repr__(self) -> str:
        return f"<{self.kind} key {self.kid}>"

    @property
    def fingerprint(self) -> str:
        """Tells two keys apart without saying anything of either: 16 hexadecimal digits."""
        return mac(self.secret, b"sanling key fingerprint").hex()[:16]


class KeyRing:
    """All keys of one directory."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = {(key.kind, key.kid): key for key in keys}
        self._derived: dict[str, bytes] = {}

    def get(self, kind: str, kid: str) -> Key:
        """That key. Raises KeyTrouble if it is not here."""
        try:
            return self._keys[kind, kid]
        except KeyError:
            raise KeyTrouble(f"{kind}-{kid}.key is missing, and data was written with it") from None

    def current(self, kind: str, alg: str = HMAC) -> Key:
        """The newest key of that kind and algorithm. Raises KeyTrouble if there is none."""
        if not (found := [key for key in self.all(kind) if key.alg == alg]):
            raise KeyTrouble(f"there is no {kind} key for {alg}: run `manage.py rotate_key {kind}`")
        return found[-1]

    def derived(self, purpose: str) -> bytes:
        """The key of one purpose, from the oldest index key."""
        if purpose not in self._derived:
            self._derived[purpose] = mac(self.all(INDEX)[0].secret, f"sanling|{purpose}".encode())
        return self._derived[purpose]

    def all(self, kind: str) -> list[Key]:
        """Every key of that kind, the oldest first."""
        return [key for (_, _), key in sorted(self._keys.items()) if key.kind == kind]


def load(directory: Path) -> KeyRing:
    """Read every wrapped key. Raises KeyTrouble for one that is unreadable or does not open under the
    master key.
    """
    masters = _masters(directory)
    paths = [path for kind in KINDS for path in sorted(directory.glob(f"{kind}-*.key"))]
    return KeyRing(_unwrapped(path, masters) for path in paths)


def make(directory: Path, kind: str, provider: Provider, now: datetime) -> Key:
    """Make a new key, which writes from now on; the old ones stay readable."""
    cipher = provider.cipher
    size, alg = (cipher.key_bytes, cipher.name) if kind == DATA else (32, HMAC)
    key = Key(kind, new_kid(now), alg, secrets.token_bytes(size))
    write_private(directory / f"{kind}-{key.kid}.key", _wrapped(key, _master(directory / MASTER)))
    return key


def ensure(directory: Path, provider: Provider, now: datetime) -> None:
    """Make what is missing: the master key and one key of each kind. For the embedded default only."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (directory / MASTER).exists():
        write_private(directory / MASTER, base64.b64encode(secrets.token_bytes(32)) + b"\n")
    ring = load(directory)
    for kind in KINDS:
        try:
            ring.current(kind, provider.cipher.name if kind == DATA else HMAC)
        except KeyTrouble:
            make(directory, kind, provider, now)


def replace_master(directory: Path, now: datetime) -> None:
    """Make a new master key and wrap every key with it again. A crash in between is mended by running it
    again.
    """
    ring = load(directory)
    old = directory / MASTER
    fresh = base64.b64encode(secrets.token_bytes(32)) + b"\n"
    write_private(directory / f"master-{new_kid(now)}.key", old.read_bytes())
    write_private(old, fresh)
    for key in (key for kind in KINDS for key in ring.all(kind)):
        write_private(directory / f"{key.kind}-{key.kid}.key", _wrapped(key, _master(old)))
    for former in directory.glob("master-*.key"):
        former.unlink()


def new_kid(now: datetime) -> str:
    """A new key id: when, and four random hexadecimal digits."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads; it is whole, or not there."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def read_private(path: Path) -> bytes:
    """Read a key file. Raises KeyTrouble if it is missing, locked, or open to everybody."""
    try:
        if path.stat().st_mode & 0o007:
            raise KeyTrouble(f"{path.name} can be read by everybody: chmod o= {path}")
        return path.read_bytes()
    except FileNotFoundError:
        raise KeyTrouble(f"{path.name} is missing in {path.parent}") from None
    except OSError as error:
        raise KeyTrouble(f"{path.name} cannot be read: {error.strerror}") from None


def _masters(directory: Path) -> dict[str, bytes]:
    paths = [directory / MASTER, *directory.glob("master-*.key")]
    return {_name(secret): secret for secret in map(_master, paths)}


def _master(path: Path) -> bytes:
    try:
        secret = base64.b64decode(read_private(path).strip(), validate=True)
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise KeyTrouble(f"{path.name} is not a master key: 32 bytes in base64")
    return secret


def _name(master: bytes) -> str:
    return hashlib.sha256(b"sanling master|" + master).hexdigest()[:8]


def _wrapped(key: Key, master: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = CIPHERS.get(key.alg, AES_GCM)
    sealed = cipher.seal(
        _wrapping_key(master, cipher.key_bytes), nonce, key.secret, _bound(key.kind, key.kid)
    )
    shape = {
        "kind": key.kind,
        "kid": key.kid,
        "alg": key.alg,
        "wrap": cipher.name,
        "master": _name(master),
        "wrapped": base64.b64encode(nonce + sealed).decode(),
    }
    return json.dumps(shape, indent=1).encode() + b"\n"


def _unwrapped(path: Path, masters: dict[str, bytes]) -> Key:
    try:
        shape = json.loads(read_private(path))
        cipher, raw = CIPHERS[shape["wrap"]], base64.b64decode(shape["wrapped"], validate=True)
        kind, kid, alg, by = (str(shape[name]) for name in ("kind", "kid", "alg", "master"))
    except (ValueError, KeyError, TypeError):
        raise KeyTrouble(f"{path.name} is not a key file of ours") from None
    if path.name != f"{kind}-{kid}.key":
        raise KeyTrouble(f"{path.name} says that it is {kind}-{kid}.key")
    if by not in masters:
        raise KeyTrouble(f"{path.name} was wrapped by another master key ({by})")
    try:
        master = _wrapping_key(masters[by], cipher.key_bytes)
        secret = cipher.open(master, raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(kind, kid))
    except (InvalidTag, ValueError):
        raise KeyTrouble(f"{path.name} is damaged: it does not open under the master key") from None
    return Key(kind, kid, alg, secret)


def _wrapping_key(master: bytes, size: int) -> bytes:
    return mac(master, b"sanling key wrapping")[:size]


def _bound(kind: str, kid: str) -> bytes:
    return f"sanling key|{kind}|{kid}".encode()
