"""What shows an item: a publication, a channel that works, an outside address, or the statement that there is nothing."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import TidyText
from ita.models.cycle import Element, Item
from publishing.fields import LineField, ParagraphField, YearField
from publishing.models import Publication


class EvidenceQuerySet(models.QuerySet):
    def standing(self) -> "EvidenceQuerySet":
        """Proposed or confirmed: what the office works with."""
        return self.filter(state__in=[Evidence.State.PROPOSED, Evidence.State.CONFIRMED])

    def confirmed(self) -> "EvidenceQuerySet":
        """What the public sees."""
        return self.filter(state=Evidence.State.CONFIRMED)


class Evidence(TidyText):
    """One piece of evidence for one item. It follows new editions by itself: it names the publication."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication", "เรื่องที่เผยแพร่ในเว็บไซต์นี้"
        CHANNEL = "channel", "ช่องทางหรือหน้าในเว็บไซต์นี้"
        OUTSIDE = "outside", "เว็บไซต์อื่น"
        NONE = "none", "ไม่มีข้อมูลในปีนี้"

    class State(models.TextChoices):
        PROPOSED = "proposed", "รอยืนยัน"
        CONFIRMED = "confirmed", "ยืนยันแล้ว"
        RETURNED = "returned", "ส่งกลับแก้ไข"
        RETIRED = "retired", "เลิกใช้"

    class Part(models.TextChoices):
        """The time that the evidence says it is about."""

        CURRENT = "current", "ข้อมูลปัจจุบัน"
        YEAR = "year", "ทั้งปีงบประมาณ"
        YEARS = "years", "หลายปีงบประมาณ"
        FIRST_HALF = "first_half", "รอบ 6 เดือนแรก"
        SECOND_HALF = "second_half", "รอบ 6 เดือนหลัง"
        QUARTER = "quarter", "ไตรมาส"
        MONTH = "month", "เดือน"

    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence")
    kind = models.CharField("หลักฐานเป็น", max_length=12, choices=Kind, default=Kind.PUBLICATION)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="ita_evidence", verbose_name="เรื่อง"
    )
    address = models.CharField("ที่อยู่", max_length=500, blank=True)  # "/about/contact/", "https://…"
    title = LineField("ชื่อที่แสดง", max_length=300, blank=True)  # of a channel or an outside address
    statement = ParagraphField(
        "คำชี้แจง",
        max_length=1000,
        blank=True,
        help_text="แสดงต่อประชาชนและผู้ประเมิน เช่น อ่านข้อมูลได้ที่หน้าใด หรือเหตุที่ไม่มีข้อมูล",
    )
    period_part = models.CharField("ข้อมูลของช่วง", max_length=12, choices=Part, default=Part.CURRENT)
    period_year = YearField("ปีงบประมาณ", null=True, blank=True)
    period_to_year = YearField("ถึงปีงบประมาณ", null=True, blank=True)
    period_number = models.PositiveSmallIntegerField(
        "ไตรมาสหรือเดือนที่", null=True, blank=True
    )  # months: 1 is January
    order = models.PositiveSmallIntegerField(default=0, editable=False)

    state = models.CharField("สถานะ", max_length=10, choices=State, default=State.PROPOSED, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # one more at every change
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    proposed_at = models.DateTimeField("เสนอเมื่อ", editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField("ยืนยันเมื่อ", null=True, editable=False)
    answer = models.TextField("เหตุผลที่ส่งกลับหรือเลิกใช้", blank=True, editable=False)
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")
    renew = models.CharField("สิ่งที่ต้องทำใหม่", max_length=300, blank=True, editable=False)  # empty: nothing

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "หลักฐาน ITA"
        verbose_name_plural = "หลักฐาน ITA"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="publication", publication__isnull=False)
                | ~Q(kind="publication") & Q(publication__isnull=True),
                name="ita_evidence_of_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("proposed_by")),
                name="ita_evidence_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["item", "publication"],
                condition=Q(state__in=["proposed", "confirmed", "returned"], publication__isnull=False),
                name="ita_publication_once_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.get_kind_display()}"

    @property
    def is_public(self) -> bool:
        return self.state == Evidence.State.CONFIRMED


class Claim(models.Model):
    """An element that a piece of evidence shows, and where in it."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="claims")
    element = models.ForeignKey(Element, models.CASCADE, related_name="claims")
    where = LineField("อยู่ตรงไหน", max_length=200, blank=True, help_text="เช่น หน้า 3 หัวข้อที่ 2")

    class Meta:
        verbose_name = "องค์ประกอบที่หลักฐานแสดง"
        verbose_name_plural = "องค์ประกอบที่หลักฐานแสดง"
        constraints = [models.UniqueConstraint(fields=["evidence", "element"], name="ita_claim_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.element_id}"
