"""The app of places: areas, departments, and who served where."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GridsConfig(AppConfig):
    """区域、部门与在岗."""

    name = "grids"
    verbose_name = _("区域与在岗")
    default_auto_field = "django.db.models.AutoField"
