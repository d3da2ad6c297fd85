"""The audit desk as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Exports, each a record of its own."""

    name = "incidents.audit"
    label = "audit"
