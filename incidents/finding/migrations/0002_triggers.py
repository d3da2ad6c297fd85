"""The functions that make the words of a matter, the triggers that keep them, and the words of what stands already."""

from django.db import migrations

from incidents.finding.sql import FUNCTIONS, TRIGGERS, UNDO


class Migration(migrations.Migration):
    dependencies = [("finding", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
