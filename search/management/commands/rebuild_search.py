import time

from django.core.management.base import BaseCommand, CommandError

from search.indexing import rebuild
from search.turns import turn

BUSY = "มีการจัดทำดัชนีค้นหาอยู่แล้ว (อีกคำสั่งหนึ่งหรืองานตามเวลา) รอให้เสร็จแล้วเรียกใหม่"
WIDTH = 30  # of the bar, in signs


class Command(BaseCommand):
    help = "จัดทำดัชนีค้นหาใหม่ทั้งหมด ระหว่างนั้นดัชนีเดิมยังใช้งานได้ หยุดด้วย Ctrl-C แล้วเรียกอีกครั้งจะทำต่อจากเดิม"

    def handle(self, **options) -> None:
        began = time.monotonic()
        with turn("index") as go_on:
            if go_on is None:
                raise CommandError(BUSY)
            progress = Progress(self.stdout)

            def tell(done: int, of: int) -> None:
                go_on()
                progress.tell(done, of)

            try:
                entries = rebuild(tell)
            except KeyboardInterrupt:
                raise CommandError("\nหยุดแล้ว เรียกคำสั่งนี้อีกครั้งเพื่อทำต่อ", returncode=130) from None
            finally:
                progress.end()
        self.stdout.write(f"จัดทำดัชนีค้นหาแล้ว {entries:,} เรื่อง ใช้เวลา {time.monotonic() - began:.0f} วินาที")


class Progress:
    """A bar on a terminal, elsewhere a line for every tenth part."""

    def __init__(self, out):
        self.out, self.on_terminal = out, out.isatty()
        self.began, self.first, self.tenth = time.monotonic(), None, 0

    def tell(self, done: int, of: int) -> None:
        of = max(done, of)
        if self.first is None:
            self.first = done
        if self.on_terminal:
            bar = "█" * (WIDTH * done // of)
            self.out.write(f"\r{bar:░<{WIDTH}} {done:,}/{of:,} เรื่อง{self._left(done, of)}", ending="\033[K")
            self.out.flush()
        elif 10 * done // of > self.tenth:
            self.tenth = 10 * done // of
            self.out.write(f"{done:,}/{of:,} เรื่อง")

    def end(self) -> None:
        if self.on_terminal and self.first is not None:
            self.out.write("")

    def _left(self, done: int, of: int) -> str:
        """How long the rest takes, by what this run has done so far."""
        if done == self.first:
            return ""
        seconds = (time.monotonic() - self.began) * (of - done) / (done - self.first)
        return f" อีกประมาณ {seconds:.0f} วินาที"
