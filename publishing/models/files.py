"""Stored bytes, the attachment that shows them on an edition, and the address they keep over editions."""

from urllib.parse import quote

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q

from publishing.fields import LineField
from publishing.states import STANDING

#: Widths in pixels of the WebP copies of every picture, smallest first.
PICTURE_WIDTHS = (480, 960, 1600)


class StoredFile(models.Model):
    """Checked bytes in the store under a generated name. Never changed, never public by themselves."""

    storage_name = models.CharField(max_length=80, unique=True)
    original_name = models.CharField("ชื่อไฟล์เดิม", max_length=200)
    extension = models.CharField("ชนิดไฟล์", max_length=5)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("ขนาด (ไบต์)")
    sha256 = models.CharField("SHA-256", max_length=64, validators=[MinLengthValidator(64)], db_index=True)
    pages = models.PositiveIntegerField("จำนวนหน้า", null=True)
    has_text = models.BooleanField("มีข้อความที่อ่านได้", null=True)
    #: What a PDF calls itself, "" for one without a title that tells anything; None: not a PDF, or not looked at yet.
    pdf_title = models.CharField("ชื่อเรื่องในไฟล์", max_length=200, null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "ไฟล์"
        verbose_name_plural = "ไฟล์"

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    @property
    def widths(self) -> list[int]:
        """The widths in which WebP copies are stored: those of PICTURE_WIDTHS that do not enlarge."""
        if self.width is None:
            return []
        return [width for width in PICTURE_WIDTHS if width <= self.width] or [self.width]

    def rendition_name(self, width: int) -> str:
        return f"{self.storage_name}-{width}.webp"


class FileAddress(models.Model):
    """The number in `/files/<number>/…`: kept over editions, also when the bytes are replaced."""

    publication = models.ForeignKey("publishing.Publication", models.PROTECT, related_name="file_addresses")

    def __str__(self) -> str:
        return f"/files/{self.pk}/"


class Attachment(models.Model):
    """One file or picture as one edition shows it."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "เอกสาร"
        PHOTO = "photo", "ภาพ"
        PORTRAIT = "portrait", "ภาพบุคคล"

    edition = models.ForeignKey("publishing.Edition", models.PROTECT, related_name="attachments")
    address = models.ForeignKey(FileAddress, models.PROTECT, related_name="attachments")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=10, choices=Kind)
    title = LineField(
        "ชื่อไฟล์ที่แสดง", max_length=200, blank=True, help_text="ชื่อที่ประชาชนเห็น เช่น แผนพัฒนาท้องถิ่น พ.ศ. 2566–2570"
    )
    alt = LineField(
        "ข้อความแทนภาพ",
        max_length=300,
        blank=True,
        help_text="บอกสิ่งที่อยู่ในภาพสำหรับผู้ที่มองไม่เห็น ต้องมีก่อนส่งตรวจสอบ",
    )
    caption = LineField("คำบรรยายภาพ", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = "เอกสารแนบ"
        verbose_name_plural = "เอกสารแนบ"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "address"], name="publishing_address_once_an_edition"),
            models.CheckConstraint(
                condition=Q(kind__in=["document", "photo", "portrait"]), name="publishing_attachment_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.stored.original_name

    @property
    def label(self) -> str:
        return self.title or self.stored.original_name

    @property
    def download_name(self) -> str:
        """The file name in the address: the title when there is one, with the checked extension."""
        stem = self.title or self.stored.original_name.rsplit(".", 1)[0] or "file"
        stem = "".join(" " if character in '/\\:*?"<>|;#%' else character for character in stem)
        stem = " ".join(stem.replace(".", " ").split())[:100].strip() or "file"
        return f"{stem.replace(' ', '-')}.{self.stored.extension}"

    @property
    def _asked_edition(self) -> str:
        """Staff see the file of an edition that is not public by naming the edition, others by their preview link."""
        if self.edition.state in STANDING:
            return ""
        preview = f"&preview={self.edition.preview_token}" if self.edition.preview_token else ""
        return f"?edition={self.edition_id}{preview}"

    def get_absolute_url(self) -> str:
        return f"/files/{self.address_id}/{quote(self.download_name)}{self._asked_edition}"

    def rendition_address(self, width: int) -> str:
        return f"/files/{self.address_id}/w/{width}.webp{self._asked_edition}"

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.rendition_address(width)} {width}w" for width in self.stored.widths)

    @property
    def largest(self) -> str:
        return self.rendition_address(self.stored.widths[-1])

    @property
    def smallest(self) -> str:
        return self.rendition_address(self.stored.widths[0])


class FileCare(Attachment):
    """A file or photo of a live edition, as the list of those that need care has it (publishing/file_care.py)."""

    class Meta:
        proxy = True
        verbose_name = "ไฟล์ที่ควรปรับปรุง"
        verbose_name_plural = "ไฟล์ที่ควรปรับปรุง"
