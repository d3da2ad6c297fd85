"""Background work of the ground floor: a call, safe to run twice and at the same time."""

from allauth.usersessions.models import UserSession
from celery import shared_task
from celery.schedules import crontab
from django.contrib.sessions.models import Session
from django.utils.timezone import now

BEAT = {"clear-sessions": {"task": "core.tasks.clear_sessions", "schedule": crontab(hour="3", minute="40")}}
"""What beat asks for: every night, by our own clock."""


@shared_task(ignore_result=True)
def clear_sessions() -> int:
    """Delete the sessions that have expired, and the lines of devices that they leave behind; return how many."""
    gone, _ = Session.objects.filter(expire_date__lt=now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone
