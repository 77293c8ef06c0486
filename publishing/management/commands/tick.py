import logging
import time
from collections.abc import Callable
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone
from django.utils.module_loading import import_string

from publishing.clock import Notes
from publishing.declared import declared
from publishing.digest import send_digests
from publishing.file_care import look_into_files
from publishing.files import forget_unattached
from publishing.ledger import note_days
from publishing.link_states import check_links
from publishing.mail import send_due
from publishing.notices import remind
from publishing.reminders import remind_reviews
from publishing.revalidation import revalidate
from publishing.side_drafts import clear
from publishing.upkeep import fill_dues
from publishing.visit_log import count_visits
from publishing.visit_rows import sum_up
from publishing.workflow import empty_trash, publish_due

logger = logging.getLogger(__name__)
#: What is done, said with the numbers that the function returns; the most pressing first.
STEPS: tuple[tuple[str, Callable[[], int | tuple[int, ...]]], ...] = (
    ("เผยแพร่ตามเวลา {} เรื่อง", publish_due),
    ("แจ้งการสอบทานเกินกำหนด {} เรื่อง", remind),
    ("แจ้งการตรวจทานเกินกำหนด {} เรื่อง", remind_reviews),
    ("รวมเรื่องที่รอดำเนินการเป็นจดหมาย {} ฉบับ", send_digests),
    ("ส่งจดหมายแจ้ง {} ฉบับ ส่งไม่ได้ {} ฉบับ", send_due),
    ("ลบถาวรร่างในถังขยะ {} ร่าง", empty_trash),
    ("ลบร่างเสริม {} ฉบับ และการเปิดร่างค้าง {} รายการ", clear),
    ("ลบไฟล์ที่ไม่มีเรื่องใดใช้ {} ไฟล์", forget_unattached),
    ("เก็บลายนิ้วมือประจำวันของสมุดบันทึก {} วัน", note_days),
    ("กำหนดวันตรวจทาน {} เรื่อง", fill_dues),
    ("นับการเข้าชมจากบันทึกของ nginx {} ครั้ง", count_visits),
    ("รวมสถิติการเข้าชมรายวันเป็นรายเดือน {} รายการ", sum_up),
)
#: After everything else, because it takes long, or waits for other people's machines.
LAST = (
    ("ตรวจความครบถ้วนของเรื่องที่เผยแพร่ {} เรื่อง ไม่ครบ {} เรื่อง", revalidate),
    ("อ่านชื่อเรื่องในไฟล์ PDF {} ไฟล์", look_into_files),
    ("ตรวจลิงก์ {} แห่ง พบปัญหา {} แห่ง", check_links),
)


class Command(BaseCommand):
    help = "ทำทุกอย่างที่ถึงเวลา: เผยแพร่ แจ้งเตือน ส่งจดหมาย ลบของที่พ้นกำหนด เรียกซ้ำหรือพร้อมกันได้ และเว้นไปหลายวันก็ได้"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--every", type=int, metavar="วินาที", help="ทำซ้ำทุกกี่วินาทีไปเรื่อย ๆ จนกว่าจะถูกหยุด")

    def handle(self, *, every: int | None, **options) -> None:
        if every is None:
            if failed := self.tick():
                raise CommandError(f"ทำไม่สำเร็จ {failed} อย่าง รายละเอียดอยู่ในบันทึกการทำงานของเครื่องแม่ข่าย")
            return
        with suppress(KeyboardInterrupt):
            while True:
                self.tick()
                connections.close_all()
                time.sleep(max(every, 1))

    def tick(self) -> int:
        """Every step once; returns how many failed. What fails is logged, and holds up nothing after it."""
        failed = 0
        steps = (*STEPS, *declared("clock"), *LAST)
        notes = Notes((_name(step), words) for words, step in steps)
        for words, step in steps:
            began = timezone.now()
            try:
                done = (import_string(step) if isinstance(step, str) else step)()
            except Exception:  # Whatever it is, the other steps have nothing to do with it.
                logger.exception("tick: %s failed", getattr(step, "__name__", step))
                notes.failed(_name(step), began)
                failed += 1
                continue
            numbers = done if isinstance(done, tuple) else (done,)
            said = words.format(*numbers) if any(numbers) else ""
            if said:
                self.stdout.write(said)
            notes.done(_name(step), began, said)
        return failed


def _name(step: str | Callable) -> str:
    return step if isinstance(step, str) else f"{step.__module__}.{step.__name__}"
