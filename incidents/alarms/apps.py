"""The alarms as a Django app."""

from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    """Alarms and the tests of their sound."""

    name = "incidents.alarms"
    label = "alarms"
