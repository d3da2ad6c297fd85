"""What a wall's token is. Neither token nor device secret is kept, only their hashes; a row is never deleted."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

UNUSED = timedelta(hours=24)
"""A token that no device took within a day is worth nothing."""


class WallToken(models.Model):
    """One unattended wall (大屏令牌): its area, who made the token, which device took it, when it was withdrawn.

    The token is shown once and used once: the device that brings it gets a secret of its own, kept in a cookie.
    """

    label = models.CharField(_("大屏名称"), max_length=40)
    area = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name=_("辖区"))
    token_hash = models.BinaryField(max_length=32, unique=True)
    device_hash = models.BinaryField(max_length=32, null=True, unique=True)
    made_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(device_hash=None, bound_at=None)
                | Q(device_hash__isnull=False, bound_at__isnull=False),
                name="a_bound_wall_says_since_when",
            )
        ]

    def __str__(self) -> str:
        return self.label

    def expired(self, now: datetime) -> bool:
        """Whether the token was never used and is too old to be used now."""
        return self.bound_at is None and now - self.made_at > UNUSED
