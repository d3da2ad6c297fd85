"""The log: numbers dense from 0, both trees grown again leaf by leaf, and every checkpoint compared on the way."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from core.ledger import notes
from core.ledger.checkpoints import sm3_origin
from core.ledger.sequencer import Leaf, Trees
from core.ledger.verification.findings import Counts, Finding, finding

LEAVES = """
SELECT l.idx, l.entry_id, l.leaf_sha256, l.leaf_sm3, e.id IS NOT NULL
FROM ledger_logentry l LEFT JOIN ledger_entry e ON e.id = l.entry_id ORDER BY l.idx
"""
CHECKPOINTS = "SELECT size, root_sha256, root_sm3, at, note, note_sm3 FROM ledger_checkpoint ORDER BY size"
_TREE = "SELECT size, frontier_sha256, frontier_sm3 FROM ledger_tree WHERE id = 1"

Row = tuple[Any, ...]


class Walk:
    """Grows the trees along the log, and compares them with what was signed at each size."""

    def __init__(
        self, checkpoints: Iterator[Row], keys: Sequence[notes.Key], outside: notes.Head | None
    ) -> None:
        self.trees = Trees()
        self.sealed: tuple[int, datetime | None] = 0, None
        self.checkpoints = 0
        self._waiting = checkpoints
        self._next = next(checkpoints, None)
        self._keys = keys
        self._outside = outside

    def compare(self) -> Iterator[Finding]:
        """Compare the trees as they are now with whatever was signed at this size."""
        size = self.trees.size
        if self._outside is not None and self._outside.size == size:
            yield from self._against(self._outside)
        while self._next is not None and self._next[0] <= size:
            if self._next[0] == size:
                yield from self._checkpoint(*self._next)
            self._next = next(self._waiting, None)

    def rest(self) -> Iterator[Finding]:
        """Say which checkpoints were signed over more entries than there are."""
        held = self.trees.size
        if self._outside is not None and self._outside.size > held:
            yield finding("truncated", size=self._outside.size, held=held)
        while self._next is not None:
            yield finding("truncated", size=self._next[0], held=held)
            self._next = next(self._waiting, None)

    def _against(self, head: notes.Head) -> Iterator[Finding]:
        roots = {
            settings.LEDGER_ORIGIN: self.trees.sha256.root,
            sm3_origin(settings.LEDGER_ORIGIN): self.trees.sm3.root,
        }
        if head.origin not in roots:
            yield finding("origin", size=head.size)
        elif roots[head.origin]() != head.root:
            yield finding("root", size=head.size)

    def _checkpoint(
        self, size: int, sha256: bytes, sm3: bytes, at: datetime, note: str, note_sm3: str
    ) -> Iterator[Finding]:
        self.checkpoints += 1
        self.sealed = size, at
        if (bytes(sha256), bytes(sm3)) != (self.trees.sha256.root(), self.trees.sm3.root()):
            yield finding("root", size=size)
        for text, origin in ((note, settings.LEDGER_ORIGIN), (note_sm3, sm3_origin(settings.LEDGER_ORIGIN))):
            yield from self._note(text, origin, size)

    def _note(self, text: str, origin: str, size: int) -> Iterator[Finding]:
        try:
            head = notes.verified(text, self._keys) if self._keys else notes.read(text)
        except notes.NoteRefused as error:
            yield finding("note", size=size, why=str(error))
            return
        if head.origin != origin:
            yield finding("origin", size=size)
        elif head.size != size:
            yield finding("note", size=size, why=f"it speaks of {head.size} entries")
        else:
            yield from self._against(head)


def check(
    leaves: Iterable[Row],
    checkpoints: Iterator[Row],
    keys: Sequence[notes.Key],
    counts: Counts,
    outside: notes.Head | None,
    progress: Callable[[str, int], None],
) -> Iterator[Finding]:
    """Walk the log once. After a hole in the numbers the trees cannot fit any more, and that is what is then told."""
    walk = Walk(checkpoints, keys, outside)
    yield from walk.compare()
    expected = 0
    for idx, entry_id, sha256, sm3, entry_is_there in leaves:
        for missing in range(expected, min(idx, expected + 10)):
            yield finding("number_missing", idx=missing)
        expected = idx + 1
        if not entry_is_there:
            yield finding("entry_missing", idx=idx)
        walk.trees.extend([Leaf(entry_id, bytes(sha256), bytes(sm3))])
        yield from walk.compare()
        counts.sequenced += 1
        if counts.sequenced % 50_000 == 0:
            progress("numbers", counts.sequenced)
    yield from walk.rest()
    yield from _stored_tree(walk.trees)
    counts.checkpoints = walk.checkpoints
    counts.sealed, counts.sealed_at = walk.sealed


def _stored_tree(trees: Trees) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_TREE)
        stored = cursor.fetchone() or (0, b"", b"")
    if (stored[0], bytes(stored[1]), bytes(stored[2])) != trees.stored():
        yield finding("tree", size=trees.size)
