"""What left the house: one row for every export, written before the first byte goes out."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ledger.models import Chained
from core.roles import Role
from grids.scope import Scope


class What(models.TextChoices):
    """Which ledger was exported."""

    DISPUTES = "disputes", _("矛盾纠纷排查化解台账")
    HAZARDS = "hazards", _("安全隐患排查整改台账")


class Redaction(models.TextChoices):
    """How much of people is in it."""

    MASKED = "masked", _("内部（姓名、电话遮蔽）")


class ExportQuerySet(models.QuerySet["Export"]):
    """Chainable reads of exports."""

    def visible_to(self, scope: Scope) -> "ExportQuerySet":
        """Of the areas in which one audits or supervises."""
        seen = models.Q(pk__in=[])
        for path in scope.paths(Role.AUDITOR, Role.SUPERVISOR):
            seen |= models.Q(area_path__startswith=path)
        return self.filter(seen)


class Export(Chained):
    """One export (导出): who, why, of what, how many rows, and the file's digest. The file itself is not kept."""

    stream: ClassVar[str] = "export"

    number = models.CharField(_("导出编号"), max_length=20, unique=True)
    what = models.CharField(_("台账"), max_length=12, choices=What.choices)
    redaction = models.CharField(_("遮蔽"), max_length=8, choices=Redaction.choices, default=Redaction.MASKED)
    by = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("事由"), max_length=200)
    area = models.ForeignKey("grids.Area", models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=120)
    first_on = models.DateField(_("起"))
    last_on = models.DateField(_("止"))
    row_count = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    ledger_head = models.BigIntegerField(_("留痕序号"))

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.number

    def ledger_header(self) -> dict[str, str]:
        """What the ledger line of this export says in the open."""
        return {
            "number": self.number,
            "what": self.what,
            "redaction": self.redaction,
            "area": self.area_path.rstrip("/").rsplit("/", 1)[-1],
            "path": self.area_path,
        }
