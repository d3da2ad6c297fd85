"""A recording of a matter. Its bytes lie encrypted under their SHA-256, as those of a photo do."""

import uuid

from django.db import models


class Voice(models.Model):
    """One recording (语音), in a slot of its own beside the photos'."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="voices")
    slot = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    format = models.CharField(max_length=8)
    by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "slot"], name="one_voice_a_slot")]

    def __str__(self) -> str:
        return f"{self.slot} of {self.incident_id}"
