"""A row with one open and one sealed column, for tests of encrypted columns only."""

import uuid

from django.db import connection, models

from core.fields import EncryptedTextField


class Letter(models.Model):
    """What the tests seal and open. It belongs to no app of ours, so no migration knows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=20, blank=True)
    words = EncryptedTextField(blank=True)

    class Meta:
        app_label = "letters"
        managed = False
        db_table = "test_letter"

    objects: "models.Manager[Letter]" = models.Manager()

    def __str__(self) -> str:
        return self.title


def make_table() -> None:
    """Make the table for as long as the test's transaction lasts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE test_letter (id uuid PRIMARY KEY, title text, words bytea NOT NULL)"
        )
