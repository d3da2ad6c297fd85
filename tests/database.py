"""How the database is emptied between tests that commit, without losing what the migrations brought."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from unittest.mock import patch

import psycopg
from django.core.management.commands import flush
from django.db import OperationalError, connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.utils import CursorWrapper

TRIES = 9


@contextmanager
def refilling_flush() -> Iterator[None]:
    """While it lasts, `flush` leaves the database as the migrations did: calendar, kinds and categories stand.

    Only tables that differ are touched, and by DELETE: TRUNCATE makes new files for every table and index, which took
    longer than most tests. The ledger's guards are lifted for the flush's own transaction, and so are foreign keys.
    """
    _may_lift_foreign_keys()
    with connection.cursor() as cursor:
        kept = {table for table in _tables(cursor) if _has_rows(cursor, table)}
        _keep(cursor, kept)

    def execute(self: DatabaseOperations, statements: Iterable[str]) -> None:
        for _ in range(TRIES):
            with suppress(
                OperationalError
            ):  # a deadlock with somebody who still writes, or holds on for long
                empty()
                return
        empty()

    def empty() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            tables = _tables(cursor)
            cursor.execute(f"LOCK TABLE {', '.join(tables)}")  # whoever still writes is waited for
            changed = _changed(cursor, tables, kept)
            guards = [(table, name) for table, name in _guards(cursor) if table in changed]
            cursor.execute("SET LOCAL session_replication_role = replica")
            _each(cursor, 'ALTER TABLE {0} DISABLE TRIGGER "{1}"', guards)
            _each(cursor, "DELETE FROM {0}", [(table,) for table in changed])
            _each(cursor, "INSERT INTO {0} SELECT * FROM kept.{0}", [(table,) for table in kept & changed])
            _each(cursor, 'ALTER TABLE {0} ENABLE ALWAYS TRIGGER "{1}"', guards)

    with (
        patch.object(flush, "sql_flush", lambda *args, **options: ["this very flush"]),
        patch.object(DatabaseOperations, "execute_sql_flush", execute),
    ):
        yield


def _may_lift_foreign_keys() -> None:
    """The tables' owner may not, unless the superuser lets it."""
    options = connection.get_connection_params()
    with psycopg.connect(dbname=options["dbname"], host=options["host"], user="postgres") as superuser:
        superuser.execute(f'GRANT SET ON PARAMETER session_replication_role TO "{options["user"]}"'.encode())


def _tables(cursor: CursorWrapper) -> list[str]:
    """Names of all tables as they stand in SQL; tests may have made some of their own."""
    cursor.execute(
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations' "
        "ORDER BY 1"
    )
    return [name for (name,) in cursor.fetchall()]


def _keep(cursor: CursorWrapper, filled: Iterable[str]) -> None:
    """Copy these tables into the schema `kept`."""
    cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
    _each(cursor, "CREATE TABLE kept.{0} AS TABLE {0}", [(table,) for table in filled])


def _changed(cursor: CursorWrapper, tables: list[str], kept: set[str]) -> set[str]:
    """The tables that are not as the migrations left them."""
    differs = "(TABLE {0} EXCEPT TABLE kept.{0}) UNION ALL (TABLE kept.{0} EXCEPT TABLE {0})"
    asked = [
        f"SELECT '{table}' WHERE EXISTS ({differs.format(table) if table in kept else f'TABLE {table}'})"
        for table in tables
    ]
    cursor.execute(" UNION ALL ".join(asked))
    return {table for (table,) in cursor.fetchall()}


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
