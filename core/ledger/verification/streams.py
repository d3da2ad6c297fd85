"""Each stream by itself: versions 1…n without a hole, every hash, the chain, every body, and a place in the log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from core.ledger import canonical, entries
from core.ledger.facts import BodyErased
from core.ledger.models import GENESIS
from core.ledger.sequencer import leaf_over
from core.ledger.verification import rows
from core.ledger.verification.findings import Finding, finding

SELECT = """
SELECT e.id, e.stream_kind, e.stream, e.version, e.kind, e.header, e.actor, e.at, e.body_commit, e.prev_hash, e.hash,
       b.entry_id IS NOT NULL, b.salt, b.body, l.idx, l.leaf_sha256, l.leaf_sm3, p.entry_id IS NOT NULL
FROM ledger_entry e
LEFT JOIN ledger_body b ON b.entry_id = e.id
LEFT JOIN ledger_logentry l ON l.entry_id = e.id
LEFT JOIN ledger_pending p ON p.entry_id = e.id
"""
ALL = SELECT + " ORDER BY e.stream, e.version"
ONE = SELECT + " WHERE e.stream = %s ORDER BY e.version"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry with its body, its number and its place in the queue, as the database holds them."""

    id: int
    stream_kind: str
    stream: UUID
    version: int
    kind: str
    header: str
    actor: str
    at: datetime
    body_commit: bytes
    prev_hash: bytes
    hash: bytes
    has_body: bool
    salt: bytes | None
    body: str | None
    idx: int | None
    leaf_sha256: bytes | None
    leaf_sm3: bytes | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """One entry of a checked stream: its version and kind, its number (None while it waits), whether it was emptied."""

    version: int
    kind: str
    at: datetime
    idx: int | None
    emptied: bool


@dataclass(frozen=True, slots=True)
class StreamResult:
    """The answer for one stream. `covered_by` is the newest checkpoint's size: a smaller idx is sealed."""

    stream: UUID
    entries: tuple[Checked, ...]
    findings: tuple[Finding, ...]
    covered_by: int
    covered_at: datetime | None

    @property
    def ok(self) -> bool:
        """Nothing contradicts (and there is something)."""
        return bool(self.entries) and not self.findings

    @property
    def sealed(self) -> int:
        """How many of the entries lie under a signed checkpoint."""
        return sum(each.idx is not None and each.idx < self.covered_by for each in self.entries)


def verify_stream(stream: UUID) -> StreamResult:
    """Check one stream: its chain, bodies, leaves, and the row it belongs to. The trees are `verify_ledger`'s."""
    with connection.cursor() as cursor:
        cursor.execute(ONE, [stream])
        found = [Row(*row) for row in cursor.fetchall()]
        cursor.execute("SELECT size, at FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
        size, at = cursor.fetchone() or (0, None)
    findings = [*check(found), *rows.check_one(stream, found[-1].stream_kind if found else None)]
    checked = (Checked(r.version, r.kind, r.at, r.idx, r.has_body and r.salt is None) for r in found)
    return StreamResult(stream, tuple(checked), tuple(findings), size, at)


def check(found: Iterable[Row]) -> Iterator[Finding]:
    """Check rows that come ordered by stream and version; only the present stream is kept in mind."""
    present: _Stream | None = None
    for row in found:
        if present is None or present.stream != row.stream:
            if present is not None:
                yield from present.end()
            present = _Stream(row.stream)
        yield from present.see(row)
    if present is not None:
        yield from present.end()


@dataclass(slots=True)
class _Stream:
    """What is known of the stream that is being read."""

    stream: UUID
    version: int = 0
    head: bytes | None = GENESIS
    idx: int = -1
    emptied: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)

    def see(self, row: Row) -> Iterator[Finding]:
        """Check the next entry of this stream."""
        for version in range(self.version + 1, row.version):
            yield self._finding("version_missing", version)
        if self.version + 1 == row.version and self.head != row.prev_hash:
            yield self._finding("chain", row.version)
        envelope = entries.envelope(
            row.stream_kind, row.stream, row.version, row.kind, row.header, row.actor, row.at
        )
        yield from self._content(row, envelope)
        yield from self._body(row)
        yield from self._place(row, envelope)
        if row.kind == BodyErased.kind:
            self.erased.update(_versions(row.header))
        self.version, self.head = row.version, row.hash

    def end(self) -> Iterator[Finding]:
        """Say which bodies were emptied without an entry."""
        for version in sorted(self.emptied - self.erased):
            yield self._finding("body_emptied", version)

    def _content(self, row: Row, envelope: str) -> Iterator[Finding]:
        try:
            canonical.decode(row.header)
        except canonical.NotCanonical:
            yield self._finding("header", row.version)
        if entries.entry_hash(envelope, row.body_commit, row.prev_hash) != row.hash:
            yield self._finding("hash", row.version)

    def _body(self, row: Row) -> Iterator[Finding]:
        if not row.has_body:
            yield self._finding("body_missing", row.version)
        elif row.salt is None or row.body is None:
            self.emptied.add(row.version)
        elif entries.commit(row.salt, row.body) != row.body_commit:
            yield self._finding("body", row.version)

    def _place(self, row: Row, envelope: str) -> Iterator[Finding]:
        if row.idx is None:
            if not row.waits:
                yield self._finding("unqueued", row.version)
            return
        if row.waits:
            yield self._finding("queued_twice", row.version)
        if row.idx <= self.idx:
            yield self._finding("order", row.version)
        leaf = leaf_over(row.id, envelope, row.body_commit, row.hash)
        if (leaf.sha256, leaf.sm3) != (row.leaf_sha256, row.leaf_sm3):
            yield self._finding("leaf", row.version)
        self.idx = row.idx

    def _finding(self, code: str, version: int) -> Finding:
        return finding(code, stream=self.stream, version=version)


def _versions(header: str) -> list[Any]:
    try:
        said = canonical.decode(header)
    except canonical.NotCanonical:
        return []
    versions = said.get("versions") if isinstance(said, dict) else None
    return list(versions) if isinstance(versions, list) else []
