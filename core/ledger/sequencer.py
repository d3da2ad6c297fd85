"""The sequencer (定序): gives committed entries their dense numbers and adds them to the two Merkle trees.

It drains `ledger_pending` in batches, ordered by entry id. The order between streams is the sequencer's; within a
stream it is the versions' order, because version n+1 is inserted only after n has committed. Numbers, tree and the
emptied queue are one transaction, on the very connection that holds the leader's lock. A long transaction elsewhere
neither blocks it nor is skipped: what is not yet committed is simply not yet in the queue. A row in the queue without
an entry, or whose entry has its number, was put there by hand: it is left lying, and its age raises the alarm.

This module knows one connection and one batch. `leader` keeps it running; `checkpoints` signs what it has built.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from core.failpoints import failpoint
from core.ledger import entries, merkle

BATCH = 5_000

_QUEUE = """
SELECT e.id, e.stream_kind, e.stream, e.version, e.kind, e.header, e.actor, e.at, e.body_commit, e.hash
FROM ledger_pending p JOIN ledger_entry e ON e.id = p.entry_id
WHERE NOT EXISTS (SELECT FROM ledger_logentry l WHERE l.entry_id = p.entry_id)
ORDER BY p.entry_id LIMIT %s
"""
_TREE = "SELECT origin, size, frontier_sha256, frontier_sm3 FROM ledger_tree WHERE id = 1"
_MOVE_TREE = "UPDATE ledger_tree SET size = %s, frontier_sha256 = %s, frontier_sm3 = %s WHERE id = 1"


class LedgerDamaged(Exception):
    """The stored ledger contradicts itself or what was published. The sequencer stops rather than sign it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """The two leaf hashes of one entry."""

    entry_id: int
    sha256: bytes
    sm3: bytes


class Trees:
    """The two compact ranges over the same leaves."""

    def __init__(self, size: int = 0, sha256: bytes = b"", sm3: bytes = b"") -> None:
        """Take up both trees at `size`. ValueError if the stored frontiers do not fit it."""
        self.sha256 = merkle.Frontier(merkle.sha256, size, sha256)
        self.sm3 = merkle.Frontier(merkle.sm3, size, sm3)

    @property
    def size(self) -> int:
        return self.sha256.size

    def extend(self, leaves: Sequence[Leaf]) -> None:
        """Add leaves to both trees."""
        self.sha256.extend(leaf.sha256 for leaf in leaves)
        self.sm3.extend(leaf.sm3 for leaf in leaves)

    def stored(self) -> tuple[int, bytes, bytes]:
        """Return what the database keeps: size and both frontiers. Equal for equal trees."""
        return self.size, self.sha256.peaks(), self.sm3.peaks()

    def copy(self) -> "Trees":
        """Return independent trees of the same content."""
        return Trees(*self.stored())


class Sequencer:
    """Numbers the queue, batch by batch, on one autocommit connection that holds the leader's lock."""

    def __init__(self, connection: psycopg.Connection[Any], trees: Trees, batch: int = BATCH) -> None:
        self.connection = connection
        self.trees = trees
        self.batch = batch

    def drain(self) -> int:
        """Number at most one batch, in one transaction; return how many entries. 0 means the queue is empty.

        Raises LedgerDamaged if the stored tree is not the one this sequencer has built.
        """
        trees = self.trees.copy()
        with self.connection.transaction():
            rows = self.connection.execute(_QUEUE, [self.batch]).fetchall()
            if not rows:
                return 0
            self._same_tree()
            failpoint("sequencer.before_number")
            leaves = [leaf_of(*row) for row in rows]
            self._number(leaves)
            failpoint("sequencer.before_tree")
            trees.extend(leaves)
            self.connection.execute(_MOVE_TREE, trees.stored())
            failpoint("sequencer.before_commit")
        self.trees = trees
        failpoint("sequencer.after_commit")
        return len(rows)

    def _same_tree(self) -> None:
        row = self.connection.execute(_TREE + " FOR UPDATE").fetchone()
        if row is None or (row[1], bytes(row[2]), bytes(row[3])) != self.trees.stored():
            raise LedgerDamaged("the stored tree moved without this sequencer")

    def _number(self, leaves: Sequence[Leaf]) -> None:
        with self.connection.cursor() as cursor:
            with cursor.copy(
                "COPY ledger_logentry (idx, entry_id, leaf_sha256, leaf_sm3) FROM STDIN (FORMAT BINARY)"
            ) as copy:
                copy.set_types(["int8", "int8", "bytea", "bytea"])
                for idx, leaf in enumerate(leaves, start=self.trees.size):
                    copy.write_row((idx, leaf.entry_id, leaf.sha256, leaf.sm3))
            cursor.execute(
                "DELETE FROM ledger_pending WHERE entry_id = ANY(%s::bigint[])",
                [[leaf.entry_id for leaf in leaves]],
            )


def leaf_of(
    entry_id: int,
    stream_kind: str,
    stream: UUID,
    version: int,
    kind: str,
    header: str,
    actor: str,
    at: datetime,
    body_commit: bytes,
    digest: bytes,
) -> Leaf:
    """Return the leaf of an entry, from its columns."""
    return leaf_over(
        entry_id, entries.envelope(stream_kind, stream, version, kind, header, actor, at), body_commit, digest
    )


def leaf_over(entry_id: int, envelope: str, body_commit: bytes, digest: bytes) -> Leaf:
    """Return the leaf of an entry whose envelope is made already."""
    data = entries.leaf(envelope, bytes(body_commit), bytes(digest))
    return Leaf(entry_id, merkle.leaf_hash(data, merkle.sha256), merkle.leaf_hash(data, merkle.sm3))
