"""What the database itself refuses: two versions of a code on one day, a role beside an administrator's.

The exclusion uses ranges alone, so no extension is needed: a code's digits, read as a number, overlap only
themselves.
"""

from django.db import migrations

from core.ledger.sql import attach_chain_trigger

ONE_VERSION_A_DAY = """
ALTER TABLE grids_area ADD CONSTRAINT an_area_has_one_version_a_day EXCLUDE USING gist (
    numrange(code::numeric, code::numeric, '[]') WITH &&,
    int4range(length(code), length(code), '[]') WITH &&,
    daterange(valid_from, valid_to) WITH &&
);
"""

STAMP = """
CREATE FUNCTION grids_stamp_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO grids_treeversion (id, stamp) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
END $$;
CREATE TRIGGER area_changes_stamp_the_tree AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON grids_area
    FOR EACH STATEMENT EXECUTE FUNCTION grids_stamp_tree();
"""

# The account's row is locked first, so that of two grants at once the second sees the first.
# An administrator's role excludes every other role on the same days, another administrator's above all.
ADMINISTRATORS_APART = """
CREATE FUNCTION grids_keep_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    administrators CONSTANT text[] := ARRAY['system_admin', 'security_admin', 'audit_admin'];
BEGIN
    PERFORM 1 FROM core_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM grids_posting other
        WHERE other.user_id = NEW.user_id AND other.id <> NEW.id AND other.role <> NEW.role
          AND (other.role = ANY (administrators) OR NEW.role = ANY (administrators))
          AND daterange(other.from_on, other.to_on) && daterange(NEW.from_on, NEW.to_on)
    ) THEN
        RAISE EXCEPTION 'administrators_hold_one_role' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'administrators_hold_one_role', TABLE = 'grids_posting';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER administrators_hold_one_role BEFORE INSERT OR UPDATE ON grids_posting
    FOR EACH ROW EXECUTE FUNCTION grids_keep_administrators_apart();
"""

UNDO = """
DROP TRIGGER administrators_hold_one_role ON grids_posting;
DROP FUNCTION grids_keep_administrators_apart();
DROP TRIGGER area_changes_stamp_the_tree ON grids_area;
DROP FUNCTION grids_stamp_tree();
DELETE FROM grids_treeversion;
ALTER TABLE grids_area DROP CONSTRAINT an_area_has_one_version_a_day;
"""


class Migration(migrations.Migration):
    """Constraints and triggers of the app of places."""

    dependencies = [("grids", "0001_initial"), ("ledger", "0003_roles")]

    operations = [
        migrations.RunSQL(ONE_VERSION_A_DAY + STAMP + ADMINISTRATORS_APART, UNDO),
        attach_chain_trigger(
            "grids_posting",
            watched=("user_id", "role", "area_id", "department_id", "zero", "from_on", "to_on"),
        ),
    ]
