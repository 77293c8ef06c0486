"""The forms of signing in. Those of allauth get Thai labels and a help text each, and take Thai digits."""

import logging
import re
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlsplit

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth_forms
from django.core.cache import cache

from accounts.models import User
from accounts.passwords import LONGEST
from accounts.sign_in_limits import TOO_MANY, TooManyTries
from accounts.sign_in_log import SignInEvent, hashed_name, record
from accounts.start_codes import DIGITS
from thai.digits import to_arabic

logger = logging.getLogger(__name__)
#: Letters go from here, so that an address that nobody has is answered as quickly as another.
_post = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")
WRONG_KEY = "ใช้กุญแจไม่สำเร็จ ลองอีกครั้งหรือใช้วิธีอื่น"
#: Letters of what a browser answers; that of a real one has about two thousand.
LONGEST_ANSWER = 20_000
#: What the package for passkeys raises for what is no answer, or is signed by another key.
NOT_AN_ANSWER = (AttributeError, IndexError, KeyError, TypeError, ValueError, InvalidSignature)
#: Seconds in which a code is not taken twice.
SPENT_FOR = 120
#: In one sentence what the validators refuse; they say it in full to whom they refuse something.
GOOD_PASSWORD = "อย่างน้อย 12 ตัวอักษร ใช้หลายคำที่ไม่เกี่ยวกันจะจำง่ายและเดายาก อย่าใช้ชื่อ หมายเลขโทรศัพท์ หรือชื่อหน่วยงาน"
OF_APP = "ตัวเลขหกหลักจากแอปยืนยันตัวตนในโทรศัพท์ของท่าน"


class SignInForm(forms.Form):
    username = forms.CharField(
        label="ชื่อผู้ใช้",
        max_length=254,
        help_text="ชื่อผู้ใช้ที่ผู้ดูแลระบบกำหนด หรืออีเมลที่บันทึกไว้ในบัญชี",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label="รหัสผ่าน",
        max_length=LONGEST,
        strip=False,
        help_text="วางจากโปรแกรมจำรหัสผ่านได้",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class _Code(forms.Form):
    """A field `code` that takes Thai digits."""

    help_of_code = f"{OF_APP} หรือรหัสสำรองหนึ่งรหัส"

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text, field.max_length = "รหัสยืนยัน", self.help_of_code, 40
        field.widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})

    def clean_code(self) -> str:
        """Raises ValidationError for a code that was taken before: with a tolerance it stays right for a minute and a half."""
        self.cleaned_data["code"] = to_arabic(self.cleaned_data["code"]).replace("\0", "")
        code = super().clean_code()
        spent = hashed_name(f"{self.user.pk} {re.sub(r'[^0-9]', '', code)}")
        if not cache.add(f"accounts.code.{spent}", "", timeout=SPENT_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Code, mfa_forms.AuthenticateForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True  # Nothing else is to be done on its page.


class CodeAgainForm(_Code, mfa_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(_Code, totp_forms.ActivateTOTPForm):
    help_of_code = OF_APP


class PasskeyAnswer(forms.JSONField):
    """What a browser answers for a passkey. Whoever sends something else is told that it is wrong, like a wrong one."""

    widget = forms.HiddenInput

    def to_python(self, value: object) -> object:
        if not isinstance(value, str) or len(value) > LONGEST_ANSWER:
            raise forms.ValidationError(WRONG_KEY)
        try:
            answer = super().to_python(value)
        except (ValueError, RecursionError):  # numbers without end, brackets without end
            answer = None
        if not isinstance(answer, dict):
            raise forms.ValidationError(WRONG_KEY)
        return answer

    def bound_data(self, data: object, initial: object) -> None:
        """Nothing of a failed answer is shown again."""


class _Passkey(forms.Form):
    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except NOT_AN_ANSWER as error:
            raise forms.ValidationError(WRONG_KEY) from error


class PasskeyForm(_Passkey, webauthn_forms.AuthenticateWebAuthnForm):
    credential = PasskeyAnswer()


class PasskeyAgainForm(_Passkey, webauthn_forms.ReauthenticateWebAuthnForm):
    credential = PasskeyAnswer()


class _PasskeyName(forms.Form):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        field.label, field.help_text, field.max_length = "ชื่อกุญแจ", "ตั้งให้จำได้ว่าเป็นเครื่องใด เช่น โทรศัพท์ของฉัน", 60


class AddPasskeyForm(_PasskeyName, webauthn_forms.AddWebAuthnForm):
    credential = PasskeyAnswer()

    def clean(self) -> dict:
        try:
            return super().clean()
        except NOT_AN_ANSWER as error:
            raise forms.ValidationError(WRONG_KEY) from error


class RenamePasskeyForm(_PasskeyName, webauthn_forms.EditWebAuthnForm):
    pass


class ReauthenticateForm(account_forms.ReauthenticateForm):
    """The password once more, before something that changes how somebody signs in."""

    password = forms.CharField(
        label="รหัสผ่าน",
        max_length=LONGEST,
        strip=False,
        help_text="รหัสผ่านที่ท่านใช้อยู่",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_password(self) -> str:
        try:
            return super().clean_password()
        except TooManyTries as error:
            raise forms.ValidationError(TOO_MANY) from error


class StartForm(auth_forms.SetPasswordMixin, forms.Form):
    """The start code on somebody's paper, and the password that he makes up."""

    username = forms.CharField(
        label="ชื่อผู้ใช้",
        max_length=150,
        help_text="ตามที่พิมพ์ไว้ในใบเริ่มใช้งาน",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label="รหัสเริ่มใช้งาน",
        max_length=40,
        help_text=f"ตัวเลข {DIGITS} หลักในใบเริ่มใช้งาน เว้นวรรคหรือไม่ก็ได้",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    password1, password2 = auth_forms.SetPasswordMixin.create_password_fields(
        label1="รหัสผ่านที่ท่านตั้งเอง", label2="รหัสผ่านอีกครั้ง"
    )
    password1.help_text = GOOD_PASSWORD

    def clean_code(self) -> str:
        """Its digits alone."""
        return re.sub(r"[^0-9]", "", to_arabic(self.cleaned_data["code"]))

    def clean(self) -> dict:
        self.validate_passwords()
        return super().clean()


class ResetPasswordForm(auth_forms.SetPasswordForm):
    """The new password of somebody who came by the link of a letter."""

    new_password1, new_password2 = auth_forms.SetPasswordMixin.create_password_fields(
        label1="รหัสผ่านใหม่", label2="รหัสผ่านใหม่อีกครั้ง"
    )
    new_password1.help_text = GOOD_PASSWORD

    def save(self, commit: bool = True) -> User:
        user = super().save(commit)
        record(SignInEvent.Kind.PASSWORD_CHANGED, context.request, user=user, detail="จากลิงก์ในอีเมล")
        return user


class AskForResetForm(auth_forms.PasswordResetForm):
    """Where a link for a new password goes; the answer is the same whether there is such an account or not."""

    email = forms.EmailField(
        label="อีเมล",
        max_length=254,
        help_text="อีเมลที่บันทึกไว้ในบัญชีของท่าน",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def save(self, **options: object) -> None:
        """The link is of SITE_ADDRESS, whatever Host was asked."""
        host = urlsplit(settings.SITE_ADDRESS)
        super().save(**options | {"domain_override": host.netloc, "use_https": host.scheme == "https"})

    def send_mail(self, *parts: object, **named: object) -> None:
        _post.submit(super().send_mail, *parts, **named).add_done_callback(_tell_failure)


def _tell_failure(done: Future) -> None:
    if error := done.exception():
        logger.error("a letter for a new password was not sent: %s", type(error).__name__)
