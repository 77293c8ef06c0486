import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sessions that know whose they are, the log of sign-ins, the counters of guesses, and who is of the demonstration."""

    dependencies = [
        ('accounts', '0010_mail'),
    ]

    operations = [
        migrations.CreateModel(
            name='LimitRow',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'ตัวนับการลองรหัส',
                'verbose_name_plural': 'ตัวนับการลองรหัส',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='user',
            name='is_demo',
            field=models.BooleanField(default=False, editable=False, help_text='เข้าสู่ระบบสาธิตได้โดยไม่ต้องยืนยันตัวตนสองขั้น ไม่มีผลกับเว็บไซต์จริง', verbose_name='บัญชีสาธิต'),
        ),
        migrations.CreateModel(
            name='SignInSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'การเข้าใช้',
                'verbose_name_plural': 'การเข้าใช้',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SignInEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, verbose_name='เวลา')),
                ('kind', models.CharField(choices=[('signed_in', 'เข้าสู่ระบบ'), ('failed', 'ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง'), ('refused', 'พักการลองเข้าสู่ระบบ เพราะผิดหลายครั้ง'), ('code_failed', 'รหัสยืนยันไม่ถูกต้อง'), ('factor_added', 'เพิ่มการยืนยันตัวตนสองขั้น'), ('factor_removed', 'ลบการยืนยันตัวตนสองขั้น'), ('codes_made', 'ออกรหัสสำรองชุดใหม่'), ('factor_reset', 'ผู้ดูแลระบบล้างการยืนยันตัวตนสองขั้น'), ('password_changed', 'เปลี่ยนรหัสผ่าน'), ('reset_asked', 'ขอตั้งรหัสผ่านใหม่ทางอีเมล'), ('signed_out', 'ออกจากระบบ'), ('all_ended', 'ออกจากระบบทุกเครื่อง')], max_length=20, verbose_name='เหตุการณ์')),
                ('name_hash', models.CharField(max_length=32, verbose_name='ชื่อที่พิมพ์ (เข้ารหัส)')),
                ('address', models.CharField(max_length=60, verbose_name='หมายเลขเครื่อง (IP)')),
                ('place', models.CharField(max_length=60, verbose_name='เครือข่าย')),
                ('agent', models.CharField(max_length=200, verbose_name='โปรแกรมที่ใช้')),
                ('detail', models.CharField(max_length=100, verbose_name='รายละเอียด')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_in_events', to=settings.AUTH_USER_MODEL, verbose_name='ผู้ใช้งาน')),
            ],
            options={
                'verbose_name': 'บันทึกการเข้าสู่ระบบ',
                'verbose_name_plural': 'บันทึกการเข้าสู่ระบบ',
                'ordering': ['-at', '-pk'],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['name_hash', 'at'], name='accounts_sign_in_name'), models.Index(fields=['place', 'at'], name='accounts_sign_in_place')],
            },
        ),
    ]
