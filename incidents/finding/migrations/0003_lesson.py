"""What was learned from closed matters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("finding", "0002_triggers")]
    operations = [
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0)),
                ("learned_at", models.DateTimeField()),
                ("matters", models.PositiveIntegerField()),
                ("counts", models.BinaryField()),
            ],
        ),
    ]
