"""The words of matters."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("incidents", "0003_catalogue"), ("grids", "0002_triggers")]
    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                ("incident", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="words", serialize=False, to="incidents.incident")),
                ("reported_at", models.DateTimeField()),
                ("short", models.IntegerField()),
                ("folded", models.TextField()),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="words_by_key"),
                    models.Index(fields=["-reported_at", "-incident"], name="words_newest_first"),
                    models.Index(fields=["short", "-reported_at", "-incident"], name="words_by_short_code"),
                ],
            },
        ),
    ]  # fmt: skip
