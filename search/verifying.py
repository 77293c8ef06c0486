"""Whether the index says what is live: nothing less, nothing more, nothing old, and its numbers right."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from search import files
from search.keeping import is_outdated, missing, over
from search.models import Entry, Index, Posting, Term

LISTED = 10


def faults(index: Index) -> Iterator[str]:
    """What is wrong, as Thai sentences. Reads every posting once."""
    if is_outdated(index):
        yield "ดัชนีจัดทำด้วยวิธีตัดคำหรือคำของหน่วยงานชุดก่อน"
    if found := sorted(missing(index)):
        yield f"เรื่องที่เผยแพร่อยู่ {len(found):,} เรื่องยังไม่มีฉบับปัจจุบันในดัชนี: {_numbers(found)}"
    if found := sorted(over(index)):
        yield f"ดัชนีมี {len(found):,} เรื่องในฉบับที่ไม่ได้เผยแพร่: {_numbers(found)}"
    if number := miscounted(index).count():
        yield f"จำนวนเรื่องของคำไม่ตรงกับที่มีในดัชนี {number:,} คำ"
    if number := lost_postings().count():
        yield f"ดัชนีมีรายการคำที่ไม่มีเรื่องหรือไม่มีคำ {number:,} รายการ"
    if number := files.waiting().count():
        yield f"ยังไม่ได้อ่านข้อความในไฟล์ {number:,} ไฟล์"


def miscounted(index: Index) -> QuerySet[Term]:
    """Terms that do not stand in as many entries as they say."""
    having = (
        Posting.objects.filter(term=OuterRef("pk")).order_by().values("term").annotate(number=Count("pk"))
    )
    terms = Term.objects.filter(index=index).annotate(number=Coalesce(Subquery(having.values("number")), 0))
    return terms.exclude(number=F("entries"))


def lost_postings() -> QuerySet[Posting]:
    """Postings of an entry or a term that is not there: the table has no keys of the database that would refuse them."""
    entries, terms = Entry.objects.filter(pk=OuterRef("entry")), Term.objects.filter(pk=OuterRef("term"))
    return Posting.objects.filter(~Exists(entries) | ~Exists(terms))


def _numbers(publications: Iterable[int]) -> str:
    found = list(publications)
    more = f" และอีก {len(found) - LISTED:,} เรื่อง" if len(found) > LISTED else ""
    return ", ".join(map(str, found[:LISTED])) + more
