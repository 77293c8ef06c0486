"""What allauth asks of this site (settings: ACCOUNT_ADAPTER, MFA_ADAPTER)."""

import time
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest

from accounts import second_factor, sign_in_limits
from accounts.addresses import address_of
from accounts.models import Office, User
from accounts.session_store import BEGAN, FROM
from accounts.sign_in_log import AGENT_LENGTH, SignInEvent, record

#: Seconds after signing in, or after confirming the password, in which nobody is asked for it again.
FRESH = 10 * 60


class DeskAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators alone; no address for it is mounted either."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """Who gave the right password. Raises `TooManyTries`; every failure is noted and counted."""
        attempt = sign_in_limits.begin(request, credentials["username"])
        user = authenticate(request, username=credentials["username"], password=credentials["password"])
        if user:
            attempt.delete()
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """The session of somebody who has shown all that he must."""
        super().login(request, user)
        request.session[BEGAN] = time.time()
        request.session[FROM] = {
            "address": address_of(request),
            "agent": request.headers.get("User-Agent", "")[:AGENT_LENGTH],
        }
        shown = "รหัสผ่านและการยืนยันขั้นที่สอง" if second_factor.was_shown(request, user) else "รหัสผ่าน"
        record(SignInEvent.Kind.SIGNED_IN, request, user=user, detail=shown)

    def is_reauthentication_required(self, *, app: str, **_: object) -> bool:
        """Not at once after signing in: whoever is sent to add a second factor has just typed the password."""
        return time.time() - context.request.session.get(BEGAN, 0) > FRESH

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return second_factor.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that cannot be read any more becomes one that nobody knows, so no code fits it."""
        return second_factor.decrypt(encrypted_text) or generate_totp_secret()

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def _get_user_identifier(self, user: User) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        office = getattr(context.request, "office", None) or Office.objects.first()
        return office.short_name if office else "เว็บไซต์"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host of SITE_ADDRESS, never to that of a Host header."""
        return {"id": urlsplit(settings.SITE_ADDRESS).hostname, "name": self._get_site_name()}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"กุญแจที่ {count + 1}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have a second factor adds another one before he takes away the last."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        is_last = not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return not (is_last and second_factor.must_have(authenticator.user))
