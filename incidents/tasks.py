"""Background work: each task is a loop and a call, safe to run twice and at the same time; ids only, never objects."""

from uuid import UUID

from celery import shared_task
from celery.schedules import crontab
from django.utils.timezone import now

from incidents import photos, services
from incidents.services import retention

BEAT = {
    "sweep-overdue": {"task": "incidents.tasks.sweep_overdue", "schedule": 30.0},
    "make-waiting-pictures": {"task": "incidents.tasks.make_waiting_pictures", "schedule": 15.0},
    "erase-reporters": {
        "task": "incidents.tasks.erase_reporters",
        "schedule": crontab(hour="3", minute="20"),
    },
    "firm-up-provisional": {"task": "incidents.tasks.firm_up_provisional", "schedule": 3600.0},
}
"""What beat asks for: in seconds, or at an hour of the night, which it keeps even if it forgot when it last asked."""


@shared_task(ignore_result=True)
def sweep_overdue() -> int:
    """Mark what has run out of time; return how many this run marked."""
    return services.sweep(now())


@shared_task(ignore_result=True)
def make_picture(photo_id: str) -> bool:
    """Re-encode one upload."""
    return photos.make_picture(UUID(photo_id))


@shared_task(ignore_result=True)
def make_waiting_pictures() -> int:
    """Re-encode what a lost task left behind; return how many."""
    return sum(photos.make_picture(photo_id) for photo_id in photos.waiting_for_a_picture())


@shared_task(ignore_result=True)
def firm_up_provisional() -> int:
    """Work provisional due dates out again once their year's notice is loaded."""
    return services.firm_up(now())


@shared_task(ignore_result=True)
def erase_reporters() -> int:
    """Forget the reporters of matters that ended long ago; return how many."""
    at = now()
    return sum(retention.erase_reporter(pk, now=at) for pk in retention.to_erase(at))
