"""The way in for somebody who has no password yet: a code on paper, good once and for three days.

Whoever makes an account never learns its password, and nobody else adds a second factor with one that he was told.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.session_store import end_sessions
from accounts.sign_in_log import SignInEvent, record

LASTS = timedelta(hours=72)
DIGITS = 16
Kind = SignInEvent.Kind


class StartCode(models.Model):
    """A code that its person has not used yet; of the code itself only a hash that needs SECRET_KEY."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="start_code"
    )
    code_hash = models.CharField(max_length=64)
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = "รหัสเริ่มใช้งาน"
        verbose_name_plural = "รหัสเริ่มใช้งาน"
        default_permissions = ()

    def __str__(self) -> str:
        return f"รหัสเริ่มใช้งานของ{self.user}"


def give(
    user: models.Model, request: HttpRequest | None = None, *, by: str, kind: Kind = Kind.START_GIVEN
) -> str:
    """A new code, as it is printed: "0123 4567 8901 2345". The password and every session end, and so does the code before.

    The caller writes the ledger, in the same transaction.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with transaction.atomic():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        end_sessions(user)
        StartCode.objects.update_or_create(
            user=user, defaults={"code_hash": _hash(user.pk, code), "ends_at": timezone.now() + LASTS}
        )
        record(kind, request, user=user, detail=by)
    return in_fours(code)


def owner_of(name: str, code: str) -> models.Model | None:
    """Whose code it is, if it is still good; `code` are its digits. One query, whether there is such a name or not."""
    rows = StartCode.objects.select_related("user").filter(ends_at__gt=timezone.now(), user__is_active=True)
    row = rows.filter(user__username=name).first()
    return row.user if row and constant_time_compare(row.code_hash, _hash(row.pk, code)) else None


def spend(user: models.Model, code: str, password: str, request: HttpRequest) -> bool:
    """Set the password; False when the code was used or replaced a moment ago."""
    with transaction.atomic():
        spent, _ = StartCode.objects.filter(user=user, code_hash=_hash(user.pk, code)).delete()
        if spent:
            user.set_password(password)
            user.save(update_fields=["password"])
            record(Kind.PASSWORD_CHANGED, request, user=user, detail="ด้วยรหัสเริ่มใช้งาน")
    return bool(spent)


def in_fours(text: str) -> str:
    """With a space after every fourth letter, as people copy it."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _hash(key: int, code: str) -> str:
    return salted_hmac("accounts.start_codes", f"{key} {code}", algorithm="sha256").hexdigest()
