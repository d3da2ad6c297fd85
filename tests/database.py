"""How the database is emptied between tests that commit, without losing what the migrations brought."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.utils import CursorWrapper


@contextmanager
def refilling_flush() -> Iterator[None]:
    """While it lasts, `flush` leaves the database as the migrations did: calendar, kinds and categories stand.

    The ledger's guards refuse TRUNCATE, so the flush, as the tables' owner, lifts them for its own transaction.
    """
    with connection.cursor() as cursor:
        copies = _keep(cursor)

    def execute(self: DatabaseOperations, statements: Iterable[str]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            guards = _guards(cursor)
            _each(cursor, 'ALTER TABLE {0} DISABLE TRIGGER "{1}"', guards)
            for statement in statements:
                cursor.execute(statement)
            _each(cursor, "INSERT INTO {0} SELECT * FROM kept.{0}", copies)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _each(cursor, 'ALTER TABLE {0} ENABLE ALWAYS TRIGGER "{1}"', guards)

    def truncate(*args: object, **options: object) -> list[str]:
        return [f"TRUNCATE {', '.join(_tables())}"]

    with (
        patch.object(flush, "sql_flush", truncate),
        patch.object(DatabaseOperations, "execute_sql_flush", execute),
    ):
        yield


def _tables() -> list[str]:
    return sorted(
        f'"{name}"' for name in connection.introspection.table_names() if name != "django_migrations"
    )


def _keep(cursor: CursorWrapper) -> list[tuple[str]]:
    """Copy every table that has rows now into the schema `kept`; return their names."""
    cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
    filled = [(table,) for table in _tables() if _has_rows(cursor, table)]
    _each(cursor, "CREATE TABLE kept.{0} AS TABLE {0}", filled)
    return filled


def _has_rows(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
    return bool(cursor.fetchone()[0])


def _guards(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """Table and name of every trigger that fires ALWAYS: those of the ledger."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
    )
    return list(cursor.fetchall())


def _each(cursor: CursorWrapper, statement: str, rows: Iterable[tuple[str, ...]]) -> None:
    for row in rows:
        cursor.execute(statement.format(*row))
