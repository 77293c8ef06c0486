from django.core.management.base import BaseCommand, CommandError

from search import files
from search.indexing import rebuild, serving, update
from search.keeping import differing, is_outdated
from search.management.commands.rebuild_search import BUSY
from search.models import FileText
from search.turns import turn
from search.verifying import faults, lost_postings, miscounted

NONE = "ยังไม่มีดัชนีค้นหา เรียก manage.py rebuild_search"


class Command(BaseCommand):
    help = "ตรวจว่าดัชนีค้นหาตรงกับเรื่องที่เผยแพร่อยู่ทุกเรื่อง ไม่ขาด ไม่เกิน จบด้วยรหัส 1 เมื่อไม่ตรง"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--mend", action="store_true", help="แก้ไขสิ่งที่ไม่ตรง แล้วตรวจอีกครั้ง")

    def handle(self, *, mend: bool, **options) -> None:
        if mend:
            mend_all()
        index = serving()
        if index is None:
            raise CommandError(NONE)
        if found := list(faults(index)):
            raise CommandError("\n".join(found))
        unreadable = FileText.objects.filter(state=FileText.State.UNREADABLE).count()
        read = FileText.objects.count()
        self.stdout.write(
            f"ดัชนีค้นหาตรงกับเรื่องที่เผยแพร่อยู่ {index.entries.count():,} เรื่อง อ่านไฟล์แล้ว {read:,} ไฟล์ อ่านไม่ได้ {unreadable:,} ไฟล์"
        )


def mend_all() -> None:
    """Read the files that wait and bring the index to what is live: what differs, or all of it where its numbers are wrong."""
    while files.waiting().exists() and files.read_waiting():
        pass
    with turn("index") as go_on:
        if go_on is None:
            raise CommandError(BUSY)
        index = serving()
        if index is None or is_outdated(index) or miscounted(index).exists() or lost_postings().exists():
            rebuild(lambda done, of: go_on())
            lost_postings().delete()
        else:
            update(differing(index))
