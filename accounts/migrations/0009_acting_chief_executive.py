from django.db import migrations, models


class Migration(migrations.Migration):
    """Somebody may act for the chief executive too."""

    dependencies = [
        ("accounts", "0008_holidays"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="acting",
            name="accounts_acting_role",
        ),
        migrations.AlterField(
            model_name="acting",
            name="role",
            field=models.CharField(
                choices=[
                    ("reviewer", "ผู้ตรวจสอบ"),
                    ("approver", "ผู้อนุมัติ"),
                    ("chief_executive", "นายก อบต."),
                ],
                help_text="สิ่งที่ผู้รักษาราชการแทนทำได้ในระบบระหว่างวันที่กำหนด",
                max_length=20,
                verbose_name="บทบาทที่ได้รับ",
            ),
        ),
        migrations.AddConstraint(
            model_name="acting",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["reviewer", "approver", "chief_executive"])),
                name="accounts_acting_role",
                violation_error_message="เลือกบทบาทผู้ตรวจสอบ ผู้อนุมัติ หรือนายก อบต.",
            ),
        ),
    ]
