"""What an alarm is. Written only by `incidents/alarms/services.py`; no row is ever deleted."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.ledger.models import Chained
from incidents.alarms.life import Held, Standing


class Alarm(Chained):
    """One alarm (告警) about a matter, a suspected break or a place, from when it is raised to when it has ended."""

    stream: ClassVar[str] = "alarm"

    key = models.CharField(max_length=60)
    rule = models.CharField(max_length=12)
    priority = models.PositiveSmallIntegerField()
    timer = models.BooleanField(default=False)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, null=True, related_name="alarms")
    broken = models.ForeignKey("zeros.Break", models.PROTECT, null=True, related_name="alarms")
    area_path = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    since = models.DateTimeField()
    raised_at = models.DateTimeField()
    lately = ArrayField(models.DateTimeField(), default=list)
    times = models.PositiveIntegerField(default=1)
    rings = models.PositiveIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    going_since = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    shelved_until = models.DateTimeField(null=True)
    shelved_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(ended_at=None), name="one_alarm_of_a_key"),
            models.CheckConstraint(condition=Q(priority__range=(1, 3)), name="alarm_priority_1_to_3"),
            models.CheckConstraint(
                condition=Q(ended_at=None)
                | (Q(cleared_at__isnull=False) & (Q(acknowledged_at__isnull=False) | Q(priority=3))),
                name="an_alarm_ends_cleared_and_seen",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="an_acknowledgement_names_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["key", "-raised_at"], name="alarms_by_key"),
            models.Index(
                fields=["area_path"],
                opclasses=["varchar_pattern_ops"],
                condition=Q(ended_at=None),
                name="alarms_standing",
            ),
            models.Index(fields=["-raised_at"], name="alarms_newest_first"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def held(self) -> Held:
        """What decides its next step."""
        return Held(
            self.priority,
            self.timer,
            self.acknowledged_at,
            self.going_since,
            self.cleared_at,
            self.shelved_until,
        )

    def standing(self, now: datetime) -> Standing:
        """How it stands."""
        return Standing.ENDED if self.ended_at else self.held.standing(now)

    def ledger_header(self) -> dict[str, Any]:
        """What every line of this alarm says in the open: rule, priority, place, and the matter by its id."""
        return {
            "rule": self.rule,
            "priority": self.priority,
            "about": str(self.incident_id or self.broken_id or ""),
            "area": self.area_path.rstrip("/").rsplit("/", 1)[-1],
            "path": self.area_path,
        }


class SoundTest(models.Model):
    """试音: once a shift somebody hears whether the wall can be heard. Neither edited nor deleted."""

    area_path = models.CharField(max_length=120)
    by = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.area_path} {self.at}"
