from django.core.management.base import BaseCommand

from ponko_site.office_setup import set_up_office


class Command(BaseCommand):
    help = "เตรียมข้อมูลหน่วยงาน ตำแหน่ง บทบาท และสิทธิ์ เรียกซ้ำได้"

    def handle(self, **options) -> None:
        set_up_office()
        self.stdout.write("เตรียมข้อมูลหน่วยงานและสิทธิ์เรียบร้อยแล้ว")
