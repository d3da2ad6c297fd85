"""What the database itself keeps: no change of an alarm without its entry (P4), no deletion, no edited sound test."""

from django.db import migrations

from core.ledger.sql import attach_chain_trigger

GUARDS = """
CREATE TRIGGER alarms_alarm_no_delete BEFORE DELETE ON alarms_alarm
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER alarms_soundtest_no_change BEFORE UPDATE OR DELETE ON alarms_soundtest
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
ALTER TABLE alarms_alarm ENABLE ALWAYS TRIGGER alarms_alarm_no_delete;
ALTER TABLE alarms_soundtest ENABLE ALWAYS TRIGGER alarms_soundtest_no_change;
"""
UNDO = """
DROP TRIGGER alarms_soundtest_no_change ON alarms_soundtest;
DROP TRIGGER alarms_alarm_no_delete ON alarms_alarm;
"""
WATCHED = ("priority", "times", "rings", "acknowledged_at", "acknowledged_by_id", "shelved_until", "ended_at")


class Migration(migrations.Migration):
    """Triggers of the alarms."""

    dependencies = [("alarms", "0001_initial"), ("ledger", "0003_roles")]
    operations = [migrations.RunSQL(GUARDS, UNDO), attach_chain_trigger("alarms_alarm", watched=WATCHED)]
