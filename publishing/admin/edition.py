"""The editing form of every category: a category's admin inherits `EditionAdmin` and is attributes, not code."""

from collections.abc import Callable
from copy import copy
from functools import cache

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.roles import Role
from publishing import workflow
from publishing.admin.attachments import DocumentInline, PhotoInline
from publishing.clauses import CLAUSE_1_1
from publishing.models import Edition, Publication
from publishing.models.publication import RESERVED_SLUGS, slug_form
from publishing.requirements import missing
from publishing.richtext import clean as clean_rich_text
from publishing.states import ARROWS, IN_PROGRESS, Action, State
from thai.dates import format_date, format_datetime
from thai.digits import number
from thai.forms import ADMIN_FIELDS, ThaiDateTimeField
from thai.text import normalise_query

#: What the editor needs on its own pages, and nowhere else (docs/decisions/0004-editor.md).
EDITOR_POLICY = {
    "script-src": ["'unsafe-inline'"],
    "style-src": ["'unsafe-inline'"],
    "frame-src": ["'self'"],
}
LONGEST_HISTORY = 30
#: How the read-only form writes a column; a datetime is a date too, so it comes first.
READABLE = {models.DateTimeField: format_datetime, models.DateField: format_date, models.DecimalField: number}


class EditionForm(forms.ModelForm):
    """The wording of a draft, with the publication's slug and owner, and the version that the writer opened."""

    slug = forms.CharField(
        label="ที่อยู่เว็บ",
        max_length=80,
        required=False,
        validators=[slug_form],
        help_text=Publication._meta.get_field("slug").help_text,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField desk-wide"}),
            "summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField desk-wide"}),
            "change_note": forms.TextInput(attrs={"class": "vTextField desk-wide"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            publication = self.instance.publication
            self.initial |= {
                "slug": publication.slug or "",
                "seen_version": self.instance.version,
            }
            if "slug" in self.fields and publication.first_published_at:
                self.fields["slug"].disabled = True

    def clean_slug(self) -> str | None:
        slug = self.cleaned_data["slug"] or None
        if slug in RESERVED_SLUGS:
            raise ValidationError("คำนี้สงวนไว้สำหรับระบบ ให้ใช้คำอื่น")
        return slug

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance.pk:
            self._compare_with_stored(cleaned)
        publication = copy(self.instance.publication) if self.instance.pk else Publication()
        publication.category, publication.slug = self._meta.model._meta.app_label, cleaned.get("slug")
        try:
            publication.validate_constraints(exclude={"owner", "model"})
        except ValidationError as error:
            self.add_error("slug", error.messages)
        return cleaned

    def _compare_with_stored(self, cleaned: dict) -> None:
        """Refuse to write over what somebody saved meanwhile: show both texts, keep what was typed.

        The publication is locked until the transaction of the admin's save ends, so nothing can slip in afterwards.
        """
        Publication.objects.select_for_update().get(pk=self.instance.publication_id)
        stored = type(self.instance).objects.get(pk=self.instance.pk)
        if not stored.is_editable:
            raise ValidationError(
                f"ฉบับนี้อยู่ในสถานะ “{stored.get_state_display()}” แล้ว จึงบันทึกไม่ได้ คัดลอกข้อความที่พิมพ์ไว้ก่อนออกจากหน้านี้"
            )
        if cleaned.get("seen_version") == stored.version:
            return
        who = stored.saved_by.full_name if stored.saved_by else "ผู้อื่น"
        for name in self.changed_data:
            if name in cleaned and name not in ("seen_version", "slug"):
                theirs = getattr(stored, name)
                if theirs != cleaned[name]:
                    self.add_error(name, f"{who} บันทึกไว้ว่า: {theirs if theirs not in (None, '') else '(ว่าง)'}")
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = str(stored.version)
        raise ValidationError(
            f"{who} บันทึกฉบับนี้ไปเมื่อ {format_datetime(stored.saved_at)} หลังจากที่ท่านเปิดหน้านี้ ข้อความของท่านจึงยังไม่ได้บันทึก "
            "เทียบข้อความใต้แต่ละช่อง แก้ให้ตรงกัน แล้วกดบันทึกอีกครั้ง"
        )


class StateFilter(admin.SimpleListFilter):
    """Without a choice: what is in progress or public. What is over has to be asked for."""

    title = "สถานะ"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("all", "ทุกสถานะ"), *State.choices]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": "ที่ใช้อยู่"}
        yield from others

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset.exclude(state__in=[State.SUPERSEDED, State.DISCARDED])
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


class PlainSearch:
    """An admin list that takes anything in its search box and its address."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(
            request, queryset, " ".join(normalise_query(search_term).split()[:8])
        )

    def lookup_allowed(self, lookup, value, request) -> bool:
        offered = {
            item if isinstance(item, str) else item.parameter_name for item in self.get_list_filter(request)
        }
        return lookup.split("__")[0] in offered


class MoveForm(forms.Form):
    """What an arrow asks for: ticks, a note, a time. `seen` is the version that the actor looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, action: Action, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.arrow = ARROWS[action]
        if self.arrow.ticks:
            for key, words in CLAUSE_1_1.items():
                self.fields[key] = forms.BooleanField(label=words, required=False)
        if self.arrow.time:
            self.fields["publish_at"] = ThaiDateTimeField(label="วันและเวลาที่เผยแพร่", required=False)
        label = self.arrow.note or ("หมายเหตุ (ถ้ามี)" if action != Action.START else "")
        if label:
            widget = forms.Textarea(attrs={"rows": 3, "cols": 70})
            self.fields["note"] = forms.CharField(label=label, required=False, max_length=2000, widget=widget)

    def tick_fields(self):
        return [self[key] for key in CLAUSE_1_1 if key in self.fields]

    def other_fields(self):
        return [field for field in self.visible_fields() if field.name not in CLAUSE_1_1]

    def given(self) -> dict[str, object]:
        """The keyword arguments for `workflow.move()`."""
        cleaned = self.cleaned_data
        return {
            "note": cleaned.get("note", ""),
            "ticks": [key for key in CLAUSE_1_1 if cleaned.get(key)],
            "publish_at": cleaned.get("publish_at"),
        }


class EditionAdmin(PlainSearch, admin.ModelAdmin):
    """Subclasses set `own_fieldsets`, `parts` (inlines of their own) and `show` (their public detail page)."""

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
        return mark_safe(clean_rich_text(edition.body))  # cleaned by the allow-list just now

    # -- the form --------------------------------------------------------------------------------------------

    def get_inlines(self, request, obj):
        return [*self.parts, DocumentInline, PhotoInline]

    def get_fieldsets(self, request, obj=None):
        may_edit = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        wording = ["title", "summary", "body" if may_edit else "body_shown", "dated_on"]
        fieldsets = [("เรื่อง", {"fields": wording}), *self.own_fieldsets]
        fieldsets.append(("ผู้รับผิดชอบและที่อยู่เว็บ", {"fields": ["owner", "slug"]}))
        if obj is not None and obj.publication.first_published_at:
            fieldsets.append(("การแก้ไขครั้งนี้", {"fields": ["change_kind", "change_note"]}))
        if may_edit:
            fieldsets[0][1]["fields"] = [*wording, "seen_version"]
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
            return
        workflow.claim_draft(obj, actor=request.user, seen_version=form.cleaned_data["seen_version"])
        obj.save(update_fields=[field.name for field in obj.content_fields()])
        workflow.set_address(obj.publication, **address)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        extra = {"show_save_as_new": False, "show_save_and_add_another": False, **(extra_context or {})}
        obj = self.get_object(request, object_id) if object_id else None
        if obj is not None:
            extra["panel"] = self.panel(request, obj)
        try:
            response = super().changeform_view(request, object_id, form_url, extra)
        except workflow.Refused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
            return HttpResponseRedirect(request.path)
        if obj is None or obj.is_editable or request.method == "POST":
            response._csp_update = EDITOR_POLICY
        return response

    def response_add(self, request, obj, post_url_continue=None):
        if "_submit_next" in request.POST:
            return HttpResponseRedirect(self.move_address(obj, Action.SUBMIT))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if "_submit_next" in request.POST:
            return HttpResponseRedirect(self.move_address(obj, Action.SUBMIT))
        return super().response_change(request, obj)

    # -- the workflow panel ----------------------------------------------------------------------------------

    def panel(self, request: HttpRequest, edition: Edition) -> dict[str, object]:
        """What the panel above the form shows: state, people, what is missing, buttons, history."""
        moves = [
            {
                "action": action,
                "label": action.label,
                "address": self.move_address(edition, action),
                "reasons": reasons,
            }
            for action, reasons in workflow.available(edition, request.user).items()
        ]
        return {
            "edition": edition,
            "publication": edition.publication,
            "badge": state_badge(edition),
            "preview": reverse(f"{self.admin_site.name}:{self._url_name('preview')}", args=[edition.pk]),
            "contributors": edition.contributions.select_related("user__position"),
            "missing": missing(edition) if edition.is_editable else [],
            "approvers": workflow.approvers_of(edition) if edition.state == State.SUBMITTED else None,
            "return_note": edition.events.filter(action=Action.RETURN)
            .order_by("-number")
            .values_list("note", flat=True)
            .first(),
            "buttons": [move for move in moves if not move["reasons"]],
            "refused": [move for move in moves if move["reasons"]],
            "history": edition.publication.events.order_by("-number").select_related("edition")[
                :LONGEST_HISTORY
            ],
            "others": edition.publication.editions.exclude(pk=edition.pk)
            .filter(state__in=[*IN_PROGRESS, State.PUBLISHED, State.WITHDRAWN])
            .order_by("-number"),
        }

    def move_address(self, edition: Edition, action: Action) -> str:
        return reverse(f"{self.admin_site.name}:{self._url_name('move')}", args=[edition.pk, action.value])

    def _url_name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def get_urls(self):
        own = [
            path(
                "<int:object_id>/move/<str:action>/",
                self.admin_site.admin_view(self.move_view),
                name=self._url_name("move"),
            ),
            path(
                "<int:object_id>/preview/",
                self.admin_site.admin_view(self.preview_view),
                name=self._url_name("preview"),
            ),
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

    def move_view(self, request: HttpRequest, object_id: int, action: str) -> HttpResponse:
        """Ask for what the arrow needs (GET), walk it (POST); a refusal shows its reasons and keeps what was typed."""
        edition = self._edition_or_404(request, object_id)
        if action not in Action.values or ARROWS[Action(action)].clock:
            raise Http404
        action = Action(action)
        form = MoveForm(action, request.POST or None, initial={"seen": edition.version})
        reasons = workflow.why_not(edition, action, request.user)
        if request.method == "POST" and form.is_valid():
            edition.version = form.cleaned_data["seen"] or 0
            try:
                result = workflow.move(edition, action, actor=request.user, **form.given())
            except workflow.Refused as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, f"{action.label} “{edition.title}” เรียบร้อยแล้ว")
                return HttpResponseRedirect(self._after(result))
        context = {
            **self.admin_site.each_context(request),
            "title": action.label,
            "opts": self.opts,
            "edition": edition,
            "original": edition,
            "action": action,
            "arrow": ARROWS[action],
            "form": form,
            "reasons": reasons,
            "can_move": request.method == "POST" or not reasons,
            "panel": self.panel(request, edition),
            "documents": edition.attachments.select_related("stored", "edition"),
            "media": self.media + form.media,
        }
        status = 409 if request.method == "POST" and reasons else 200
        return TemplateResponse(request, "admin/publishing/move.html", context, status=status)

    def _after(self, edition: Edition) -> str:
        return reverse(
            f"{self.admin_site.name}:{edition.publication.category}_{edition.publication.model}_change",
            args=[edition.pk],
        )


@cache
def _column(field: models.Field, write: Callable) -> Callable:
    @admin.display(description=field.verbose_name)
    def shown(edition: Edition) -> str:
        value = getattr(edition, field.name)
        return "" if value is None else write(value)

    return shown


def state_badge(edition: Edition) -> SafeString:
    return format_html('<span class="state state-{}">{}</span>', edition.state, edition.get_state_display())
