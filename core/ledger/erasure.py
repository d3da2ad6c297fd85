"""Destroying what the ledger says is destroyed: bodies, with their salts, that a `body_erased` entry names.

The entry comes first and is written by those who may append; this is the other half, for the erasure role alone, which
can do nothing else. Running it twice, or after a crash, does what is left. The log still verifies afterwards.
"""

from django.db import connection, transaction

ROLE = "sanling_erasure"

EMPTY = """
UPDATE ledger_body b SET salt = NULL, body = NULL
FROM ledger_entry announced
CROSS JOIN LATERAL jsonb_array_elements_text(announced.header::jsonb -> 'versions') AS named(version)
JOIN ledger_entry e ON e.stream = announced.stream AND e.version = named.version::int AND e.version < announced.version
WHERE announced.kind = 'body_erased' AND b.entry_id = e.id AND b.salt IS NOT NULL
"""


@transaction.atomic
def empty_announced() -> int:
    """Empty every body that an entry says is erased and that is still there; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        cursor.execute(EMPTY)
        return int(cursor.rowcount)
