"""What a matter is, and what belongs to it. Written only by `incidents/services/` and the generator."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.ledger.models import Chained
from grids.datum import Datum
from incidents.catalogue import Category, CategoryLimit, ClockKind, Kind, Urgency
from incidents.querysets import IncidentQuerySet
from incidents.workflow import OPEN, State, Workflow

__all__ = ["Category", "CategoryLimit", "ClockKind", "Kind", "State", "Urgency"]


class Source(models.TextChoices):
    """Where a report came from (来源)."""

    PATROL = "patrol", _("巡查")
    HOTLINE = "hotline", _("热线")
    WALK_IN = "walk_in", _("来访")
    RESIDENT = "resident", _("群众")
    IMPORT = "import", _("导入")


class PositionSource(models.TextChoices):
    """How the position was found."""

    GNSS = "gnss", _("定位")
    MAP = "map", _("图上点选")
    GRID = "grid", _("所选网格")
    ADDRESS = "address", _("地址文字")
    DESK = "desk", _("分拨员落图")


class Incident(Workflow, Chained):
    """One reported matter (事件), from the first report to closure. Its id is the phone's own UUID."""

    stream: ClassVar[str] = "incident"

    number = models.CharField(_("事件编号"), max_length=20, unique=True)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    source = models.CharField(_("来源"), max_length=8, choices=Source.choices, default=Source.PATROL)
    text = models.CharField(_("描述"), max_length=2000)
    people_bucket = models.CharField(_("涉及人数"), max_length=5, blank=True)

    grid = models.ForeignKey("grids.Area", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("grids.Area", models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=120)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    datum = models.CharField(max_length=8, choices=Datum.choices, blank=True)
    accuracy_metres = models.PositiveIntegerField(null=True)
    position_source = models.CharField(max_length=8, choices=PositionSource.choices, blank=True)
    fixed_at = models.DateTimeField(null=True)

    reporter_user = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("grids.Department", models.PROTECT, null=True, related_name="+")
    co_handlers = ArrayField(models.IntegerField(), default=list)
    complained_about = models.ForeignKey("grids.Department", models.PROTECT, null=True, related_name="+")
    final = models.BooleanField(_("定责"), default=False)
    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    reopens = models.PositiveSmallIntegerField(default=0)
    self_handled = models.BooleanField(default=False)
    objected = models.BooleanField(default=False)

    seen_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    due_at = models.DateTimeField(_("截止"), null=True)
    due0_at = models.DateTimeField(_("原定截止"), null=True)
    overdue_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(_("暂定"), default=False)

    handled_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    state_before_merge = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(_("结果"), max_length=20, blank=True)
    public_reply = models.CharField(_("公开答复"), max_length=500, blank=True)
    official_number = models.CharField(_("信访编号"), max_length=40, blank=True)
    receipt_number = models.CharField(_("移交回执号"), max_length=40, blank=True)
    receiving_body = models.CharField(_("接收单位"), max_length=60, blank=True)

    photos_expected = models.PositiveSmallIntegerField(default=0)
    voices_expected = models.PositiveSmallIntegerField(default=0)
    unverified = models.BooleanField(_("未核实"), default=False)
    follow_hash = models.BinaryField(null=True, unique=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)
    moved_version = models.PositiveIntegerField(default=0)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "handling", "suspended", "finished", "verified"])
                | Q(department__isnull=False),
                name="an_assigned_incident_has_a_department",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None)
                | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="an_ended_incident_says_when",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.MERGED) & Q(merged_into__isnull=False))
                | (~Q(state=State.MERGED) & Q(merged_into=None)),
                name="a_merged_incident_names_its_parent",
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | (Q(lon__isnull=False, lat__isnull=False) & ~Q(datum="")),
                name="a_position_names_its_datum",
            ),
        ]
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="newest_first"),
            models.Index(fields=["area_path"], opclasses=["text_pattern_ops"], name="by_area"),
            models.Index(fields=["due_at"], condition=Q(state__in=OPEN), name="open_by_due"),
            models.Index(fields=["department", "state"], name="by_department"),
            models.Index(fields=["reporter_user", "-reported_at"], name="by_reporter"),
            models.Index(fields=["state", "-reported_at"], condition=Q(state__in=OPEN), name="open_by_state"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="by_parent"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="by_closing"),
        ]

    def __str__(self) -> str:
        return self.number

    def ledger_header(self) -> dict[str, str]:
        """What every ledger line of this matter says in the open: never a person, a text or a door."""
        return {
            "number": self.number,
            "matter": self.kind_id,
            "category": self.category_id or "",
            "state": self.state,
            "area": self.area_path.rstrip("/").rsplit("/", 1)[-1],
            "path": self.area_path,
            "grid": self.area_path.rstrip("/").rsplit("/", 1)[-1] if self.grid_id else "",
            "department": str(self.department_id or ""),
        }


class Clock(models.Model):
    """One limit that runs, ran or stands still; `due_at` is the instant at which it would be overdue."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=16, choices=ClockKind.choices)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=14)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due0_at = models.DateTimeField()
    soon_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    calendar = models.CharField(max_length=20, blank=True)
    paused_at = models.DateTimeField(null=True)
    pauses = ArrayField(models.DateTimeField(), default=list)  # from, to, from, to: it stood still (挂账)
    extended_to = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "kind"], condition=Q(stopped_at=None), name="one_running_clock_of_a_kind"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(stopped_at=None, paused_at=None, overdue_at=None),
                name="clock_running",
            ),
            models.Index(fields=["kind", "due_at"], name="clock_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.incident_id}"


class Request(models.Model):
    """A wish that somebody else must grant: extension 延期, suspension 挂账, voiding 作废."""

    class What(models.TextChoices):
        EXTENSION = "extension", _("延期")
        SUSPENSION = "suspension", _("挂账")
        VOIDING = "voiding", _("作废")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="requests")
    what = models.CharField(max_length=10, choices=What.choices)
    asked_by = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    new_date = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(decided_at=None), name="one_open_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.incident_id}"


class Supervision(models.Model):
    """督办: a supervisor demands an answer by a day, at level 1 to 3."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="supervisions")
    level = models.PositiveSmallIntegerField()
    demand = models.CharField(max_length=500)
    due_at = models.DateTimeField()
    by = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="supervision_level_1_to_3")
        ]

    def __str__(self) -> str:
        return f"level {self.level} of {self.incident_id}"


class Reporter(models.Model):
    """The reporter's compartment: who told us, encrypted, apart from the matter, masked for everybody.

    It has no number of its own that could be searched: there is no register of people here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.OneToOneField(Incident, models.PROTECT, related_name="reporter")
    alias = models.CharField(max_length=12)
    name = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    address = EncryptedTextField(blank=True)
    notice_version = models.CharField(max_length=12, default="2026-1")
    hold = models.CharField(_("依法留存"), max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"reporter of {self.incident_id}"


class Photo(models.Model):
    """One photo of a matter: the uploaded bytes under their SHA-256, and the picture that people see."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("处置前")
        AFTER = "after", _("处置后")
        CHECK = "check", _("核查")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="photos")
    slot = models.CharField(max_length=40)
    stage = models.CharField(max_length=6, choices=Stage.choices, default=Stage.BEFORE)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    format = models.CharField(max_length=8)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    picture_sha256 = models.CharField(max_length=64, blank=True)
    picture_size = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "slot"], name="one_photo_a_slot")]
        indexes = [
            models.Index(fields=["at"], condition=Q(picture_sha256="", failed=""), name="photos_to_reencode")
        ]

    def __str__(self) -> str:
        return f"{self.slot} of {self.incident_id}"


class Confirmation(models.Model):
    """核实: a dispatcher (None: the house, of a resident's report) asked a grid to look; somebody there looked."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="confirmations")
    grid = models.ForeignKey("grids.Area", models.PROTECT, related_name="+")
    question = models.CharField(max_length=500)
    asked_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    is_so = models.BooleanField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"question to {self.grid_id} about {self.incident_id}"


class FollowUp(models.Model):
    """回访: whether it is solved, and how satisfied the reporter is (1 to 5)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="follow_ups")
    solved = models.BooleanField()
    satisfaction = models.PositiveSmallIntegerField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)), name="satisfaction_1_to_5"
            )
        ]
        indexes = [models.Index(fields=["at"], condition=Q(by=None), name="answers_of_residents")]

    def __str__(self) -> str:
        return f"follow-up of {self.incident_id}"


class Follower(models.Model):
    """Somebody who met the same matter and joined it (补充) instead of filing it again: told of its outcome too."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="followers")
    user = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "incident"], name="joined_once")]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.incident_id}"


class LastDeed(models.Model):
    """What the last undoable deed replaced, so that 撤销 can put it back within ten seconds."""

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="last_deed")
    verb = models.CharField(max_length=12)
    by = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField()
    before = models.JSONField()

    def __str__(self) -> str:
        return f"{self.verb} of {self.incident_id}"
