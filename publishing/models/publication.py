"""The address under which editions appear."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Position
from publishing.categories import Category, category_of

slug_form = RegexValidator(
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    "ใช้ตัวอักษรภาษาอังกฤษพิมพ์เล็ก ตัวเลข และขีดกลาง (-) เท่านั้น ขึ้นต้นด้วยตัวอักษร เช่น annual-plan-2569",
)
ADDRESS_TAKEN = "ที่อยู่เว็บนี้มีเรื่องอื่นใช้แล้ว ให้ใช้คำอื่น"
#: Words that the site's own addresses below a category use, now or soon.
RESERVED_SLUGS = frozenset({
    "add", "admin", "all", "archive", "atom", "csv", "edit", "edition", "editions", "feed", "feeds", "files", "history",
    "index", "json", "list", "media", "new", "page", "plans", "preview", "print", "procurement", "qr", "rss", "search",
    "sitemap", "static", "table", "xlsx", "xml",
})  # fmt: skip


class Publication(models.Model):
    """A public address and who answers for it; its wordings are its editions."""

    category = models.CharField(max_length=40, editable=False)  # app label
    model = models.CharField(max_length=40, editable=False)  # edition model, lower case
    slug = models.CharField(
        "ที่อยู่เว็บ",
        max_length=80,
        null=True,
        blank=True,
        validators=[slug_form],
        help_text="ภาษาอังกฤษสั้น ๆ เว้นว่างได้ ระบบจะใช้ตัวเลขแทน แก้ไม่ได้หลังเผยแพร่ครั้งแรก",
    )
    owner = models.ForeignKey(
        Position,
        models.PROTECT,
        verbose_name="ตำแหน่งผู้รับผิดชอบ",
        related_name="publications",
        help_text="ตำแหน่งที่ดูแลเรื่องนี้ให้เป็นปัจจุบัน (ประกาศ ข้อ 3(1))",
    )
    reviewed_on = models.DateField("ตรวจทานล่าสุด", null=True, blank=True, editable=False)
    review_due = models.DateField("ครบกำหนดตรวจทาน", null=True, blank=True, editable=False)
    first_published_at = models.DateTimeField("เผยแพร่ครั้งแรก", null=True, editable=False)
    last_published_at = models.DateTimeField("เผยแพร่ล่าสุด", null=True, editable=False)

    class Meta:
        verbose_name = "เรื่อง"
        verbose_name_plural = "เรื่อง"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "slug"],
                name="publishing_slug_once_a_category",
                violation_error_message=ADDRESS_TAKEN,
            ),
            models.CheckConstraint(
                condition=Q(slug__isnull=True) | Q(slug__regex=r"^[a-z][a-z0-9-]*$"),
                name="publishing_slug_is_ascii",
            ),
        ]
        # Most have none: by the index of the constraint a planner expects thousands for each.
        indexes = [models.Index(fields=["slug"], condition=Q(slug__isnull=False), name="publishing_by_slug")]

    def __str__(self) -> str:
        return self.address

    @property
    def declared(self) -> Category:
        return category_of(self.category)

    @property
    def reference(self) -> str:
        """The last part of the address: the slug, or the number."""
        return self.slug or str(self.pk)

    @property
    def address(self) -> str:
        return f"{self.declared.address}{self.reference}/"

    @property
    def reviewed_since_published(self) -> bool:
        """Whether somebody looked at it again after what stands there was published (or on that day)."""
        reviewed, published = self.reviewed_on, self.last_published_at
        return bool(reviewed and published and reviewed >= timezone.localdate(published))

    def get_absolute_url(self) -> str:
        return self.address
