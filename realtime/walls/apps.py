"""The walls' tokens as a Django app."""

from django.apps import AppConfig


class WallsConfig(AppConfig):
    """Tokens of unattended walls."""

    name = "realtime.walls"
    label = "walls"
