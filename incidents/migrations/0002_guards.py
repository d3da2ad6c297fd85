"""What the database itself keeps: the running number of matters, and no change of a matter without its entry (P4).

And a small index, by which the limits of 查看来访人 are counted without reading the whole ledger.
"""

from django.db import migrations

from core.ledger.sql import attach_chain_trigger


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial"), ("ledger", "0003_roles")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE incidents_number AS bigint START 1 CACHE 1", "DROP SEQUENCE incidents_number"
        ),
        attach_chain_trigger("incidents_incident"),
        migrations.RunSQL(
            "CREATE INDEX ledger_entry_revealed ON ledger_entry (actor, at) WHERE kind = 'revealed'",
            "DROP INDEX ledger_entry_revealed",
        ),
    ]
