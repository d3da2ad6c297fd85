"""What one person keeps on the desk: filters under names of their own."""

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """A filter of the queue under a name; only its owner sees it. It holds words of matters, never of people."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=12)
    query = models.CharField(max_length=600)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="one_filter_of_a_name"),)

    def __str__(self) -> str:
        return self.name
