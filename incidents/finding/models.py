"""What a matter is found by: its words, and who may come upon it. A trigger writes it, so nothing can forget it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Words(models.Model):
    """The folded text, address and area names of one matter, and the numbers of `grams.py` for all of it.

    Never anything of the reporter's compartment: the trigger sees the matter's row alone.
    """

    incident = models.OneToOneField(
        "incidents.Incident", models.PROTECT, primary_key=True, related_name="words"
    )
    reported_at = models.DateTimeField()
    short = models.IntegerField()  # the running number of the day: 231 of 261123-00231
    folded = models.TextField()
    keys = ArrayField(models.IntegerField())

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["keys"], name="words_by_key"),
            models.Index(fields=["-reported_at", "-incident"], name="words_newest_first"),
            models.Index(fields=["short", "-reported_at", "-incident"], name="words_by_short_code"),
        ]

    def __str__(self) -> str:
        return f"words of {self.incident_id}"


class Lesson(models.Model):
    """What was learned from the county's closed matters: one row, written anew each night under the next version.

    Counts of pairs of characters per category and per line of departments; no text, no number, no person. Data of this
    county, which never leaves it.
    """

    name = models.CharField(max_length=20, primary_key=True)
    version = models.PositiveIntegerField(default=0)
    learned_at = models.DateTimeField()
    matters = models.PositiveIntegerField()
    counts = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
