"""Signing in, what one sees of one's own account, and a new password by mail. The pages of the second factor are allauth's."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import second_factor, sign_in_limits, start_codes
from accounts.forms import AskForResetForm, ResetPasswordForm, SignInForm, StartForm
from accounts.models import User
from accounts.session_store import BEGAN, FROM, SEEN, SignInSession, end_sessions
from accounts.sign_in_log import SignInEvent, events_of, record

WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง หรือบัญชีถูกระงับ ตรวจตัวพิมพ์และแป้นภาษาแล้วลองใหม่"
WRONG_START = "ชื่อผู้ใช้หรือรหัสเริ่มใช้งานไม่ถูกต้อง หรือรหัสใช้ไปแล้วหรือหมดเวลา ตรวจตัวเลขแล้วลองใหม่ หรือขอใบใหม่จากผู้ดูแลระบบ"
EVENTS_SHOWN = 20


@sensitive_post_parameters("password")
@csrf_protect
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; allauth asks for the second factor of whoever has one."""
    if request.user.is_authenticated and request.user.is_staff:
        return redirect(_next(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            user = get_adapter(request).authenticate(request, **form.cleaned_data)
        except sign_in_limits.TooManyTries:
            form.add_error(None, sign_in_limits.TOO_MANY)
            status = 429
        else:
            if user:
                return perform_login(request, user, redirect_url=_next(request))
            form.add_error(None, WRONG)
    context = {
        "form": form,
        "next": request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, ""),
        "demo": not settings.HTTPS and User.objects.filter(is_demo=True, is_active=True).exists(),
        "mail": can_mail(),
    }
    return _form_page(request, "account/login.html", context, status)


def _form_page(request: HttpRequest, template: str, context: dict, status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    if status == 429:
        response["Retry-After"] = int(sign_in_limits.WINDOW.total_seconds())
    return response


@sensitive_post_parameters("code", "password1", "password2")
@csrf_protect
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Somebody's first time: the code on his paper and a password of his own. A wrong code counts as a wrong password."""
    form = StartForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        name, code = form.cleaned_data["username"], form.cleaned_data["code"]
        try:
            attempt = sign_in_limits.begin(request, name)
        except sign_in_limits.TooManyTries:
            form.add_error(None, sign_in_limits.TOO_MANY)
            status = 429
        else:
            person = start_codes.owner_of(name, code)
            if person:
                attempt.delete()
                form.validate_password_for_user(person)
            if form.is_valid():
                if person and start_codes.spend(person, code, form.cleaned_data["password1"], request):
                    return perform_login(request, person, redirect_url=reverse("admin:index"))
                form.add_error(None, WRONG_START)
    return _form_page(request, "account/start.html", {"form": form}, status)


def _next(request: HttpRequest) -> str:
    """Where somebody wanted to go: an address of this site only."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else reverse("admin:index")


@login_required
@never_cache
@require_safe
def second_factor_first(request: HttpRequest) -> HttpResponse:
    """Where the staff door sends whoever must have a second factor: to show it, or to add one."""
    if not second_factor.is_missing(request, request.user):
        return redirect("admin:index")
    if second_factor.has_one(request.user):
        return redirect(
            f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: reverse('admin:index')})}"
        )
    return render(request, "account/second_factor_first.html")


@login_required
@never_cache
@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in, and what happened to the account. Four queries more than every page of the desk."""
    rows = SignInSession.objects.filter(user=request.user, expire_date__gt=timezone.now())
    sessions = [
        {
            **about.get(FROM, {}),
            BEGAN: about[BEGAN],
            SEEN: about.get(SEEN, about[BEGAN]),
            "is_this": row.pk == key,
        }
        for key in [request.session.session_key]
        for row in rows
        if BEGAN in (about := row.get_decoded())
    ]
    context = {
        "sessions": sorted(sessions, key=lambda session: -session[SEEN]),
        "events": events_of(request.user)[:EVENTS_SHOWN],
        "factors": Authenticator.objects.filter(user=request.user).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        ),
        "must_have": second_factor.must_have(request.user),
    }
    return render(request, "account/own_account.html", context)


@login_required
@never_cache
@require_POST
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    user = request.user
    end_sessions(user, but=request.session.session_key)
    record(SignInEvent.Kind.ALL_ENDED, request, user=user)
    logout(request)
    messages.success(request, "ออกจากระบบทุกเครื่องแล้ว")
    return redirect("account_login")


# A new password by mail


def can_mail() -> bool:
    """Whether the site has a mail server (EMAIL_URL)."""
    return bool(settings.EMAIL_HOST)


class _ByMail:
    """Nothing is here without a mail server: an administrator sets a new password then."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not can_mail():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class AskForReset(_ByMail, auth_views.PasswordResetView):
    form_class = AskForResetForm
    template_name = "account/password_reset.html"
    email_template_name = "account/email/password_reset.txt"
    subject_template_name = "account/email/password_reset_subject.txt"
    success_url = reverse_lazy("password_reset_done")

    def form_valid(self, form: AskForResetForm) -> HttpResponse:
        """The same page follows in any case, also when too many were asked for."""
        if not sign_in_limits.may_ask_for_reset(self.request, form.cleaned_data["email"]):
            return redirect(self.success_url)
        return super().form_valid(form)


class ResetAsked(_ByMail, auth_views.PasswordResetDoneView):
    template_name = "account/password_reset_done.html"


class Reset(_ByMail, auth_views.PasswordResetConfirmView):
    form_class = ResetPasswordForm
    template_name = "account/password_reset_form.html"
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        end_sessions(form.user)
        messages.success(self.request, "ตั้งรหัสผ่านใหม่แล้ว เข้าสู่ระบบด้วยรหัสผ่านใหม่")
        return response
