"""The doors of the residents' pages: how often an address has tried, for as long as the door counts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Door(models.Model):
    """The last tries from one address, of which only a keyed digest is kept; forgotten when `forget_at` has passed."""

    address = models.CharField(primary_key=True, max_length=64)
    tries = ArrayField(models.DateTimeField())
    forget_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["forget_at"], name="doors_to_forget")]

    def __str__(self) -> str:
        return self.address[:8]
