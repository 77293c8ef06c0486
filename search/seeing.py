"""Text from pictures of pages: by tesseract where it is installed, a few pages a run, for PDFs that were scanned.

What is read so is wrong in one letter of ten, so it counts less and is shown as what it is.
"""

import logging
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from publishing.gates.reading import on_disk
from search.files import MOST_PAGES, RECIPE, of_live, page_of, shown_by
from search.indexing import update
from search.models import FileText
from search.turns import turn

logger = logging.getLogger(__name__)
SECONDS_A_RUN = 25  # no page is begun later
SECONDS_A_PAGE = 60  # for each of the two programs
MEMORY = 1024 * 1024 * 1024  # bytes, for each of them
#: The longer side of a page in dots: A4 at 300 dots an inch, and a poster takes no more memory.
LONGER_SIDE = 3508
NOTE = "ข้อความจากการอ่านภาพ"

State = FileText.State


def can_see() -> bool:
    """Whether this machine has tesseract with its Thai, and what draws a page for it. Asked once a process."""
    return _can_see(shutil.which("tesseract"), shutil.which("pdftoppm"))


@cache
def _can_see(tesseract: str | None, pdftoppm: str | None) -> bool:
    if not tesseract or not pdftoppm:
        return False
    told = subprocess.run(
        [tesseract, "--list-langs"], capture_output=True, text=True, check=False, timeout=SECONDS_A_PAGE
    )
    return "tha" in told.stdout.split()


def waiting() -> QuerySet[FileText]:
    """PDFs with pages of which nothing is known: neither text nor what a picture of the page says."""
    texts = FileText.objects.filter(recipe=RECIPE, stored__extension="pdf", stored__in=of_live().values("pk"))
    unread = texts.exclude(state=State.READ).filter(stored__pages__gt=0)
    counted = unread.annotate(known=Count("pages")).filter(known__lt=Least(F("stored__pages"), MOST_PAGES))
    return counted.select_related("stored").order_by("-stored")


def see_waiting(seconds: float = SECONDS_A_RUN) -> int:
    """Look at pages that are pictures, as many as the time allows; returns at how many. The next run goes on with the next page.

    No query where tesseract is not installed, one when nothing waits.
    """
    if not can_see() or not waiting().exists():
        return 0
    done, end = 0, time.monotonic() + seconds
    with turn("files") as go_on:
        for text in waiting() if go_on else ():
            try:
                for _ in _look(text, end):
                    done += 1
                    go_on()
                _settle(text)
            except OSError:  # Not in the store: the files after it have nothing to do with that.
                logger.exception("search: the pages of %s could not be looked at", text.stored_id)
            if time.monotonic() > end:
                break
    return done


def _look(text: FileText, end: float) -> Iterator[None]:
    """Read page after page of one file until the time is over. A page that cannot be read is kept too, as empty."""
    known = set(text.pages.values_list("number", flat=True))
    with on_disk(text.stored) as path:
        for number in range(1, min(text.stored.pages, MOST_PAGES) + 1):
            if number in known:
                continue
            page_of_file = page_of(number, f"หน้า {number} ({NOTE})", page_text(path, number), page=number)
            page_of_file.file = text
            page_of_file.save()
            letters = F("letters") + len(page_of_file.squashed)
            FileText.objects.filter(pk=text.pk).update(letters=letters)
            yield
            if time.monotonic() > end:
                return


def _settle(text: FileText) -> None:
    """Say of the file how it was read, and take the publications that show it into the index anew."""
    pages = text.pages.exclude(text="")
    seen = pages.filter(where__endswith=f"({NOTE})").count()
    if seen and 2 * seen >= pages.count():
        FileText.objects.filter(pk=text.pk).update(state=State.SEEN, why="", read_at=timezone.now())
    if seen:
        update(shown_by(text.stored))


def page_text(path: str, number: int) -> str:
    """What tesseract reads on page `number` of the PDF; nothing where one of the programs fails or takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "page")
        drawn = _run(
            "pdftoppm", "-f", str(number), "-l", str(number), "-singlefile",
            "-gray", "-scale-to", str(LONGER_SIDE), "-png", os.path.abspath(path), str(picture),
        )  # fmt: skip
        if drawn is None:
            return ""
        # 4: one column. The program's own choice (3) leaves out lines: 3.6 letters of 100 are wrong or missing then, not 1.
        return _run("tesseract", f"{picture}.png", "-", "-l", "tha", "--psm", "4") or ""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(*command: str) -> str | None:
    """What the program prints, None when it fails. One thread, so that the site keeps the other processors."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            start_new_session=True,
            preexec_fn=_limit,  # The clock has one thread.
        )
        try:
            failed = process.wait(SECONDS_A_PAGE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            failed = process.wait()
        out.seek(0)
        return None if failed else out.read().decode("utf-8", "replace")
