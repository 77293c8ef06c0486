from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether somebody is sent the digest of what waits for him."""

    dependencies = [
        ("accounts", "0009_acting_chief_executive"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="wants_digest",
            field=models.BooleanField(
                default=True,
                help_text="ส่งทางอีเมลวันทำการ เวลา 08.30 น. และ 15.00 น. เฉพาะเมื่อมีเรื่องที่รอท่านดำเนินการ",
                verbose_name="รับจดหมายสรุปเรื่องที่รอท่าน",
            ),
        ),
    ]
