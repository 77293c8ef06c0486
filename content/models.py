"""Clause 2(1), ข้อมูลพื้นฐาน: about pages, the executive structure, plans and reports, contact channels."""

from collections.abc import Iterable, Iterator

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from accounts.models import Unit
from publishing.categories import MenuEntry
from publishing.fields import LineField, ParagraphField, YearField
from publishing.links import OutsideAddressField
from publishing.models import Attachment, Edition, EditionQuerySet, FileAddress, StoredFile
from thai.dates import MONTHS
from thai.order import thai_order

YEAR_LIMITS = [MinValueValidator(2440), MaxValueValidator(2600)]


class PageQuerySet(EditionQuerySet):
    def in_sections(self) -> "PageQuerySet":
        """Section by section of the menu, those outside of it before the policies; in each in the order of the menu."""
        sections = [section for section in Page.MenuSection if section != Page.MenuSection.NONE]
        sections.insert(-1, Page.MenuSection.NONE)
        rank = Case(
            *(When(menu_section=section, then=Value(place)) for place, section in enumerate(sections))
        )
        return self.order_by(rank, F("menu_order").asc(nulls_last=True), thai_order("title"))

    def for_home(self) -> "PageQuerySet":
        """In the order of the menu, without the policies, which stand at the foot of every page."""
        pages = self.exclude(menu_section=Page.MenuSection.POLICIES)
        return pages.order_by(models.F("menu_order").asc(nulls_last=True), "title")


class Page(Edition):
    """A page about the office: its history, vision, powers, policies."""

    class Kind(models.TextChoices):
        HISTORY = "history", "ประวัติความเป็นมา"
        GENERAL = "general", "ข้อมูลทั่วไป"
        VISION = "vision", "วิสัยทัศน์"
        MISSION = "mission", "พันธกิจ"
        POWERS = "powers", "อำนาจหน้าที่"
        POLICY = "policy", "นโยบาย"
        MESSAGE = "message", "สารจากผู้บริหาร"
        COMPLAINT = "complaint", "ช่องทางร้องเรียน"
        OTHER = "other", "อื่น ๆ"

    class MenuSection(models.TextChoices):
        NONE = "", "ไม่แสดงในเมนู"
        ABOUT = "about", "เกี่ยวกับหน่วยงาน"
        WORK = "work", "การบริหารงาน"
        SERVICES = "services", "บริการประชาชน"
        POLICIES = "policies", "นโยบายเว็บไซต์"

    kind = models.CharField(
        "ประเภท",
        max_length=10,
        choices=Kind,
        default=Kind.GENERAL,
        help_text="หน้านี้เกี่ยวกับเรื่องใด ใช้จัดกลุ่มในรายการข้อมูลพื้นฐาน",
    )
    menu_section = models.CharField(
        "อยู่ในเมนู",
        max_length=10,
        choices=MenuSection,
        blank=True,
        default=MenuSection.NONE,
        help_text="กลุ่มในเมนูที่ประชาชนจะพบหน้านี้",
    )
    menu_order = models.PositiveSmallIntegerField(
        "ลำดับในเมนู", null=True, blank=True, help_text="เลขน้อยอยู่ก่อน เว้นว่างได้"
    )

    STEPS = ()  # the pages of its section stand beside it
    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "หน้าข้อมูล"
        verbose_name_plural = "หน้าข้อมูล"

    def kind_label(self) -> str:
        return self.get_kind_display()

    def structured(self) -> dict[str, object]:
        return {"@type": "AboutPage"}

    def missing(self) -> Iterator[str]:
        if not self.body:
            yield "เขียนเนื้อหา"


class Structure(Edition):
    """The structure of the office: who holds which post, political and permanent."""

    PARTS = ("posts",)

    class Meta:
        verbose_name = "โครงสร้างผู้บริหาร"
        verbose_name_plural = "โครงสร้างผู้บริหาร"

    def branches(self) -> list[dict[str, object]]:
        """The chart, branch by branch: `label`, `tiers` (lists of posts, the head first), `units`.

        `units` groups the officials below the heads by their unit: `unit`, `posts`. `count` and `vacant` are numbers of
        posts, `reachable` tells whether one of them has a telephone or e-mail address. One query.
        """
        posts = list(self.posts.select_related("unit"))
        found = []
        for branch in Post.Branch:
            members = [post for post in posts if post.branch == branch]
            if not members:
                continue
            heads = [post for post in members if post.unit is None or post.tier <= 2]
            tiers = [[post for post in heads if post.tier == tier] for tier in range(1, 5)]
            units: dict[Unit, list[Post]] = {}
            for post in members:
                if post not in heads:
                    units.setdefault(post.unit, []).append(post)
            found.append(
                {
                    "label": branch.label,
                    "count": len(members),
                    "vacant": sum(post.vacant for post in members),
                    "reachable": any(post.phone or post.email for post in members),
                    "tiers": [tier for tier in tiers if tier],
                    "units": [
                        {"unit": unit, "posts": units[unit]}
                        for unit in sorted(units, key=lambda unit: unit.order)
                    ],
                }
            )
        return found

    def structured(self) -> dict[str, object]:
        return {"@type": "AboutPage"}

    def missing(self) -> Iterator[str]:
        posts = list(self.posts.all())
        for branch in (Post.Branch.EXECUTIVE, Post.Branch.OFFICIAL):
            if not any(post.branch == branch for post in posts):
                yield f"เพิ่มตำแหน่งอย่างน้อยหนึ่งตำแหน่งในฝ่าย “{branch.label}”"
        for post in posts:
            if not post.name and not post.vacant:
                yield f"กรอกชื่อผู้ดำรงตำแหน่ง “{post.position}” หรือทำเครื่องหมายว่าตำแหน่งว่าง"


class Post(models.Model):
    """One post in the structure, with the person who holds it or nobody."""

    class Branch(models.TextChoices):
        EXECUTIVE = "executive", "คณะผู้บริหาร"
        COUNCIL = "council", "สภาองค์การบริหารส่วนตำบล"
        OFFICIAL = "official", "พนักงานส่วนตำบล"

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="posts")
    branch = models.CharField(
        "ฝ่าย", max_length=10, choices=Branch, default=Branch.OFFICIAL, help_text="ฝ่ายที่ตำแหน่งนี้สังกัดในผัง"
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="สำนัก/กอง",
        null=True,
        blank=True,
        related_name="+",
        help_text="เว้นว่างได้ถ้าไม่ได้อยู่ในสำนักหรือกอง",
    )
    tier = models.PositiveSmallIntegerField(
        "ชั้นในผัง",
        default=3,
        choices=[(1, "1 หัวหน้าสูงสุดของฝ่าย"), (2, "2 รอง"), (3, "3 หัวหน้าสำนัก/กอง หรือสมาชิก"), (4, "4 เจ้าหน้าที่")],
        help_text="ชั้นที่ 1 อยู่บนสุดของผัง",
    )
    position = LineField("ตำแหน่ง", max_length=150, help_text="ชื่อตำแหน่งเต็มตามคำสั่ง")
    name = LineField(
        "ชื่อ-นามสกุล", max_length=150, blank=True, help_text="คำนำหน้า ชื่อ และนามสกุล เว้นว่างถ้าตำแหน่งว่าง"
    )
    vacant = models.BooleanField("ตำแหน่งว่าง", default=False, help_text="ทำเครื่องหมายเมื่อไม่มีผู้ดำรงตำแหน่ง")
    photo = models.ForeignKey(
        FileAddress, models.PROTECT, verbose_name="ภาพ", null=True, blank=True, related_name="+"
    )
    phone = LineField(
        "โทรศัพท์", max_length=60, blank=True, help_text="หมายเลขที่ทำงานที่เปิดเผยได้ ไม่ใช่หมายเลขส่วนตัว"
    )
    email = models.EmailField("อีเมล", blank=True, help_text="อีเมลที่ทำงานที่เปิดเผยได้")
    order = models.PositiveSmallIntegerField("ลำดับ", default=0, help_text="เลขน้อยแสดงก่อน")

    class Meta:
        verbose_name = "ตำแหน่งในโครงสร้าง"
        verbose_name_plural = "ตำแหน่งในโครงสร้าง"
        ordering = ["tier", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vacant=False) | Q(name=""),
                name="content_vacant_post_has_no_name",
                violation_error_message="ตำแหน่งว่างต้องไม่มีชื่อ ให้ลบชื่อ หรือนำเครื่องหมาย “ตำแหน่งว่าง” ออก",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name or 'ตำแหน่งว่าง'}"


class PlanQuerySet(EditionQuerySet):
    def covering(self, year: int) -> "PlanQuerySet":
        """Plans for fiscal year `year` (พ.ศ.), those of several years among them."""
        last = Coalesce(F("year_to"), F("year_from"))
        return self.alias(last_year=last).filter(year_from__lte=year, last_year__gte=year)

    def with_first_file(self) -> "PlanQuerySet":
        """Adds what `Plan.first_file` and `Plan.more_files` show. No extra query."""
        documents = Attachment.objects.filter(edition=OuterRef("pk"), kind=Attachment.Kind.DOCUMENT)
        first = documents.order_by("order", "pk").values(
            found=JSONObject(
                address_id="address_id",
                title="title",
                original_name="stored__original_name",
                extension="stored__extension",
                size="stored__size",
                pages="stored__pages",
                has_text="stored__has_text",
            )
        )
        counted = documents.order_by().values("edition").annotate(count=Count("pk")).values("count")
        return self.annotate(file_found=Subquery(first[:1]), files_counted=Subquery(counted))


class Plan(Edition):
    """A strategy, plan or approved project, or a report on one, with its document."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", "ยุทธศาสตร์"
        DEVELOPMENT = "development", "แผนพัฒนาท้องถิ่น"
        ACTION = "action", "แผนการดำเนินงาน"
        BUDGET = "budget", "ข้อบัญญัติงบประมาณรายจ่าย"
        PROCUREMENT_PLAN = "procurement_plan", "แผนการจัดซื้อจัดจ้าง"
        PROJECT = "project", "โครงการที่ได้รับอนุมัติ"
        PROGRESS = "progress", "รายงานผลการดำเนินงาน"
        FINANCE = "finance", "รายงานการเงิน"
        OTHER = "other", "อื่น ๆ"

    class Period(models.TextChoices):
        YEAR = "year", "ทั้งปี"
        FIRST_HALF = "first_half", "รอบ 6 เดือนแรก"
        SECOND_HALF = "second_half", "รอบ 6 เดือนหลัง"
        QUARTER = "quarter", "รายไตรมาส"
        MONTH = "month", "รายเดือน"

    kind = models.CharField(
        "ประเภท", max_length=20, choices=Kind, default=Kind.ACTION, help_text="ใช้จัดกลุ่มในหน้าแผนและรายงาน"
    )
    year_from = YearField(
        "ปีงบประมาณ (พ.ศ.)", null=True, blank=True, validators=YEAR_LIMITS, help_text="เช่น 2569"
    )
    year_to = YearField(
        "ถึงปีงบประมาณ",
        null=True,
        blank=True,
        validators=YEAR_LIMITS,
        help_text="สำหรับแผนหลายปี เว้นว่างถ้าเป็นปีเดียว",
    )
    period = models.CharField(
        "รอบ", max_length=12, choices=Period, default=Period.YEAR, help_text="ช่วงเวลาที่แผนหรือรายงานนี้ครอบคลุม"
    )
    period_number = models.PositiveSmallIntegerField(
        "ไตรมาสหรือเดือนที่", null=True, blank=True, help_text="ไตรมาส 1–4 หรือเดือน 1–12 (1 คือมกราคม)"
    )
    budget = models.DecimalField(
        "งบประมาณ (บาท)",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="จำนวนเงินทั้งแผน เช่น 1,250,000 เว้นว่างได้",
    )
    approving_body = LineField(
        "ผู้อนุมัติหรือเห็นชอบ", max_length=150, blank=True, help_text="เช่น สภาองค์การบริหารส่วนตำบลโพนโก"
    )
    approved_on = models.DateField(
        "วันที่อนุมัติ", null=True, blank=True, help_text="วันที่ผู้มีอำนาจอนุมัติหรือเห็นชอบ เช่น 17/06/2569"
    )

    STEPS = ("-year_from", "title", "pk")
    LIST_TITLE = "แผน โครงการ และรายงาน"

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "แผนหรือรายงาน"
        verbose_name_plural = "แผนและรายงาน"
        constraints = [
            models.CheckConstraint(
                condition=Q(year_to__isnull=True) | Q(year_to__gte=models.F("year_from")),
                name="content_plan_years_in_order",
                violation_error_message="ปีงบประมาณสุดท้ายต้องไม่ก่อนปีแรก",
            )
        ]
        indexes = [models.Index(fields=["year_from", "year_to"], name="content_plan_years")]

    def kind_label(self) -> str:
        return self.get_kind_display()

    def kin(self) -> EditionQuerySet:
        """The other plans and reports of the fiscal year, whatever their kind."""
        covering = Q(year_from=self.year_from) | Q(year_from__lt=self.year_from, year_to__gte=self.year_from)
        return Plan.objects.live().filter(covering).order_by("kind", thai_order("title"))

    def kin_heading(self) -> str:
        return f"แผนและรายงานอื่น ปีงบประมาณ พ.ศ. {self.year_from}"

    def structured(self) -> dict[str, object]:
        return {"@type": "Report"}

    @property
    def years_label(self) -> str:
        """The fiscal years covered: '2569' or '2566–2570'."""
        if self.year_from is None:
            return ""
        if self.year_to in (None, self.year_from):
            return str(self.year_from)
        return f"{self.year_from}–{self.year_to}"

    @property
    def period_label(self) -> str:
        if self.period == Plan.Period.QUARTER and self.period_number:
            return f"ไตรมาสที่ {self.period_number}"
        if self.period == Plan.Period.MONTH and self.period_number in range(1, 13):
            return f"เดือน{MONTHS[self.period_number - 1]}"
        return self.get_period_display()

    @property
    def covers_years(self) -> bool:
        return self.year_to not in (None, self.year_from)

    @property
    def first_file(self) -> Attachment | None:
        """The chief document of a plan found `with_first_file()`: to be shown, not to be saved."""
        found = self.file_found
        if found is None:
            return None
        about = {name: found[name] for name in ("original_name", "extension", "size", "pages", "has_text")}
        stored = StoredFile(**about)
        return Attachment(address_id=found["address_id"], title=found["title"], stored=stored, edition=self)

    @property
    def more_files(self) -> int:
        """How many documents there are besides the first."""
        return (self.files_counted or 1) - 1

    def missing(self) -> Iterator[str]:
        if self.year_from is None:
            yield "กรอกปีงบประมาณ"
        numbers = {Plan.Period.QUARTER: range(1, 5), Plan.Period.MONTH: range(1, 13)}.get(self.period)
        if numbers and self.period_number not in numbers:
            yield f"กรอกเลขไตรมาสหรือเลขเดือน ({numbers[0]}–{numbers[-1]})"
        if not self.attachments.filter(kind=Attachment.Kind.DOCUMENT).exists():
            yield "แนบไฟล์แผนหรือรายงานอย่างน้อยหนึ่งไฟล์"


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

    PARTS = ("channels",)

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
        if self.latitude is None or self.longitude is None:
            return ""
        return f"https://www.openstreetmap.org/?mlat={self.latitude}&mlon={self.longitude}#map=16/{self.latitude}/{self.longitude}"

    def structured(self) -> dict[str, object]:
        return {"@type": "ContactPage"}

    def missing(self) -> Iterator[str]:
        if not self.address:
            yield "กรอกที่อยู่"
        if not self.hours:
            yield "กรอกเวลาทำการ"
        if not (self.phones or self.email or self.channels.exists()):
            yield "กรอกโทรศัพท์ อีเมล หรือช่องทางติดต่ออย่างน้อยหนึ่งอย่าง"


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


#: Where the menu shows what does not say it itself.
SECTIONS = {
    "structure": Page.MenuSection.WORK,
    "contact": Page.MenuSection.SERVICES,
    "complaint": Page.MenuSection.SERVICES,
}


def menu_entries() -> Iterable[MenuEntry]:
    """Pages that ask for a place in the menu, the structure, the plans, the contact page and its channels: one query."""
    rows = (
        Edition.objects.live()
        .filter(publication__category="content")
        .filter(
            Q(page__menu_section__gt="")
            | Q(page__kind=Page.Kind.COMPLAINT)
            | Q(structure__isnull=False)
            | Q(contact__isnull=False)
        )
        .select_related(None)
        .order_by(
            F("page__menu_order").asc(nulls_last=True),
            "title",
            "contact__channels__order",
            "contact__channels",
        )
        .values_list(
            "title",
            "publication_id",
            "publication__slug",
            "publication__model",
            "page__menu_section",
            "page__kind",
            "contact__channels__label",
            "contact__channels__url",
        )
    )
    found, channels = [], []
    for title, number, slug, model, section, kind, label, url in rows:
        what = kind if kind == Page.Kind.COMPLAINT else model
        role = "policy" if section == Page.MenuSection.POLICIES else what if what in SECTIONS else ""
        entry = (
            Page.MenuSection(section or SECTIONS[what]),
            title,
            reverse("content:detail", args=[slug or number]),
            role,
        )
        # The contact page has a row for each of its channels.
        if entry not in found:
            found.append(entry)
        if url:
            channels.append(MenuEntry(label, url, role="channel"))
    found.append((Page.MenuSection.WORK, "แผน โครงการ และรายงาน", reverse("content:plans"), "plans"))
    sections = list(Page.MenuSection)
    entries = [
        MenuEntry(title, address, group=section.label, role=role)
        for section, title, address, role in sorted(found, key=lambda entry: sections.index(entry[0]))
    ]
    return entries + channels
