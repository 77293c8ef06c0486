"""Two people, one draft: who has it open, what happens when both save, and the side drafts that come of it."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils.safestring import mark_safe

from publishing import holds, side_drafts, workflow
from publishing.admin.pages import desk_page
from publishing.admin.typed import differences, fill_rows, settle_rows, texts_of
from publishing.desk import desk_address
from publishing.markup import clean
from publishing.models import Edition, Hold, SideDraft
from publishing.models.desk import SIDE_DRAFT_FOR
from thai.dates import format_datetime
from thai.digits import parse_int

#: Tells static/desk/forget.js that the form at this address was saved, so the browser's own copy can go.
SAVED_COOKIE = "desk-saved"


class TogetherAdmin:
    """The part of `EditionAdmin` that lets several people work on one draft without losing a word."""

    # -- the form --------------------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The editing form with the hold, the conflict and the side draft, when there is one.

        A save that the workflow refuses comes back as the same form with the reasons, and everything typed in it.
        """
        request.restored = self._restored(request, object_id)
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except workflow.Refused as refusal:
            request.refused_because = refusal.reasons
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(response, TemplateResponse):
            self._add_together(request, response.context_data)
        elif getattr(request, "form_was_saved", False):
            self._say_saved(request, response)
        return response

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.form_was_saved = True

    def _restored(self, request: HttpRequest, object_id: str | None) -> list[dict]:
        """The texts of the side draft that `?side=` names. Raises Http404 when it is not there for this user."""
        if request.method != "GET" or object_id is None or "side" not in request.GET:
            return []
        return self._side_or_404(request, parse_int(object_id), parse_int(request.GET["side"])).texts

    def _side_or_404(self, request: HttpRequest, edition: int | None, side: int | None) -> SideDraft:
        if edition is None or side is None or max(edition, side) >= 2**63:
            raise Http404
        found = side_drafts.standing().filter(pk=side, edition=edition).select_related("user").first()
        if found is None or not side_drafts.may_read(found, request.user):
            raise Http404
        return found

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.writer = request.user
        form.refused_because = getattr(request, "refused_because", ())
        form.restored = getattr(request, "restored", ())
        return form

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        for formset in formsets:
            if formset.is_bound:
                settle_rows(formset)
            elif restored := getattr(request, "restored", ()):
                fill_rows(formset, restored)
        return formsets, inlines

    def _add_together(self, request: HttpRequest, context: dict) -> None:
        edition, form = context["original"], context["adminform"].form
        if form.is_bound and form.conflict:
            context["conflict"] = self._keep_typed(request, context)
        may_edit = context["has_change_permission"] if edition else context["has_add_permission"]
        if not may_edit:
            return
        together = {"form": f"{self.opts.model_name}_form", "is_refused": form.is_bound}
        if (
            edition is not None
            and (not form.conflict or form.conflict.stored.is_editable)
            and edition.is_editable
        ):
            hold = holds.open_draft(edition, user=request.user)
            together |= {
                "address": desk_address(edition, "hold"),
                "version": form.conflict.stored.version if form.conflict else edition.version,
                **self._hold_facts(hold, request),
            }
        context["together"] = together

    def _hold_facts(self, hold: Hold, request: HttpRequest) -> dict[str, object]:
        is_mine = hold.user_id == request.user.pk
        return {
            "mine": is_mine,
            "holder": hold.user_id,
            "who": hold.user.full_name,
            "since": hold.since.isoformat(),
            "mark": holds.mark_of(hold) if is_mine else "",
            "notice": "" if is_mine else holds.notice(hold),
            "taken": "" if is_mine else holds.taken_notice(hold),
        }

    def _keep_typed(self, request: HttpRequest, context: dict) -> dict[str, object]:
        """Keep what was typed as a side draft, and what the page shows of the two texts."""
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        found = differences(form, form.conflict.differing, formsets)
        typed_rows = sum(formset.gone for formset in formsets)
        side = None
        if found or typed_rows:
            side = side_drafts.keep(
                form.conflict.stored,
                user=request.user,
                texts=texts_of(form, formsets),
                seen_version=form.conflict.seen_version,
            )
        return {
            "stored": form.conflict.stored,
            "who": form.conflict.who.strip(),
            "differences": found,
            "gone": typed_rows,
            "side": side,
            "side_address": desk_address(form.instance, "side", side.pk) if side else "",
            "until": side.at + SIDE_DRAFT_FOR if side else None,
        }

    def _say_saved(self, request: HttpRequest, response: HttpResponse) -> None:
        response.set_cookie(
            SAVED_COOKIE,
            quote(request.path, safe=""),
            max_age=300,
            path="/admin/",
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )

    # -- who has it open -------------------------------------------------------------------------------------

    def hold_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """GET: who has the draft open. POST with `act`: beat (still here), take (over), release (left)."""
        edition = self._edition_or_404(request, object_id)
        if not self.has_change_permission(request):
            raise PermissionDenied
        act = request.POST.get("act", "")
        if request.method == "POST" and act not in ("beat", "take", "release"):
            raise Http404
        if act == "release":
            holds.release(edition, user=request.user, seen=request.POST.get("mark", ""))
            return HttpResponse(status=204)
        taken = None
        if act == "take":
            taken = self._take_over(request, edition)
            if request.accepts("text/html"):
                return HttpResponseRedirect(desk_address(edition, "change"))
        return JsonResponse(
            self._facts_of_hold(request, edition, act) | ({} if taken is None else {"done": taken})
        )

    def _take_over(self, request: HttpRequest, edition: Edition) -> bool:
        done = holds.take_over(edition, user=request.user, holder=parse_int(request.POST.get("holder")) or 0)
        if request.accepts("text/html"):
            if done:
                messages.success(request, "ท่านรับช่วงแก้ไขร่างนี้แล้ว")
            else:
                messages.warning(request, "ขณะนี้ผู้ที่เปิดร่างนี้อยู่ไม่ใช่คนเดิมแล้ว ดูสถานะล่าสุดในหน้านี้ก่อนดำเนินการต่อ")
        return done

    def _facts_of_hold(self, request: HttpRequest, edition: Edition, act: str) -> dict[str, object]:
        facts: dict[str, object] = {
            "mine": False,
            "closed": not edition.is_editable,
            "version": edition.version,
        }
        if not edition.is_editable:
            facts["newer"] = (
                f"ฉบับนี้อยู่ในสถานะ “{edition.get_state_display()}” แล้ว จึงบันทึกไม่ได้ เปิดหน้านี้ใหม่เพื่อดูสถานะล่าสุด"
            )
            return facts
        hold = holds.open_draft(edition, user=request.user) if act else holds.holder_of(edition)
        seen = request.POST.get("version", "")
        if act and seen != str(edition.version):
            who = edition.saved_by.full_name if edition.saved_by else "ผู้อื่น"
            when = format_datetime(edition.saved_at) if edition.saved_at else ""
            facts["newer"] = f"มีผู้บันทึกฉบับใหม่กว่า ({who} {when}) เปิดหน้านี้ใหม่ก่อนแก้ไขต่อ"
        return facts | (self._hold_facts(hold, request) if hold else {})

    # -- side drafts -----------------------------------------------------------------------------------------

    def side_drafts_of(self, request: HttpRequest, edition: Edition) -> list[dict[str, object]]:
        """The side drafts that this user may read, for the panel (one query)."""
        return [
            {"side": side, "address": desk_address(edition, "side", side.pk)}
            for side in side_drafts.readable(edition, request.user)
        ]

    def side_draft_view(self, request: HttpRequest, object_id: int, side: int) -> HttpResponse:
        """What somebody typed over a newer save, to read, to copy, and to put back into the form."""
        edition = self._edition_or_404(request, object_id)
        found = side_drafts.standing().filter(pk=side, edition=edition.pk).select_related("user").first()
        if found is None:
            raise Http404
        if not side_drafts.may_read(found, request.user):
            raise PermissionDenied
        texts = [
            {**text, "html": mark_safe(clean(text["text"])) if text["is_rich"] else ""}
            for text in found.texts
            if text["text"]
        ]
        return desk_page(
            self,
            request,
            "side_draft.html",
            "ร่างเสริม",
            edition=edition,
            side=found,
            texts=texts,
            until=found.at + SIDE_DRAFT_FOR,
            back=desk_address(edition, "change"),
            can_restore=edition.is_editable and self.has_change_permission(request, edition),
        )
