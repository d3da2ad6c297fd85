"""The door of the residents' page: how often an address has tried, for a few minutes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Door(models.Model):
    """The last tries from one address, of which only a keyed digest is kept; forgotten after ten minutes."""

    address = models.CharField(primary_key=True, max_length=64)
    tries = ArrayField(models.DateTimeField())
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="doors_to_forget")]

    def __str__(self) -> str:
        return self.address[:8]
