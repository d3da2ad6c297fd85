"""Reads of matters; they chain. Who sees what is asked of `grids.scope`, here translated into rows."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from grids.scope import AREA_ROLES, Scope
from incidents.workflow import OPEN, State

if TYPE_CHECKING:
    from incidents.models import Incident  # noqa: F401 - the queryset's row, named below


Place = tuple[datetime, UUID]
"""Where a matter stands in the order of time: when it was reported, and its id."""


def seen_by(scope: Scope) -> Q:
    """The matters that the person behind `scope` may see: of their areas, of their departments, and their own.

    What a department is complained about stays hidden from those who serve in it, on every path.
    """
    if not scope.postings:
        return Q(pk__in=[])
    by_area = Q(pk__in=[])
    for path in scope.paths(*AREA_ROLES):
        by_area |= Q(area_path__startswith=path)
    departments = sorted(scope.departments)
    if not departments:
        return by_area | Q(reporter_user_id=scope.user_id)
    by_department = Q(department_id__in=departments) | Q(co_handlers__overlap=departments)
    accused = Q(complained_about_id__isnull=False, complained_about_id__in=departments)
    return (by_area | by_department | Q(reporter_user_id=scope.user_id)) & ~accused


def _filed_photos() -> models.QuerySet[Any, Any]:
    photo = apps.get_model("incidents", "Photo")
    theirs = photo.objects.filter(incident=OuterRef("pk"), stage="before")
    theirs = theirs.filter(Q(by=OuterRef("reporter_user")) | Q(by=None))
    return theirs.order_by().values("incident").annotate(many=Count("pk")).values("many")


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Chainable reads of matters."""

    def visible_to(self, scope: Scope) -> "IncidentQuerySet":
        """Only what the person behind `scope` may see."""
        return self.filter(seen_by(scope))

    def open(self) -> "IncidentQuerySet":
        """In 在办: somebody still has to act."""
        return self.filter(state__in=OPEN)

    def past_due(self, now: datetime) -> "IncidentQuerySet":
        """Open, and the main clock has run out; what is 挂账 does not run."""
        return self.open().exclude(state=State.SUSPENDED).filter(due_at__lte=now)

    def counted(self) -> "IncidentQuerySet":
        """The base set of the figures: without voided, declined and merged matters (field page, section 4.2)."""
        return self.exclude(state__in=[State.VOID, State.DECLINED, State.MERGED])

    def within(self, area_path: str) -> "IncidentQuerySet":
        """Of one area and everything below it."""
        return self.filter(area_path__startswith=area_path)

    def with_names(self) -> "IncidentQuerySet":
        """With what a list prints beside a matter, in the same statement; without the area's outline, which is long."""
        return self.select_related("category", "area", "department", "kind").defer("area__outline")

    def newest_first(self) -> "IncidentQuerySet":
        """In the order in which pages of a list go on."""
        return self.order_by("-reported_at", "-pk")

    def older_than(self, place: Place) -> "IncidentQuerySet":
        """What comes after this place in that order."""
        at, pk = place
        return self.filter(Q(reported_at__lte=at) & (Q(reported_at__lt=at) | Q(pk__lt=pk)))

    def with_parts(self) -> "IncidentQuerySet":
        """With `photos_arrived`: how many of the photos that its reporter announced are here."""
        return self.annotate(photos_arrived=Coalesce(Subquery(_filed_photos()), 0))

    def reported_in(self, start: datetime, end: datetime) -> "IncidentQuerySet":
        """Reported in [start, end)."""
        return self.filter(reported_at__gte=start, reported_at__lt=end)
