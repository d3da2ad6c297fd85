"""The shipped catalogue, so that a county begins with kinds, categories and limits; it changes them afterwards."""

from typing import Any

from django.db import migrations

from incidents.catalogue_loading import Tables, load_catalogue


def load(apps: Any, schema_editor: Any) -> None:
    load_catalogue(
        Tables(*(apps.get_model("incidents", name) for name in ("Kind", "Category", "CategoryLimit")))
    )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_guards")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
