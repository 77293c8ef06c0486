"""Approving several editions on one page: each is read by itself, each is moved by itself, each can be refused."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from publishing import work, workflow
from publishing.admin.pages import desk_page
from publishing.clauses import CLAUSE_1_1
from publishing.compare import Comparison, beside_standing, compare_all
from publishing.desk import desk_address
from publishing.gates.findings import Finding
from publishing.models import Edition
from publishing.requirements import Look
from publishing.states import Action, State
from thai.digits import parse_int

#: More than anybody reads with care in one sitting.
MOST_AT_ONCE = 20
QUEUE = "admin:publishing_reviewitem_changelist"
ONE_BY_ONE = "มีรายการที่ระบบชี้ ให้เปิดตรวจทีละเรื่อง"
OBJECTED = "ถ้าจำเป็นต้องอนุมัติ ให้เปิดเรื่องนี้แยกแล้วกรอกเหตุผล"


@dataclass
class Item:
    """One chosen edition as the page shows it; `reasons` say why this person may not approve it."""

    edition: Edition
    reasons: list[str]
    comparison: Comparison | None = None
    told: list[Finding] = field(default_factory=list)  # what the gates tell and nobody has to confirm
    read: bool = False  # the tick, as it was given
    refused: list[str] = field(default_factory=list)  # why it was not approved just now

    @property
    def preview(self) -> str:
        return desk_address(self.edition, "preview")

    @property
    def page(self) -> str:
        return desk_address(self.edition, "change")


class BulkApproval:
    """The part of the review queue that approves what is chosen there."""

    actions = ["approve_selected"]
    actions_selection_counter = True

    def get_actions(self, request):
        return super().get_actions(request) if work.approves(request.user) else {}

    @admin.action(description="อนุมัติเรื่องที่เลือก")
    def approve_selected(self, request: HttpRequest, chosen) -> HttpResponse | None:
        keys = list(chosen.order_by("submitted_at", "pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(keys) > MOST_AT_ONCE:
            messages.error(request, f"เลือกได้ครั้งละไม่เกิน {MOST_AT_ONCE} เรื่อง ให้เลือกใหม่")
            return None
        return HttpResponseRedirect(_bulk_address(keys))

    def bulk_view(self, request: HttpRequest) -> HttpResponse:
        """Show each chosen edition with its difference (GET); approve those that were read, one by one (POST)."""
        if not (self.has_view_permission(request) and work.approves(request.user)):
            raise PermissionDenied
        keys = _keys(request)
        ticks = [key for key in CLAUSE_1_1 if key in request.POST]
        read = [key for key in keys if str(key) in request.POST.getlist("read")]
        problems: list[str] = []
        approved: list[Edition] = []
        refused: dict[int, list[str]] = {}
        if request.method == "POST":
            problems = _not_given(read, ticks)
            if not problems:
                approved, refused = _approve(read, _seen(request, keys), ticks, request.user)
                if approved and not refused:
                    for edition in approved:
                        messages.success(request, f"อนุมัติและเผยแพร่ “{edition.title}” แล้ว")
                    return HttpResponseRedirect(reverse(QUEUE))
        done = {edition.pk for edition in approved}
        items = _items([key for key in keys if key not in done], request.user)
        seen = _seen(request, keys)
        for item in items:
            item.refused = refused.get(item.edition.pk, [])
            # What was changed meanwhile has not been read, whatever was ticked before.
            item.read = item.edition.pk in read and seen.get(item.edition.pk) == item.edition.version
        return desk_page(
            self,
            request,
            "bulk.html",
            "อนุมัติเรื่องที่เลือก",
            status=409 if problems or refused else 200,
            items=items,
            open=[item for item in items if not item.reasons],
            closed=[item for item in items if item.reasons],
            problems=problems,
            approved=approved,
            refused=[item for item in items if item.refused],
            clauses=[(key, words, key in ticks) for key, words in CLAUSE_1_1.items()],
            most=MOST_AT_ONCE,
            queue=reverse(QUEUE),
        )


def _bulk_address(keys: Collection[int]) -> str:
    return f"{reverse('admin:publishing_reviewitem_approve')}?{urlencode({'id': list(keys)}, doseq=True)}"


def _keys(request: HttpRequest) -> list[int]:
    """The chosen editions' keys, each once, as many as the page takes; what is no key is left out."""
    asked = (request.POST if request.method == "POST" else request.GET).getlist("id")
    numbers = [parse_int(text) for text in asked if len(text) < 19]
    return list(dict.fromkeys(number for number in numbers if number))[:MOST_AT_ONCE]


def _seen(request: HttpRequest, keys: Collection[int]) -> dict[int, int]:
    """Edition → the version that stood on the page which was sent."""
    given = {key: request.POST.get(f"seen_{key}", "") for key in keys}
    return {key: parse_int(text) or 0 for key, text in given.items() if len(text) < 10}


def _not_given(read: Collection[int], ticks: Collection[str]) -> list[str]:
    problems = []
    if not read:
        problems.append("ทำเครื่องหมาย “อ่านเรื่องนี้แล้ว” ที่เรื่องที่จะอนุมัติ อย่างน้อยหนึ่งเรื่อง")
    missing = [words for key, words in CLAUSE_1_1.items() if key not in ticks]
    return problems + [f"ทำเครื่องหมายรับรองข้อ 1(1): {words}" for words in missing]


def _approve(
    read: Collection[int], seen: dict[int, int], ticks: Collection[str], actor: User
) -> tuple[list[Edition], dict[int, list[str]]]:
    """Walk each edition through the one door, each in a transaction of its own: (approved, refused → reasons)."""
    approved, refused = [], {}
    editions = Edition.objects.select_related("publication").in_bulk(read)
    for key in read:
        edition = editions.get(key)
        if edition is None:
            continue
        if edition.state == State.SUBMITTED and Look(edition).to_confirm:
            refused[key] = [ONE_BY_ONE]
            continue
        edition.version = seen.get(key, 0)  # what the approver looked at
        try:
            approved.append(workflow.move(edition, Action.APPROVE, actor=actor, ticks=ticks))
        except workflow.Refused as refusal:
            against = workflow.OVERRIDE_ASKED in refusal.reasons
            refused[key] = [*refusal.reasons[:-1], OBJECTED] if against else refusal.reasons
    return approved, refused


def _item(edition: Edition, user: User) -> Item:
    """With why this person may not approve it on a page with others: what he must confirm needs a page of its own."""
    look = Look(edition)
    reasons = workflow.why_not(edition, Action.APPROVE, user, look)
    if not reasons and look.to_confirm:
        reasons = [ONE_BY_ONE]
    if not reasons and (against := workflow.objections(edition, Action.APPROVE)):
        reasons = [*against, OBJECTED]
    return Item(edition, reasons, told=[] if reasons else look.findings)


def _items(keys: Collection[int], user: User) -> list[Item]:
    """The chosen editions, longest waiting first, each with why it may not be approved and what it changes.

    The rows are read before their wording: a save in between makes the version that is shown too old, never too new.
    """
    chosen = (
        Edition.objects.filter(pk__in=keys)
        .exclude(state=State.EMPTIED)
        .select_related("publication", "owner", "submitted_by")
        .prefetch_related("contributions__user__position")
        .order_by("submitted_at", "pk")
    )
    items = [_item(edition, user) for edition in chosen]
    waiting = {item.edition.pk: item for item in items if item.edition.state == State.SUBMITTED}
    for comparison in compare_all(beside_standing(item.edition for item in waiting.values())):
        waiting[comparison.after.pk].comparison = comparison
    return items
