"""The database itself refuses to change or delete a ledger event.

SQLite drops triggers when Django rebuilds a table: a later migration that alters LedgerEvent must run
`make_triggers` again. `manage.py verify_ledger` says when they are missing.
"""

from django.db import migrations

REFUSAL = "the ledger is append-only"
SQLITE = [
    f"CREATE TRIGGER publishing_ledger_no_{verb.lower()} BEFORE {verb} ON publishing_ledgerevent"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION publishing_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER publishing_ledger_no_change BEFORE UPDATE OR DELETE ON publishing_ledgerevent"
    " FOR EACH ROW EXECUTE FUNCTION publishing_ledger_refuse()",
    "CREATE TRIGGER publishing_ledger_no_truncate BEFORE TRUNCATE ON publishing_ledgerevent"
    " FOR EACH STATEMENT EXECUTE FUNCTION publishing_ledger_refuse()",
]
UNDO = {
    "sqlite": [f"DROP TRIGGER IF EXISTS publishing_ledger_no_{verb}" for verb in ("update", "delete")],
    "postgresql": ["DROP FUNCTION IF EXISTS publishing_ledger_refuse() CASCADE"],
}


def make_triggers(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_first")]
    operations = [migrations.RunPython(make_triggers, drop_triggers)]
