from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground: people, errors, time, tables, pictures. It knows no incident."""

    name = "core"
    verbose_name = "基础"
