"""Where the office is and how to reach it."""

from collections.abc import Iterator

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from publishing.fields import LineField, ParagraphField
from publishing.links import OutsideAddressField
from publishing.models import Edition
from publishing.proofs import Proof, named, of_column


class Contact(Edition):
    """Where and how to reach the office."""

    address = ParagraphField("ที่อยู่", blank=True, max_length=500, help_text="ที่อยู่สำหรับส่งหนังสือและเดินทางมาติดต่อ")
    phones = ParagraphField("โทรศัพท์", blank=True, max_length=300, help_text="บรรทัดละหนึ่งเลขหมาย")
    fax = LineField("โทรสาร", max_length=60, blank=True, help_text="เว้นว่างได้")
    email = models.EmailField("อีเมล", blank=True, help_text="อีเมลกลางของหน่วยงาน")
    hours = ParagraphField(
        "เวลาทำการ", blank=True, max_length=300, help_text="เช่น วันจันทร์ถึงวันศุกร์ 08.30–16.30 น."
    )
    latitude = models.DecimalField(
        "ละติจูด",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(21)],
        help_text="เช่น 15.263528",
    )
    longitude = models.DecimalField(
        "ลองจิจูด",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(97), MaxValueValidator(106)],
        help_text="เช่น 103.754556",
    )

    REVIEW_MONTHS = 6
    PARTS = ("channels",)

    CONTACTS = ("phones", "fax", "address")

    class Meta:
        verbose_name = "ช่องทางติดต่อ"
        verbose_name_plural = "ช่องทางติดต่อ"

    @property
    def phone_lines(self) -> list[str]:
        return [line.strip() for line in self.phones.splitlines() if line.strip()]

    @property
    def position(self) -> str:
        """`15.263528,103.754556`, as map services take it. Empty without a position."""
        return "" if None in (self.latitude, self.longitude) else f"{self.latitude},{self.longitude}"

    @property
    def directions_address(self) -> str:
        """A plain link that opens the way here in the map app of a phone. Empty without a position."""
        place = self.position
        return place and f"https://www.google.com/maps/dir/?api=1&destination={place}"

    @property
    def google_address(self) -> str:
        """A plain link to another public map. Empty without a position."""
        place = self.position
        return place and f"https://www.google.com/maps/search/?api=1&query={place}"

    @property
    def map_address(self) -> str:
        """A plain link to a public map; nothing of it is loaded by our pages. Empty without a position."""
        return (
            self.position
            and f"https://www.openstreetmap.org/?mlat={self.latitude}&mlon={self.longitude}#map=16/{self.latitude}/{self.longitude}"
        )

    def structured(self) -> dict[str, object]:
        return {"@type": "ContactPage"}

    def missing(self) -> Iterator[str]:
        if not self.address:
            yield "กรอกที่อยู่"
        if not self.hours:
            yield "กรอกเวลาทำการ"
        if not (self.phones or self.email or self.channels.exists()):
            yield "กรอกโทรศัพท์ อีเมล หรือช่องทางติดต่ออย่างน้อยหนึ่งอย่าง"

    def proofs(self) -> Iterator[Proof]:
        """One query."""
        for name in ("address", "phones", "fax", "email", "hours"):
            yield of_column(self, name)
        has_map = bool(self.position)
        yield Proof("map", has_map, "มีแผนที่ตั้ง" if has_map else "ยังไม่มีแผนที่ตั้ง ให้กรอกละติจูดและลองจิจูด")
        channels = [channel.label for channel in self.channels.all()]
        yield Proof(
            "channels",
            bool(channels),
            f"มีช่องทางออนไลน์ {named(channels)}" if channels else "ยังไม่มีช่องทางออนไลน์อื่นในหน้านี้",
        )


class Channel(models.Model):
    """One more way to reach the office, as a plain link."""

    class Kind(models.TextChoices):
        FACEBOOK = "facebook", "Facebook"
        LINE = "line", "LINE"
        YOUTUBE = "youtube", "YouTube"
        WEBSITE = "website", "เว็บไซต์"
        OTHER = "other", "อื่น ๆ"

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="channels")
    kind = models.CharField(
        "ช่องทาง", max_length=10, choices=Kind, default=Kind.FACEBOOK, help_text="ประเภทของช่องทาง"
    )
    label = LineField("ชื่อที่แสดง", max_length=100, help_text="ชื่อที่ประชาชนเห็น เช่น เฟซบุ๊ก อบต.โพนโก")
    url = OutsideAddressField("ที่อยู่", help_text="คัดลอกจากแถบที่อยู่ของเบราว์เซอร์")
    order = models.PositiveSmallIntegerField("ลำดับ", default=0, help_text="เลขน้อยแสดงก่อน")

    class Meta:
        verbose_name = "ช่องทางออนไลน์"
        verbose_name_plural = "ช่องทางออนไลน์"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def icon(self) -> str:
        """Its symbol of static/images/icons.svg."""
        known = (Channel.Kind.FACEBOOK, Channel.Kind.LINE, Channel.Kind.YOUTUBE)
        return self.kind if self.kind in known else "external"
