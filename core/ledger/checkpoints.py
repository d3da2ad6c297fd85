"""Checkpoints (检查点): every minute, or every thousand entries, the head of the log is signed and handed out.

Two notes go out over the same leaves: the SHA-256 root under the log's origin, the SM3 root under `<origin>/sm3`.
They are rows of `ledger_checkpoint` and files in a directory, where the web process, the phones and the upper level
find them. The file outlives a restored database: `takeup` compares with it before anything is signed again.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from core import crypto
from core.failpoints import failpoint
from core.ledger import notes
from core.ledger.sequencer import Trees

EVERY = timedelta(seconds=60)
EVERY_ENTRIES = 1_000
FILE = "checkpoint.txt"
FILE_SM3 = "checkpoint-sm3.txt"
KEYS_FILE = "keys.txt"

_INSERT = """
INSERT INTO ledger_checkpoint
    (size, frontier_sha256, frontier_sm3, root_sha256, root_sm3, at, note, note_sm3)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def sm3_origin(origin: str) -> str:
    """Return the origin under which the SM3 root of a log is signed."""
    return origin + "/sm3"


def directory() -> Path:
    """Return the folder in which checkpoints and public keys are handed out."""
    return Path(settings.VAR) / "ledger"


def publisher() -> "Publisher":
    """Return this installation's publisher. Raises KeyTrouble where the signing keys cannot be read."""
    return Publisher(settings.LEDGER_ORIGIN, *crypto.signers(Path(settings.KEYS_DIR)), directory())


class Publisher:
    """Signs heads with the log's keys, and knows which was the last."""

    def __init__(
        self, origin: str, signer: crypto.Signer, signer_sm3: crypto.Signer, directory: Path
    ) -> None:
        """Take up the folder, or begin it with the public keys in `keys.txt`.

        Raises KeyTrouble if that file knows other keys than ours: a key that was exchanged by accident signs nothing.
        """
        self.origin = origin
        self.directory = directory
        self._signers = signer, signer_sm3
        own = _own_keys(origin, signer, signer_sm3)
        if not (directory / KEYS_FILE).exists():
            accept_keys(directory, own)
        self.keys = known_keys(directory / KEYS_FILE)
        if not set(own) <= set(self.keys):
            raise crypto.KeyTrouble(
                f"signing key {signer.kid} or {signer_sm3.kid} is not in {directory / KEYS_FILE}, which names those "
                "that have signed; after a rotation start once with --accept-keys"
            )
        self._last: tuple[int, datetime] | None = None

    def publish_if_due(self, connection: psycopg.Connection[Any], trees: Trees, now: datetime) -> bool:
        """Publish if the log has grown and a minute or a thousand entries have passed; True if it did."""
        size, at = self._last or self._last_stored(connection)
        grown = trees.size - size
        if grown >= EVERY_ENTRIES or (grown > 0 and now - at >= EVERY):
            return self.publish(connection, trees, now)
        return False

    def publish(self, connection: psycopg.Connection[Any], trees: Trees, now: datetime) -> bool:
        """Sign the head and hand it out, if the log has grown since the last one; True if it did."""
        size, _ = self._last or self._last_stored(connection)
        if trees.size <= size:
            return False
        failpoint("sequencer.before_checkpoint")
        head = notes.Head(self.origin, trees.size, trees.sha256.root(), now)
        head_sm3 = notes.Head(sm3_origin(self.origin), trees.size, trees.sm3.root(), now)
        note, note_sm3 = notes.sign(head, self._signers[0]), notes.sign(head_sm3, self._signers[1])
        connection.execute(_INSERT, [*trees.stored(), head.root, head_sm3.root, now, note, note_sm3])
        failpoint("sequencer.after_checkpoint")
        self._hand_out(note, note_sm3)
        self._last = trees.size, now
        return True

    def check(self, trees: Trees, note: str, note_sm3: str) -> None:
        """Check a stored checkpoint: both notes signed by known keys, over just these trees. Raises NoteRefused."""
        for text, origin, tree in (
            (note, self.origin, trees.sha256),
            (note_sm3, sm3_origin(self.origin), trees.sm3),
        ):
            head = notes.verified(text, self.keys)
            if (head.origin, head.size, head.root) != (origin, tree.size, tree.root()):
                raise notes.NoteRefused(f"the note of {origin} says something else than the stored tree")

    def last_published(self) -> notes.Head | None:
        """Return the head that was handed out last, from its file; None before the first. Raises NoteRefused."""
        path = self.directory / FILE
        return notes.verified(path.read_text(), self.keys) if path.exists() else None

    def hand_out_again(self, connection: psycopg.Connection[Any]) -> None:
        """Write the files of the newest stored checkpoint, in case a crash came between the row and its file."""
        row = connection.execute(
            "SELECT note, note_sm3, size FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
        ).fetchone()
        published = self.last_published()
        if row is not None and (published is None or published.size < row[2]):
            self._hand_out(row[0], row[1])

    def set_aside(self) -> Path | None:
        """Put the last published head aside as evidence of a loss, so that signing may go on; None if there is none."""
        head = self.last_published()
        if head is None:
            return None
        aside = self.directory / f"lost-{head.size}.txt"
        return (self.directory / FILE).replace(aside)

    def _last_stored(self, connection: psycopg.Connection[Any]) -> tuple[int, datetime]:
        row = connection.execute(
            "SELECT size, at FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
        ).fetchone()
        self._last = (row[0], row[1]) if row else (0, datetime.min.replace(tzinfo=UTC))
        return self._last

    def _hand_out(self, note: str, note_sm3: str) -> None:
        _write(self.directory / FILE_SM3, note_sm3)
        _write(self.directory / FILE, note)


def known_keys(path: Path) -> list[notes.Key]:
    """Read a file of verifier keys, one a line. Raises NoteRefused for a line that is none."""
    return [notes.read_key(line) for line in path.read_text().splitlines() if line.strip()]


def accept_keys(directory: Path, keys: list[notes.Key]) -> None:
    """Add keys to those that may sign, after the ones that signed before them (rotation)."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / KEYS_FILE
    known = known_keys(path) if path.exists() else []
    new = [key for key in dict.fromkeys(keys) if key not in known]
    _write(path, "".join(key.verifier() + "\n" for key in [*known, *new]))


def accept_own_keys() -> None:
    """Let this installation's newest signing keys sign from now on. Raises KeyTrouble where they cannot be read."""
    accept_keys(directory(), _own_keys(settings.LEDGER_ORIGIN, *crypto.signers(Path(settings.KEYS_DIR))))


def _own_keys(origin: str, signer: crypto.Signer, signer_sm3: crypto.Signer) -> list[notes.Key]:
    return [
        notes.Key(origin, signer.algorithm, signer.public_key),
        notes.Key(sm3_origin(origin), signer_sm3.algorithm, signer_sm3.public_key),
    ]


def _write(path: Path, text: str) -> None:
    """Replace a file by a new one, whole or not at all, also over a crash."""
    temporary = path.with_suffix(".new")
    with temporary.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
