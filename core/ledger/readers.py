"""Reading the ledger in its one order: by the sequencer's number, never by the table's id.

A reader that was away asks "since n" and misses nothing: a number is given only to a committed entry, numbers are dense
from 0, and a number once given never changes.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Line:
    """One sequenced entry as readers see it: its number, its stream, its public half. Never its body."""

    idx: int
    stream_kind: str
    stream: UUID
    version: int
    kind: str
    header: dict[str, Any]
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the sequencer is behind: entries without a number, and the age of the oldest in seconds."""

    pending: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log goes, and what stands last in it: `n` entries, and the leaf of the last one (hex, "" of none).

    Whoever kept a head can ask later whether it is still on this log (`has`). A database that was restored from before
    does not have it, even after it has grown longer again: numbers return, leaves do not.
    """

    n: int
    leaf: str


_READ = """
SELECT l.idx, e.stream_kind, e.stream, e.version, e.kind, e.header, e.actor, e.at
FROM ledger_logentry l JOIN ledger_entry e ON e.id = l.entry_id
WHERE l.idx >= %s ORDER BY l.idx LIMIT %s
"""


def head() -> int:
    """Return the number of sequenced entries, which is the idx the next one will get."""
    return int(_row("SELECT coalesce(max(idx) + 1, 0) FROM ledger_logentry")[0])


def newest() -> Head:
    """Return the head of the log as it stands."""
    row = _row("SELECT idx + 1, encode(leaf_sha256, 'hex') FROM ledger_logentry ORDER BY idx DESC LIMIT 1")
    return Head(*row) if row else Head(0, "")


def has(head: Head) -> bool:
    """Whether this log once had, or has, that very head: false after a restore from before it."""
    if head.n == 0:
        return True
    return bool(
        _row(
            "SELECT 1 FROM ledger_logentry WHERE idx = %s AND encode(leaf_sha256, 'hex') = %s",
            [head.n - 1, head.leaf],
        )
    )


def read(since_idx: int, limit: int = 500) -> list[Line]:
    """Return at most `limit` lines from number `since_idx` on, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [since_idx, limit])
        return [_line(row) for row in cursor.fetchall()]


def lag() -> Lag:
    """Return how far the sequencer is behind, by the database's clock."""
    count, oldest = _row(
        "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(since)), 0) FROM ledger_pending"
    )
    return Lag(pending=int(count), oldest_seconds=float(oldest))


class Reader:
    """A named reader that remembers its place: figures, notices, anything that must see each line exactly once.

    `step` hands the next lines to a function and moves the cursor in the same transaction, so what the function writes
    to the database happens once per line. Two processes stepping the same reader do not disturb each other: one works,
    the other is told 0.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def step(self, fn: Callable[[Sequence[Line]], object], limit: int = 500) -> int:
        """Give `fn` the next lines, if any, and return how many. If `fn` raises, the cursor stays where it was."""
        with transaction.atomic():
            since = self._locked()
            if since is None:
                return 0
            lines = read(since, limit)
            if lines:
                fn(lines)
                _run("UPDATE ledger_cursor SET next_idx = %s WHERE name = %s", [lines[-1].idx + 1, self.name])
            return len(lines)

    def place(self) -> int:
        """Return the next idx this reader wants; 0 before its first step."""
        row = _row("SELECT coalesce(max(next_idx), 0) FROM ledger_cursor WHERE name = %s", [self.name])
        return int(row[0])

    def start_at(self, idx: int) -> None:
        """Put a reader that has never stepped at `idx`; one that has keeps its place."""
        _run(
            "INSERT INTO ledger_cursor (name, next_idx) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [self.name, idx],
        )

    def _locked(self) -> int | None:
        place = self._lock()
        if place is None:
            self.start_at(0)
            place = self._lock()
        return place

    def _lock(self) -> int | None:
        row = _row("SELECT next_idx FROM ledger_cursor WHERE name = %s FOR UPDATE SKIP LOCKED", [self.name])
        return int(row[0]) if row else None


def _line(row: Sequence[Any]) -> Line:
    idx, stream_kind, stream, version, kind, header, actor, at = row
    return Line(idx, stream_kind, stream, version, kind, json.loads(header), actor, at)


def _row(sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone() or ()


def _run(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
