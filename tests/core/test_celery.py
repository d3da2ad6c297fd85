"""The worker's schedule and what may travel to it."""

import pytest
from django.apps import apps

from core.celery import app


@pytest.fixture(scope="module", autouse=True)
def _finalized() -> None:
    app.loader.import_default_modules()
    app.finalize()


def test_the_schedule_is_what_the_apps_say() -> None:
    for name in ("sweep-overdue", "make-waiting-pictures", "clear-sessions"):
        assert name in app.conf.beat_schedule
    assert app.conf.beat_schedule["sweep-overdue"]["schedule"] == 30.0


def test_every_entry_names_a_task_that_exists() -> None:
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_every_app_with_tasks_is_heard() -> None:
    ours = {config.name for config in apps.get_app_configs()}
    registered = {name.rsplit(".tasks.", 1)[0] for name in app.tasks if ".tasks." in name}
    assert "incidents" in registered and registered <= ours


def test_only_json_travels_and_no_result_is_kept() -> None:
    assert (app.conf.accept_content, app.conf.task_serializer) == (["json"], "json")
    assert app.conf.task_ignore_result and app.conf.result_backend is None


def test_a_task_is_taken_off_the_queue_only_when_done() -> None:
    assert app.conf.task_acks_late and app.conf.task_reject_on_worker_lost
    assert app.conf.broker_transport_options["visibility_timeout"] > 10 * app.conf.task_time_limit
