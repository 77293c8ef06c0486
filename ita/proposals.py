"""What may be said to be evidence: the proposal as a person makes it, and everything that stands against it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.core.exceptions import ValidationError

from ita.models import Claim, Evidence
from ita.ways import key_of
from ita.wire import ask, own_path
from publishing.gates import spam
from publishing.links import outside_address
from publishing.models import Edition, Publication, WatchWord
from thai.dates import MAX_YEAR_BE, MIN_YEAR_BE
from thai.text import normalise, normalise_line

Kind, Part = Evidence.Kind, Evidence.Part

#: More than an assessor reads of one item.
MOST_EVIDENCE = 30
#: Longest stretch that evidence is about: a development plan of five years, and its like.
MOST_YEARS = 20
LONGEST_STATEMENT = Evidence._meta.get_field("statement").max_length
LONGEST_WHERE = Claim._meta.get_field("where").max_length
#: What stands under these is not a page for the public.
NOT_PAGES = (
    *("/admin/", "/preview/", "/static/", "/media/", "/i18n/"),
    *("/files/", "/qr/", "/share/", "/office/", "/styleguide/"),  # of a file, choose the item that shows it
)
PATH = re.compile(r"/(?!/)[^\s\\#]*")


class Reason(str):
    """A sentence of Refused that belongs to a field of Proposal, or to "element-<key>": the form shows it there."""

    field: str

    def __new__(cls, field: str, sentence: str) -> "Reason":
        reason = super().__new__(cls, sentence)
        reason.field = field
        return reason


@dataclass(frozen=True)
class Proposal:
    """What is said to be evidence. What its kind has no use for is not kept."""

    kind: str = Kind.PUBLICATION
    publication: Publication | None = None
    address: str = ""
    title: str = ""
    statement: str = ""
    part: str = Part.CURRENT
    year: int | None = None
    to_year: int | None = None
    number: int | None = None
    claims: Mapping[int, str] = field(default_factory=dict)  # key of an element → where it stands

    @property
    def _address(self) -> str:
        """In one spelling on this site, so that a freeze and what is removed are recognised by it."""
        address = self.address.strip()
        if self.kind != Kind.CHANNEL or not _is_page(address):
            return address
        path, mark, query = key_of(address).partition("?")
        is_whole = path.endswith("/") or "." in path.rpartition("/")[2]
        return f"{path}{'' if is_whole else '/'}{mark}{query}"

    def columns(self) -> dict[str, object]:
        """The columns of the row, without what its kind has no use for."""
        elsewhere = self.kind in (Kind.CHANNEL, Kind.OUTSIDE)
        return {
            "kind": self.kind,
            "publication": self.publication if self.kind == Kind.PUBLICATION else None,
            "address": self._address if elsewhere else "",
            "title": normalise_line(self.title) if elsewhere else "",
            "statement": normalise(self.statement),
            "period_part": self.part,
            "period_year": self.year,
            "period_to_year": self.to_year,
            "period_number": self.number,
        }


def wrong(evidence: Evidence, proposal: Proposal) -> list[str]:
    """Everything that stands against what is said."""
    reasons = []
    if proposal.kind not in Kind.values:
        return [Reason("kind", "เลือกว่าหลักฐานเป็นอะไร")]
    if (
        evidence.pk is None
        and evidence.item.evidence.exclude(state=Evidence.State.RETIRED).count() >= MOST_EVIDENCE
    ):
        reasons.append(f"ข้อนี้มีหลักฐานครบ {MOST_EVIDENCE} รายการแล้ว ให้เลิกใช้รายการที่ไม่จำเป็นก่อน")
    reasons += not_there(evidence) + _not_a_period(proposal) + _not_its_elements(evidence, proposal)
    return reasons + _not_legible(evidence)


def unanswered(proposal: Proposal) -> list[str]:
    """Why nobody could read the channel that is proposed: it is asked as anybody would. Not within a transaction."""
    if proposal.kind != Kind.CHANNEL or not _is_page(proposal.address.strip()):
        return []
    page = ask(proposal.address.strip())
    if page.status == 200 and page.is_own and not page.problem:
        return []
    why = page.problem or f"ระบบตอบรหัส {page.status}"
    return [Reason("address", f"ประชาชนเปิดหน้านี้ไม่ได้ ({why}) ให้เปิดหน้านั้นในเบราว์เซอร์แล้วคัดลอกที่อยู่อีกครั้ง")]


def _is_page(address: str) -> bool:
    return bool(PATH.fullmatch(address)) and not unquote(address).startswith(NOT_PAGES)


def not_there(evidence: Evidence) -> list[str]:
    """Why what it names cannot be evidence of this item."""
    return {
        Kind.PUBLICATION: _no_publication,
        Kind.CHANNEL: _no_channel,
        Kind.OUTSIDE: _not_outside,
        Kind.NONE: _not_none,
    }[evidence.kind](evidence)


def _no_publication(evidence: Evidence) -> list[str]:
    if evidence.publication is None:
        return [Reason("publication", "เลือกเรื่องที่ใช้เป็นหลักฐาน")]
    if not Edition.objects.live().filter(publication=evidence.publication).exists():
        return [Reason("publication", "เรื่องที่ใช้เป็นหลักฐานต้องเผยแพร่อยู่ ให้เลือกเรื่องที่ประชาชนเปิดอ่านได้")]
    same = evidence.item.evidence.filter(publication=evidence.publication).exclude(pk=evidence.pk)
    if same.exclude(state=Evidence.State.RETIRED).exists():
        return [Reason("publication", "เรื่องนี้เป็นหลักฐานของข้อนี้อยู่แล้ว ให้แก้ไขรายการเดิม")]
    return []


def _no_channel(evidence: Evidence) -> list[str]:
    reasons = [] if evidence.title else [Reason("title", "กรอกชื่อที่แสดงของช่องทาง")]
    if not _is_page(evidence.address):
        sentence = "ที่อยู่ของช่องทางต้องเป็นหน้าในเว็บไซต์นี้ ขึ้นต้นด้วย / เช่น /about/contact/"
        return [*reasons, Reason("address", sentence)]
    return reasons


def _not_outside(evidence: Evidence) -> list[str]:
    if not evidence.item.outside_allowed:
        return [Reason("kind", "ข้อนี้ใช้เว็บไซต์อื่นเป็นหลักฐานไม่ได้ ให้เผยแพร่ในเว็บไซต์นี้แล้วเลือกเรื่องนั้น")]
    reasons = [] if evidence.title else [Reason("title", "กรอกชื่อที่แสดงของเว็บไซต์อื่น")]
    try:
        outside_address(evidence.address)
    except ValidationError as error:
        return [*reasons, *(Reason("address", sentence) for sentence in error.messages)]
    if own_path(evidence.address) is not None:  # a freeze and what is removed would not be recognised by it
        sentence = "ที่อยู่นี้อยู่ในเว็บไซต์นี้ ให้เลือกเรื่องที่เผยแพร่ หรือเลือกเป็นช่องทางหรือหน้าในเว็บไซต์นี้"
        return [*reasons, Reason("address", sentence)]
    hosts = WatchWord.objects.filter(kind=WatchWord.Kind.DANGEROUS_HOST).values_list("word", flat=True)
    why = spam.danger(evidence.address, [spam.bare_host(host) for host in hosts])
    return [*reasons, Reason("address", f"ใช้ที่อยู่นี้ไม่ได้ เพราะเป็น{why}")] if why else reasons


def _not_none(evidence: Evidence) -> list[str]:
    item = evidence.item
    if not (item.none_allowed or item.elements.filter(none_allowed=True).exists()):
        return [Reason("kind", "ข้อนี้ประกาศว่า “ไม่มี” แทนหลักฐานไม่ได้")]
    if evidence.statement:
        return []
    return [Reason("statement", "กรอกคำชี้แจงว่าปีนี้ไม่มีข้อมูลเพราะเหตุใด ประชาชนและผู้ประเมินจะเห็นคำชี้แจงนี้")]


def _not_a_period(proposal: Proposal) -> list[str]:
    """Why the time that the evidence is said to be about is not one."""
    part, year, to_year, number = proposal.part, proposal.year, proposal.to_year, proposal.number
    if part not in Part.values:
        return [Reason("part", "เลือกว่าเป็นข้อมูลของช่วงใด")]
    reasons = []
    if part == Part.CURRENT and (year or to_year or number):
        reasons.append(Reason("part", "ข้อมูลปัจจุบันไม่ต้องระบุปี ให้เลือกช่วงของข้อมูล หรือลบปี ไตรมาส และเดือนออก"))
    elif part != Part.CURRENT and not (year and MIN_YEAR_BE <= year <= MAX_YEAR_BE):
        reasons.append(Reason("year", "กรอกปีงบประมาณของข้อมูลเป็น พ.ศ. เช่น 2568"))
    if part == Part.YEARS and year and (to_year is None or not year < to_year <= year + MOST_YEARS):
        reasons.append(Reason("to_year", "กรอก “ถึงปีงบประมาณ” เป็นปีหลังปีแรก เช่น 2566 ถึง 2570"))
    if part == Part.QUARTER and number not in range(1, 5):
        reasons.append(Reason("number", "เลือกไตรมาส"))
    if part == Part.MONTH and number not in range(1, 13):
        reasons.append(Reason("number", "เลือกเดือน"))
    return reasons


def _not_its_elements(evidence: Evidence, proposal: Proposal) -> list[str]:
    elements = {element.pk: element for element in evidence.item.elements.all()}
    if not set(proposal.claims) <= set(elements):
        return ["องค์ประกอบที่เลือกไม่ใช่ของข้อนี้ ให้เปิดหน้านี้ใหม่แล้วเลือกอีกครั้ง"]
    reasons = [
        Reason(f"element-{key}", "ช่อง “อยู่ตรงไหน” ยาวเกิน 200 ตัวอักษร")
        for key in elements
        if len(normalise_line(proposal.claims.get(key, ""))) > LONGEST_WHERE
    ]
    some = any(element.none_allowed for element in elements.values())
    if proposal.kind == Kind.NONE and some and not evidence.item.none_allowed:
        if not proposal.claims:
            reasons.append("เลือกองค์ประกอบที่ประกาศว่าไม่มี")
        reasons += [
            Reason(f"element-{key}", "องค์ประกอบนี้ประกาศว่า “ไม่มี” แทนไม่ได้")
            for key in proposal.claims
            if not elements[key].none_allowed
        ]
    return reasons


def _not_legible(evidence: Evidence) -> list[str]:
    """What the columns themselves refuse: too long, not a year."""
    evidence.clean()
    if len(evidence.statement) > LONGEST_STATEMENT:
        return [Reason("statement", f"คำชี้แจงยาวเกิน {LONGEST_STATEMENT:,} ตัวอักษร")]
    own = {"address", "title", "statement", "period_year", "period_to_year", "period_number"}
    try:
        evidence.clean_fields(exclude={one.name for one in evidence._meta.fields} - own)
    except ValidationError as error:
        return [
            Reason(name.removeprefix("period_"), sentence)
            for name, sentences in error.message_dict.items()
            for sentence in sentences
        ]
    return []
