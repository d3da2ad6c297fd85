"""The zeros as a Django app."""

from django.apps import AppConfig


class ZerosConfig(AppConfig):
    """Breaks and the start of the campaign."""

    name = "incidents.zeros"
    label = "zeros"
