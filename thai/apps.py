from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ThaiConfig(AppConfig):
    name = "thai"
    label = "thai"
    verbose_name = "ภาษาไทย"

    def ready(self) -> None:
        from thai.order import register_collation

        # SQLite keeps collations on the connection, so every new connection needs ours.
        connection_created.connect(register_collation, dispatch_uid="thai.register_collation")
