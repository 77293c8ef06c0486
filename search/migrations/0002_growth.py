from django.db import migrations, models
from django.db.models import Sum
from django.db.models.functions import Length


def count(apps, schema_editor):
    pages = apps.get_model("search", "FilePage").objects.values_list("file").order_by("file")
    files = apps.get_model("search", "FileText").objects
    for file, letters in pages.annotate(letters=Sum(Length("squashed"))):
        files.filter(pk=file).update(letters=letters)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="filetext",
            name="letters",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RemoveIndex(
            model_name="entry",
            name="search_entry_facets",
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["index", "category", "kind", "year", "has_files", "id"],
                name="search_entry_narrowing",
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="filetext",
            options={"verbose_name": "ผลการอ่านไฟล์แนบ", "verbose_name_plural": "ไฟล์แนบที่ค้นข้อความไม่ได้"},
        ),
    ]
