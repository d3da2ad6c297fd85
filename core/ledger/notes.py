"""Signed notes: the text in which a checkpoint is handed out (C2SP `signed-note` and `tlog-checkpoint`).

    sanling.local/ledger                               origin: which log
    12345                                              how many entries
    qFpGxeGzR4fM1vVv0vYQ6XKpJ1KDVO9kYJ1nJm3vJ9o=       root, base64
    at 2026-11-23T04:05:06.000000Z                     when it was signed, by the signer's clock
                                                       (an empty line)
    — sanling.local/ledger 5vM0f3xk…                   base64(4 bytes of key id ‖ signature); there may be several

The signature covers everything before the empty line, the last newline included. Lines by unknown keys are ignored,
which allows rotation and witnesses. Source: c2sp.org/signed-note, c2sp.org/tlog-checkpoint.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from core import crypto
from core.ledger import canonical

_SEPARATOR = "\n\n"
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")


class NoteRefused(ValueError):
    """The text is not a checkpoint, or no known key has signed it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says: at `at` the log `origin` had `size` entries and this root."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def text(self) -> str:
        """Return the signed part of the note."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nat {canonical.instant(self.at)}\n"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key under the name it signs with; `verifier()` is its line in `keys.txt`."""

    name: str
    algorithm: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Return the four bytes by which a signature names its key: SHA-256(name ‖ 0x0A ‖ type ‖ key), cut."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._typed()).digest()[:4]

    def verifier(self) -> str:
        """Return the key as C2SP writes it: `name+hash+base64(type ‖ key)`."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self._typed()).decode()}"

    def _typed(self) -> bytes:
        if self.algorithm == crypto.ED25519:
            return b"\x01" + self.public_key
        return b"\xff" + self.algorithm.encode() + b"\n" + self.public_key


def read_key(line: str) -> Key:
    """Read a verifier line. Raises NoteRefused if it is none, or its hash does not fit."""
    try:
        name, key_id, encoded = line.strip().split("+", 2)
        typed = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteRefused("not a verifier key") from error
    if typed[:1] == b"\x01":
        key = Key(name, crypto.ED25519, typed[1:])
    else:
        algorithm, _, public = typed[1:].partition(b"\n")
        key = Key(name, algorithm.decode(errors="replace"), public)
    if key.key_id.hex() != key_id:
        raise NoteRefused("the key's hash does not fit the key")
    return key


def sign(head: Head, signer: crypto.Signer) -> str:
    """Return the signed note of a head, under the head's own origin."""
    text = head.text()
    key = Key(head.origin, signer.algorithm, signer.public_key)
    signed = base64.b64encode(key.key_id + signer.sign(text.encode())).decode()
    return f"{text}\n— {head.origin} {signed}\n"


def read(note: str) -> Head:
    """Return what a note says, without asking who signed it. Raises NoteRefused if it is not a checkpoint."""
    return _head(note.partition(_SEPARATOR)[0])


def verified(note: str, keys: Iterable[Key]) -> Head:
    """Return what a note says, if at least one known key has signed it; signatures of unknown keys are ignored.

    Raises NoteRefused if no known key has signed it, or a known key's signature does not hold.
    """
    text, separator, signatures = note.partition(_SEPARATOR)
    if not separator:
        raise NoteRefused("a note without signatures")
    data = (text + "\n").encode()
    known = {(key.name, key.key_id): key for key in keys}
    signed = False
    for line in signatures.splitlines():
        name, key_id, signature = _signature(line)
        key = known.get((name, key_id))
        if key is None:
            continue
        if not crypto.verify(key.algorithm, key.public_key, data, signature):
            raise NoteRefused(f"the signature of {name} does not hold")
        signed = True
    if not signed:
        raise NoteRefused("no known key has signed this note")
    return _head(text)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    if not (match := _SIGNATURE.fullmatch(line)):
        raise NoteRefused("not a signature line")
    try:
        raw = base64.b64decode(match[2], validate=True)
    except binascii.Error as error:
        raise NoteRefused("not a signature line") from error
    return match[1], raw[:4], raw[4:]


def _head(text: str) -> Head:
    lines = text.split("\n")
    try:
        origin, size, root, at = lines
        head = Head(origin, int(size), base64.b64decode(root, validate=True), _instant(at))
    except (ValueError, binascii.Error) as error:
        raise NoteRefused("not a checkpoint of this ledger") from error
    if not origin or head.text() != text + "\n":
        raise NoteRefused("a checkpoint that is not written as it should be")
    return head


def _instant(line: str) -> datetime:
    return datetime.strptime(line, "at %Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
