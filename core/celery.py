"""The application of worker and beat. The schedule is code: each app's `tasks.BEAT`, read at the start."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
os.environ.setdefault("SANLING_ROLE", "worker")

app = Celery("sanling")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
import_module("core.broker")  # hears worker and beat begin


@app.on_after_finalize.connect
def take_the_schedules(sender: Celery, **kwargs: Any) -> None:
    """Add each app's `BEAT` to the schedule: `{"sweep-overdue": {"task": "…", "schedule": 30.0}}`."""
    from django.apps import apps

    for config in apps.get_app_configs():
        name = f"{config.name}.tasks"
        if find_spec(name):
            sender.conf.beat_schedule.update(getattr(import_module(name), "BEAT", {}))
