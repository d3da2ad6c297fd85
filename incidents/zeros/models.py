"""What breaks a zero, and from when the days are counted. Written only by `incidents/zeros/services.py`."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ledger.models import Chained
from core.roles import Role
from grids.models import Zero
from grids.scope import Scope
from incidents.zeros.workflow import COUNTING, WAITING, BreakState, BreakWorkflow

__all__ = ["BreakState", "Zero"]


class SubjectKind(models.TextChoices):
    """Whose zero it is (创建主体). A village or community is an area; the others have a name and lie in one."""

    COMMUNITY = "community", _("村（社区）")
    ENTERPRISE = "enterprise", _("企业")
    INSTITUTION = "institution", _("事业单位")


class Severity(models.TextChoices):
    """How grave a break is; each belongs to one zero. Accident grades: 生产安全事故报告和调查处理条例, article 3."""

    VISIT = "visit", _("越级走访")
    COLLECTIVE = "collective", _("集体走访")
    INJURY = "injury", _("有人受伤")
    ORDINARY = "ordinary", _("一般事故")
    LARGER = "larger", _("较大事故")
    MAJOR = "major", _("重大事故")
    GRAVE = "grave", _("特别重大事故")
    CRIMINAL = "criminal", _("刑事案件")
    PUBLIC_ORDER = "public_order", _("有重大影响的治安案件")


SEVERITIES: dict[str, tuple[Severity, ...]] = {
    Zero.PETITION: (Severity.VISIT, Severity.COLLECTIVE),
    Zero.ACCIDENT: (Severity.INJURY, Severity.ORDINARY, Severity.LARGER, Severity.MAJOR, Severity.GRAVE),
    Zero.CASE: (Severity.CRIMINAL, Severity.PUBLIC_ORDER),
}

MARKS: dict[str, str] = {Zero.PETITION: "●", Zero.ACCIDENT: "▲", Zero.CASE: "■"}
"""The shape that stands for each zero, on every screen and on paper."""


class BreakQuerySet(models.QuerySet["Break"]):
    """Chainable reads of breaks."""

    def visible_to(self, scope: Scope) -> "BreakQuerySet":
        """Of one's own zero for a recognising officer; of one's areas for supervisors and auditors."""
        seen = Q(pk__in=[])
        for held in scope.postings:
            here = Q(area_path__startswith=held.area_path)
            if held.role == Role.RECOGNISER:
                seen |= here & Q(zero=held.zero)
            elif held.role in (Role.SUPERVISOR, Role.AUDITOR):
                seen |= here
        return self.filter(seen)

    def within(self, area_path: str) -> "BreakQuerySet":
        """Of one area and everything below it."""
        return self.filter(area_path__startswith=area_path)

    def counting(self) -> "BreakQuerySet":
        """Those that end the days at zero."""
        return self.filter(state__in=COUNTING)

    def waiting(self) -> "BreakQuerySet":
        """Those on which nothing is decided."""
        return self.filter(state__in=WAITING)


class Break(BreakWorkflow, Chained):
    """One break (破零): a subject, a day, one of the three zeros. Its id comes from the form that filed it."""

    stream: ClassVar[str] = "break"

    number = models.CharField(_("破零编号"), max_length=20, unique=True)
    zero = models.CharField(_("零"), max_length=10, choices=Zero.choices)
    subject_kind = models.CharField(_("主体类型"), max_length=12, choices=SubjectKind.choices)
    area = models.ForeignKey("grids.Area", models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=120)
    subject_name = models.CharField(_("单位名称"), max_length=60, blank=True)
    occurred_on = models.DateField(_("发生日期"))
    severity = models.CharField(_("程度"), max_length=12, choices=Severity.choices)
    summary = models.CharField(_("情况摘要"), max_length=500)
    known_as = models.ForeignKey("incidents.Incident", models.PROTECT, null=True, related_name="+")
    document_number = models.CharField(_("依据文号"), max_length=60, blank=True)
    document_on = models.DateField(_("文件日期"), null=True)

    suspected_at = models.DateTimeField()
    examined_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    appealed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(_("说明"), max_length=500, blank=True)

    objects = BreakQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_on", "-suspected_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=COUNTING)
                | (~Q(document_number="") & Q(document_on__isnull=False, confirmed_at__isnull=False)),
                name="a_confirmed_break_names_its_document",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind=SubjectKind.COMMUNITY, subject_name="")
                | (~Q(subject_kind=SubjectKind.COMMUNITY) & ~Q(subject_name="")),
                name="an_enterprise_or_institution_has_a_name",
            ),
        ]
        indexes = [
            models.Index(fields=["area_path"], opclasses=["varchar_pattern_ops"], name="breaks_by_area"),
            models.Index(fields=["zero", "-occurred_on"], name="breaks_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The subject by name: the village or community itself, or the unit."""
        return self.subject_name or self.area.name

    @property
    def mark(self) -> str:
        """The shape of its zero."""
        return MARKS[self.zero]

    def ledger_header(self) -> dict[str, str]:
        """What every ledger line of this break says in the open: never a name and no text."""
        return {
            "number": self.number,
            "zero": self.zero,
            "subject": self.subject_kind,
            "state": self.state,
            "area": self.area_path.rstrip("/").rsplit("/", 1)[-1],
            "path": self.area_path,
        }


class Campaign(models.Model):
    """From which day an area and all below it count their days at zero (起算日). A change is a new row."""

    area_path = models.CharField(max_length=120)
    starts_on = models.DateField(_("起算日"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["set_at", "id"]

    def __str__(self) -> str:
        return f"{self.area_path} {self.starts_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new row; the database refuses to change one."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)
