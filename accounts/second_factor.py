"""Who must show a second factor, whether this session did, and how a lost one is taken away."""

import base64

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts import start_codes
from accounts.models import User
from accounts.roles import Role
from accounts.session_store import end_sessions
from accounts.sign_in_log import SignInEvent, record

#: Whoever can bring something before the public, or hand out accounts.
ROLES = (Role.REVIEWER, Role.APPROVER, Role.CHIEF_EXECUTIVE, Role.ADMINISTRATOR)
Kind = SignInEvent.Kind
Type = Authenticator.Type


def must_have(user: User) -> bool:
    """Whether this person signs in with a second factor today. Two queries the first time: the roles of the day."""
    if settings.SECOND_FACTOR == "none" or is_demonstration(user):
        return False
    return settings.SECOND_FACTOR == "all" or user.is_superuser or user.has_role(*ROLES)


def is_demonstration(user: User) -> bool:
    """People of the demonstration sign in by password alone, but never where the site is a real one."""
    return user.is_demo and not settings.HTTPS


def was_shown(request: HttpRequest, user: User) -> bool:
    """Whether this session came in with a second factor, or added one. No query."""
    return any(entry.get("method") == "mfa" for entry in get_authentication_records(request, user))


def is_missing(request: HttpRequest, user: User) -> bool:
    return not was_shown(request, user) and must_have(user)


def has_one(user: User) -> bool:
    """Whether an app or a passkey is there; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=[Type.TOTP, Type.WEBAUTHN]).exists()


def reset(user: User, request: HttpRequest | None = None, *, by: str) -> str:
    """Take away every second factor of somebody, and his password: who knew it would be the next to add one.

    He is signed out everywhere and begins anew with the start code that is returned. The caller writes the ledger, in the
    same transaction.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        return start_codes.give(user, request, by=by, kind=Kind.FACTOR_RESET)


# What allauth tells (accounts/apps.py connects these)


def note_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    """The session that added a factor has shown it; every other one ends, for it began without."""
    if authenticator.type == Type.RECOVERY_CODES:
        record(Kind.CODES_MADE, request, user=user)
        return
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    end_sessions(user, but=request.session.session_key)
    record(Kind.FACTOR_ADDED, request, user=user, detail=authenticator.get_type_display())


def note_codes(request: HttpRequest, user: User, **_: object) -> None:
    record(Kind.CODES_MADE, request, user=user)


def note_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    if authenticator.type == Type.RECOVERY_CODES:
        authenticator.refresh_from_db()
        left = len(authenticator.wrap().get_unused_codes())
        record(Kind.CODE_USED, request, user=user, detail=f"เหลือ {left} รหัส")


def note_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    """Whoever has none left has shown none: who must have one goes to add another."""
    if authenticator.type == Type.RECOVERY_CODES:
        return
    record(Kind.FACTOR_REMOVED, request, user=user, detail=authenticator.get_type_display())
    if not has_one(user):
        entries = get_authentication_records(request, user)
        kept = [entry for entry in entries if entry.get("method") != "mfa"]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def note_failed(request: HttpRequest, user: User, **_: object) -> None:
    record(Kind.CODE_FAILED, request, user=user)


# Secrets as they lie in the database


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("accounts.second_factor", "", secret=key, algorithm="sha256").digest() for key in keys
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str | None:
    """None when SECRET_KEY is another one than it was."""
    try:
        return _cipher().decrypt(text.encode()).decode()
    except InvalidToken:
        return None
