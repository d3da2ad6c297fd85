from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """The ledger's own tables; after each migration it hands every database role exactly its rights again."""

    name = "core.ledger"
    label = "ledger"
    verbose_name = "留痕"

    def ready(self) -> None:
        from core.ledger import roles

        post_migrate.connect(roles.after_migrate, sender=self, dispatch_uid="ledger.roles")
