"""What the gates point at in an edition: one list for writer and approver, each with its place and the way out."""

from dataclasses import replace

from publishing.gates.gate import ASKS_REASON, Finding, Gate, mark_of, masked
from publishing.gates.search import Search, Words
from publishing.models import Edition, Justification

__all__ = ["ASKS_REASON", "Finding", "Gate", "findings", "mark_of", "masked", "refusals"]

#: How many sentences `refusals()` says one by one.
MOST_REFUSALS = 6

#: What a refusal tells the writer to do.
WAYS_OUT = {
    Gate.PERSONAL: "ให้ปกปิด หรือชี้แจงเหตุผลที่หน้า “รายการที่ระบบชี้”",
    Gate.FILE: "ให้เปิดตรวจด้วยตาแล้วชี้แจงผลที่หน้า “รายการที่ระบบชี้” หรือแนบไฟล์ที่อ่านได้แทน",
    Gate.CLASSIFIED: "ห้ามนำเอกสารที่มีชั้นความลับเข้าระบบนี้ ให้นำออก หรือชี้แจงเหตุผลที่หน้า “รายการที่ระบบชี้”",
    Gate.LINK: "ให้ลบลิงก์ หรือใช้ที่อยู่จริงของเว็บไซต์ปลายทาง",
}


def findings(edition: Edition, words: Words | None = None) -> list[Finding]:
    """Everything that the gates point at in the saved edition, the open ones first. Reads its files if need be.

    Queries: attachments, their readings, watch words, one for each of the model's PARTS; and only where there is
    something to ask about, the justifications, the office, the telephone numbers of live editions, and what stands.
    """
    edition = edition.specific
    search = Search(edition, words)
    found = _each_once([*search.in_texts(), *search.in_files(), *search.in_links(), *search.in_hiding()])
    return sorted(_answered(edition, found), key=lambda one: not one.is_open)


def refusals(found: list[Finding]) -> list[str]:
    """Why an edition with these findings may not go on: a Thai sentence for each open one, the first ones of many."""
    still_open = [one for one in found if one.is_open]
    said = [_refusal(one) for one in still_open[:MOST_REFUSALS]]
    more = len(still_open) - MOST_REFUSALS
    return [*said, f"และอีก {more} แห่งที่หน้า “รายการที่ระบบชี้”"] if more > 0 else said


def _refusal(one: Finding) -> str:
    what = f"{one.kind}: {one.excerpt}" if one.gate is Gate.FILE else f"พบ{one.kind} {one.excerpt}"
    return f"{one.where}: {what} {WAYS_OUT[one.gate]}"


def _each_once(found: list[Finding]) -> list[Finding]:
    """The same thing in the same field is one finding; how many more places there are is said with the first."""
    times: dict[str, int] = {}
    first: dict[str, Finding] = {}
    for one in found:
        times[one.mark] = times.get(one.mark, 0) + 1
        first.setdefault(one.mark, one)
    return [
        replace(one, where=f"{one.where} (และอีก {times[mark] - 1} แห่ง)") if times[mark] > 1 else one
        for mark, one in first.items()
    ]


def _answered(edition: Edition, found: list[Finding]) -> list[Finding]:
    """`found` with the justifications that somebody gave in this or an earlier edition; the newest counts. One query."""
    if not any(one.asks_reason for one in found):
        return found
    given = Justification.objects.filter(edition__publication=edition.publication_id).select_related("by")
    reasons = {one.mark: one for one in given.order_by("at", "pk")}
    return [replace(one, justification=reasons.get(one.mark)) if one.asks_reason else one for one in found]
