from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0003_urgent"),
    ]

    operations = [
        migrations.AlterField(
            model_name="announcement",
            name="urgency",
            field=models.CharField(
                blank=True,
                choices=[("fast", "ด่วน"), ("very_fast", "ด่วนมาก"), ("most", "ด่วนที่สุด")],
                help_text="เลือกเมื่อเป็นเหตุการณ์สำคัญ ฉุกเฉิน หรือเร่งด่วน แล้วกรอกช่องที่เหลือในส่วนนี้ และสามช่องในส่วน “ใช้ภายใน ประชาชนไม่เห็น” ให้ครบ (ประกาศ ข้อ 1(2) และ 3(2))",
                max_length=9,
                verbose_name="ชั้นความเร็ว",
            ),
        ),
    ]
