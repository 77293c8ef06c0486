"""The editing form of every category: a category's admin inherits `EditionAdmin` and is attributes, not code."""

from collections.abc import Callable
from functools import cache

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from accounts.roles import Role
from publishing import workflow
from publishing.admin.attachments import DocumentInline, PhotoInline
from publishing.admin.compare import ComparingAdmin
from publishing.admin.forms import EditionForm
from publishing.admin.gates import GatesAdmin
from publishing.admin.history import HistoryAdmin
from publishing.admin.lists import PlainSearch, StateFilter, state_badge
from publishing.admin.moving import APPROVE_PAGE, MovingAdmin
from publishing.admin.previews import PreviewLinksAdmin
from publishing.admin.remarks import RemarksAdmin
from publishing.admin.request_form import RequestFormAdmin
from publishing.admin.together import TogetherAdmin
from publishing.admin.upload_forms import carry_files, record_files
from publishing.declared import functions
from publishing.desk import desk_address
from publishing.markup import clean
from publishing.models import Edition
from publishing.requirements import Look
from publishing.richtext import notes_of
from publishing.states import IN_PROGRESS, Action, State
from thai.dates import format_date, format_datetime
from thai.digits import number
from thai.forms import ADMIN_FIELDS

#: What the editor needs on its own pages, and nowhere else (docs/decisions/0004-editor.md).
EDITOR_POLICY = {
    "script-src": ["'unsafe-inline'"],
    "style-src": ["'unsafe-inline'"],
    "frame-src": ["'self'"],
    "img-src": ["blob:"],  # files.js shows a chosen picture before it is sent
}
LONGEST_HISTORY = 30
#: How the read-only form writes a column; a datetime is a date too, so it comes first.
READABLE = {models.DateTimeField: format_datetime, models.DateField: format_date, models.DecimalField: number}


class EditionAdmin(
    MovingAdmin,
    GatesAdmin,
    ComparingAdmin,
    RemarksAdmin,
    PreviewLinksAdmin,
    HistoryAdmin,
    RequestFormAdmin,
    TogetherAdmin,
    PlainSearch,
    admin.ModelAdmin,
):
    """Subclasses set `own_fieldsets`, `parts` (inlines of their own) and `show` (their public detail page).

    Each base is one part of the desk with the views of its pages; the addresses of all of them are in `get_urls()`.
    """

    form = EditionForm
    own_fieldsets: list[tuple[str, dict]] = []
    parts: list[type] = []
    show: Callable[[HttpRequest, Edition], HttpResponse]

    change_form_template = "admin/publishing/edition.html"
    list_display = ["title", "kind_shown", "state_shown", "saved_shown"]
    list_display_links = ["title"]
    list_filter = [StateFilter]
    list_select_related = ["publication__owner", "saved_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title"]
    search_help_text = "ค้นจากชื่อเรื่อง"
    ordering = ["-pk"]
    actions = None
    formfield_overrides = ADMIN_FIELDS
    save_on_top = False

    # -- who may ---------------------------------------------------------------------------------------------

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and request.user.has_role(Role.WRITER)

    def has_change_permission(self, request, obj=None) -> bool:
        allowed = super().has_change_permission(request, obj) and request.user.has_role(Role.WRITER)
        # What was typed while it was a draft is answered by the form, which keeps it and says why it is too late.
        return allowed and (obj is None or obj.is_editable or request.method == "POST")

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # what was ever written is discarded, withdrawn or removed, never deleted

    # -- the list --------------------------------------------------------------------------------------------

    @admin.display(description="ประเภท")
    def kind_shown(self, edition: Edition) -> str:
        return edition.kind_label()

    @admin.display(description="สถานะ", ordering="state")
    def state_shown(self, edition: Edition) -> SafeString:
        return format_html("{}<br>ฉบับที่ {}", state_badge(edition), edition.number)

    @admin.display(description="ที่อยู่เว็บ")
    def slug(self, edition: Edition) -> str:
        return edition.publication.address

    @admin.display(description="บันทึกล่าสุด", ordering="saved_at")
    def saved_shown(self, edition: Edition) -> str:
        if edition.saved_at is None:
            return ""
        return f"{format_date(edition.saved_at)} {edition.saved_by.full_name if edition.saved_by else ''}"

    @admin.display(description="เนื้อหา")
    def body_shown(self, edition: Edition) -> SafeString:
        return mark_safe(clean(edition.body))  # cleaned by the allow-list just now

    # -- the form --------------------------------------------------------------------------------------------

    def get_inlines(self, request, obj):
        return [*self.parts, DocumentInline, PhotoInline]

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        if obj is None or obj.is_editable:
            carry_files(formsets)
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def get_fieldsets(self, request, obj=None):
        may_edit = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        wording = ["title", "summary", "body" if may_edit else "body_shown", "dated_on"]
        fieldsets = [("เรื่อง", {"fields": wording}), *self.own_fieldsets]
        fieldsets.append(("ผู้รับผิดชอบและที่อยู่เว็บ", {"fields": ["owner", "slug"]}))
        if obj is not None and obj.publication.first_published_at:
            fieldsets.append(("การแก้ไขครั้งนี้", {"fields": ["change_kind", "change_note"]}))
        if may_edit:
            fieldsets[0][1]["fields"] = [*wording, "seen_version"]
            fieldsets.append(("ก่อนแนบไฟล์", {"fields": ["not_classified"]}))
            return fieldsets
        return [
            (title, {**options, "fields": [self._readable(name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    def _readable(self, name: str) -> str | Callable:
        """A column as the read-only form shows it: dates in พ.ศ., amounts with separators."""
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return name
        for kind, write in READABLE.items():
            if isinstance(field, kind):
                return _column(field, write)
        return name

    def get_readonly_fields(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            columns = flatten_fieldsets(self.get_fieldsets(request, obj))
            return ["body_shown", "slug", *(column for column in columns if callable(column))]
        return []

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("publication__owner__unit", "saved_by")

    def get_object(self, request, object_id, from_field=None):
        # More digits than a key can have: the databases refuse them loudly.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and "owner" in form.base_fields:
            form.base_fields["owner"].initial = request.user.position_id
        return form

    def save_model(self, request, obj, form, change):
        address = {"owner": form.cleaned_data["owner"], "slug": form.cleaned_data["slug"]}
        if not change:
            workflow.start(obj, actor=request.user, **address)
        else:
            workflow.claim_draft(obj, actor=request.user, seen_version=form.cleaned_data["seen_version"])
            obj.save(update_fields=[field.name for field in obj.content_fields()])
            workflow.set_address(obj.publication, **address)
        for note in notes_of(form):
            messages.warning(request, note)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        record_files(form, formsets, actor=request.user)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        extra = {"show_save_as_new": False, "show_save_and_add_another": False, **(extra_context or {})}
        obj = self.get_object(request, object_id) if object_id else None
        if obj is not None:
            extra["panel"] = self.panel(request, obj)
        response = super().changeform_view(request, object_id, form_url, extra)
        if obj is None or obj.is_editable or request.method == "POST":
            response._csp_update = EDITOR_POLICY
        return response

    def response_add(self, request, obj, post_url_continue=None):
        if "_submit_next" in request.POST:
            return HttpResponseRedirect(desk_address(obj, "move", Action.SUBMIT))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if "_submit_next" in request.POST:
            return HttpResponseRedirect(desk_address(obj, "move", Action.SUBMIT))
        return super().response_change(request, obj)

    # -- the workflow panel ----------------------------------------------------------------------------------

    def panel(self, request: HttpRequest, edition: Edition, look: Look | None = None) -> dict[str, object]:
        """What the panel above the form shows: state, people, what is missing, buttons, history."""
        look = look or Look(edition)
        moves = [
            {
                "action": action,
                "label": APPROVE_PAGE if action == Action.APPROVE else action.label,
                "address": desk_address(edition, "move", action),
                "reasons": reasons,
            }
            for action, reasons in workflow.available(edition, request.user, look).items()
            if action != Action.SCHEDULE  # approving now and for a time share one page
        ]
        return {
            "edition": edition,
            "publication": edition.publication,
            "badge": state_badge(edition),
            "preview": desk_address(edition, "preview"),
            "compare": desk_address(edition, "compare") if edition.number > 1 else "",
            "talk": self.conversation(request, edition),
            "links": desk_address(edition, "links"),
            "request_form": desk_address(edition, "request"),
            "also": lambda: [link for ask in functions("desk_links") for link in ask(request, edition)],
            "contributors": edition.contributions.select_related("user__position"),
            "missing": look.missing if edition.is_editable else [],
            "findings": self.findings_of(look),
            **self._who_may_approve(edition),
            "return_note": edition.events.filter(action=Action.RETURN)
            .order_by("-number")
            .values_list("note", flat=True)
            .first(),
            "buttons": [move for move in moves if not move["reasons"]],
            "refused": [move for move in moves if move["reasons"]],
            "history_address": desk_address(edition, "history"),
            "history": edition.publication.events.order_by("-number").select_related("edition")[
                :LONGEST_HISTORY
            ],
            "side_drafts": self.side_drafts_of(request, edition),
            "others": edition.publication.editions.exclude(pk=edition.pk)
            .filter(state__in=[*IN_PROGRESS, State.PUBLISHED, State.WITHDRAWN])
            .order_by("-number"),
        }

    def _who_may_approve(self, edition: Edition) -> dict[str, object]:
        if edition.state != State.SUBMITTED:
            return {"approvers": None}
        people = workflow.approvers_of(edition)
        for person in people:
            person.title_to_approve = person.title_for([Role.APPROVER])
        return {"approvers": people, "nobody": "" if people else workflow.nobody_may_approve(edition)}

    # -- the pages of one edition ----------------------------------------------------------------------------

    def get_urls(self):
        """Every page below `/admin/<app>/<model>/<pk>/` beside Django's; `desk_address()` gives them by their names."""
        pages = {
            "move": ("move/<str:action>/", self.move_view),
            "preview": ("preview/", self.preview_view),
            "compare": ("compare/", self.compare_view),
            "findings": ("findings/", self.findings_view),
            "remarks": ("remarks/", self.remarks_view),
            "links": ("links/", self.links_view),
            "history_csv": ("history.csv", self.history_csv_view),
            "request": ("request/", require_safe(self.request_form_view)),
            "hold": ("hold/", self.hold_view),
            "side": ("side/<int:side>/", require_safe(self.side_draft_view)),
        }
        own = [
            path(
                f"<int:object_id>/{below}",
                self.admin_site.admin_view(view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for name, (below, view) in pages.items()
        ]
        return own + super().get_urls()

    def _edition_or_404(self, request: HttpRequest, object_id: int) -> Edition:
        edition = self.get_object(request, str(object_id))
        if edition is None:
            raise Http404
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        return edition

    def preview_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The edition on its public page, for staff only."""
        edition = self._edition_or_404(request, object_id)
        request.is_preview = True
        response = type(self).show(request, edition)
        response["Cache-Control"] = "private, no-store"
        return response


@cache
def _column(field: models.Field, write: Callable) -> Callable:
    @admin.display(description=field.verbose_name)
    def shown(edition: Edition) -> str:
        value = getattr(edition, field.name)
        return "" if value is None else write(value)

    return shown
