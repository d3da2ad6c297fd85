"""The group roles: created where the migrating user may, asked for where not. Rights follow after each migrate."""

from django.db import migrations

from core.ledger import roles


def create(apps: object, schema_editor: object) -> None:
    roles.create_groups(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
