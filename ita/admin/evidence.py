"""Saying what is evidence, saying it anew, and deciding about it: one page each, below the item's."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from accounts.roles import Role
from ita import evidence as steps
from ita.admin.evidence_form import EvidenceForm, initial_of, same_claims, usual
from ita.admin.pages import desk_page
from ita.admin.picking import candidates, taken_by
from ita.admin.shown import shown, standing_editions
from ita.evidence import Step, why_not
from ita.models import Cycle, Evidence, Item
from ita.words import OWN_CHECK, indicator_label, item_label, period_asked
from publishing.fields import WordsField
from publishing.refusal import Refused
from publishing.states import State
from thai.digits import parse_int
from thai.text import normalise_query

DONE = {
    Step.PROPOSE: "เสนอหลักฐานแล้ว รอผู้อนุมัติยืนยัน",
    Step.REVISE: "แก้ไขหลักฐานแล้ว รอผู้อนุมัติยืนยัน",
    Step.CONFIRM: "ยืนยันหลักฐานแล้ว ประชาชนเห็นหลักฐานนี้แล้ว",
    Step.SEND_BACK: "ส่งกลับให้ผู้เสนอแก้ไขแล้ว",
    Step.RETIRE: "เลิกใช้หลักฐานนี้แล้ว",
}


class EvidenceAdmin:
    """The part of ItemAdmin that writes evidence."""

    def evidence_urls(self) -> list:
        pages = {
            "propose": ("<int:object_id>/propose/", self.propose_view),
            "revise": ("<int:object_id>/evidence/<int:key>/", self.revise_view),
            "decide": ("<int:object_id>/evidence/<int:key>/decide/", self.decide_view),
            "for": ("for/<int:key>/", self.for_view),
        }
        return [
            path(below, self.admin_site.admin_view(view), name=f"ita_item_{name}")
            for name, (below, view) in pages.items()
        ]

    def propose_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The form, empty or with `?publication=` or `?from=` (evidence of another year) filled in."""
        item = self._item_or_404(request, object_id)
        if not request.user.has_role(Role.WRITER):
            raise PermissionDenied
        reasons = why_not(Step.PROPOSE, item, request.user)
        return self._form_page(request, item, None, reasons)

    def revise_view(self, request: HttpRequest, object_id: int, key: int) -> HttpResponse:
        item, evidence = self._evidence_or_404(request, object_id, key)
        if not request.user.has_role(Role.WRITER):
            raise PermissionDenied
        return self._form_page(request, item, evidence, why_not(Step.REVISE, item, request.user, evidence))

    def _form_page(
        self, request: HttpRequest, item: Item, evidence: Evidence | None, reasons: list[str]
    ) -> HttpResponse:
        query = request.POST.get("q", request.GET.get("q", ""))[:200]
        form = self._form(request, item, evidence)
        if form.is_bound and not reasons and form.is_valid():
            try:
                if evidence is None:
                    steps.propose(item, actor=request.user, **form.proposal())
                else:
                    seen = parse_int(form.cleaned_data["seen"][:9]) or 0
                    steps.revise(evidence, actor=request.user, seen=seen, **form.proposal())
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, DONE[Step.REVISE if evidence else Step.PROPOSE])
                return HttpResponseRedirect(_page(item))
        return desk_page(
            self,
            request,
            "evidence_form.html",
            "แก้ไขหลักฐาน" if evidence else "เสนอหลักฐาน",
            status=409 if form.is_bound and (reasons or form.errors) else 200,
            trail=_trail(item),
            item=item,
            label=item_label(item),
            period=period_asked(item),
            evidence=evidence,
            form=form,
            reasons=reasons,
            query=query,
            candidates=candidates(item, query, form.chosen(), evidence and evidence.pk),
            back=_page(item),
        )

    def _form(self, request: HttpRequest, item: Item, evidence: Evidence | None) -> EvidenceForm:
        """Bound only when it was sent: searching shows again what was typed, and judges nothing."""
        if request.method == "POST" and "find" not in request.POST:
            return EvidenceForm(item, request.POST)
        if request.method == "POST":
            return EvidenceForm(item, initial=request.POST.dict())
        if evidence is not None:
            return EvidenceForm(item, initial=initial_of(evidence))
        initial = usual(item)
        if publication := _key(request.GET.get("publication")):
            initial |= {"publication": publication, "kind": Evidence.Kind.PUBLICATION}
        if earlier := self._earlier(item, _key(request.GET.get("from"))):
            about = initial_of(earlier)
            kept = ("kind", "publication", "path", "outside", "title", "statement")
            initial |= {name: about[name] for name in kept} | same_claims(earlier, item)
        return EvidenceForm(item, initial=initial)

    def _earlier(self, item: Item, key: int | None) -> Evidence | None:
        """Evidence of another item of the same concept."""
        return Evidence.objects.filter(pk=key, item__concept=item.concept).first() if key else None

    def decide_view(self, request: HttpRequest, object_id: int, key: int) -> HttpResponse:
        """What is said to be evidence, and the decision: confirm, send back, retire."""
        item, evidence = self._evidence_or_404(request, object_id, key)
        if not request.user.has_role(Role.APPROVER, Role.WRITER):
            raise PermissionDenied
        reasons: list[str] = []
        if request.method == "POST":
            try:
                step = self._decide(request, evidence)
            except Refused as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, DONE[step])
                return HttpResponseRedirect(_page(item))
        row = shown([evidence], request.user, evidence.results.all())[0]
        return desk_page(
            self,
            request,
            "evidence_decide.html",
            "พิจารณาหลักฐาน",
            status=409 if reasons else 200,
            trail=_trail(item),
            item=item,
            label=item_label(item),
            period=period_asked(item),
            row=row,
            claims=evidence.claims.select_related("element"),
            seen=request.POST.get("seen", evidence.version),
            why=request.POST.get("why", ""),
            reasons=reasons,
            not_confirmed=[]
            if Step.CONFIRM in row.steps
            else why_not(Step.CONFIRM, item, request.user, evidence),
            own_check=OWN_CHECK,
            back=_page(item),
        )

    def _decide(self, request: HttpRequest, evidence: Evidence) -> Step:
        """The step whose button was pressed. Raises Refused, also for a button that does not exist."""
        seen = parse_int(request.POST.get("seen", "")[:9]) or 0
        why = WordsField(required=False).clean(request.POST.get("why", ""))
        match request.POST.get("step"):
            case Step.CONFIRM:
                steps.confirm(evidence, actor=request.user, seen=seen)
            case Step.SEND_BACK:
                steps.send_back(evidence, actor=request.user, seen=seen, why=why)
            case Step.RETIRE:
                steps.retire(evidence, actor=request.user, seen=seen, why=why)
            case _:
                raise Refused(["เลือกว่าจะยืนยัน ส่งกลับ หรือเลิกใช้"])
        return Step(request.POST["step"])

    def for_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """For which item is this publication evidence? Every item of the open cycles, to be searched with `?q=`."""
        if not (self.has_view_permission(request) and request.user.has_role(Role.WRITER)):
            raise PermissionDenied
        edition = standing_editions([key]).get(key) if key < 10**18 else None
        if edition is None or edition.state == State.REMOVED:  # its title may be what had to go
            raise Http404
        query = normalise_query(request.GET.get("q", ""))
        taken = {item.pk for item in taken_by([key]).get(key, ())}
        return desk_page(
            self,
            request,
            "evidence_for.html",
            "ใช้เป็นหลักฐาน ITA",
            trail=[(self.opts.verbose_name_plural, reverse("admin:ita_item_changelist"))],
            edition=edition,
            query=query,
            is_live=edition.state == State.PUBLISHED,
            groups=_grouped(query, taken),
        )

    def _evidence_or_404(self, request: HttpRequest, object_id: int, key: int) -> tuple[Item, Evidence]:
        item = self._item_or_404(request, object_id)
        found = Evidence.objects.filter(item=item, pk=key) if key < 10**18 else Evidence.objects.none()
        evidence = found.select_related("publication", "proposed_by", "confirmed_by").first()
        if evidence is None:
            raise Http404
        evidence.item = item
        return item, evidence


def _page(item: Item) -> str:
    return reverse("admin:ita_item_change", args=[item.pk])


def _trail(item: Item) -> list[tuple[str, str]]:
    return [
        (item._meta.verbose_name_plural, f"{reverse('admin:ita_item_changelist')}?cycle={item.cycle_id}"),
        (item_label(item), _page(item)),
    ]


def _key(text: str | None) -> int | None:
    return parse_int(text) if text and len(text) < 19 else None


def _grouped(query: str, taken: set[int]) -> list[tuple[Cycle, list[tuple[str, list[dict]]]]]:
    """Open cycles with their items by indicator; one query."""
    items = (
        Item.objects.filter(cycle__status=Cycle.Status.OPEN)
        .select_related("cycle", "indicator")
        .defer("facts")
        .order_by("-cycle__kind", "-cycle__fiscal_year", "indicator__order", "order", "pk")
    )
    words = query.casefold().split()
    groups: dict[int, tuple[Cycle, dict[str, list[dict]]]] = {}
    for item in items:
        text = f"{item.code} {item.title} {item.indicator or ''}".casefold()
        if all(word in text for word in words):
            _, by_indicator = groups.setdefault(item.cycle_id, (item.cycle, {}))
            heading = _heading(item)
            by_indicator.setdefault(heading, []).append({"item": item, "taken": item.pk in taken})
    return [(cycle, list(by_indicator.items())) for cycle, by_indicator in groups.values()]


def _heading(item: Item) -> str:
    group = item.indicator
    return indicator_label(group.code, group.title, is_act=item.cycle.is_act) if group else ""
