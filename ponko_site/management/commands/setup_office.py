from django.core.management.base import BaseCommand

from ita.cycles import seed
from ponko_site.office_setup import set_up_office
from ponko_site.ready_pages import renew


class Command(BaseCommand):
    help = "เตรียมข้อมูลหน่วยงาน ตำแหน่ง บทบาท สิทธิ์ และรายการข้อการประเมิน ITA เรียกซ้ำได้"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--no-ita", action="store_true", help="ไม่เตรียมรายการข้อการประเมิน ITA")

    def handle(self, **options) -> None:
        set_up_office()
        made = 0 if options["no_ita"] else seed()
        renew()
        self.stdout.write("เตรียมข้อมูลหน่วยงานและสิทธิ์เรียบร้อยแล้ว")
        if made:
            self.stdout.write(f"เตรียมรายการข้อการประเมิน ITA {made} ชุด")
