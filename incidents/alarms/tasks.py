"""Background work: the clock's own look at the alarms, and the reader's where no wall is open to hurry it."""

from contextlib import suppress

from celery import shared_task
from django.db import OperationalError
from django.utils.timezone import now

from incidents.alarms import following

BEAT = {
    "follow-alarms": {"task": "incidents.alarms.tasks.follow_alarms", "schedule": 5.0},
    "sweep-alarms": {"task": "incidents.alarms.tasks.sweep_alarms", "schedule": 15.0},
}
"""What beat asks for, in seconds."""


@shared_task(ignore_result=True)
def follow_alarms() -> int:
    """Bring level what the ledger has news of; return how many lines were read."""
    return following.follow(now())


@shared_task(ignore_result=True)
def sweep_alarms() -> int:
    """Bring level what time alone has changed; return how many steps were taken. Held up by another, it waits."""
    with suppress(OperationalError):
        return following.sweep(now())
    return 0
