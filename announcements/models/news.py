"""News: what happens or happened, and the urgent events that have columns of their own (clauses 1(2), 2(3), 3(2))."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from announcements import urgent
from publishing.fields import LineField, ParagraphField
from publishing.models import Edition, EditionQuerySet
from publishing.states import State
from thai.dates import local

#: After its expected end an urgent event that nobody has closed leads the lists this long.
FORGOTTEN_AFTER = timedelta(days=14)


class AnnouncementQuerySet(EditionQuerySet):
    def pinned_first(self) -> "AnnouncementQuerySet":
        """Urgent events come first while they last, the gravest before all; then what is pinned, then the newest."""
        classes = reversed(Announcement.Urgency.values)
        places = [
            *(
                When(self.lasting(), urgency=urgency, then=Value(place))
                for place, urgency in enumerate(classes)
            ),
            When(pinned_until__gte=timezone.localdate(), then=Value(len(Announcement.Urgency))),
        ]
        in_order = self.annotate(place_in_list=Case(*places, default=Value(len(places))))
        return in_order.order_by("place_in_list", F("dated_on").desc(nulls_last=True), "-published_at", "-pk")

    def for_home(self) -> "AnnouncementQuerySet":
        """The cards: what is urgent or pinned, then what was done and celebrated. Notices and jobs have lists of their
        own.
        """
        is_pinned = Q(pinned_until__gte=timezone.localdate())
        return self.filter(self.lasting() | is_pinned | Q(kind__in=Announcement.DONE)).pinned_first()

    @staticmethod
    def lasting() -> Q:
        """Urgent events that are not over; one that nobody has closed long after its expected end leads no longer."""
        now = timezone.now()
        is_on = Q(ended_event_at=None, expected_end__gt=now - FORGOTTEN_AFTER) | Q(ended_event_at__gt=now)
        return ~Q(urgency="") & is_on


class Announcement(Edition):
    """One piece of news: what happens or happened, when and where."""

    class Kind(models.TextChoices):
        MISSION = "mission", "ภารกิจผู้บริหาร"
        ACTIVITY = "activity", "กิจกรรม"
        FESTIVAL = "festival", "งานประเพณี"
        NOTICE = "notice", "ประกาศ"
        RECRUITMENT = "recruitment", "รับสมัครงาน"
        SERVICE = "service", "บริการประชาชน"

    class Urgency(models.TextChoices):
        """Classes of speed of official letters; an urgent event has one (clause 1(2))."""

        FAST = "fast", "ด่วน"
        VERY_FAST = "very_fast", "ด่วนมาก"
        MOST = "most", "ด่วนที่สุด"

    #: Kinds that tell, mostly in pictures, what was done; the others say what the reader may or must do.
    DONE = (Kind.MISSION, Kind.ACTIVITY, Kind.FESTIVAL)

    kind = models.CharField(
        "ประเภท", max_length=12, choices=Kind, default=Kind.ACTIVITY, help_text="ใช้จัดกลุ่มในรายการข่าว"
    )
    starts_at = models.DateTimeField(
        "เริ่ม", null=True, blank=True, help_text="วันและเวลาที่กิจกรรมเริ่ม เว้นว่างถ้าไม่ใช่กิจกรรม"
    )
    ends_at = models.DateTimeField("สิ้นสุด", null=True, blank=True, help_text="วันและเวลาที่กิจกรรมสิ้นสุด")
    place = LineField("สถานที่", max_length=200, blank=True, help_text="สถานที่จัดกิจกรรมหรือที่เกิดเหตุ บอกหมู่ที่ให้ชัดเจน")
    pinned_until = models.DateField(
        "ปักหมุดถึงวันที่", null=True, blank=True, help_text="แสดงก่อนข่าวอื่นจนถึงวันนี้ เว้นว่างถ้าไม่ปักหมุด"
    )

    urgency = models.CharField(
        "ชั้นความเร็ว",
        max_length=9,
        choices=Urgency,
        blank=True,
        help_text="เลือกเมื่อเป็นเหตุการณ์สำคัญ ฉุกเฉิน หรือเร่งด่วน แล้วกรอกช่องที่เหลือในส่วนนี้ "
        "และสามช่องในส่วน “ใช้ภายใน ประชาชนไม่เห็น” ให้ครบ (ประกาศ ข้อ 1(2) และ 3(2))",
    )
    happened_at = models.DateTimeField(
        "เกิดเหตุตั้งแต่", null=True, blank=True, help_text="วันและเวลาที่เริ่มเกิดเหตุ เช่น 17/06/2569 09.30"
    )
    cause = ParagraphField(
        "สาเหตุ", max_length=4000, blank=True, help_text="เกิดจากอะไร เท่าที่ยืนยันได้แล้ว แสดงต่อประชาชน"
    )
    effects = ParagraphField(
        "ผลกระทบ", max_length=4000, blank=True, help_text="ใคร ที่ใด เสียหายหรือเดือดร้อนอย่างไร แสดงต่อประชาชน"
    )
    measures = ParagraphField(
        "การดำเนินการ", max_length=4000, blank=True, help_text="สิ่งที่หน่วยงานทำแล้วและกำลังทำ แสดงต่อประชาชน"
    )
    outcome = ParagraphField(
        "ผลลัพธ์", max_length=4000, blank=True, help_text="ผลถึงขณะนี้ และเมื่อยุติแล้วคือผลสุดท้าย แสดงต่อประชาชน"
    )
    expected_end = models.DateTimeField(
        "คาดว่าจะสิ้นสุด", null=True, blank=True, help_text="ประมาณการเท่าที่ทราบ แก้ไขได้ในฉบับต่อไป แสดงต่อประชาชน"
    )
    public_contact = LineField(
        "ติดต่อสอบถาม",
        max_length=200,
        blank=True,
        help_text="หน่วยงานและหมายเลขโทรศัพท์ที่ประชาชนติดต่อได้ แสดงต่อประชาชน",
    )
    ended_event_at = models.DateTimeField(
        "เหตุการณ์ยุติเมื่อ", null=True, blank=True, help_text="กรอกในฉบับรายงานปิดเหตุ เว้นว่างไว้ระหว่างที่เหตุยังไม่ยุติ"
    )
    advantages = ParagraphField(
        "ผลดีของการเผยแพร่", max_length=4000, blank=True, help_text="ใช้ภายในเท่านั้น ประชาชนไม่เห็น"
    )
    disadvantages = ParagraphField(
        "ผลเสียของการเผยแพร่", max_length=4000, blank=True, help_text="ใช้ภายในเท่านั้น ประชาชนไม่เห็น"
    )
    publishing_effects = ParagraphField(
        "ผลกระทบของการเผยแพร่ต่อองค์กร", max_length=4000, blank=True, help_text="ใช้ภายในเท่านั้น ประชาชนไม่เห็น"
    )

    #: What only an urgent event has, beside its place.
    OF_EVENT = (
        *("happened_at", "cause", "effects", "measures", "outcome", "expected_end", "public_contact"),
        *("ended_event_at", "advantages", "disadvantages", "publishing_effects"),
    )
    REVIEW_MONTHS = 0  # news is of its day
    INTERNAL = ("advantages", "disadvantages", "publishing_effects")
    CONTACTS = ("public_contact",)
    URGENCY = "urgency"

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = "ข่าวประชาสัมพันธ์"
        verbose_name_plural = "ข่าวประชาสัมพันธ์"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(ends_at__gte=F("starts_at")),
                name="announcements_ends_after_start",
                violation_error_message="วันเวลาสิ้นสุดต้องไม่ก่อนวันเวลาเริ่ม",
            ),
            models.CheckConstraint(
                condition=Q(expected_end__isnull=True)
                | Q(happened_at__isnull=True)
                | Q(expected_end__gt=F("happened_at")),
                name="announcements_event_lasts",
                violation_error_message="เวลาที่คาดว่าจะสิ้นสุดต้องหลังเวลาเกิดเหตุ",
            ),
            models.CheckConstraint(
                condition=Q(ended_event_at__isnull=True)
                | Q(happened_at__isnull=True)
                | Q(ended_event_at__gte=F("happened_at")),
                name="announcements_event_ends_after_start",
                violation_error_message="เวลาที่เหตุการณ์ยุติต้องไม่ก่อนเวลาเกิดเหตุ",
            ),
        ]
        indexes = [models.Index(fields=["kind"], name="announcements_kind")]

    def kind_label(self) -> str:
        return self.get_kind_display()

    @property
    def is_urgent(self) -> bool:
        """Whether it tells of an urgent event, over or not (clause 1(2))."""
        return bool(self.urgency)

    @property
    def is_over(self) -> bool:
        """Whether the urgent event has ended."""
        return self.ended_event_at is not None and self.ended_event_at <= timezone.now()

    def told_in_depth(self) -> list[tuple[str, str]]:
        """What the public must be told of an urgent event (clause 3(2)): headings and texts, without what is empty."""
        names = ("cause", "effects", "measures", "outcome")
        parts = [(str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in names]
        return [(heading, text) for heading, text in parts if text]

    def contact_words(self) -> list[urgent.Words]:
        """Whom to call about the event, cut at the telephone numbers."""
        return urgent.with_numbers(self.public_contact)

    def news_in_it(self) -> str:
        """What this edition adds to the story of its event."""
        first = self.summary if self.change_kind == self.ChangeKind.FIRST else self.get_change_kind_display()
        return self.change_note or first

    @property
    def has_event(self) -> bool:
        """Whether it tells of something to come to: it begins at some time and is still announced."""
        return self.starts_at is not None and self.state == State.PUBLISHED

    @property
    def lies_ahead(self) -> bool:
        """Whether one can still come to it."""
        return self.has_event and (self.ends_at or self.starts_at) > timezone.now()

    @property
    def is_pinned(self) -> bool:
        return self.pinned_until is not None and self.pinned_until >= timezone.localdate()

    def structured(self) -> dict[str, object]:
        found: dict[str, object] = {"@type": "NewsArticle", "articleSection": self.kind_label()}
        if self.starts_at:
            place = {"@type": "Place", "name": self.place, "address": self.place}
            found["about"] = {
                "@type": "Event",
                "name": self.title,
                "startDate": local(self.starts_at).isoformat(),
                "endDate": local(self.ends_at).isoformat() if self.ends_at else None,
                "location": place if self.place else None,
            }
        return found

    def missing(self) -> Iterator[str]:
        if self.is_urgent:
            # The body may wait: what must be told of an event has columns of its own.
            yield from urgent.lacking(self)
        else:
            if not self.body:
                yield "เขียนเนื้อหาข่าว"
            if any(getattr(self, name) for name in self.OF_EVENT):
                yield "เลือกชั้นความเร็ว หรือลบข้อความในส่วนเหตุการณ์สำคัญ ฉุกเฉิน หรือเร่งด่วนออก"
        if self.dated_on is None:
            yield "กรอกวันที่ของข่าวในช่อง “ลงวันที่”"
