"""Rebuilding the ledger's table took its triggers away on SQLite; and drafts in the trash get the time they went there."""

from importlib import import_module

from django.db import migrations
from django.db.models import F

triggers = import_module("publishing.migrations.0002_ledger_triggers")


def make_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        triggers.drop_triggers(apps, schema_editor)
        triggers.make_triggers(apps, schema_editor)


def date_the_trash(apps, schema_editor):
    edition = apps.get_model("publishing", "Edition")
    edition.objects.filter(state="discarded", ended_at=None).update(ended_at=F("saved_at"))


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_desk")]
    operations = [
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
        migrations.RunPython(date_the_trash, migrations.RunPython.noop),
    ]
