"""What residents were not content with: their answers to a follow-up that nobody of ours has looked after yet."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.models import FollowUp
from incidents.residents.deeds import LOW
from incidents.workflow import State

WITHIN = timedelta(days=30)
"""As long as the matter may be reopened."""


def unanswered(now: datetime) -> QuerySet[Any, Any]:
    """The matters with such an answer; a dispatcher's own 回访 afterwards, or reopening, settles it."""
    later = FollowUp.objects.filter(incident=OuterRef("incident"), by__isnull=False, at__gt=OuterRef("at"))
    bad = Q(solved=False) | Q(satisfaction__lte=LOW)
    given = FollowUp.objects.filter(bad, by=None, at__gt=now - WITHIN, incident__state=State.CLOSED)
    return given.filter(~Exists(later)).values("incident")
