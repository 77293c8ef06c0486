from django.core.management.base import BaseCommand, CommandError

from ponko_site.doctor import Level, examine

SHOWN = {Level.OK: "ปกติ", Level.WARN: "ควรดู", Level.FAIL: "ต้องแก้"}


class Command(BaseCommand):
    help = "ตรวจว่าเครื่องนี้พร้อมให้บริการ และบอกวิธีแก้ / Examine this machine; exit status 1 when something must be mended."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        worst = Level.OK
        for finding in examine():
            worst = max(worst, finding.level)
            self.stdout.write(f"[{SHOWN[finding.level]}] {finding.what}: {finding.said}")
            if finding.todo:
                self.stdout.write(f"         วิธีแก้: {finding.todo}")
        if worst == Level.FAIL:
            raise CommandError("มีสิ่งที่ต้องแก้ ตามรายการข้างบน / Something must be mended.")
        self.stdout.write(
            "พร้อมให้บริการ / Ready." if worst == Level.OK else "ใช้งานได้ แต่มีสิ่งที่ควรดู / Works; see the warnings."
        )
