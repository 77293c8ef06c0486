import django.core.validators
from django.db import migrations, models

COLOUR = "^#[0-9a-f]{6}$"
WRITTEN = "กรอกเครื่องหมาย # ตามด้วยเลขหรือตัวอักษร a–f หกตัว เช่น #1d4f91"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_help_texts")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="colour_main",
            field=models.CharField(
                blank=True,
                default="",
                help_text="สีของปุ่ม ลิงก์ และแถบเมนู เช่น #1d4f91 เว้นว่างเพื่อใช้สีเดิมของระบบ สีที่ทำให้อ่านยากจะบันทึกไม่ได้",
                max_length=7,
                validators=[django.core.validators.RegexValidator(COLOUR, WRITTEN)],
                verbose_name="สีหลัก",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="office",
            name="colour_accent",
            field=models.CharField(
                blank=True,
                default="",
                help_text="สีของเส้นคั่นและป้ายสำคัญ เช่น #d79f38 เว้นว่างเพื่อใช้สีเดิมของระบบ ควรเป็นสีสว่างที่เห็นชัดบนแถบเมนู",
                max_length=7,
                validators=[django.core.validators.RegexValidator(COLOUR, WRITTEN)],
                verbose_name="สีเน้น",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=(models.Q(colour_main="") | models.Q(colour_main__regex=COLOUR))
                & (models.Q(colour_accent="") | models.Q(colour_accent__regex=COLOUR)),
                name="accounts_office_colours",
                violation_error_message="สีของหน่วยงานต้องเขียนเป็น # ตามด้วยเลขหรือตัวอักษร a–f หกตัว",
            ),
        ),
    ]
