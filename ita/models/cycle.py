"""A cycle of the assessment and its items, as data: what is asked for changes every year, the code does not."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from accounts.models import Position, TidyText
from publishing.fields import LineField, ParagraphField, YearField
from thai.dates import MAX_YEAR_BE, MIN_YEAR_BE

code_form = RegexValidator(
    r"^[A-Za-z0-9]+(\.[0-9]+)*(\([0-9]+\))?$", "รหัสใช้ตัวอักษรอังกฤษ ตัวเลข จุด และวงเล็บ เช่น O11, 9.1, 7(1)"
)
concept_form = RegexValidator(
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "รหัสเรื่องใช้ตัวพิมพ์เล็กอังกฤษ ตัวเลข และขีดกลาง เช่น complaint-stats"
)


class CycleQuerySet(models.QuerySet):
    def public(self) -> "CycleQuerySet":
        """What the public may see: cycles that are open or closed."""
        return self.filter(status__in=[Cycle.Status.OPEN, Cycle.Status.CLOSED])

    def assessments(self) -> "CycleQuerySet":
        return self.filter(kind=Cycle.Kind.ASSESSMENT)


class Cycle(TidyText):
    """One year's assessment, or the one index under the Official Information Act, which has no year."""

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment", "การประเมิน ITA (แบบวัด OIT)"
        ACT = "act", "ดัชนีข้อมูลข่าวสารตามกฎหมาย"

    class Status(models.TextChoices):
        PREPARING = "preparing", "เตรียมการ"
        OPEN = "open", "ใช้งาน"
        CLOSED = "closed", "ปิดแล้ว"

    kind = models.CharField("ประเภท", max_length=10, choices=Kind, default=Kind.ASSESSMENT, editable=False)
    fiscal_year = YearField(
        "ปีงบประมาณ (พ.ศ.)",
        null=True,
        editable=False,
        validators=[MinValueValidator(MIN_YEAR_BE), MaxValueValidator(MAX_YEAR_BE)],
    )
    name = LineField("ชื่อ", max_length=250, help_text="ชื่อเต็มของแบบวัด ประชาชนเห็นที่หัวหน้าเว็บ")
    note = ParagraphField("หมายเหตุ", max_length=2000, blank=True, help_text="ใช้ภายใน เช่น สิ่งที่ยังรอคู่มือ")
    source = LineField(
        "ที่มาของรายการ", max_length=300, blank=True, help_text="เอกสารหรือเว็บไซต์ที่นำรายการมา เช่น คู่มือ ITA 2569"
    )
    status = models.CharField(
        "สถานะ", max_length=10, choices=Status, default=Status.PREPARING, editable=False
    )  # ita/cycles.py changes it
    opens_on = models.DateField("เปิดกรอกข้อมูล", null=True, blank=True, help_text="วันแรกที่กรอกในระบบ ITAS ได้")
    closes_on = models.DateField("ปิดกรอกข้อมูล", null=True, blank=True, help_text="วันสุดท้ายที่กรอกในระบบ ITAS ได้")
    clarify_from = models.DateField(
        "เริ่มช่วงชี้แจง", null=True, blank=True, help_text="วันแรกที่ชี้แจงเพิ่มเติมได้ เว้นว่างได้"
    )
    clarify_to = models.DateField("สิ้นสุดช่วงชี้แจง", null=True, blank=True, help_text="วันสุดท้ายที่ชี้แจงได้ เว้นว่างได้")
    freeze_from = models.DateField(
        "เริ่มคงหลักฐาน",
        null=True,
        blank=True,
        help_text="นับแต่วันที่กรอก การถอนหรือลบหน้าและไฟล์ที่เป็นหลักฐานต้องให้เหตุผล",
    )
    freeze_to = models.DateField("สิ้นสุดคงหลักฐาน", null=True, blank=True, help_text="นับวันที่กรอกด้วย")
    #: How levels become points: ita/scoring.py tells the shape.
    formula = models.JSONField(default=dict, editable=False)
    #: {id of a check: its version}: which rules judge this cycle (ita/rules.py). Never changed once it is open.
    rules = models.JSONField(default=dict, editable=False)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="carried_to"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "รอบการประเมิน"
        verbose_name_plural = "รอบการประเมิน ITA"
        ordering = ["kind", "-fiscal_year"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "fiscal_year"], name="ita_one_cycle_a_year"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(fiscal_year__isnull=True), name="ita_one_index_of_the_act"
            ),
            models.CheckConstraint(
                condition=Q(kind="assessment", fiscal_year__isnull=False)
                | Q(kind="act", fiscal_year__isnull=True),
                name="ita_year_of_an_assessment",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{first}__isnull": True})
                    | Q(**{f"{last}__isnull": True})
                    | Q(**{f"{last}__gte": models.F(first)}),
                    name=f"ita_{name}_in_order",
                    violation_error_message=f"วันสุดท้ายของ{words}ต้องไม่อยู่ก่อนวันแรก",
                )
                for name, first, last, words in (
                    ("entry", "opens_on", "closes_on", "ช่วงกรอกข้อมูล"),
                    ("clarification", "clarify_from", "clarify_to", "ช่วงชี้แจง"),
                    ("freeze", "freeze_from", "freeze_to", "ช่วงคงหลักฐาน"),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_act(self) -> bool:
        return self.kind == Cycle.Kind.ACT

    @property
    def is_public(self) -> bool:
        return self.status in (Cycle.Status.OPEN, Cycle.Status.CLOSED)

    @property
    def label(self) -> str:
        """ITA 2569, in running text."""
        return "พ.ร.บ. ข้อมูลข่าวสารฯ" if self.is_act else f"ITA {self.fiscal_year}"

    @property
    def address(self) -> str:
        return "/oia/" if self.is_act else f"/ita/{self.fiscal_year}/"

    def get_absolute_url(self) -> str:
        return self.address


class Indicator(TidyText):
    """A group of items: ตัวชี้วัดย่อย 9.1, or a section of the act."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="indicators")
    code = models.CharField("รหัส", max_length=12, validators=[code_form])
    title = LineField("ชื่อ", max_length=250)
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = "ตัวชี้วัดย่อย"
        verbose_name_plural = "ตัวชี้วัดย่อย"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="ita_indicator_once_a_cycle")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Basis(models.TextChoices):
    """Where the wording of a title or an element comes from."""

    RECALLED = "recalled", "ยังไม่ได้เทียบกับคู่มือ"
    SEEN = "seen", "เห็นในเว็บไซต์หน่วยงานอื่น"
    CONFIRMED = "confirmed", "เทียบกับคู่มือแล้ว"


class Item(TidyText):
    """One item of a cycle: O11. What it asks for is its elements."""

    class Period(models.TextChoices):
        """What time the published data must be about."""

        CURRENT = "current", "ข้อมูลปัจจุบัน"
        LIVE = "live", "ช่องทางที่ใช้งานได้จริง"
        FISCAL_YEAR = "fiscal_year", "ทั้งปีงบประมาณ"
        FIRST_HALF = "first_half", "รอบ 6 เดือนแรก"
        MONTHLY = "monthly", "รายเดือน"
        QUARTERLY = "quarterly", "รายไตรมาส"
        COVERS = "covers", "แผนที่ครอบคลุมปีงบประมาณ"

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="items")
    indicator = models.ForeignKey(
        Indicator,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="ตัวชี้วัดย่อย",
        help_text="กลุ่มที่แสดงข้อนี้ เว้นว่างได้",
    )
    code = models.CharField("รหัส", max_length=12, validators=[code_form], help_text="เช่น O11")
    slug = models.SlugField(max_length=20, editable=False)  # "o11"; ita/cycles.py makes it
    title = LineField("ชื่อข้อ", max_length=400, help_text="คำในคู่มือของปีนั้น")
    title_basis = models.CharField(
        "ที่มาของชื่อข้อ", max_length=10, choices=Basis, default=Basis.RECALLED, editable=False
    )
    basis_note = models.CharField(max_length=120, blank=True, editable=False)  # "seen on two sites"
    concept = models.CharField(
        "รหัสเรื่อง",
        max_length=60,
        validators=[concept_form],
        help_text="ใช้คำเดียวกันทุกปีแม้เลขข้อเปลี่ยน เพื่อยกหลักฐานไปปีถัดไป เช่น complaint-stats",
    )
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)
    period_kind = models.CharField(
        "ช่วงเวลาของข้อมูล",
        max_length=12,
        choices=Period,
        default=Period.CURRENT,
        help_text="ข้อมูลที่เผยแพร่ต้องเป็นของช่วงใด",
    )
    period_offset = models.SmallIntegerField(
        "ปีของข้อมูล",
        default=0,
        choices=[(0, "ปีที่ประเมิน"), (-1, "ปีก่อนปีที่ประเมิน")],
        help_text="รายงานผลทั้งปีมักเป็นของปีก่อน",
    )
    outside_allowed = models.BooleanField(
        "ใช้เว็บไซต์อื่นเป็นหลักฐานได้", default=False, help_text="เช่น ระบบ e-Service กลาง หรือเฟซบุ๊กของหน่วยงาน"
    )
    none_allowed = models.BooleanField(
        "ประกาศว่า “ไม่มี” แทนได้", default=False, help_text="ปีที่ไม่มีข้อมูลจริง ให้เผยแพร่คำชี้แจงว่าไม่มีแทนหลักฐาน"
    )
    owner = models.ForeignKey(
        Position,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ตำแหน่งผู้รับผิดชอบ",
        help_text="ตำแหน่งที่ต้องหาหลักฐานข้อนี้",
    )
    due_on = models.DateField(
        "กำหนดเสร็จ", null=True, blank=True, help_text="เว้นว่างเพื่อใช้กำหนดตามช่วงเวลาของข้อมูล"
    )
    #: Something that its evidence stands on moved; the clock looks again (ita/checking.py).
    stale = models.BooleanField(default=True, editable=False)
    level = models.CharField(
        max_length=4, blank=True, editable=False
    )  # the worst of its results; "" not checked yet
    checked_at = models.DateTimeField("ตรวจล่าสุด", null=True, editable=False)
    #: What the last check knew (ita/facts.py). Judging it again gives the same results.
    facts = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = "ข้อในแบบวัด"
        verbose_name_plural = "ข้อในแบบวัด"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="ita_item_once_a_cycle"),
            models.UniqueConstraint(fields=["cycle", "slug"], name="ita_item_address_once_a_cycle"),
        ]
        indexes = [models.Index(fields=["stale"], condition=Q(stale=True), name="ita_items_to_check")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def address(self) -> str:
        return f"{self.cycle.address}{self.slug}/"

    def get_absolute_url(self) -> str:
        return self.address


class Element(TidyText):
    """One thing that an item asks for, as the manual words it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="elements")
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)
    text = ParagraphField("องค์ประกอบ", max_length=1000, help_text="คำในคู่มือ")
    basis = models.CharField("ที่มา", max_length=10, choices=Basis, default=Basis.RECALLED, editable=False)
    #: Empty: a person says where it is shown. Else a kind of publishing.proofs.Proof that the item's own data give.
    kind = models.CharField("พิสูจน์ด้วยข้อมูล", max_length=40, blank=True, help_text="เว้นว่างถ้าให้คนเป็นผู้ยืนยัน")
    count = models.PositiveSmallIntegerField(
        "อย่างน้อย (รายการ)", null=True, blank=True, help_text="จำนวนหลักฐานที่ต้องมี เว้นว่างได้"
    )
    none_allowed = models.BooleanField("ประกาศว่า “ไม่มี” แทนได้", default=False)

    class Meta:
        verbose_name = "องค์ประกอบ"
        verbose_name_plural = "องค์ประกอบ"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
