"""Rates by deadline: what fell due in the period, and how much of it was done in time.

They count clocks, not matters: a matter that was reopened has a main clock for each of its lives, and a past
month keeps what it counted. Left out, always: voided, declined and merged matters (作废, 不予受理, 并案), and clocks
that stand still (挂账), for nothing is due while it is suspended.
"""

from dataclasses import replace

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from core.worktime import SHANGHAI
from incidents.catalogue import ClockKind
from incidents.models import Clock, State
from incidents.statistics.question import Period, Question
from incidents.statistics.rate import Rate, Share

CLOSED = Q(incident__state=State.CLOSED, stopped_at=F("incident__closed_at")) | Q(
    stopped_at__lt=F("incident__reopened_at")
)
"""The main clock was stopped by a closure (办结): the present one, or one before a reopening."""

HANDED_OVER = Q(incident__state=State.TRANSFERRED, stopped_at=F("incident__closed_at"))
"""The main clock was stopped by a transfer (移交)."""


def due_closure_rate(q: Question) -> Rate:
    """到期办结率: closed by the cut-off ÷ due in the period; void, declined and merged left out.

    A matter handed over (移交) before it was due leaves both counts, for it did not fall due in our hands; one handed
    over later stays in N. Beside: running, due in what is left of the period. Source: field page, 4.2, the headline.
    """
    return Rate(
        of=_fallen_due(q, "due_at"),
        met=CLOSED & Q(stopped_at__lt=q.cut_off),
        cut_off=q.cut_off,
        beside=_not_yet_due(q),
    )


def on_time_rate(q: Question) -> Rate:
    """按时办结率: closed no later than due ÷ due in the period, by the deadline in force (after extensions)."""
    return Rate(
        of=_fallen_due(q, "due_at"),
        met=CLOSED & Q(stopped_at__lte=F("due_at")),
        cut_off=q.cut_off,
        beside=_not_yet_due(q),
    )


def on_time_rate_by_first_due(q: Question) -> Rate:
    """按时办结率（原定时限）: the same by the first deadline, which no extension and no suspension moves."""
    return Rate(of=_fallen_due(q, "due0_at"), met=CLOSED & Q(stopped_at__lte=F("due0_at")), cut_off=q.cut_off)


def accept_on_time_rate(q: Question) -> Rate:
    """按时受理率: decided (accepted, declined, settled on the spot) within the limit ÷ acceptance limits of the period.

    Declined matters count here, for declining is a decision; void and merged are left out.
    """
    return _stage_rate(q, ClockKind.ACCEPT, (State.VOID, State.MERGED))


def take_on_time_rate(q: Question) -> Rate:
    """按时签收率: taken on, or returned, within the limit ÷ limits for taking on that fell in the period."""
    return _stage_rate(q, ClockKind.TAKE, (State.VOID, State.MERGED, State.DECLINED))


def main_clocks(q: Question) -> QuerySet[Clock]:
    """The main clocks (办理时限) of the base set that run, or that a closure or a transfer stopped.

    A clock that anything else stopped stands for nothing, for its matter is in no book or another clock runs.
    """
    clocks = Clock.objects.filter(kind=ClockKind.HANDLE, incident__in=q.matters().counted())
    return clocks.filter(Q(stopped_at=None, paused_at=None) | CLOSED | HANDED_OVER)


def _fallen_due(q: Question, which: str) -> QuerySet[Clock]:
    """Main clocks due in [start, cut-off) by `due_at` or `due0_at`, without those handed over before."""
    within = Q(**{f"{which}__gte": q.start, f"{which}__lt": q.cut_off})
    return main_clocks(q).filter(within).exclude(HANDED_OVER & Q(stopped_at__lte=F(which)))


def _not_yet_due(q: Question) -> QuerySet[Clock]:
    return main_clocks(q).filter(stopped_at=None, due_at__gte=q.cut_off, due_at__lt=q.period.end)


def _stage_rate(q: Question, kind: str, left_out: tuple[State, ...]) -> Rate:
    matters = q.matters().exclude(state__in=left_out)
    clocks = Clock.objects.filter(kind=kind, incident__in=matters)
    return Rate(
        of=clocks.filter(due_at__gte=q.start, due_at__lt=q.cut_off),
        met=Q(stopped_at__lte=F("due_at")),
        cut_off=q.cut_off,
        beside=clocks.filter(stopped_at=None, due_at__gte=q.cut_off, due_at__lt=q.period.end),
    )


def on_time_by_month(q: Question, months: int = 12) -> list[tuple[Period, Share]]:
    """按时办结率 of each of the last months up to the period asked about, oldest first; one statement.

    Each month is counted as `on_time_rate` counts it, at its own cut-off.
    """
    periods = [q.period.shifted(-back) for back in reversed(range(months))]
    span = replace(q, period=Period(periods[0].start, q.period.end, q.period.name))
    rate = on_time_rate(span)
    month = TruncMonth("due_at", tzinfo=SHANGHAI)
    rows = rate.of.order_by().values(month=month).annotate(N=Count("pk"), n=Count("pk", filter=rate.met))
    found = {row["month"].astimezone(SHANGHAI).date(): Share(row["n"], row["N"]) for row in rows}
    return [(period, found.get(period.start.date(), Share(0, 0))) for period in periods]
