"""Files and photos of live editions that keep somebody from reading them: which there are, why, and how each is mended.

Nothing here opens a file in a request: what is known of one was found out when it was uploaded, or by the clock.
"""

import time

from django.db import models
from django.db.models import Count, F, Q, QuerySet

from publishing.gates.reading import on_disk
from publishing.models import Attachment, Edition, FileCare, StoredFile
from publishing.uploads import MB, look_into_pdf

#: From so many bytes a document is very large. On a phone outside the village, with 4 to 8 Mbit/s, 10 MB take 10 to 20
#: seconds, and a tenth of the cheapest day's package of data.
LARGE = 10 * MB
#: Words that stand for a picture and tell nothing of it.
NOTHING_SAID = ("", "ภาพ", "รูป", "รูปภาพ", "ภาพถ่าย", "ภาพประกอบ", "ภาพกิจกรรม", "image", "photo", "picture")
MOST_A_RUN = 100  # files
SECONDS_A_RUN = 20  # no file is begun later; the last one may take uploads.PDF_TIMEOUT
DOCUMENT, PHOTO = Attachment.Kind.DOCUMENT, Attachment.Kind.PHOTO


class Kind(models.TextChoices):
    """What is wrong with a file; the most pressing first."""

    NO_TEXT = "no_text", "PDF ไม่มีข้อความ (ภาพสแกน)"
    NO_ALT = "no_alt", "ภาพไม่มีข้อความแทนภาพ"
    LARGE = "large", "ไฟล์ใหญ่มาก"
    NO_TITLE = "no_title", "PDF ไม่มีชื่อเรื่องในไฟล์"


#: What an attachment of each kind is like.
IS: dict[Kind, Q] = {
    Kind.NO_TEXT: Q(kind=DOCUMENT, stored__extension="pdf", stored__has_text=False),
    Kind.NO_ALT: Q(kind=PHOTO)
    & (Q(alt__in=NOTHING_SAID) | Q(alt=F("stored__original_name")) | Q(alt__iregex=r"\.(jpe?g|png|webp)$")),
    Kind.LARGE: Q(kind=DOCUMENT, stored__size__gte=LARGE),
    Kind.NO_TITLE: Q(kind=DOCUMENT, stored__extension="pdf", stored__pdf_title=""),
}
#: Why it matters, and what is done about it.
MENDING: dict[Kind, tuple[str, str]] = {
    Kind.NO_TEXT: (
        "ค้นหาข้อความในไฟล์ไม่พบ และโปรแกรมอ่านออกเสียงอ่านให้ผู้พิการทางสายตาไม่ได้",
        "บันทึกเป็น PDF จากไฟล์ต้นฉบับในโปรแกรมพิมพ์เอกสาร ถ้าไม่มีต้นฉบับ ให้สแกนใหม่และเลือกให้โปรแกรมรู้จำข้อความภาษาไทย (OCR)",
    ),
    Kind.NO_ALT: (
        "ผู้ที่มองไม่เห็นภาพไม่ทราบว่าในภาพมีอะไร",
        "เขียนหนึ่งประโยคในช่อง “ข้อความแทนภาพ” บอกว่าในภาพมีใคร ทำอะไร ที่ใด",
    ),
    Kind.LARGE: (
        "เปิดช้าและใช้อินเทอร์เน็ตบนโทรศัพท์มาก",
        "ลดขนาดภาพในต้นฉบับแล้วบันทึกเป็น PDF แบบ “ขนาดเล็กที่สุด” สแกนไม่เกิน 200 จุดต่อนิ้ว หรือแบ่งเป็นหลายไฟล์",
    ),
    Kind.NO_TITLE: (
        "แถบของเบราว์เซอร์และผลการค้นหาแสดงเป็นชื่อไฟล์แทนชื่อเรื่อง",
        "เปิดต้นฉบับในโปรแกรมพิมพ์เอกสาร กรอก “ชื่อเรื่อง” ในคุณสมบัติของไฟล์ แล้วบันทึกเป็น PDF ใหม่",
    ),
}


def in_need() -> QuerySet[FileCare]:
    """The files and photos of live editions with something wrong, each with a column for every Kind that says whether it is."""
    wrong = Q()
    for condition in IS.values():
        wrong |= condition
    live = Edition.objects.live().order_by().values("pk")
    return FileCare.objects.filter(wrong, edition__in=live).annotate(
        **{kind: models.ExpressionWrapper(condition, models.BooleanField()) for kind, condition in IS.items()}
    )


def kinds_of(row: FileCare) -> list[Kind]:
    """What is wrong with a row of `in_need()`."""
    return [kind for kind in Kind if getattr(row, kind)]


def counts(rows: QuerySet[FileCare]) -> dict[str, int]:
    """How many of the rows of `in_need()` are of each kind, and `all`; one query. A file may be of several kinds."""
    of_each = {f"is_{kind}": Count("pk", filter=condition) for kind, condition in IS.items()}
    found = rows.order_by().aggregate(all=Count("pk"), **of_each)
    return {name.removeprefix("is_"): number for name, number in found.items()}


# What the clock finds out


def look_into_files(seconds: float = SECONDS_A_RUN) -> int:
    """Find out what the PDFs of live editions call themselves, where nobody looked at their upload; returns of how many.

    One query when none waits. Safe to run any number of times at once: two look at a file twice, and find the same.
    """
    shown = Attachment.objects.filter(
        kind=DOCUMENT, edition__in=Edition.objects.live().order_by().values("pk")
    )
    waiting = StoredFile.objects.filter(extension="pdf", pdf_title=None, pk__in=shown.values("stored"))
    looked, end = 0, time.monotonic() + seconds
    for stored in waiting.order_by("-pk")[:MOST_A_RUN]:
        if looked and time.monotonic() > end:
            break
        StoredFile.objects.filter(pk=stored.pk).update(**_found_in(stored))
        looked += 1
    return looked


def _found_in(stored: StoredFile) -> dict[str, object]:
    """The columns that can be filled: those of another file with the same bytes, else what the file says."""
    same = StoredFile.objects.filter(sha256=stored.sha256, extension="pdf").exclude(pdf_title=None).first()
    if same:
        return {"pdf_title": same.pdf_title, "has_text": same.has_text}
    try:
        with on_disk(stored) as path:
            report, has_text = look_into_pdf(path)
    except FileNotFoundError:  # other checks tell of it; this one does not ask for it every minute
        report, has_text = None, None
    return {
        "pdf_title": report["title"] if report else "",
        "has_text": stored.has_text if has_text is None else has_text,
    }
