"""How well it was done: returns, reworks, what was settled on the spot, what people said afterwards."""

from django.db.models import Q

from incidents.models import FollowUp
from incidents.statistics.question import Question
from incidents.statistics.rate import Rate

CONTENT = 3
"""From which mark on an answer is 满意 or 基本满意: 5 很满意, 4 满意, 3 基本满意, 2 不满意, 1 很不满意."""


def return_rate(q: Question) -> Rate:
    """退回率: returned at least once ÷ last assigned in the period. A return counts against the assignment."""
    assigned = q.matters().counted().filter(assigned_at__gte=q.start, assigned_at__lt=q.cut_off)
    return Rate(of=assigned, met=Q(returns__gt=0), cut_off=q.cut_off)


def rework_rate(q: Question) -> Rate:
    """返工率: at least one failed verification ÷ verified in the period."""
    verified = q.matters().counted().filter(verified_at__gte=q.start, verified_at__lt=q.cut_off)
    return Rate(of=verified, met=Q(reworks__gt=0), cut_off=q.cut_off)


def self_handled_rate(q: Question) -> Rate:
    """自办率: settled on the spot by the finder ÷ reported in the period. A description, never a target."""
    reported = q.matters().counted().reported_in(q.start, q.cut_off)
    return Rate(of=reported, met=Q(self_handled=True), cut_off=q.cut_off)


def satisfaction_rate(q: Question) -> Rate:
    """满意率: 满意 and 基本满意 ÷ valid answers of the period. Beside: asked, but without a mark."""
    asked = FollowUp.objects.filter(at__gte=q.start, at__lt=q.cut_off, incident__in=q.matters().counted())
    return Rate(
        of=asked.filter(satisfaction__isnull=False),
        met=Q(satisfaction__gte=CONTENT),
        cut_off=q.cut_off,
        beside=asked.filter(satisfaction=None),
    )


def solved_rate(q: Question) -> Rate:
    """解决率: the reporter says that it is solved ÷ answers of the period."""
    asked = FollowUp.objects.filter(at__gte=q.start, at__lt=q.cut_off, incident__in=q.matters().counted())
    return Rate(of=asked, met=Q(solved=True), cut_off=q.cut_off)
