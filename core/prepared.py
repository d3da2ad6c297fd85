"""Statements whose words never change: the server reads and plans them once per connection, not once per request.

For the few that every request or every report asks: there they save more than half of the work, ours and the
database's. Not for everything: a prepared plan knows no values, so a prefix (`LIKE 'x%'`) or a partial index may be
lost on it. Hence this door, and Django's own cursors stay as they are. Figures: `docs/performance.md`.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import AutoField, Model

from core.fields import EncryptedTextField


def rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask, and return all rows."""
    with _cursor() as cursor:
        cursor.execute(statement, values)
        return cast(list[tuple[Any, ...]], cursor.fetchall())


def run(statement: str, values: Sequence[Any]) -> None:
    """Do something that answers nothing."""
    with _cursor() as cursor:
        cursor.execute(statement, values)


@cache
def insertion(model: type[Model]) -> str:
    """Return the INSERT of one new row of `model`. Its one value is the row as `written` writes it."""
    columns = ", ".join(f'"{column}"' for column, _ in _names(model))
    table = f'"{model._meta.db_table}"'
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_record(NULL::{table}, %s)"  # noqa: S608


def written(row: Model) -> str:
    """Return a new row as JSON by its columns: one value, where each column by itself would cost as much again."""
    kept = vars(row)
    values = {column: kept[name] for column, name in _names(type(row))}
    values |= {column: field.pre_save(row, True) for column, field in _sealed(type(row))}
    return json.dumps(values, ensure_ascii=False, allow_nan=False, default=_text)


@cache
def _names(model: type[Model]) -> list[tuple[str, str]]:
    """Column and attribute of what is ours to fill: all but a number that the database gives."""
    fields = model._meta.concrete_fields
    return [(str(field.column), field.attname) for field in fields if not isinstance(field, AutoField)]


@cache
def _sealed(model: type[Model]) -> list[tuple[str, EncryptedTextField]]:
    """The columns that are sealed before they are written."""
    fields = model._meta.concrete_fields
    return [(str(field.column), field) for field in fields if isinstance(field, EncryptedTextField)]


def _text(value: object) -> str:
    """What JSON does not know, as PostgreSQL reads it."""
    match value:
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return f"\\x{bytes(value).hex()}"
        case _:
            raise TypeError(f"{type(value).__name__} is not written as JSON")


def _cursor() -> CursorWrapper:
    """A cursor of Django's, with its errors, logs and counts, that binds values at the server."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    with database.wrap_database_errors:
        cursor: Any = ServerBindingCursor
        return cast(CursorWrapper, database._prepare_cursor(cursor(database.connection)))
