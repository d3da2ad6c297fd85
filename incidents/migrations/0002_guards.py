"""What the database itself keeps: the running number of matters, and no change of a matter without its entry (P4)."""

from django.db import migrations

from core.ledger.sql import attach_chain_trigger


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial"), ("ledger", "0003_roles")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE incidents_number AS bigint START 1 CACHE 1", "DROP SEQUENCE incidents_number"
        ),
        attach_chain_trigger("incidents_incident"),
    ]
