from django.apps import AppConfig


class MobileApiConfig(AppConfig):
    """The grid worker's phone and the public API. Parked parts are joined or dropped, so their rows go."""

    name = "mobile_api"
    deletable_tables = ("mobile_api_parkedpart",)
