"""超期存量: what is open past its due date at the cut-off, by how many days; what is suspended stands apart."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from incidents.models import Clock, Incident, State
from incidents.statistics.deadlines import main_clocks
from incidents.statistics.question import Question, unit_code


@dataclass(frozen=True)
class Band:
    """An age band of whole days past due, both ends included; `last` None is open."""

    name: str
    first: int
    last: int | None

    def where(self, cut_off: datetime) -> Q:
        """Main clocks that are so many days past due at the cut-off."""
        late = (
            Q(due_at__lt=cut_off) if not self.first else Q(due_at__lte=cut_off - timedelta(days=self.first))
        )
        return late if self.last is None else late & Q(due_at__gt=cut_off - timedelta(days=self.last + 1))


BANDS = (
    Band("0-7", 0, 7),
    Band("8-15", 8, 15),
    Band("16-30", 16, 30),
    Band("31-60", 31, 60),
    Band("60+", 61, None),
)
"""天数 past due: field page, section 6 (减存量)."""


@dataclass(frozen=True)
class OverdueStock:
    """How many are past due at the cut-off, in each band and in all, and how many are suspended (挂账)."""

    bands: dict[str, int]
    total: int
    suspended: int
    cut_off: datetime


def overdue_stock(q: Question) -> OverdueStock:
    """超期存量 of the question, by age band. Two statements."""
    counts = {str(i): Count("pk", filter=band.where(q.cut_off)) for i, band in enumerate(BANDS)}
    found = overdue_clocks(q).aggregate(total=Count("pk"), **counts)
    bands = {band.name: found[str(i)] for i, band in enumerate(BANDS)}
    return OverdueStock(bands, found["total"], suspended(q).count(), q.cut_off)


def overdue_by_unit(q: Question) -> dict[str, int]:
    """How many are past due in each unit right below the area, by its code; one statement."""
    units = overdue_clocks(q).order_by().values(below=unit_code(q.area_path, "incident__area_path"))
    return {row["below"]: row["count"] for row in units.annotate(count=Count("pk"))}


def overdue_rows(q: Question, part: str) -> QuerySet[Clock] | QuerySet[Incident]:
    """The rows behind a number: a band's name, `all` or `suspended`. KeyError for anything else."""
    if part == "suspended":
        return suspended(q)
    if part == "all":
        return overdue_clocks(q)
    band = {band.name: band for band in BANDS}[part]
    return overdue_clocks(q).filter(band.where(q.cut_off))


def overdue_clocks(q: Question) -> QuerySet[Clock]:
    """Main clocks that had run out and were not stopped at the cut-off."""
    running = Q(stopped_at=None) | Q(stopped_at__gte=q.cut_off)
    return main_clocks(q).filter(running, started_at__lt=q.cut_off, due_at__lt=q.cut_off)


def suspended(q: Question) -> QuerySet[Incident]:
    """挂账: suspended now. They run no clock, so they are shown apart and hide no lateness."""
    return q.matters().filter(state=State.SUSPENDED)
