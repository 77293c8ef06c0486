"""Letters to the office's own people: which did not go, why, and a button to try again."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publishing import mail
from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.admin.pages import desk_page
from publishing.models import Letter
from thai.dates import format_datetime


class SentFilter(admin.SimpleListFilter):
    """Without a choice: what did not go yet."""

    title = "การส่ง"
    parameter_name = "sent"

    def lookups(self, request, model_admin):
        return [("all", "ทั้งหมด"), ("yes", "ส่งแล้ว")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": "ยังไม่ได้ส่ง"}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(sent_at__isnull=self.value() != "yes")


@admin.register(Letter)
class LetterAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    """The newest first. The page of a letter shows its text; posting to it tries the letter again."""

    change_list_template = "admin/publishing/letters.html"
    list_display = ["subject_link", "state_shown", "again"]
    list_display_links = None
    list_filter = [SentFilter]
    list_select_related = ["recipient__position"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["subject", "recipient__full_name"]
    search_help_text = "ค้นจากหัวเรื่องหรือชื่อผู้รับ"
    actions = None

    class Media:
        css = {"all": ["desk/letters.css"]}

    def get_object(self, request, object_id, from_field=None):
        # More digits than a key can have: the databases refuse them loudly.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recipient__position")

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural, "prints_only": mail.prints_only()}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        letter = self.get_object(request, str(object_id))
        if letter is None:
            raise Http404
        if not self.has_view_permission(request, letter):
            raise PermissionDenied
        if request.method == "POST":
            return self._try_again(request, letter)
        return desk_page(
            self,
            request,
            "letter.html",
            letter.subject,
            letter=letter,
            original=letter,
            state=self.state_shown(letter),
            media=self.media,
            prints_only=mail.prints_only(),
        )

    def _try_again(self, request: HttpRequest, letter: Letter) -> HttpResponse:
        if letter.sent_at:
            messages.info(request, f"จดหมายนี้ส่งไปแล้วเมื่อ {format_datetime(letter.sent_at)} จึงไม่ส่งซ้ำ")
        elif mail.send_again(letter).sent_at:
            messages.success(request, f"ส่งจดหมายถึง {letter.recipient.full_name} แล้ว")
        elif letter.trouble:
            messages.error(request, f"ยังส่งไม่ได้: {letter.trouble}")
        else:
            messages.info(request, "ระบบกำลังส่งจดหมายนี้อยู่ เปิดหน้านี้ใหม่เพื่อดูผล")
        return HttpResponseRedirect(reverse("admin:publishing_letter_changelist"))

    @admin.display(description="จดหมาย", ordering="queued_at")
    def subject_link(self, letter: Letter) -> SafeString:
        person = letter.recipient
        whom = f"{person.full_name} ({person.position.title})" if person.position else person.full_name
        return format_html(
            '<a class="letter-subject" href="{}">{}</a><br>{} · ถึง {} · เข้าคิวเมื่อ {}',
            reverse("admin:publishing_letter_change", args=[letter.pk]),
            letter.subject,
            letter.get_kind_display(),
            whom,
            format_datetime(letter.queued_at),
        )

    @admin.display(description="การส่ง", ordering="next_at")
    def state_shown(self, letter: Letter) -> SafeString | str:
        if letter.sent_at:
            return f"ส่งแล้วเมื่อ {format_datetime(letter.sent_at)}"
        if not letter.trouble:
            return "กำลังส่ง" if letter.attempts else "รอส่ง"
        next_at = f" ระบบจะส่งเองอีกครั้ง {format_datetime(letter.next_at)}" if letter.next_at else ""
        return format_html(
            '<strong class="letter-trouble">ส่งไม่ได้</strong> {}<br>พยายามแล้ว {} ครั้ง{}',
            letter.trouble,
            letter.attempts,
            next_at,
        )

    @admin.display(description="ส่งอีกครั้ง")
    def again(self, letter: Letter) -> SafeString | str:
        # The list stands in a form of its own that has the token; the button sends it to the letter's page.
        if letter.sent_at or not letter.trouble:
            return ""
        return format_html(
            '<button type="submit" class="letter-again" formaction="{}" formmethod="post">ส่งอีกครั้ง'
            '<span class="visually-hidden"> “{}”</span></button>',
            reverse("admin:publishing_letter_change", args=[letter.pk]),
            letter.subject,
        )
