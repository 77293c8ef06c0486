"""What the gates remember: what a file holds, why a finding is not what it seems, and the words that are pointed at."""

from django.conf import settings
from django.db import models

from publishing.fields import LineField, ParagraphField
from publishing.models.edition import Edition
from publishing.models.files import StoredFile


class FileReading(models.Model):
    """What was found in the text and the properties of a stored file. Never the text itself: only masked excerpts."""

    class Verdict(models.TextChoices):
        READ = "read", "อ่านแล้ว"
        PARTLY = "partly", "อ่านได้บางส่วน ต้องตรวจด้วยตา"
        UNREADABLE = "unreadable", "อ่านไม่ได้ ต้องตรวจด้วยตา"

    stored = models.OneToOneField(StoredFile, models.CASCADE, related_name="reading")
    rules = models.PositiveSmallIntegerField()  # by which version of the rules; another one reads again
    read_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    why = models.CharField(max_length=300, blank=True)  # why not (wholly) read, as a Thai sentence
    found = models.JSONField(default=list)  # dicts: kind, where, excerpt (masked), mark

    class Meta:
        verbose_name = "ผลการอ่านไฟล์"
        verbose_name_plural = "ผลการอ่านไฟล์"

    def __str__(self) -> str:
        return f"{self.stored} {self.get_verdict_display()}"


class Justification(models.Model):
    """Why something that the gates pointed at may be public: said by somebody once, for every edition of its publication."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="justifications")
    mark = models.CharField(max_length=64)  # the finding's fingerprint
    kind = models.CharField(max_length=60)
    where = models.CharField(max_length=300)
    excerpt = models.CharField(max_length=300)  # masked
    reason = ParagraphField("เหตุผล", max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "คำชี้แจง"
        verbose_name_plural = "คำชี้แจง"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "mark"], name="publishing_justified_once"),
        ]

    def __str__(self) -> str:
        return f"{self.where}: {self.reason[:40]}"


class WatchWord(models.Model):
    """A word or a host that the gates point at for a person to judge. It forbids nothing, except a dangerous host."""

    class Kind(models.TextChoices):
        MONARCHY = "monarchy", "ข้อ 1(1) สถาบันและการปกครอง"
        STATE_SECURITY = "state_security", "ข้อ 1(1) ความมั่นคงของรัฐ"
        PUBLIC_ORDER = "public_order", "ข้อ 1(1) ความสงบเรียบร้อย"
        GOOD_MORALS = "good_morals", "ข้อ 1(1) ศีลธรรมอันดี"
        GAMBLING = "gambling", "การพนัน"
        LOAN = "loan", "เงินกู้และการหลอกลวง"
        DANGEROUS_HOST = "dangerous_host", "เว็บไซต์อันตราย (ห้ามเผยแพร่ลิงก์)"

    kind = models.CharField("ชนิด", max_length=16, choices=Kind, help_text="ใช้จัดกลุ่มและบอกผู้อนุมัติว่าชี้คำนี้เพราะอะไร")
    word = LineField(
        "คำหรือชื่อเว็บไซต์",
        max_length=100,
        help_text="ระบบจะชี้ประโยคที่มีคำนี้ให้คนอ่าน ไม่ได้ห้ามใช้คำ ชื่อเว็บไซต์เขียนเช่น example.com",
    )

    class Meta:
        verbose_name = "คำที่ให้ระบบชี้"
        verbose_name_plural = "คำที่ให้ระบบชี้"
        ordering = ["kind", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "word"],
                name="publishing_watch_word_once",
                violation_error_message="มีคำนี้ในชนิดนี้อยู่แล้ว",
            )
        ]

    def __str__(self) -> str:
        return self.word
