"""What phones have asked for, so that the same command twice is done once; and parts that came before their report."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Command(models.Model):
    """One command by the client's own UUID, written in the transaction of its deed; it never expires.

    What was done keeps how the matter then stood; what came late (409) keeps that it did, so that the same id can never
    be done afterwards. Anything else refused leaves no row and may be tried again. No personal data: of what the
    command carried only the digest is kept.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="+")
    verb = models.CharField(_("操作"), max_length=40)
    payload_sha256 = models.CharField(max_length=64)
    was_late = models.BooleanField(default=False)
    state = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField(null=True)
    phone_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField()

    class Meta:
        verbose_name = _("操作指令")
        indexes = [models.Index(fields=["incident", "done_at"], name="commands_of_a_matter")]

    def __str__(self) -> str:
        return f"{self.verb} {self.id}"


class ParkedPart(models.Model):
    """A photo or a recording whose report has not come yet: by account, report and slot; joined to it, or dropped."""

    class What(models.TextChoices):
        PHOTO = "photo"
        VOICE = "voice"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    report = models.UUIDField()
    what = models.CharField(max_length=5, choices=What.choices)
    slot = models.CharField(max_length=40)
    stage = models.CharField(max_length=6, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    format = models.CharField(max_length=8)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "report", "what", "slot"], name="one_parked_part_a_slot")
        ]
        indexes = [models.Index(fields=["at"], name="parked_by_age")]

    def __str__(self) -> str:
        return f"{self.what} {self.slot} of {self.report}"
