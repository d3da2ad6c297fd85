"""The business: verbs, clock, indicators, desk pages."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Matters (事件)."""

    name = "incidents"
    label = "incidents"
