from django.core.management.base import BaseCommand, CommandError

from ita.models import Cycle, Snapshot
from ita.snapshots import ask, make_waiting
from publishing.refusal import Refused
from thai.digits import filesize


class Command(BaseCommand):
    help = "เก็บสำเนาหลักฐานของรอบหนึ่งเป็นไฟล์ ZIP ตามที่ประชาชนเห็นขณะนี้ พร้อมลายนิ้วมือ SHA-256 เรียกซ้ำได้ แต่ละครั้งได้ชุดใหม่"

    def add_arguments(self, parser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--year", type=int, metavar="ปี", help="ปีงบประมาณ (พ.ศ.) เช่น 2569")
        which.add_argument("--oia", action="store_true", help="ดัชนีข้อมูลข่าวสารตาม พ.ร.บ. ข้อมูลข่าวสารฯ")
        parser.add_argument("--why", default="สั่งจากบรรทัดคำสั่ง", metavar="เหตุ", help="เก็บเพราะอะไร")

    def handle(self, *, year: int | None, why: str, **options) -> None:
        kind = Cycle.Kind.ASSESSMENT if year else Cycle.Kind.ACT
        cycle = Cycle.objects.filter(kind=kind, fiscal_year=year).first()
        if cycle is None:
            raise CommandError("ไม่มีรอบนี้ ตรวจปีงบประมาณอีกครั้ง")
        try:
            snapshot = ask(cycle, why, None)
        except Refused as refusal:
            raise CommandError("\n".join(refusal.reasons)) from refusal
        make_waiting()
        snapshot.refresh_from_db()
        if snapshot.state == Snapshot.State.FAILED:
            raise CommandError(snapshot.problem)
        if snapshot.state == Snapshot.State.WAITING:
            self.stdout.write(f"{cycle.label} ชุดที่ {snapshot.number}: อีกงานหนึ่งกำลังเก็บอยู่")
            return
        self.stdout.write(
            f"{cycle.label} ชุดที่ {snapshot.number}: {filesize(snapshot.size)} SHA-256 {snapshot.sha256}"
        )
        if snapshot.problem:
            self.stdout.write(snapshot.problem)
