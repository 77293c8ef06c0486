import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One-time start codes, and two more kinds of events at the door."""

    dependencies = [
        ('accounts', '0011_sign_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='StartCode',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='start_code', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('code_hash', models.CharField(max_length=64)),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'รหัสเริ่มใช้งาน',
                'verbose_name_plural': 'รหัสเริ่มใช้งาน',
                'default_permissions': (),
            },
        ),
        migrations.AlterField(
            model_name='signinevent',
            name='kind',
            field=models.CharField(choices=[('signed_in', 'เข้าสู่ระบบ'), ('failed', 'ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง'), ('refused', 'พักการลองเข้าสู่ระบบ เพราะผิดหลายครั้ง'), ('code_failed', 'รหัสยืนยันไม่ถูกต้อง'), ('factor_added', 'เพิ่มการยืนยันตัวตนสองขั้น'), ('factor_removed', 'ลบการยืนยันตัวตนสองขั้น'), ('codes_made', 'ออกรหัสสำรองชุดใหม่'), ('code_used', 'ใช้รหัสสำรอง'), ('start_given', 'ออกรหัสเริ่มใช้งาน'), ('factor_reset', 'ผู้ดูแลระบบล้างการยืนยันตัวตนสองขั้น'), ('password_changed', 'เปลี่ยนรหัสผ่าน'), ('reset_asked', 'ขอตั้งรหัสผ่านใหม่ทางอีเมล'), ('signed_out', 'ออกจากระบบ'), ('all_ended', 'ออกจากระบบทุกเครื่อง')], max_length=20, verbose_name='เหตุการณ์'),
        ),
    ]
