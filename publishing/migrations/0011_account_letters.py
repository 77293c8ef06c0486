from django.db import migrations, models


class Migration(migrations.Migration):
    """Letters that tell of a change in somebody's way in."""

    dependencies = [
        ('publishing', '0010_integrity'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('urgent_report', 'รายงานด่วนต่อนายก'), ('review_wanted', 'ขอให้สอบทาน'), ('review_overdue', 'สอบทานเกินกำหนด'), ('returned', 'ส่งกลับแก้ไข'), ('digest', 'สรุปเรื่องที่รอดำเนินการ'), ('integrity', 'พบความผิดปกติของเว็บไซต์'), ('account', 'ความปลอดภัยของบัญชี')], max_length=16, verbose_name='เรื่องที่แจ้ง'),
        ),
    ]
