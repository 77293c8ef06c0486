"""What happened at the door of the desk. Kept apart from the ledger: it names addresses, and it is deleted after a time."""

import unicodedata

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from accounts.addresses import address_of, place_of

#: Longer ones are cut; a browser's name has about 120 letters.
AGENT_LENGTH = 200


class SignInEvent(models.Model):
    """One thing that happened with somebody's way in. A typed name is kept as a hash only, a password never."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "เข้าสู่ระบบ"
        FAILED = "failed", "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"
        REFUSED = "refused", "พักการลองเข้าสู่ระบบ เพราะผิดหลายครั้ง"
        CODE_FAILED = "code_failed", "รหัสยืนยันไม่ถูกต้อง"
        FACTOR_ADDED = "factor_added", "เพิ่มการยืนยันตัวตนสองขั้น"
        FACTOR_REMOVED = "factor_removed", "ลบการยืนยันตัวตนสองขั้น"
        CODES_MADE = "codes_made", "ออกรหัสสำรองชุดใหม่"
        CODE_USED = "code_used", "ใช้รหัสสำรอง"
        START_GIVEN = "start_given", "ออกรหัสเริ่มใช้งาน"
        FACTOR_RESET = "factor_reset", "ผู้ดูแลระบบล้างการยืนยันตัวตนสองขั้น"
        PASSWORD_CHANGED = "password_changed", "เปลี่ยนรหัสผ่าน"
        RESET_ASKED = "reset_asked", "ขอตั้งรหัสผ่านใหม่ทางอีเมล"
        SIGNED_OUT = "signed_out", "ออกจากระบบ"
        ALL_ENDED = "all_ended", "ออกจากระบบทุกเครื่อง"

    at = models.DateTimeField("เวลา", db_index=True)
    kind = models.CharField("เหตุการณ์", max_length=20, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="ผู้ใช้งาน",
        related_name="sign_in_events",
        null=True,
    )
    name_hash = models.CharField("ชื่อที่พิมพ์ (เข้ารหัส)", max_length=32)
    address = models.CharField("หมายเลขเครื่อง (IP)", max_length=60)
    place = models.CharField("เครือข่าย", max_length=60)
    agent = models.CharField("โปรแกรมที่ใช้", max_length=AGENT_LENGTH)
    detail = models.CharField("รายละเอียด", max_length=100)

    class Meta:
        verbose_name = "บันทึกการเข้าสู่ระบบ"
        verbose_name_plural = "บันทึกการเข้าสู่ระบบ"
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["name_hash", "at"], name="accounts_sign_in_name"),
            models.Index(fields=["place", "at"], name="accounts_sign_in_place"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


def hashed_name(name: str) -> str:
    """32 hex digits that only this site can make of a typed name; the same however it was capitalised.

    The same, too, for every spelling that a database takes for one address of e-mail (upper() makes I of ı, as PostgreSQL
    does), so that none has tries of its own.
    """
    text = unicodedata.normalize("NFKC", name).strip().upper().casefold()
    return salted_hmac("accounts.sign_in_log", text, algorithm="sha256").hexdigest()[:32]


def record(
    kind: SignInEvent.Kind,
    request: HttpRequest | None,
    *,
    user: models.Model | None = None,
    name: str = "",
    detail: str = "",
) -> SignInEvent:
    """Write down one event; `name` is what was typed when nobody knows yet whose it is. `request` None: a command.

    What an app declares as `account_events` on its AppConfig (dotted names of functions) is told of it in the same transaction.
    """
    address = address_of(request) if request else ""
    with transaction.atomic():
        event = SignInEvent.objects.create(
            at=timezone.now(),
            kind=kind,
            user=user,
            name_hash=hashed_name(name or (user.get_username() if user else "")),
            address=address,
            place=place_of(address),
            agent=request.headers.get("User-Agent", "").replace("\0", "")[:AGENT_LENGTH] if request else "",
            detail=detail[:100],
        )
        for config in apps.get_app_configs():
            for path in getattr(config, "account_events", ()):
                import_string(path)(event)
    return event


def events_of(user: models.Model) -> models.QuerySet:
    """What happened to somebody's account, failures under his name or his address of e-mail too."""
    hashes = [hashed_name(name) for name in (user.get_username(), user.email) if name]
    return SignInEvent.objects.filter(models.Q(user=user) | models.Q(user=None, name_hash__in=hashes))


def note_signed_out(request: HttpRequest, user: models.Model | None, **_: object) -> None:
    """Connected to Django's signal by accounts/apps.py."""
    if user is not None:
        record(SignInEvent.Kind.SIGNED_OUT, request, user=user)
