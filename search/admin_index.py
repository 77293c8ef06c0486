"""The state of the index, for whoever looks after the machine, and the button that has it made anew."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from publishing import ledger
from publishing.admin.lists import ReadOnly
from publishing.models import Edition
from search import files, keeping, staff
from search.indexing import own_words, serving
from search.models import FileText, Index
from search.terms import RECIPE

#: Publications that are named while they are not in the index as they stand.
LISTED = 10
ASKED = "สั่งจัดทำดัชนีค้นหาใหม่"


@admin.register(Index)
class IndexAdmin(ReadOnly, admin.ModelAdmin):
    """One page. The button only asks: the clock makes the index, and the old one answers meanwhile."""

    class Media:
        css = {"all": ["desk/search.css"]}

    def get_urls(self):
        return [
            path(below, self.admin_site.admin_view(view), name=f"search_index_{name}")
            for below, view, name in (
                ("", self.state_view, "changelist"),
                ("rebuild/", self.rebuild_view, "rebuild"),
            )
        ]

    def state_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        index, of_staff = serving(), staff.standing()
        differing = keeping.differing(index) if index else []
        waiting = Edition.objects.live().filter(publication__in=differing).order_by("publication")[:LISTED]
        context = {
            **self.admin_site.each_context(request),
            "title": self.opts.verbose_name,
            "opts": self.opts,
            "media": self.media,
            "index": index,
            "entries": index.entries.count() if index else 0,
            "live": Edition.objects.live().count(),
            "differing": len(differing),
            "waiting": waiting,
            "outdated": bool(index) and keeping.is_outdated(index),
            "building": Index.objects.filter(state=Index.State.BUILDING).first(),
            "of_staff": of_staff,
            "staff_entries": of_staff.entries.count() if of_staff else 0,
            "staff_waiting": staff.waiting(of_staff) if of_staff else 0,
            "files_waiting": files.waiting().count(),
            "files_unreadable": FileText.objects.filter(state=FileText.State.UNREADABLE).count(),
        }
        return TemplateResponse(request, "admin/search/index.html", context)

    def rebuild_view(self, request: HttpRequest) -> HttpResponse:
        """Leave the clock an index to make."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            with transaction.atomic():
                ledger.append(ASKED, actor=request.user)
                Index.objects.create(recipe=RECIPE, words="\n".join(own_words()))
        except IntegrityError:
            messages.info(request, "ระบบกำลังจัดทำดัชนีอยู่แล้ว เปิดหน้านี้ใหม่เพื่อดูความคืบหน้า")
        else:
            messages.success(request, "ระบบจะเริ่มจัดทำดัชนีภายในหนึ่งนาที ระหว่างนี้ประชาชนค้นได้ตามปกติ")
        return HttpResponseRedirect(reverse("admin:search_index_changelist"))
