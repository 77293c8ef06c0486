"""The emergency notices in the desk: an approver puts them up, changes and takes them down, and tests the home page."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publishing import banners
from publishing.admin.acting import COMING, OVER, PHASES, RUNNING
from publishing.admin.moving import SuccessorField
from publishing.admin.pages import desk_page
from publishing.banner_check import check_home
from publishing.fields import WordsField
from publishing.models import Banner, Edition
from publishing.refusal import Refused
from thai.dates import format_datetime
from thai.digits import parse_int
from thai.forms import ADMIN_FIELDS

#: How long a banner stands if its event does not say when it will end.
USUAL_TIME = timedelta(hours=24)
#: Longer ones are unusual: the approver is asked to read the time again.
LONG_TIME = timedelta(days=30)
LONGEST_SENTENCE = Banner._meta.get_field("sentence").max_length
OFFERED = 30  # newest items that the form offers to read on


def phase_of(banner: Banner) -> int:
    now = timezone.now()
    if banner.starts_at > now:
        return COMING
    return RUNNING if banner.ends_at > now else OVER


class ReasonField(WordsField):
    """Why something is done to a banner; only staff read it."""

    def __init__(self, **kwargs):
        super().__init__(
            label="เหตุผล",
            max_length=500,
            help_text="เก็บไว้ในสมุดบันทึกการดำเนินการ ประชาชนไม่เห็น เช่น ได้รับแจ้งจากผู้ใหญ่บ้าน",
            widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField desk-wide"}),
            error_messages={"required": "กรอกเหตุผล"},
            **kwargs,
        )


class BannerForm(forms.ModelForm):
    """A banner and why it is put up or changed."""

    publication = SuccessorField(
        label=Banner._meta.get_field("publication").verbose_name,
        help_text="ที่อยู่ของข่าวที่เผยแพร่แล้วซึ่งบอกรายละเอียด เว้นว่างได้ ถ้าเรื่องนั้นสิ้นสุดก่อน แถบจะไม่แสดงลิงก์",
        widget=forms.TextInput(
            attrs={
                "placeholder": "เช่น /news/12/",
                "class": "vTextField desk-wide",
                "list": "live-publications",
            }
        ),
    )
    reason = ReasonField()
    #: Why the save was refused although the form was in order: somebody else was quicker.
    refused_because: list[str] = []

    class Meta:
        widgets = {"sentence": forms.TextInput(attrs={"class": "vTextField desk-wide"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.publication:
            self.initial["publication"] = self.instance.publication.address

    def clean(self) -> dict:
        for reason in self.refused_because:
            self.add_error(None, reason)
        return super().clean()

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            for name, sentence in banners.faults(self.instance).items():
                self.add_error(name, sentence)


class TakeDownForm(forms.Form):
    reason = ReasonField()


@admin.register(Banner)
class BannerAdmin(admin.ModelAdmin):
    """What ends last stands first. What is over stays as it was; anything else may be changed or taken down."""

    form = BannerForm
    formfield_overrides = ADMIN_FIELDS
    change_form_template = "admin/publishing/banner_form.html"
    change_list_template = "admin/publishing/banner_list.html"
    list_display = ["subject", "time_shown"]
    list_select_related = ["put_up_by"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-ends_at", "-pk"]
    actions = None
    fields = ["severity", "sentence", "publication", "starts_at", "ends_at", "reason"]
    radio_fields = {"severity": admin.VERTICAL}

    class Media:
        css = {"all": ["desk/history.css"]}

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    # -- who may ---------------------------------------------------------------------------------------------

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and banners.may_manage(request.user)

    def has_change_permission(self, request, obj=None) -> bool:
        allowed = super().has_change_permission(request, obj) and banners.may_manage(request.user)
        return allowed and (obj is None or phase_of(obj) != OVER)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    # -- the form --------------------------------------------------------------------------------------------

    def get_fields(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            return ["level", "sentence", "publication", "time_shown"]
        return self.fields

    def get_readonly_fields(self, request, obj=None):
        return ["level", "time_shown"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused_because = getattr(request, "refused_because", [])
        return form

    def get_changeform_initial_data(self, request) -> dict[str, object]:
        """From this minute for a day; with `?publication=<number>` of what is live, for its event and in its words."""
        now = timezone.now().replace(second=0, microsecond=0)
        initial = {"starts_at": now, "ends_at": now + USUAL_TIME}
        edition = _live(request.GET.get("publication", ""))
        if edition is None:
            return initial
        whole = f"{edition.title} {edition.summary}".strip()
        end = getattr(edition, "expected_end", None)
        return initial | {
            "publication": edition.publication.address,
            "sentence": whole if len(whole) <= LONGEST_SENTENCE else edition.title[:LONGEST_SENTENCE],
            "ends_at": end if end and end > now else initial["ends_at"],
        }

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form. A save that is refused after all comes back as the same form with the reasons."""
        offered = Edition.objects.live().order_by("-published_at")[:OFFERED]
        context = {"offered": offered, **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Refused as refusal:
            request.refused_because = refusal.reasons
            return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request, obj, form, change):
        write = banners.change if change else banners.put_up
        write(obj, actor=request.user, reason=form.cleaned_data["reason"])
        if obj.ends_at - obj.starts_at > LONG_TIME:
            messages.warning(request, "แถบนี้ตั้งไว้นานกว่า 30 วัน ตรวจวันสิ้นสุดอีกครั้ง ถ้าถูกต้องแล้วไม่ต้องทำอะไรเพิ่ม")

    # -- the pages beside it ---------------------------------------------------------------------------------

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("check/", view(self.check_view), name="publishing_banner_check"),
            path("<int:object_id>/take-down/", view(self.take_down_view), name="publishing_banner_take_down"),
            *super().get_urls(),
        ]

    def check_view(self, request: HttpRequest) -> HttpResponse:
        """Before and after asking the home page whether it shows what stands now."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        result = check_home() if request.method == "POST" else None
        running = result.banners if result else banners.current()
        return desk_page(self, request, "banner_check.html", "ทดสอบแถบแจ้งเหตุ", result=result, running=running)

    def take_down_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        banner = self.get_object(request, str(object_id)) if object_id < 2**63 else None
        if not self.has_add_permission(request):
            raise PermissionDenied
        if banner is None:
            raise Http404
        form = TakeDownForm(request.POST or None)
        reasons = [banners.OVER] if phase_of(banner) == OVER else []
        if request.method == "POST" and form.is_valid():
            try:
                banners.take_down(banner, actor=request.user, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, f"ปลดแถบ “{banner.sentence}” แล้ว")
                return HttpResponseRedirect(reverse("admin:publishing_banner_changelist"))
        return desk_page(
            self,
            request,
            "banner_take_down.html",
            banners.TAKEN_DOWN,
            status=409 if request.method == "POST" else 200,
            original=banner,
            form=form,
            reasons=reasons,
        )

    # -- columns ---------------------------------------------------------------------------------------------

    @admin.display(description="ข้อความ", ordering="severity")
    def subject(self, banner: Banner) -> SafeString:
        return format_html("{}<br>{}", banner.get_severity_display(), banner.sentence)

    @admin.display(description="ระดับ")
    def level(self, banner: Banner) -> str:
        return banner.get_severity_display()

    @admin.display(description="ระยะเวลา", ordering="ends_at")
    def time_shown(self, banner: Banner) -> SafeString:
        phase = phase_of(banner)
        return format_html(
            '<span class="state state-acting-{}">{}</span><br>{} ถึง {}<br>ขึ้นแถบโดย {} เมื่อ {}',
            phase,
            "กำลังแสดง" if phase == RUNNING else PHASES[phase],
            format_datetime(banner.starts_at),
            format_datetime(banner.ends_at),
            banner.put_up_by.full_name,
            format_datetime(banner.put_up_at),
        )


def _live(number: str) -> Edition | None:
    """What is live of the publication with this number, as its category's model (two queries); None for nonsense."""
    key = parse_int(number)
    if key is None or not 0 < key < 2**63:
        return None
    edition = Edition.objects.live().filter(publication=key).first()
    return edition and edition.specific
