"""What other apps' migrations take from the ledger: the promise that no row changes without its entry (P4)."""

import re

from django.db import migrations

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,40}")


def attach_chain_trigger(table: str, *, watched: tuple[str, ...] = ("state",)) -> migrations.RunSQL:
    """Return the migration operation that ties a `Chained` table to the ledger.

    From then on a commit is refused (IntegrityError) if it leaves a new or changed `version`, `head_hash` or `watched`
    column without an entry of this stream and version whose hash is `head_hash`. A row is appended before its first
    save. Only the rows so changed cost anything: one index look-up each, at commit. The migration depends on
    ("ledger", "0003_roles").
    """
    for name in (table, *watched):
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a plain identifier: {name!r}")
    changed = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in ("version", "head_hash", *watched))
    create = f"""
        CREATE CONSTRAINT TRIGGER {table}_born_with_entry AFTER INSERT ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_require_entry();
        CREATE CONSTRAINT TRIGGER {table}_moved_with_entry AFTER UPDATE ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({changed})
            EXECUTE FUNCTION ledger_require_entry();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_born_with_entry;
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_moved_with_entry;
    """
    drop = (
        f"DROP TRIGGER {table}_born_with_entry ON {table}; DROP TRIGGER {table}_moved_with_entry ON {table};"
    )
    return migrations.RunSQL(create, drop)
