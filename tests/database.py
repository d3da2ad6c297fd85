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
        _keep(cursor, "kept", kept)

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
            _go_back(cursor, "kept", kept)

    with (
        patch.object(flush, "sql_flush", lambda *args, **options: ["this very flush"]),
        patch.object(DatabaseOperations, "execute_sql_flush", execute),
    ):
        yield


class Backup:
    """The database as it stands when this is made; `restore` brings it back, whatever was committed since."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            self._filled = {table for table in _tables(cursor) if _has_rows(cursor, table)}
            _keep(cursor, "backup", self._filled)

    def restore(self) -> None:
        """As an operator would; only that no process is stopped for it."""
        with transaction.atomic(), connection.cursor() as cursor:
            _go_back(cursor, "backup", self._filled)
            cursor.execute("DROP SCHEMA backup CASCADE")


def _go_back(cursor: CursorWrapper, schema: str, filled: set[str]) -> None:
    """Make all tables what they were when `_keep` copied the filled ones into that schema."""
    tables = _tables(cursor)
    cursor.execute(f"LOCK TABLE {', '.join(tables)}")  # whoever still writes is waited for
    changed = _changed(cursor, tables, schema, filled)
    guards = [(table, name) for table, name in _guards(cursor) if table in changed]
    cursor.execute("SET LOCAL session_replication_role = replica")
    _each(cursor, 'ALTER TABLE {0} DISABLE TRIGGER "{1}"', guards)
    _each(cursor, "DELETE FROM {0}", [(table,) for table in changed])
    again = [(table, schema) for table in filled & changed]
    _each(cursor, "INSERT INTO {0} OVERRIDING SYSTEM VALUE SELECT * FROM {1}.{0}", again)
    _each(cursor, 'ALTER TABLE {0} ENABLE ALWAYS TRIGGER "{1}"', guards)


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


def _keep(cursor: CursorWrapper, schema: str, filled: Iterable[str]) -> None:
    """Copy these tables into a schema of that name."""
    cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
    _each(cursor, "CREATE TABLE {1}.{0} AS TABLE {0}", [(table, schema) for table in filled])


def _changed(cursor: CursorWrapper, tables: list[str], schema: str, filled: set[str]) -> set[str]:
    """The tables that are not as they were when they were copied."""
    differs = "(TABLE {0} EXCEPT TABLE {1}.{0}) UNION ALL (TABLE {1}.{0} EXCEPT TABLE {0})"
    asked = [
        f"SELECT '{table}' WHERE EXISTS ({differs.format(table, schema) if table in filled else f'TABLE {table}'})"
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
