from django.core.management.base import BaseCommand, CommandError

from publishing.ledger import faults
from publishing.models import LedgerEvent


class Command(BaseCommand):
    help = "ตรวจสมุดบันทึกการดำเนินการทั้งเล่ม และบอกรายการแรกที่ผิด"

    def handle(self, **options) -> None:
        if found := list(faults()):
            raise CommandError("\n".join(found))
        self.stdout.write(f"สมุดบันทึกครบถ้วน {LedgerEvent.objects.count()} รายการ")
