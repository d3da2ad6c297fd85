"""What the sequencer checks before it goes on: the cheap fsck.

From the last signed checkpoint, whose frontier must hash to the signed root, all later leaves are made again from their
entries and compared; the result must be the stored tree. And the last head that was handed out, kept in a file outside
the database, must lie on this very log: after a restore that lost something it does not, and nothing more is signed.
The cost depends on what happened since the last checkpoint, not on the length of the log.
"""

from collections.abc import Iterator
from typing import Any

import psycopg

from core.ledger import checkpoints
from core.ledger.sequencer import Leaf, LedgerDamaged, Trees, leaf_of

_CHECKPOINT = """
SELECT size, frontier_sha256, frontier_sm3, note, note_sm3
FROM ledger_checkpoint WHERE size <= %s ORDER BY size DESC LIMIT 1
"""
_LEAVES = """
SELECT l.idx, l.leaf_sha256, l.leaf_sm3, e.id, e.stream_kind, e.stream, e.version, e.kind, e.header, e.actor, e.at,
       e.body_commit, e.hash
FROM ledger_logentry l LEFT JOIN ledger_entry e ON e.id = l.entry_id
WHERE l.idx >= %s AND l.idx < %s ORDER BY l.idx
"""
_FIRST_TREE = """
INSERT INTO ledger_tree (id, origin, size, frontier_sha256, frontier_sm3)
SELECT 1, %s, 0, '', '' WHERE NOT EXISTS (SELECT FROM ledger_logentry) ON CONFLICT DO NOTHING
"""
_PAGE = 5_000


def take_up(connection: psycopg.Connection[Any], publisher: checkpoints.Publisher) -> Trees:
    """Return the trees of the stored log, after the checks above. Raises LedgerDamaged, saying what does not fit."""
    connection.execute(_FIRST_TREE, [publisher.origin])
    row = connection.execute(
        "SELECT origin, size, frontier_sha256, frontier_sm3 FROM ledger_tree WHERE id = 1"
    ).fetchone()
    if row is None:
        raise LedgerDamaged("the log has entries, but its tree is gone")
    origin, *stored = row
    if origin != publisher.origin:
        raise LedgerDamaged(f"this ledger began as {origin}, not as {publisher.origin}")
    trees = trees_at(connection, stored[0], publisher)
    if trees.stored() != tuple(stored):
        raise LedgerDamaged("the stored tree is not the tree of the stored entries")
    if connection.execute("SELECT 1 FROM ledger_logentry WHERE idx >= %s LIMIT 1", [trees.size]).fetchone():
        raise LedgerDamaged(f"the log goes on after {trees.size} entries, the tree does not")
    _extends_published(connection, trees, publisher)
    publisher.hand_out_again(connection)
    return trees


def trees_at(connection: psycopg.Connection[Any], size: int, publisher: checkpoints.Publisher) -> Trees:
    """Return the trees as they were at `size`, grown from the nearest checkpoint. Raises LedgerDamaged."""
    trees = _signed_trees(connection, size, publisher)
    while trees.size < size:
        before = trees.size
        trees.extend(list(_leaves(connection, before, min(size, before + _PAGE))))
        if trees.size == before:
            raise LedgerDamaged(f"entry number {before} is missing from the log")
    return trees


def _signed_trees(connection: psycopg.Connection[Any], size: int, publisher: checkpoints.Publisher) -> Trees:
    row = connection.execute(_CHECKPOINT, [size]).fetchone()
    if row is None:
        return Trees()
    try:
        trees = Trees(row[0], bytes(row[1]), bytes(row[2]))
        publisher.check(trees, row[3], row[4])
    except ValueError as error:
        raise LedgerDamaged(f"the checkpoint at {row[0]} does not hold: {error}") from error
    return trees


def _leaves(connection: psycopg.Connection[Any], start: int, end: int) -> Iterator[Leaf]:
    for expected, row in enumerate(connection.execute(_LEAVES, [start, end]), start=start):
        idx, sha256, sm3, *entry = row
        if idx != expected or entry[0] is None:
            raise LedgerDamaged(f"entry number {expected} is missing from the log")
        leaf = leaf_of(*entry)
        if (leaf.sha256, leaf.sm3) != (bytes(sha256), bytes(sm3)):
            raise LedgerDamaged(f"entry number {idx} is not what was sequenced")
        yield leaf


def _extends_published(
    connection: psycopg.Connection[Any], trees: Trees, publisher: checkpoints.Publisher
) -> None:
    head = publisher.last_published()
    if head is None:
        return
    if head.size > trees.size:
        raise LedgerDamaged(
            f"a head of {head.size} entries was published, the database holds only {trees.size}: it was restored "
            "from before. Nothing is signed until the loss has been recorded (docs/ledger.md)."
        )
    if trees_at(connection, head.size, publisher).sha256.root() != head.root:
        raise LedgerDamaged(f"the published head at {head.size} lies on another log than this one")
