"""One wording of a publication."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from accounts.models import Position
from publishing.fields import LineField, ParagraphField
from publishing.models.files import Attachment
from publishing.models.publication import Publication
from publishing.proofs import Proof, Span
from publishing.richtext import RichTextField
from publishing.states import EDITABLE, IN_PROGRESS, ONCE_PUBLIC, STANDING, State
from thai.dates import fiscal_year, fiscal_year_bounds


class ByDate(models.Index):
    """The order of `newest()`, what has no date at the end: so SQLite orders anyway, and refuses to be told in an index."""

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            return super().create_sql(model, schema_editor, using, **kwargs)
        columns = "state", F("dated_on").desc(nulls_last=True), F("published_at").desc(), F("id").desc()
        return models.Index(*columns, name=self.name).create_sql(model, schema_editor, using, **kwargs)


@cache
def _labels(field: models.Field) -> dict[str, str]:
    return {value: str(label) for value, label in field.flatchoices}


class EditionQuerySet(models.QuerySet):
    def live(self, *also: State) -> EditionQuerySet:
        """What the public may see: published editions, with their publication, owner and unit (no extra query).

        `also` adds states that one page shows under a notice: State.WITHDRAWN, State.SUPERSEDED.
        """
        if not set(also) <= {State.WITHDRAWN, State.SUPERSEDED}:
            raise ValueError("Only withdrawn and superseded editions may be shown beside published ones.")
        return self.filter(state__in=[State.PUBLISHED, *also]).select_related("publication__owner__unit")

    def at_address(self, reference: str) -> EditionQuerySet:
        """Editions of the publication whose slug or number is `reference` (empty for nonsense)."""
        if reference.isascii() and reference.isdigit():
            # More digits than a key can have: Python and the databases refuse them loudly.
            return self.filter(publication=int(reference)) if len(reference) < 19 else self.none()
        return self.filter(publication__slug=reference)

    def in_fiscal_year(self, year: int) -> EditionQuerySet:
        """Editions whose date lies in fiscal year `year` (พ.ศ., 1 October to 30 September)."""
        return self.filter(dated_on__range=fiscal_year_bounds(year))

    def with_cover(self) -> EditionQuerySet:
        """Adds `cover`: a dict (address, width, height, alt) of the first photo, or None. No extra query."""
        first_photo = (
            Attachment.objects.filter(edition=OuterRef("pk"), kind=Attachment.Kind.PHOTO)
            .order_by("order", "pk")
            .values(
                found=JSONObject(
                    address="address_id", width="stored__width", height="stored__height", alt="alt"
                )
            )[:1]
        )
        return self.annotate(cover=Subquery(first_photo))

    def newest(self) -> EditionQuerySet:
        return self.order_by(F("dated_on").desc(nulls_last=True), "-published_at", "-pk")

    def for_home(self) -> EditionQuerySet:
        """What the home page shows first of this model; a category may know better than the newest."""
        return self.newest()

    def in_progress(self) -> EditionQuerySet:
        return self.filter(state__in=IN_PROGRESS)


class Edition(models.Model):
    """One wording of a publication. A category's own fields are columns of its child table."""

    class ChangeKind(models.TextChoices):
        FIRST = "first", "ฉบับแรก"
        MAJOR = "major", "แก้ไขสาระสำคัญ"
        MINOR = "minor", "แก้ไขเล็กน้อย"

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="editions", editable=False)
    number = models.PositiveIntegerField("ฉบับที่", editable=False)
    state = models.CharField("สถานะ", max_length=12, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # one more at every save and move

    title = LineField("ชื่อเรื่อง", max_length=250, help_text="บอกสาระให้ครบในบรรทัดเดียว ไม่เกิน 250 ตัวอักษร")
    summary = ParagraphField(
        "สรุปย่อ",
        max_length=500,
        blank=True,
        help_text="หนึ่งหรือสองประโยคที่ประชาชนเห็นในหน้ารายการ ต้องมีก่อนส่งตรวจสอบ",
    )
    body = RichTextField("เนื้อหา", blank=True)
    dated_on = models.DateField(
        "ลงวันที่", null=True, blank=True, help_text="วันที่ของเรื่องหรือเอกสาร (พ.ศ.) เช่น 17/06/2563"
    )
    owner = models.ForeignKey(
        Position,
        models.PROTECT,
        verbose_name="ตำแหน่งผู้รับผิดชอบ",
        related_name="+",
        help_text="ตำแหน่งที่ดูแลเรื่องนี้ให้เป็นปัจจุบัน (ประกาศ ข้อ 3(1)) เปลี่ยนแล้วมีผลเมื่อฉบับนี้เผยแพร่",
    )
    change_kind = models.CharField(
        "ลักษณะการแก้ไข",
        max_length=6,
        choices=ChangeKind,
        default=ChangeKind.FIRST,
        help_text="ถ้าตัวเลข วันที่ ชื่อกฎหมาย หรือไฟล์เปลี่ยน ให้เลือก “แก้ไขสาระสำคัญ”",
    )
    change_note = LineField(
        "บันทึกการแก้ไข", max_length=300, blank=True, help_text="แสดงต่อประชาชน บอกว่าแก้ไขอะไรและเพราะอะไร"
    )

    created_at = models.DateTimeField("เริ่มร่างเมื่อ", auto_now_add=True)
    saved_at = models.DateTimeField("บันทึกล่าสุด", null=True, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    submitted_at = models.DateTimeField("ส่งตรวจสอบเมื่อ", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    content_hash = models.CharField("ลายนิ้วมือของเนื้อหา", max_length=64, blank=True, editable=False)
    approved_at = models.DateTimeField("อนุมัติเมื่อ", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    publish_at = models.DateTimeField("ตั้งเวลาเผยแพร่", null=True, editable=False)
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, editable=False)
    ended_at = models.DateTimeField("พ้นจากการเผยแพร่เมื่อ", null=True, editable=False)
    urgent = models.BooleanField("เผยแพร่กรณีเร่งด่วน", default=False, editable=False)
    end_reason = models.TextField("เหตุผล", blank=True, editable=False)
    successor = models.ForeignKey(
        Publication,
        models.PROTECT,
        verbose_name="เรื่องที่มาแทน",
        related_name="predecessors",
        null=True,
        editable=False,
    )

    #: What a reader sees and an approver approves; the child's own columns are added by `content_fields()`.
    WORDING = ("title", "summary", "body", "dated_on", "owner", "change_kind", "change_note")
    #: Related names of rows that belong to the wording (copied, hashed): a child model overrides this.
    PARTS: tuple[str, ...] = ()
    #: Text columns of which no change is minor, such as the name of a law: a child model overrides this.
    NEVER_MINOR: tuple[str, ...] = ()
    #: Own columns that only staff read: in no page, feed, export or search that the public sees.
    INTERNAL: tuple[str, ...] = ()
    #: Own columns that are there to hold the office's own telephone numbers and the like.
    CONTACTS: tuple[str, ...] = ()
    #: The column with the class of urgency, its choices from the least to the gravest; empty where nothing is urgent.
    URGENCY: str = ""
    #: After how many months things of this kind are looked at again, unless the office says otherwise; 0: never.
    REVIEW_MONTHS: int = 12
    #: In which order a reader steps through the items of one kind, that of their list. Where an item stands is decided
    #: by the first column: items without it are stepped over. Empty: nobody steps.
    STEPS: tuple[str, ...] = ("-dated_on", "-published_at", "-pk")
    #: What the list of these is called where the plural is not its name.
    LIST_TITLE = ""
    #: Set on an object that is shown by a preview link: its files are asked for with it.
    preview_token = ""
    #: The hash of the ledger's last event when it was fetched for its page (publishing/kept.py); None otherwise.
    ledger: str | None = None

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "ฉบับ"
        verbose_name_plural = "ฉบับ"
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="publishing_edition_number"),
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state__in=sorted(STANDING)),
                name="publishing_one_live_edition",
            ),
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state__in=sorted(IN_PROGRESS)),
                name="publishing_one_edition_in_progress",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(State.values)), name="publishing_known_state"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(approved_by=F("submitted_by"))
                # Published in haste by one person alone: a second review is then open (publishing/models/urgent.py).
                | Q(urgent=True),
                name="publishing_submitter_does_not_approve",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(ONCE_PUBLIC))
                | Q(
                    approved_by__isnull=False,
                    submitted_by__isnull=False,
                    approved_at__isnull=False,
                    published_at__isnull=False,
                )
                & ~Q(content_hash=""),
                name="publishing_live_means_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | Q(approved_by__isnull=False, publish_at__isnull=False) & ~Q(content_hash=""),
                name="publishing_waiting_means_approved",
            ),
        ]
        indexes = [
            # What each is for: docs/decisions/0014-growth.md.
            ByDate(fields=["state", "-dated_on", "-published_at", "-id"], name="publishing_by_date"),
            models.Index(fields=["state", "-published_at", "-id"], name="publishing_by_publishing"),
            models.Index(fields=["change_kind", "-published_at", "-id"], name="publishing_by_change"),
            models.Index(fields=["-published_at"], condition=Q(urgent=True), name="publishing_in_haste"),
            models.Index(fields=["publish_at"], condition=Q(state=State.APPROVED), name="publishing_due"),
            models.Index(fields=["state", "-saved_at"], name="publishing_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.publication.address

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_withdrawn(self) -> bool:
        return self.state == State.WITHDRAWN

    @property
    def review(self) -> models.Model | None:
        """The second review of what was published in haste, or None (a query for what is urgent, unless it was selected)."""
        return getattr(self, "second_review", None) if self.urgent else None

    @property
    def specific(self) -> Edition:
        """This edition as its category's model (one query unless it is that already or was selected)."""
        if type(self)._meta.model_name == self.publication.model:
            return self
        child = getattr(self, self.publication.model)
        child.publication = self.publication
        return child

    @classmethod
    def own_fields(cls) -> list[models.Field]:
        """The columns that the category adds, in order."""
        return [
            field for field in cls._meta.local_concrete_fields if not (field.primary_key or field.generated)
        ]

    @classmethod
    def public_fields(cls) -> list[models.Field]:
        """The category's own columns that the public may read."""
        return [field for field in cls.own_fields() if field.name not in cls.INTERNAL]

    @classmethod
    def content_fields(cls) -> list[models.Field]:
        """Every column of the wording, in order: the shared ones, then the category's own."""
        shared = [Edition._meta.get_field(name) for name in cls.WORDING]
        return shared if cls is Edition else shared + cls.own_fields()

    @classmethod
    def kind_field(cls) -> models.Field | None:
        """The column that says what kind of thing this is and by which lists are narrowed: the first with choices."""
        return next((field for field in cls.own_fields() if field.choices), None)

    def kin(self) -> EditionQuerySet:
        """What a reader of this one may want too, itself among them: others of its kind, the newest first.

        One with a date begins at the end of its fiscal year, so that beside old things stand those of their time.
        """
        kind = self.kind_field()
        found = type(self).objects.live()
        if kind is not None:
            found = found.filter(**{kind.name: getattr(self, kind.name)})
        if self.dated_on:
            found = found.filter(dated_on__lte=fiscal_year_bounds(fiscal_year(self.dated_on))[1])
        return found.newest()

    def kin_heading(self) -> str:
        """What `kin()` is called on the page, in Thai."""
        return f"{self.kind_label()}อื่น" if getattr(self, "kind", "") != "other" else "เรื่องอื่นในหมวดนี้"

    def missing(self) -> Iterator[str]:
        """What the category demands at submit and this edition lacks, as Thai sentences."""
        return iter(())

    def proofs(self) -> Iterator[Proof]:
        """What the data themselves prove, for an assessment: a child model overrides it."""
        return iter(())

    def span(self) -> Span | None:
        """The time that the content is about, where the data say it: a child model overrides it."""
        return None

    def _get_FIELD_display(self, field: models.Field) -> str:
        # Django makes the table of the choices anew for every label; a list shows some for each item.
        value = getattr(self, field.attname)
        return _labels(field).get(value, value)

    def kind_label(self) -> str:
        """What kind of thing this is, in Thai, for lists."""
        return str(self._meta.verbose_name)

    def urgency_label(self) -> str:
        """The class of urgency in Thai (clause 1(2)); empty for what is not urgent. Only what has one may be published in
        haste.
        """
        return getattr(self, f"get_{self.URGENCY}_display")() if self.URGENCY else ""

    def code_address(self) -> str:
        """Where its QR code leads if not to its page: a child model may know better."""
        return ""

    def structured(self) -> dict[str, object]:
        """What programs read of this kind beside what every page has, in the words of schema.org: a child model
        overrides it. Addresses may begin with "/"; what is None or empty is left out. No query.
        """
        return {"@type": "Article"}


class ReviewItem(Edition):
    """An edition that waits for somebody: the rows of the admin's review queue."""

    class Meta:
        proxy = True
        verbose_name = "เรื่องที่รอดำเนินการ"
        verbose_name_plural = "รายการรอตรวจสอบและอนุมัติ"


class TrashItem(Edition):
    """A draft that was thrown away and can still be fetched back: the rows of the admin's trash."""

    class Meta:
        proxy = True
        verbose_name = "ร่างที่ทิ้ง"
        verbose_name_plural = "ถังขยะ"
