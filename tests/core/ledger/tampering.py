"""What the owner of the database can do, and nobody can prevent: change the ledger behind its triggers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

GUARDED = ("ledger_entry", "ledger_body", "ledger_logentry", "ledger_checkpoint", "ledger_tests_matter")


@contextmanager
def tampering() -> Iterator[CursorWrapper]:
    """Lift every guard, hand out a cursor, and put the guards back as if nothing had been."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
            [list(GUARDED)],
        )
        triggers = cursor.fetchall()
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
