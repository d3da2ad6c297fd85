"""各环节时长: how long each stage of the matters closed in the period took, as median and ninth decile.

Hours of the clock on the wall, nights and rest days included; what a matter stood suspended (挂账) is taken off.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from core.ledger.models import Entry
from incidents.models import Request, State
from incidents.querysets import IncidentQuerySet
from incidents.statistics.question import Question

STAGES: dict[str, tuple[str, str]] = {
    "accept": ("reported_at", "accepted_at"),
    "assign": ("accepted_at", "assigned_at"),
    "take": ("assigned_at", "taken_at"),
    "handle": ("taken_at", "finished_at"),
    "verify": ("finished_at", "verified_at"),
    "all": ("reported_at", "closed_at"),
}
"""受理, 派遣, 签收, 处置, 核查 and the whole (全程): between which two instants of a matter each lies."""

SUSPENSION_MATTERS = ("handle", "all")


@dataclass(frozen=True)
class StageHours:
    """One stage: how many matters went through it, and the hours it took; None of nothing."""

    stage: str
    count: int
    median: float | None
    p90: float | None


class Percentile(Aggregate):
    """`percentile_cont`, which PostgreSQL writes in a way of its own."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Combinable, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


def stage_hours(q: Question) -> list[StageHours]:
    """Every stage of the matters closed in the period, in the order of the work. One statement."""
    closed = _closed(q).annotate(stood=_stood_still())
    wanted: dict[str, Aggregate] = {}
    for stage in STAGES:
        hours, through = _hours(stage), _went_through(stage)
        wanted[f"{stage}_count"] = Count("pk", filter=through)
        wanted[f"{stage}_median"] = Percentile(hours, 0.5, filter=through)
        wanted[f"{stage}_p90"] = Percentile(hours, 0.9, filter=through)
    found = closed.aggregate(**wanted)
    return [
        StageHours(stage, found[f"{stage}_count"], found[f"{stage}_median"], found[f"{stage}_p90"])
        for stage in STAGES
    ]


def stage_rows(q: Question, stage: str) -> IncidentQuerySet:
    """The matters behind a stage's number. KeyError for a word that is no stage."""
    return _closed(q).filter(_went_through(stage))


def _closed(q: Question) -> IncidentQuerySet:
    closed = q.matters().filter(state=State.CLOSED, self_handled=False)
    return closed.filter(closed_at__gte=q.start, closed_at__lt=q.cut_off)


def _went_through(stage: str) -> Q:
    start, end = STAGES[stage]
    return Q(**{f"{start}__isnull": False, f"{end}__gte": F(start)})


def _hours(stage: str) -> Combinable:
    start, end = STAGES[stage]
    length: Combinable = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
    seconds = Func(Value("epoch"), length, function="date_part", output_field=FloatField())
    net = seconds - F("stood") if stage in SUSPENSION_MATTERS else seconds
    return ExpressionWrapper(net / Value(timedelta(hours=1).total_seconds()), output_field=FloatField())


def _stood_still() -> Combinable:
    """Seconds suspended since it was taken on: all resumptions less all granted suspensions, from the ledger."""
    granted = Q(kind="granted", header__contains='"request":"suspension"')
    epoch = Func(Value("epoch"), F("at"), function="date_part", output_field=FloatField())
    lines = Entry.objects.filter(
        Q(kind="resumed") | granted, stream=OuterRef("pk"), at__gte=OuterRef("taken_at")
    )
    sums = (
        lines.order_by()
        .values("stream")
        .annotate(
            stood=Sum(Case(When(kind="resumed", then=epoch), default=-epoch, output_field=FloatField()))
        )
    )
    asked = Request.objects.filter(incident=OuterRef("pk"), what=Request.What.SUSPENSION, granted=True)
    return Case(
        When(Exists(asked), then=Coalesce(Subquery(sums.values("stood")), Value(0.0))), default=Value(0.0)
    )
