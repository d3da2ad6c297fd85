from django.apps import AppConfig


class MobileApiConfig(AppConfig):
    """The grid worker's phone and the public API."""

    name = "mobile_api"
