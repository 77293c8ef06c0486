from django.core.management.base import BaseCommand, CommandError

from ita.checking import check
from ita.models import Cycle, Item, Level
from ita.rules import title_of


class Command(BaseCommand):
    help = "ตรวจหลักฐาน ITA แล้วแสดงตารางผล ตรวจทุกข้อของปีที่ใช้งานอยู่ ปีเดียว หรือข้อเดียวก็ได้ เรียกซ้ำได้"

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--year", type=int, metavar="ปี", help="ปีงบประมาณ (พ.ศ.) เช่น 2569 ไม่ระบุ: ทุกรอบที่ใช้งานอยู่"
        )
        parser.add_argument("--item", metavar="ข้อ", help="รหัสข้อ เช่น O11 ไม่ระบุ: ทุกข้อ")

    def handle(self, *, year: int | None, item: str | None, **options) -> None:
        cycles = Cycle.objects.exclude(status=Cycle.Status.CLOSED)
        cycles = cycles.filter(fiscal_year=year) if year else cycles.filter(status=Cycle.Status.OPEN)
        if not cycles:
            raise CommandError("ไม่มีรอบการประเมินนี้ที่ตรวจได้ รอบที่ปิดแล้วเก็บผลเดิมไว้และไม่ตรวจอีก")
        items = Item.objects.filter(cycle__in=cycles)
        if item:
            items = items.filter(code__iexact=item)
            if not items:
                raise CommandError(f"ไม่มีข้อ {item} ในรอบนี้")
        check(items, walk=True)
        self.show(items.select_related("cycle").prefetch_related("results").order_by("cycle", "order", "pk"))

    def show(self, items) -> None:
        for one in items:
            self.stdout.write(f"{one.cycle.label}  {one.code:<8}{Level(one.level).label:<14}{one.title}")
            for result in one.results.all():
                if result.level != Level.PASS:
                    about = f"{title_of(result.check_id)}: {result.sentence}"
                    self.stdout.write(f"    {result.get_level_display()}  {about}")
        counts = {level: sum(one.level == level for one in items) for level in Level}
        self.stdout.write("  ".join(f"{level.label} {count}" for level, count in counts.items()))
        if counts[Level.FAIL]:
            raise CommandError(f"ยังไม่ผ่าน {counts[Level.FAIL]} ข้อ")
