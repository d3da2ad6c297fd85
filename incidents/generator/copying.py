"""COPY for rows of Django models: each column as its field would write it, in PostgreSQL's binary form."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import AutoField, BigAutoField, Field, Model

from core.fields import EncryptedTextField
from core.ledger.entries import Sealed

Cursor = psycopg.Cursor[Any]

_TYPES = {
    "varchar": "varchar",
    "text": "text",
    "integer": "int4",
    "smallint": "int2",
    "bigint": "int8",
    "boolean": "bool",
    "double": "float8",
    "timestamp": "timestamptz",
    "uuid": "uuid",
    "bytea": "bytea",
    "date": "date",
}

_ENTRY = """
COPY ledger_entry (id, stream_kind, stream, version, kind, header, body_commit, actor, at, prev_hash, hash)
FROM STDIN (FORMAT BINARY)
"""
_ENTRY_TYPES = (
    "int8",
    "text",
    "uuid",
    "int4",
    "text",
    "text",
    "bytea",
    "text",
    "timestamptz",
    "bytea",
    "bytea",
)
_BODY = "COPY ledger_body (entry_id, salt, body) FROM STDIN (FORMAT BINARY)"
_PENDING = "COPY ledger_pending (entry_id) FROM STDIN (FORMAT BINARY)"
_IDS = "SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id')) FROM generate_series(1, %s)"


def copy_rows(cursor: Cursor, rows: Sequence[Model]) -> None:
    """Copy rows of one model. Numbers that the database gives (identity) are left to it."""
    if not rows:
        return
    plan = _plan(type(rows[0]))
    with cursor.copy(plan.statement) as copy:
        copy.set_types(plan.types)
        for row in rows:
            copy.write_row(plan.values(row))


def copy_lines(cursor: Cursor, lines: Iterable[Sealed]) -> int:
    """Copy ledger lines in the order given, with their bodies, into the queue of the sequencer; return how many."""
    sealed = list(lines)
    ids = [row[0] for row in cursor.execute(_IDS, [len(sealed)]).fetchall()]
    with cursor.copy(_ENTRY) as copy:
        copy.set_types(_ENTRY_TYPES)
        for number, line in zip(ids, sealed, strict=True):
            copy.write_row((number, *line.columns()[:10]))
    with cursor.copy(_BODY) as copy:
        copy.set_types(("int8", "bytea", "text"))
        for number, line in zip(ids, sealed, strict=True):
            copy.write_row((number, line.salt, line.body))
    with cursor.copy(_PENDING) as copy:
        copy.set_types(("int8",))
        for number in ids:
            copy.write_row((number,))
    return len(sealed)


class _Plan:
    """How rows of one model are copied."""

    def __init__(self, model: type[Model]) -> None:
        fields = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField | BigAutoField)]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        self.statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN (FORMAT BINARY)'
        self.types = [_type(field) for field in fields]
        self._plain: Callable[[Model], tuple[Any, ...]] = attrgetter(*(field.attname for field in fields))
        self._sealed = [(at, f) for at, f in enumerate(fields) if isinstance(f, EncryptedTextField)]

    def values(self, row: Model) -> tuple[Any, ...]:
        """The columns of a row; an encrypted one is sealed for this very row."""
        values = self._plain(row)
        if not self._sealed:
            return values
        changed = list(values)
        for at, field in self._sealed:
            changed[at] = bytes(field.sealed(values[at], row.pk))
        return tuple(changed)


@cache
def _plan(model: type[Model]) -> _Plan:
    return _Plan(model)


def _type(field: "Field[Any, Any]") -> str:
    if isinstance(field, ArrayField):
        return _type(field.base_field) + "[]"
    return _TYPES[str(field.db_type(connection)).split("(")[0].split()[0]]
