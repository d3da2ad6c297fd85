"""Voices as a Django app."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """Recordings of matters."""

    name = "incidents.voices"
    label = "voices"
