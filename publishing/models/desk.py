"""What staff need around an edition while it is written: who has it open, what was said of it, who may look at it.

Nothing here is ever public, except what a preview link shows to whom it was given.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Position
from publishing.fields import LineField, ParagraphField
from publishing.models.edition import Edition
from publishing.states import IN_PROGRESS

#: How long somebody holds a draft after the last sign of life.
HOLD_FOR = timedelta(minutes=15)
#: How long what somebody typed over a newer save is kept.
SIDE_DRAFT_FOR = timedelta(days=7)
PREVIEW_DAYS = 7
LONGEST_PREVIEW_DAYS = 30
#: Each opening is a ledger event; a link that goes round must not fill the ledger.
MOST_PREVIEW_OPENINGS = 200


class Hold(models.Model):
    """Somebody has this draft open. It is a courtesy, not a lock: everybody may still save."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="hold")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="holds")
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "ผู้ที่เปิดร่างอยู่"
        verbose_name_plural = "ผู้ที่เปิดร่างอยู่"

    def __str__(self) -> str:
        return f"{self.user} {self.edition_id}"

    @property
    def stands(self) -> bool:
        return self.seen_at > timezone.now() - HOLD_FOR


class SideDraft(models.Model):
    """What somebody typed over a newer save of a draft, kept beside it so that neither text is lost."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="side_drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="side_drafts")
    at = models.DateTimeField("บันทึกเมื่อ")
    seen_version = models.PositiveIntegerField()  # the version that was open when it was typed
    texts = models.JSONField()  # a dict for each field, as publishing/admin/typed.py writes it

    class Meta:
        verbose_name = "ร่างเสริม"
        verbose_name_plural = "ร่างเสริม"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.user} {self.at}"


class Remark(models.Model):
    """One thing said about an edition among staff, or a suggested wording for one of its fields."""

    class Outcome(models.TextChoices):
        OPEN = "open", "ยังไม่จัดการ"
        SETTLED = "settled", "จัดการแล้ว"
        ACCEPTED = "accepted", "รับข้อเสนอแล้ว"
        DECLINED = "declined", "ไม่รับข้อเสนอ"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="remarks")
    at = models.DateTimeField("เมื่อ")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    author_name = LineField(max_length=150)  # as it was; of a reader of a preview link, as he gave it
    author_position = LineField(max_length=300, blank=True)
    text = ParagraphField("ความเห็น", max_length=2000, blank=True)
    mentions = models.ForeignKey(
        Position, models.PROTECT, verbose_name="ถึงตำแหน่ง", related_name="+", null=True, blank=True
    )
    # A suggestion: in `field`, put `replacement` in place of `quote`.
    field = models.CharField(max_length=40, blank=True)
    quote = ParagraphField("ข้อความเดิม", max_length=2000, blank=True)
    replacement = ParagraphField("ข้อความที่เสนอ", max_length=2000, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "ความเห็นภายใน"
        verbose_name_plural = "ความเห็นภายใน"
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["mentions"], condition=Q(outcome="open"), name="publishing_open_mentions")
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:40]}"

    @property
    def is_suggestion(self) -> bool:
        return bool(self.field)

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN


class PreviewLinkQuerySet(models.QuerySet):
    def open(self) -> "PreviewLinkQuerySet":
        """Links that still work: not revoked, not expired, not worn out, their edition still under way.

        Nor does anybody read on, once his account was deactivated, by links that he made before.
        """
        return self.filter(
            made_by__is_active=True,
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
            openings__lt=MOST_PREVIEW_OPENINGS,
            edition__state__in=IN_PROGRESS,
        )


class PreviewLink(models.Model):
    """Lets somebody without an account read one edition before it is public."""

    class Answer(models.TextChoices):
        AGREED = "agreed", "เห็นชอบ"
        OBSERVED = "observed", "มีข้อสังเกต"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="preview_links")
    reader = LineField("ให้ผู้ใดอ่าน", max_length=150, help_text="ชื่อหรือตำแหน่งของผู้รับลิงก์ เก็บไว้ในประวัติ")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField("ใช้ได้ถึง")
    revoked_at = models.DateTimeField("ยกเลิกเมื่อ", null=True)
    asks_answer = models.BooleanField("ขอคำตอบว่าเห็นชอบหรือมีข้อสังเกต", default=False)
    openings = models.PositiveIntegerField("เปิดแล้ว (ครั้ง)", default=0)
    answer = models.CharField("คำตอบ", max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "ลิงก์ตัวอย่าง"
        verbose_name_plural = "ลิงก์ตัวอย่าง"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.reader} {self.edition_id}"

    @property
    def works(self) -> bool:
        return (
            self.made_by.is_active
            and self.revoked_at is None
            and self.expires_at > timezone.now()
            and self.openings < MOST_PREVIEW_OPENINGS
            and self.edition.state in IN_PROGRESS
        )
