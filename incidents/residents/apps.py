"""The residents' page as a Django app."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """Its only table counts tries, and forgets them."""

    name = "incidents.residents"
    label = "residents"
    deletable_tables = ("residents_door",)
