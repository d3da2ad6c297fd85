"""Kinds and categories of matters, and their limits: data, not code, read once per process.

A county adds a kind such as 企业诉求 by rows. `catalogue()` holds them in memory and looks every half minute whether
anything changed, so that an intake costs no statement for them.
"""

import threading
import time
from dataclasses import dataclass, field

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from core.worktime import Limit, Unit


class Urgency(models.TextChoices):
    """How soon (定级)."""

    NORMAL = "normal", _("一般")
    SERIOUS = "serious", _("较重")
    URGENT = "urgent", _("紧急")


class ClockKind(models.TextChoices):
    """The five clocks of every matter, and the legal ones of a registered petition (信访工作条例 22, 23, 34)."""

    ACCEPT = "accept", _("受理时限")
    ASSIGN = "assign", _("派遣时限")
    TAKE = "take", _("签收时限")
    HANDLE = "handle", _("办理时限")
    VERIFY = "verify", _("核查时限")
    PETITION_NOTICE = "petition_notice", _("信访告知时限")
    PETITION_ANSWER = "petition_answer", _("信访答复时限")


class Kind(models.Model):
    """A kind of matter, such as 诉求与矛盾纠纷, 安全隐患 or 治安事件."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(_("名称"), max_length=20)
    english = models.CharField(max_length=40, default="")
    mark = models.CharField(_("标记"), max_length=2, default="●")
    zero = models.CharField(_("对应的零"), max_length=10, blank=True)
    sort = models.PositiveSmallIntegerField(default=0)
    emergency_notice = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["sort"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A category (大类) or sub-category (小类) of one kind, with what it asks of those who handle it."""

    code = models.CharField(primary_key=True, max_length=20)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="categories")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    name = models.CharField(_("名称"), max_length=30)
    english = models.CharField(max_length=60, default="")
    sort = models.PositiveSmallIntegerField(default=0)
    default_department = models.CharField(max_length=40, blank=True)
    photo_before = models.BooleanField(_("需处置前照片"), default=False)
    photo_after = models.BooleanField(_("需处置后照片"), default=False)
    needs_agreement = models.BooleanField(_("需协议"), default=False)
    needs_plan = models.BooleanField(_("需五落实"), default=False)
    may_self_handle = models.BooleanField(_("可自办自结"), default=True)
    verification_closes = models.BooleanField(_("核查即结案"), default=False)
    checklist = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    nearby_metres = models.PositiveIntegerField(default=250)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "sort", "code"]

    def __str__(self) -> str:
        return self.name


def named(row: Kind | Category) -> str:
    """The county's own word, or its English one for an English reader."""
    return row.english or row.name if get_language() == "en" else row.name


_SHIPPED_NOTICES = (gettext_noop("有人受伤或已起火，请先拨打120、119"), gettext_noop("正在发生，请先拨打110"))
"""Those of the shipped kinds, to be translated; a county's own stand as it wrote them."""


def notice_of(kind: Kind) -> str:
    """What to do first where lives are at stake, in the reader's language; "" if there is nothing."""
    return gettext(kind.emergency_notice) if kind.emergency_notice else ""


class CategoryLimit(models.Model):
    """How long one clock may run (时限): by category and urgency, or the default of the kind where those are empty."""

    kind = models.ForeignKey(Kind, models.CASCADE, related_name="limits")
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="limits")
    urgency = models.CharField(max_length=8, choices=Urgency.choices, blank=True)
    clock = models.CharField(max_length=16, choices=ClockKind.choices)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=14, choices=[(unit.value, unit.value) for unit in Unit])
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "category", "urgency", "clock"], nulls_distinct=False, name="one_limit_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.amount} {self.unit}"


LimitKey = tuple[str, str | None, str, str]


@dataclass(frozen=True)
class Catalogue:
    """All kinds, categories and limits as they stood when read."""

    kinds: dict[str, Kind]
    categories: dict[str, Category]
    limits: dict[LimitKey, Limit] = field(default_factory=dict)

    def limit(self, kind: str, category: str | None, urgency: str, clock: str) -> Limit | None:
        """The limit in force, the most particular first; None where the county has set none: that clock never runs."""
        parent = self.categories[category].parent_id if category in self.categories else None
        for which in dict.fromkeys([category, parent, None]):
            for how in (urgency, ""):
                found = self.limits.get((kind, which, how, clock))
                if found:
                    return found
        return None

    def of_kind(self, kind: str) -> list[Category]:
        """The categories that may be chosen for `kind`, in the county's order."""
        return [c for c in self.categories.values() if c.kind_id == kind and c.is_active]


def read_catalogue() -> Catalogue:
    """Read the whole catalogue from the database: three statements."""
    limits = {
        (row.kind_id, row.category_id, row.urgency, row.clock): Limit(row.amount, Unit(row.unit))
        for row in CategoryLimit.objects.all()
    }
    return Catalogue(
        {kind.code: kind for kind in Kind.objects.all()},
        {category.code: category for category in Category.objects.all()},
        limits,
    )


_SECONDS = 30.0
_lock = threading.Lock()
_held: tuple[float, Catalogue] | None = None


def catalogue() -> Catalogue:
    """The catalogue of this process, at most half a minute old."""
    global _held
    held = _held
    if held and time.monotonic() - held[0] < _SECONDS:
        return held[1]
    with _lock:
        fresh = read_catalogue()
        _held = (time.monotonic(), fresh)
    return fresh


def forget_catalogue() -> None:
    """Read again at the next question; for tests and for the page that changes it."""
    global _held
    _held = None
