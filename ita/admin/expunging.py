"""Taking what had to go from the site out of the snapshots as well: an administrator asks, an approver decides."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from accounts.roles import Role
from ita import expunging, snapshots
from ita.admin.pages import desk_page
from ita.kept_pages import Gone, is_kept
from ita.models import Expunging, Snapshot
from publishing.models import Edition, Publication
from publishing.refusal import Refused
from publishing.states import State
from thai.digits import parse_int

MOST_SHOWN = 100
ANSWERS = {"agree": True, "refuse": False}


class ExpungingAdmin:
    """The part of SnapshotAdmin with the page of what is to go."""

    def expunging_urls(self) -> list:
        return [
            path("expunge/", self.admin_site.admin_view(self.expunging_view), name="ita_snapshot_expunge")
        ]

    def expunging_view(self, request: HttpRequest) -> HttpResponse:
        """What was asked for and done (GET); asking, or deciding on what was asked (POST)."""
        if not (self.has_view_permission(request) and request.user.has_role(*snapshots.MAKERS)):
            raise PermissionDenied
        reasons: list[str] = []
        if request.method == "POST":
            try:
                messages.success(request, self._step(request))
                return HttpResponseRedirect(request.path)
            except Refused as refusal:
                reasons = refusal.reasons
        asks = request.user.has_role(Role.ADMINISTRATOR)
        rows = list(Expunging.objects.select_related("publication", "asked_by", "decided_by")[:MOST_SHOWN])
        for row in rows:
            row.may_decide = row.state == Expunging.State.ASKED and not expunging.why_not_decide(
                row, request.user
            )
        return desk_page(
            self,
            request,
            "expunging.html",
            "ลบข้อมูลที่ถอนออกแล้วจากสำเนาหลักฐาน",
            status=409 if reasons else 200,
            rows=rows,
            asks=asks,
            choices=list(_removed()) if asks else [],
            reasons=reasons,
            chosen=request.POST.get("publication", "") if reasons else "",
            why=request.POST.get("reason", "")[:300] if reasons else "",
            why_field=Expunging._meta.get_field("reason"),
            trail=((self.opts.verbose_name_plural, reverse("admin:ita_snapshot_changelist")),),
        )

    def _step(self, request: HttpRequest) -> str:
        """Do what was posted; returns what to say. Raises Refused."""
        answer = ANSWERS.get(request.POST.get("answer", ""))
        if answer is None:
            publication = Publication.objects.filter(pk=_key(request, "publication")).first()
            expunging.ask(publication, request.POST.get("reason", ""), actor=request.user)
            return "เสนอแล้ว เมื่อผู้อนุมัติเห็นชอบ ระบบจะลบออกจากสำเนาทุกชุดภายในไม่กี่นาที"
        asked = Expunging.objects.filter(pk=_key(request, "asked")).first()
        if asked is None:
            raise Refused(["เลือกรายการที่จะพิจารณา"])
        expunging.decide(asked, agrees=answer, actor=request.user)
        return "เห็นชอบแล้ว ระบบจะลบออกจากสำเนาทุกชุดภายในไม่กี่นาที" if answer else "บันทึกแล้วว่าไม่เห็นชอบ สำเนาคงเดิม"


def _key(request: HttpRequest, name: str) -> int | None:
    typed = request.POST.get(name, "")
    return parse_int(typed) if len(typed) < 19 else None


def _removed() -> Iterator[tuple[Publication, Edition, list[str]]]:
    """What was removed lately and nobody asked about, with the snapshots whose evidence shows it; those first. Its title is not
    told: it may be the very thing that had to go.
    """
    taken = Expunging.objects.filter(publication=OuterRef("publication"), asked_at__gte=OuterRef("ended_at"))
    taken = taken.exclude(state=Expunging.State.REFUSED)
    removed = Edition.objects.filter(~Exists(taken), state=State.REMOVED)
    removed = removed.select_related("publication").only("publication", "ended_at", "end_reason", "number")
    newest = {one.publication_id: one for one in removed.order_by("-ended_at", "-pk")[:MOST_SHOWN][::-1]}
    kept = list(Snapshot.objects.filter(state=Snapshot.State.MADE).select_related("cycle"))
    found = []
    for edition in reversed(newest.values()):
        gone = Gone.of(edition.publication)
        shown = [str(snapshot) for snapshot in kept if is_kept(snapshot, gone)]
        found.append((edition.publication, edition, shown))
    yield from sorted(found, key=lambda one: not one[2])
