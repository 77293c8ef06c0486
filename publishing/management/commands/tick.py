import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.module_loading import import_string

from publishing.files import forget_unattached
from publishing.link_states import check_links
from publishing.mail import send_due
from publishing.notices import remind
from publishing.side_drafts import clear
from publishing.workflow import empty_trash, publish_due

logger = logging.getLogger(__name__)
#: What is done, said with the numbers that the function returns; the most pressing first.
STEPS: tuple[tuple[str, Callable[[], int | tuple[int, ...]]], ...] = (
    ("เผยแพร่ตามเวลา {} เรื่อง", publish_due),
    ("แจ้งการสอบทานเกินกำหนด {} เรื่อง", remind),
    ("ส่งจดหมายแจ้ง {} ฉบับ ส่งไม่ได้ {} ฉบับ", send_due),
    ("ลบถาวรร่างในถังขยะ {} ร่าง", empty_trash),
    ("ลบร่างเสริม {} ฉบับ และการเปิดร่างค้าง {} รายการ", clear),
    ("ลบไฟล์ที่ไม่มีเรื่องใดใช้ {} ไฟล์", forget_unattached),
)
#: After everything else, because it waits for other people's machines.
LAST = (("ตรวจลิงก์ {} แห่ง พบปัญหา {} แห่ง", check_links),)


def declared() -> Iterator[tuple[str, str]]:
    """The steps of the other apps: `clock` on their AppConfig, as in STEPS, with dotted names of functions."""
    for config in apps.get_app_configs():
        yield from getattr(config, "clock", ())


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
        for words, step in (*STEPS, *declared(), *LAST):
            try:
                done = (import_string(step) if isinstance(step, str) else step)()
            except Exception:  # Whatever it is, the other steps have nothing to do with it.
                logger.exception("tick: %s failed", getattr(step, "__name__", step))
                failed += 1
                continue
            numbers = done if isinstance(done, tuple) else (done,)
            if any(numbers):
                self.stdout.write(words.format(*numbers))
        return failed
