"""The live feed as a Django app: it has no tables, only sockets and a few answers over HTTP."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """Connects the end of a session to the end of its sockets."""

    name = "realtime"
    label = "realtime"

    def ready(self) -> None:
        """Listen for sign-outs."""
        from realtime import news

        news.connect()
