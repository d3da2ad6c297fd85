"""Finding as a Django app."""

from django.apps import AppConfig


class FindingConfig(AppConfig):
    """Its tables are made from those of the matters: they could be thrown away and made again."""

    name = "incidents.finding"
    label = "finding"
