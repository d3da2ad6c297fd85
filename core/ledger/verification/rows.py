"""The rows themselves: each stands where its newest entry says, and no stream has lost its row (P4)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from core.ledger.models import Chained
from core.ledger.verification.findings import Finding, finding

_WITHOUT_ENTRY = """
SELECT t.id, t.version FROM "{table}" t
LEFT JOIN ledger_entry e ON e.stream = t.id AND e.version = t.version
WHERE e.hash IS DISTINCT FROM t.head_hash
"""
_WITHOUT_ROW = """
SELECT e.stream, e.version, t.id IS NULL FROM ledger_entry e LEFT JOIN "{table}" t ON t.id = e.stream
WHERE e.stream_kind = %s AND (t.id IS NULL OR (e.version > t.version))
"""

_FIRST = " LIMIT 1000"


def chained_models() -> list[type[Chained]]:
    """Return every model whose rows are streams of the ledger."""
    return [model for model in apps.get_models() if issubclass(model, Chained)]


def check_all() -> Iterator[Finding]:
    """Check every row of every such table, in the database; only what contradicts is fetched."""
    for model in chained_models():
        yield from _check(model, "", [])


def check_one(stream: UUID, stream_kind: str | None) -> Iterator[Finding]:
    """Check the row of one stream; of the kind given, or of whichever table has such a row."""
    for model in chained_models():
        if stream_kind in (model.stream, None):
            yield from _check(model, " AND {column} = %s", [stream])


def _check(model: type[Chained], also: str, values: list[Any]) -> Iterator[Finding]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_ENTRY.format(table=table) + also.format(column="t.id") + _FIRST, values)
        for stream, version in cursor.fetchall():
            yield finding("row", table=table, stream=stream, version=version)
        cursor.execute(
            _WITHOUT_ROW.format(table=table) + also.format(column="e.stream") + _FIRST,
            [model.stream, *values],
        )
        for stream, version, gone in cursor.fetchall():
            yield finding(
                "row_missing" if gone else "row_behind", table=table, stream=stream, version=version
            )
