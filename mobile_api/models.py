"""Commands: what phones have asked for, so that the same command twice is done once."""

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
