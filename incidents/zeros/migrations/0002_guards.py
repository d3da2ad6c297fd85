"""What the database itself keeps: the running number, no change of a break without its entry (P4), and no deletion.

A start of the campaign is neither edited nor deleted: what was counted from stays readable.
"""

from django.db import migrations

from core.ledger.sql import attach_chain_trigger

GUARDS = """
CREATE SEQUENCE zeros_number AS bigint START 1 CACHE 1;
CREATE TRIGGER zeros_break_no_delete BEFORE DELETE ON zeros_break
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER zeros_campaign_no_change BEFORE UPDATE OR DELETE ON zeros_campaign
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
ALTER TABLE zeros_break ENABLE ALWAYS TRIGGER zeros_break_no_delete;
ALTER TABLE zeros_campaign ENABLE ALWAYS TRIGGER zeros_campaign_no_change;
"""
UNDO = """
DROP TRIGGER zeros_campaign_no_change ON zeros_campaign;
DROP TRIGGER zeros_break_no_delete ON zeros_break;
DROP SEQUENCE zeros_number;
"""
WATCHED = (
    "state",
    "zero",
    "area_path",
    "subject_kind",
    "subject_name",
    "occurred_on",
    "severity",
    "document_number",
)


class Migration(migrations.Migration):
    """Triggers of the breaks."""

    dependencies = [("zeros", "0001_initial"), ("ledger", "0003_roles")]
    operations = [migrations.RunSQL(GUARDS, UNDO), attach_chain_trigger("zeros_break", watched=WATCHED)]
