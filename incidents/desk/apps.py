"""The desk as a Django app."""

from typing import ClassVar

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What one person keeps on the desk; it belongs to nobody else, so its owner may throw it away."""

    name = "incidents.desk"
    label = "desk"
    deletable_tables: ClassVar[tuple[str, ...]] = ("desk_savedfilter",)
