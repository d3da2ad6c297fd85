"""The digest: three figures of one's own, as they stood at eight and at four. Twice a day, so that nothing nags.

It is counted when it is asked for, back at the last of these instants; nothing is stored and nobody is pushed. The
phone shows it as its badge. Why no push: `docs/decisions/no-push.md`.
"""

from datetime import datetime, time, timedelta

from django.db.models import Count, Q

from core.worktime import SHANGHAI
from grids.scope import Scope
from incidents.models import Incident
from mobile_api.boxes import filed_by, waiting_for

AT = (time(8), time(16))
SETTLED_WITHIN = timedelta(days=7)


def as_of(now: datetime) -> datetime:
    """The last eight or sixteen o'clock in Jiyuan."""
    here = now.astimezone(SHANGHAI)
    today = [datetime.combine(here.date(), each, SHANGHAI) for each in AT]
    passed = [each for each in today if each <= here]
    return passed[-1] if passed else today[-1] - timedelta(days=1)


def digest(scope: Scope, now: datetime) -> dict[str, object]:
    """How many wait for me since then, how many of mine are open, how many were settled in the last week."""
    at = as_of(now)
    seen = Incident.objects.visible_to(scope).filter(reported_at__lte=at)
    lately = Q(closed_at__gt=at - SETTLED_WITHIN, closed_at__lte=at)
    mine = seen.filter(filed_by(scope)).aggregate(
        filed_open=Count("pk", filter=Q(closed_at=None)), settled=Count("pk", filter=lately)
    )
    return {"as_of": at, "waiting": seen.filter(waiting_for(scope)).count(), **mine}
