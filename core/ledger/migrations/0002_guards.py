"""Triggers that refuse to change the ledger, whoever asks: ENABLE ALWAYS, so that no replication role walks past.

The owner of a table can still disable a trigger, and a superuser can drop the table; the chain and a checkpoint kept
elsewhere show it. The real wall is the missing grant (0003, `roles.py`).
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION ledger_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'sanling_erasure' AND NEW.entry_id = OLD.entry_id
       AND NEW.salt IS NULL AND NEW.body IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a body of the ledger can only be erased, and only by sanling_erasure'
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION ledger_require_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'a change of % needs a new version', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM ledger_entry
      WHERE stream = NEW.id AND version = NEW.version AND hash = NEW.head_hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'version % of % % has no entry in the ledger', NEW.version, TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

GUARDED = ("ledger_entry", "ledger_logentry", "ledger_checkpoint")


def guards() -> str:
    sql = [
        f"""
        CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change;
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;
        """
        for table in GUARDED
    ]
    sql.append(
        """
        CREATE TRIGGER ledger_body_erase_only BEFORE UPDATE ON ledger_body
            FOR EACH ROW EXECUTE FUNCTION ledger_erase_only();
        CREATE TRIGGER ledger_body_no_delete BEFORE DELETE ON ledger_body
            FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
        CREATE TRIGGER ledger_body_no_truncate BEFORE TRUNCATE ON ledger_body
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
        ALTER TABLE ledger_body ENABLE ALWAYS TRIGGER ledger_body_erase_only;
        ALTER TABLE ledger_body ENABLE ALWAYS TRIGGER ledger_body_no_delete;
        ALTER TABLE ledger_body ENABLE ALWAYS TRIGGER ledger_body_no_truncate;
        """
    )
    return FUNCTIONS + "".join(sql)


def unguard() -> str:
    tables = (*GUARDED, "ledger_body")
    drops = "".join(
        f"DROP TRIGGER IF EXISTS {table}_{name} ON {table};"
        for table in tables
        for name in ("no_change", "no_delete", "no_truncate", "erase_only")
    )
    return (
        drops
        + "DROP FUNCTION ledger_refuse; DROP FUNCTION ledger_erase_only; DROP FUNCTION ledger_require_entry;"
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(guards(), unguard())]
