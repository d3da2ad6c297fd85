"""Background work of finding: learning at night."""

from celery import shared_task
from django.utils.timezone import now

from incidents.finding import lessons

BEAT = {"learn": {"task": "incidents.finding.tasks.learn", "schedule": 600.0}}
"""A look every ten minutes; it is learned once a night, and at once where nothing was learned yet."""


@shared_task(ignore_result=True)
def learn() -> int:
    """Learn from the closed matters if tonight's lesson is due; return from how many."""
    at = now()
    return lessons.learn(at) if lessons.is_due(at) else 0
