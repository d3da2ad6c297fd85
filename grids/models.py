"""Where: the tree of areas with its dated grids, the departments, and who served where from when to when.

Days are half-open everywhere: a version, a department or a posting holds from its first day up to, but not
on, the day on which it ends. So what ends today holds no more, and what follows can begin today.
"""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat, Length
from django.utils.translation import gettext_lazy as _

from core.ledger.models import Chained
from core.roles import Role


class Level(models.TextChoices):
    """How high in the tree (层级), the highest first. A tree may leave one out: Jiyuan has no districts."""

    COUNTY = "county", _("市县")
    DISTRICT = "district", _("区")
    STREET = "street", _("街道（镇）")
    COMMUNITY = "community", _("社区（村）")
    GRID = "grid", _("网格")

    @property
    def depth(self) -> int:
        """0 for the highest."""
        return list(Level).index(self)


class SpecialKind(models.TextChoices):
    """What a special grid (专属网格) is for."""

    CAMPUS = "campus", _("校园")
    PARK = "park", _("园区")
    MARKET = "market", _("商圈市场")
    HOSPITAL = "hospital", _("医院")
    ENTERPRISE = "enterprise", _("企业")
    OTHER = "other", _("其他")


class Zero(models.TextChoices):
    """The three zeros (三零), each recognised by an office of its own."""

    PETITION = "petition", _("零上访")
    ACCIDENT = "accident", _("零事故")
    CASE = "case", _("零案件")


def spanning(day: date, begin: str, end: str) -> Q:
    """Rows whose half-open span of days holds `day`; `begin` and `end` name its columns, empty is open."""
    return Q(**{f"{begin}__lte": day}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day}))


class AreaQuerySet(models.QuerySet["Area"]):
    """Chainable reads of areas."""

    def valid_on(self, day: date) -> "AreaQuerySet":
        """The versions in force on that day: at most one of each code."""
        return self.filter(spanning(day, "valid_from", "valid_to"))

    def within(self, path: str) -> "AreaQuerySet":
        """An area and everything below it, by its path."""
        return self.filter(path__startswith=path)


class Area(models.Model):
    """A piece of the tree of areas (区域), in one dated version; of level `grid` it is a grid (网格).

    `code` is the statistical code (6, 9 or 12 digits; a grid has 15). `path` strings the codes from the top,
    so that being under another area is having its path as a beginning. `outline` is GeoJSON in WGS-84, or
    None where nobody has drawn it. A version is never edited once something lies in it: a change is a new
    version of the same code.
    """

    code = models.CharField(_("区域代码"), max_length=20)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=120, editable=False)
    official_name = models.CharField(_("法定名称"), max_length=80)
    name = models.CharField(_("名称"), max_length=40)
    short_name = models.CharField(_("简称"), max_length=30)
    pinyin = models.CharField(max_length=40, blank=True)
    special = models.BooleanField(_("专属网格"), default=False)
    kind_of_special = models.CharField(max_length=10, choices=SpecialKind.choices, blank=True)
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)
    outline: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True, blank=True)
    illustrative = models.BooleanField(_("示意"), default=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="an_area_has_one_version_from_a_day"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{2,20}$"), name="an_area_code_is_digits"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="an_area_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(path__endswith=Concat(models.Value("/"), F("code"), models.Value("/"))),
                name="an_area_path_ends_with_its_code",
            ),
            models.CheckConstraint(
                condition=Q(special=False, kind_of_special="")
                | (Q(special=True, level=Level.GRID) & ~Q(kind_of_special="")),
                name="a_special_grid_says_what_for",
            ),
        ]
        indexes = [models.Index(fields=["path"], opclasses=["varchar_pattern_ops"], name="areas_by_path")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the path that follows from the parent."""
        self.path = path_below(self.parent.path if self.parent else None, self.code)
        super().save(*args, **kwargs)

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def path_below(parent_path: str | None, code: str) -> str:
    """Return the path of an area: its parent's, then its code, with a stroke at both ends."""
    return f"{parent_path or '/'}{code}/"


class TreeVersion(models.Model):
    """One row: a stamp that a trigger renews with every change of an area, so that stale copies are known."""

    stamp = models.UUIDField()

    def __str__(self) -> str:
        return str(self.stamp)


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Chainable reads of departments."""

    def active(self) -> "DepartmentQuerySet":
        """Those that may be assigned to."""
        return self.filter(is_active=True)

    def nearest(self, line: str, area_path: str) -> "Department | None":
        """The department of a line (条线) for a place: its street's own, else the county's, else None."""
        serving = self.active().filter(line=line).annotate(here=models.Value(area_path))
        found = serving.filter(here__startswith=F("area__path")).order_by(Length("area__path").desc(), "code")
        return found.select_related("area").first()


class Department(models.Model):
    """A department (责任部门) that handles matters in an area: of the county, or of one street."""

    code = models.CharField(_("部门代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    short_name = models.CharField(_("简称"), max_length=30)
    pinyin = models.CharField(max_length=40, blank=True)
    line = models.CharField(_("条线"), max_length=20, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="departments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    phone_public = models.CharField(_("公开电话"), max_length=30, blank=True)
    is_active = models.BooleanField(default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name


class PostingQuerySet(models.QuerySet["Posting"]):
    """Chainable reads of postings."""

    def valid_on(self, day: date) -> "PostingQuerySet":
        """Those held on that day."""
        return self.filter(spanning(day, "from_on", "to_on"))


class Posting(Chained):
    """A posting (在岗): an account holds a role in an area, from a day up to a day.

    A handler holds it in a department, a recognising officer for one zero. It is written by `grids.postings`
    alone, with its ledger entry; the three administrators (三员) are kept apart by a trigger of the
    database.
    """

    stream: ClassVar[str] = "account"

    user = models.ForeignKey("core.User", models.PROTECT, related_name="postings")
    role = models.CharField(_("角色"), max_length=16, choices=Role.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="postings")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="postings")
    zero = models.CharField(_("零"), max_length=10, choices=Zero.choices, blank=True)
    from_on = models.DateField(_("到岗日期"))
    to_on = models.DateField(_("离岗日期"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["user", "from_on", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="a_posting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.HANDLER, department__isnull=False)
                | (~Q(role=Role.HANDLER) & Q(department=None)),
                name="a_handler_has_a_department_and_no_other_role_has",
            ),
            models.CheckConstraint(
                condition=(Q(role=Role.RECOGNISER) & ~Q(zero="")) | (~Q(role=Role.RECOGNISER) & Q(zero="")),
                name="a_recogniser_has_a_zero_and_no_other_role_has",
            ),
        ]
        indexes = [models.Index(fields=["user", "from_on"], name="postings_of_a_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.area}"

    def ledger_header(self) -> dict[str, str]:
        """Who (by account number), what and where: never a name."""
        return {
            "account": str(self.user_id),
            "role": self.role,
            "area_path": self.area.path,
            "department": self.department.code if self.department else "",
            "zero": self.zero,
        }
