"""What the database itself keeps: an export is written once, with its entry, and neither changed nor deleted."""

from django.db import migrations

from core.ledger.sql import attach_chain_trigger

GUARDS = """
CREATE SEQUENCE audit_number AS bigint START 1 CACHE 1;
CREATE TRIGGER audit_export_no_change BEFORE UPDATE OR DELETE ON audit_export
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
ALTER TABLE audit_export ENABLE ALWAYS TRIGGER audit_export_no_change;
"""
UNDO = """
DROP TRIGGER audit_export_no_change ON audit_export;
DROP SEQUENCE audit_number;
"""


class Migration(migrations.Migration):
    """Triggers of the exports."""

    dependencies = [("audit", "0001_initial"), ("ledger", "0003_roles")]
    operations = [migrations.RunSQL(GUARDS, UNDO), attach_chain_trigger("audit_export", watched=())]
