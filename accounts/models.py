"""The office: its profile, units and positions, and the people who sign in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts import palette
from accounts.modes import Mode as Mode  # Django looks for models here.
from accounts.office_days import Holiday as Holiday
from accounts.roles import ACTING_ROLES, Role
from accounts.session_store import SignInSession as SignInSession
from accounts.sign_in_limits import LimitRow as LimitRow
from accounts.sign_in_log import SignInEvent as SignInEvent
from accounts.start_codes import StartCode as StartCode
from thai.text import normalise, normalise_line

no_thai = RegexValidator(
    "[\u0e00-\u0e7f]", "กรอกเป็นภาษาอังกฤษ ช่องนี้แสดงในหน้าภาษาอังกฤษเท่านั้น", inverse_match=True
)
domain_name = RegexValidator(r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", "กรอกเฉพาะชื่อโดเมน เช่น phoneko.go.th")
COLOUR = r"^#[0-9a-f]{6}$"
colour = RegexValidator(COLOUR, "กรอกเครื่องหมาย # ตามด้วยเลขหรือตัวอักษร a–f หกตัว เช่น #1d4f91")


class TidyText(models.Model):
    """Text as people typed it, without what cannot be seen: control characters and stray spaces of a paste."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(value, str) and isinstance(field, models.TextField):
                setattr(self, field.attname, normalise(value))
            elif isinstance(value, str) and isinstance(field, models.CharField):
                setattr(self, field.attname, normalise_line(value))


class Office(TidyText):
    """The one office that runs this site: what another office changes to make the product its own."""

    name = models.CharField("ชื่อหน่วยงาน", max_length=200, help_text="ชื่อเต็ม เช่น องค์การบริหารส่วนตำบลโพนโก")
    short_name = models.CharField("ชื่อย่อ", max_length=60, help_text="เช่น อบต.โพนโก")
    name_english = models.CharField(
        "ชื่อภาษาอังกฤษ", max_length=200, blank=True, validators=[no_thai], help_text="ชื่อเต็มภาษาอังกฤษ เว้นว่างได้"
    )
    place_english = models.CharField(
        "ที่ตั้งภาษาอังกฤษ",
        max_length=200,
        blank=True,
        validators=[no_thai],
        help_text="แสดงใต้ชื่อในหน้าภาษาอังกฤษ เช่น Sanom District, Surin Province",
    )
    address_english = models.TextField(
        "ที่อยู่ภาษาอังกฤษ",
        max_length=500,
        blank=True,
        validators=[no_thai],
        help_text="ที่อยู่สำหรับผู้อ่านภาษาอังกฤษ พร้อมรหัสไปรษณีย์และคำว่า Thailand",
    )
    hours_english = models.CharField(
        "เวลาทำการภาษาอังกฤษ",
        max_length=200,
        blank=True,
        validators=[no_thai],
        help_text="เช่น Monday to Friday, 08:30–16:30, except public holidays",
    )
    about_english = models.TextField(
        "แนะนำหน่วยงานภาษาอังกฤษ",
        max_length=4000,
        blank=True,
        validators=[no_thai],
        help_text="ข้อความล้วน เว้นบรรทัดว่างเพื่อขึ้นย่อหน้าใหม่ แสดงในหน้าภาษาอังกฤษ ถ้าเว้นว่าง หน้านั้นจะบอกว่ายังไม่มีฉบับภาษาอังกฤษ",
    )
    place = models.CharField("ที่ตั้ง", max_length=200, help_text="เช่น อำเภอสนม จังหวัดสุรินทร์")
    motto = models.CharField(
        "คำขวัญหรือคำแนะนำหน่วยงาน", max_length=200, blank=True, help_text="หนึ่งประโยค แสดงใต้ชื่อหน่วยงานในหน้าหลัก"
    )
    address = models.TextField("ที่อยู่", help_text="ที่อยู่สำหรับติดต่อ แสดงท้ายทุกหน้า")
    postcode = models.CharField("รหัสไปรษณีย์", max_length=5, blank=True, help_text="ตัวเลขห้าหลัก")
    phone = models.CharField("โทรศัพท์", max_length=60, blank=True, help_text="หมายเลขกลางของสำนักงาน")
    email = models.EmailField("อีเมล", blank=True, help_text="อีเมลกลางของหน่วยงาน")
    domain = models.CharField(
        "โดเมน", max_length=100, validators=[domain_name], help_text="เช่น phoneko.go.th"
    )
    letter_prefix = models.CharField(
        "รหัสหนังสือ", max_length=20, blank=True, help_text="ตัวอักษรและเลขประจำของหน่วยงานในเลขที่หนังสือ เช่น สร 00000"
    )
    geocode = models.CharField(
        "รหัสพื้นที่ (กรมการปกครอง)", max_length=6, blank=True, help_text="ตัวเลขหกหลักของตำบล"
    )
    responsible_unit = models.ForeignKey(
        "Unit",
        models.PROTECT,
        verbose_name="หน่วยงานผู้รับผิดชอบเว็บไซต์",
        related_name="+",
        null=True,
        blank=True,
        help_text="ตามประกาศ ข้อ 3(1) คือสำนักปลัด",
    )
    logo = models.ImageField(
        "ตราสัญลักษณ์",
        upload_to="office",
        blank=True,
        help_text="PNG, JPEG หรือ WebP ควรใช้ภาพพื้นหลังโปร่งใส ระบบจะย่อภาพให้",
    )
    garuda = models.ImageField(
        "ตราครุฑ",
        upload_to="office",
        blank=True,
        help_text="ภาพตราครุฑสำหรับหัวบันทึกข้อความ พิมพ์สูง 1.5 เซนติเมตร ไม่แสดงในหน้าเว็บ รับ PNG, JPEG หรือ WebP ระบบจะย่อภาพให้",
    )
    memo_through = models.CharField(
        "บันทึกข้อความถึงนายก ผ่านผู้ใด",
        max_length=200,
        blank=True,
        help_text="คำในวงเล็บหลังคำขึ้นต้น เช่น ผ่านปลัดองค์การบริหารส่วนตำบลโพนโก เว้นว่างเพื่อใช้ “ผ่านปลัด” ตามด้วยชื่อหน่วยงาน",
    )
    first_fiscal_year = models.PositiveSmallIntegerField(
        "ปีงบประมาณแรกของข้อมูล", default=2563, help_text="ปีแรกที่ให้เลือกในตัวกรองปีงบประมาณ"
    )
    colour_main = models.CharField(
        "สีหลัก",
        max_length=7,
        blank=True,
        validators=[colour],
        help_text="สีของปุ่ม ลิงก์ และแถบเมนู เช่น #1d4f91 เว้นว่างเพื่อใช้สีเดิมของระบบ สีที่ทำให้อ่านยากจะบันทึกไม่ได้",
    )
    colour_accent = models.CharField(
        "สีเน้น",
        max_length=7,
        blank=True,
        validators=[colour],
        help_text="สีของเส้นคั่นและป้ายสำคัญ เช่น #d79f38 เว้นว่างเพื่อใช้สีเดิมของระบบ ควรเป็นสีสว่างที่เห็นชัดบนแถบเมนู",
    )

    class Meta:
        verbose_name = "ข้อมูลหน่วยงาน"
        verbose_name_plural = "ข้อมูลหน่วยงาน"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="accounts_one_office"),
            models.CheckConstraint(
                condition=(Q(colour_main="") | Q(colour_main__regex=COLOUR))
                & (Q(colour_accent="") | Q(colour_accent__regex=COLOUR)),
                name="accounts_office_colours",
                violation_error_message="สีของหน่วยงานต้องเขียนเป็น # ตามด้วยเลขหรือตัวอักษร a–f หกตัว",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def colours_version(self) -> str:
        """The version in the address of the office's own colours; empty while it uses the default ones."""
        return palette.version(self.colour_main, self.colour_accent)

    @property
    def bar_colours(self) -> dict[str, str]:
        """The colour of the menu bar by scheme, "light" and "dark": what a phone paints around the page."""
        made = palette.tokens(self.colour_main, self.colour_accent)
        return {scheme: made[scheme]["deep"] for scheme in palette.SCHEMES}


class Unit(TidyText):
    """A division of the office: สำนัก, กอง or หน่วย."""

    name = models.CharField(
        "ชื่อสำนัก/กอง", max_length=120, unique=True, help_text="ชื่อเต็ม เช่น กองการศึกษา ศาสนาและวัฒนธรรม"
    )
    order = models.PositiveSmallIntegerField("ลำดับ", default=0, help_text="เลขน้อยแสดงก่อน")

    class Meta:
        verbose_name = "สำนัก/กอง"
        verbose_name_plural = "สำนัก/กอง"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Position(TidyText):
    """A post in a unit. Positions, not persons, own what is published."""

    title = models.CharField("ตำแหน่ง", max_length=120, help_text="ชื่อตำแหน่งเต็ม ประชาชนเห็นในหน้าที่เผยแพร่")
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="สำนัก/กอง",
        related_name="positions",
        help_text="สำนักหรือกองที่ตำแหน่งนี้สังกัด",
    )
    order = models.PositiveSmallIntegerField("ลำดับ", default=0, help_text="เลขน้อยแสดงก่อน")

    class Meta:
        verbose_name = "ตำแหน่ง"
        verbose_name_plural = "ตำแหน่ง"
        ordering = ["unit__order", "order", "title"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "title"], name="accounts_position_once_a_unit")
        ]

    def __str__(self) -> str:
        return self.title


class StaffManager(UserManager):
    def holding(self, *roles: Role) -> models.QuerySet:
        """Active people who hold one of `roles` today, by group or as acting (administrators never approve).

        With position, groups and acting: three queries, and none for their roles and titles afterwards.
        """
        acting = Acting.objects.on(timezone.localdate()).filter(role__in=roles)
        held = Q(groups__name__in=[role.label for role in roles]) | Q(pk__in=acting.values("person"))
        people = self.filter(held, is_active=True).distinct()
        if Role.APPROVER in roles:
            people = people.exclude(groups__name=Role.ADMINISTRATOR.label)
        return people.select_related("position").prefetch_related("groups", "acting__position")


class User(AbstractUser):
    """A person of the office who signs in. Never deleted: deactivated, so that the ledger keeps its names."""

    first_name = None
    last_name = None
    full_name = models.CharField("ชื่อ-นามสกุล", max_length=150, help_text="คำนำหน้า ชื่อ และนามสกุลเป็นภาษาไทย")
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        verbose_name="ตำแหน่ง",
        related_name="people",
        null=True,
        blank=True,
        help_text="ตำแหน่งที่ดำรงอยู่ ใช้ในสมุดบันทึกและความรับผิดชอบเรื่อง",
    )
    wants_digest = models.BooleanField(
        "รับจดหมายสรุปเรื่องที่รอท่าน",
        default=True,
        help_text="ส่งทางอีเมลวันทำการ เวลา 08.30 น. และ 15.00 น. เฉพาะเมื่อมีเรื่องที่รอท่านดำเนินการ",
    )

    is_demo = models.BooleanField(
        "บัญชีสาธิต",
        default=False,
        editable=False,
        help_text="เข้าสู่ระบบสาธิตได้โดยไม่ต้องยืนยันตัวตนสองขั้น ไม่มีผลกับเว็บไซต์จริง",
    )

    REQUIRED_FIELDS = ["full_name"]
    objects = StaffManager()

    class Meta(AbstractUser.Meta):
        verbose_name = "ผู้ใช้งาน"
        verbose_name_plural = "ผู้ใช้งาน"
        ordering = ["position__unit__order", "position__order", "full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def clean(self) -> None:
        super().clean()
        self.full_name = normalise_line(self.full_name)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def unit(self) -> Unit | None:
        """The unit of the position held (one query if `position__unit` was not selected)."""
        return self.position.unit if self.position else None

    @cached_property
    def own_roles(self) -> frozenset[Role]:
        """The roles held by group (one query the first time). An inactive person holds none."""
        if not self.is_active or self.pk is None:
            return frozenset()
        names = {group.name for group in self.groups.all()}
        return frozenset(role for role in Role if role.label in names)

    @cached_property
    def acting_today(self) -> list[Acting]:
        """What this person acts for today (one query the first time, none if `acting` was prefetched)."""
        if not self.is_active or self.pk is None:
            return []
        today = timezone.localdate()
        return [acting for acting in self.acting.all() if acting.starts_on <= today <= acting.ends_on]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held today, by group or as acting."""
        return self.own_roles | {Role(acting.role) for acting in self.acting_today}

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def positions_today(self) -> set[int]:
        """The keys of the positions that this person holds today, his own and those that he acts for."""
        return {self.position_id, *(acting.position_id for acting in self.acting_today)} - {None}

    def holds_position(self, position_id: int | None) -> bool:
        return position_id in self.positions_today

    def title_for(self, roles: Collection[Role]) -> str:
        """The title under which this person uses one of `roles`: a role held only as acting names the position acted for."""
        own = self.position.title if self.position else ""
        if not roles or not self.own_roles.isdisjoint(roles):
            return own
        acted = [acting.position.title for acting in self.acting_today if acting.role in roles]
        return f"{own} รักษาราชการแทน{acted[0]}".strip() if acted else own


class ActingQuerySet(models.QuerySet):
    def on(self, day: date) -> ActingQuerySet:
        """Who acts on `day` (both ends of the time count)."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Acting(models.Model):
    """One person acting for a position (รักษาราชการแทน) with one of its roles, from one day to another."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="ผู้รักษาราชการแทน",
        related_name="acting",
        help_text="ผู้ที่มีคำสั่งให้ปฏิบัติหน้าที่แทน ต้องไม่ใช่ผู้ดูแลระบบ",
    )
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        verbose_name="แทนตำแหน่ง",
        related_name="acting",
        help_text="ตำแหน่งที่ว่างหรือผู้ดำรงตำแหน่งไม่อยู่ปฏิบัติราชการ",
    )
    role = models.CharField(
        "บทบาทที่ได้รับ",
        max_length=20,
        choices=[(role.value, role.label) for role in ACTING_ROLES],
        help_text="สิ่งที่ผู้รักษาราชการแทนทำได้ในระบบระหว่างวันที่กำหนด",
    )
    starts_on = models.DateField("ตั้งแต่วันที่", help_text="เช่น 17/06/2569 นับวันนี้ด้วย")
    ends_on = models.DateField("ถึงวันที่", help_text="นับวันนี้ด้วย พ้นวันนี้แล้วสิทธิ์หมดเอง")
    order_number = models.CharField(
        "คำสั่ง", max_length=120, help_text="เลขที่และวันที่ของคำสั่ง เช่น คำสั่ง อบต.โพนโก ที่ 123/2569 ลงวันที่ 10 มิ.ย. 2569"
    )

    objects = ActingQuerySet.as_manager()

    class Meta:
        verbose_name = "การรักษาราชการแทน"
        verbose_name_plural = "การรักษาราชการแทน"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="accounts_acting_ends_after_it_starts",
                violation_error_message="วันสิ้นสุดต้องไม่อยู่ก่อนวันเริ่ม",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in ACTING_ROLES]),
                name="accounts_acting_role",
                violation_error_message="เลือกบทบาทผู้ตรวจสอบ ผู้อนุมัติ หรือนายก อบต.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} รักษาราชการแทน{self.position}"

    def clean(self) -> None:
        super().clean()
        self.order_number = normalise_line(self.order_number)
        if self.person_id and Role.ADMINISTRATOR in self.person.own_roles:
            raise ValidationError(
                {"person": "ผู้ดูแลระบบรักษาราชการแทนในระบบนี้ไม่ได้ เพราะจัดการบัญชีและอนุมัติพร้อมกันไม่ได้"}
            )
        if self.person_id and self.position_id and self.person.position_id == self.position_id:
            raise ValidationError({"position": "ผู้นี้ดำรงตำแหน่งนี้อยู่แล้ว ให้กำหนดบทบาทในบัญชีของผู้นี้แทน"})
