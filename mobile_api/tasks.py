"""Background work of the phones' door: a loop and a call, safe to run twice and at the same time."""

from celery import shared_task
from django.utils.timezone import now

from mobile_api import parked

BEAT = {"drop-old-parts": {"task": "mobile_api.tasks.drop_old_parts", "schedule": 3600.0}}
"""What beat asks for, in seconds."""


@shared_task(ignore_result=True)
def drop_old_parts() -> int:
    """Drop parts whose report never came, and what a crash left of others."""
    at = now()
    return parked.drop_old(at) + parked.drop_strays(at)
