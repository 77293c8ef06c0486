"""Rows: the wording that is live is the one that the ledger says was published; the ledger is whole."""

from collections.abc import Iterator

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone

from ponko_site.sentinel.stored import Wrong
from publishing import ledger
from publishing.models import Edition, IntegrityFinding, IntegrityMark, LedgerEvent
from publishing.states import State
from publishing.wording import content_hash

Kind = IntegrityFinding.Kind
WHOLE = "ทั้งเล่ม"
TRIGGERS = "ทริกเกอร์"


def triggers() -> Iterator[Wrong]:
    """One query, so it is asked at every run."""
    if not ledger.triggers_stand():
        yield Kind.LEDGER, TRIGGERS, "ทริกเกอร์ที่ห้ามแก้ไขสมุดบันทึกหายไปจากฐานข้อมูล"


def ledger_faults() -> Iterator[Wrong]:
    """The whole chain, and the triggers once more."""
    yield from triggers()
    for sentence in ledger.faults():
        if TRIGGERS not in sentence:
            yield Kind.LEDGER, WHOLE, sentence


def wording(edition: Edition) -> Iterator[Wrong]:
    """What is in the rows now is what was approved, by the hash in the ledger. `edition` is live.

    A migration may have given its table another column since: then the hash as it is at the first look is remembered, and is the
    one that counts from then on (IntegrityMark).
    """
    event = (
        LedgerEvent.objects.filter(edition=edition.pk, to_state=State.PUBLISHED).order_by("number").first()
    )
    subject = edition.publication.address
    if event is None:
        yield Kind.WORDING, subject, "สมุดบันทึกไม่มีรายการเผยแพร่ฉบับนี้"
        return
    if event.content_hash != edition.content_hash:
        yield Kind.WORDING, subject, "ลายนิ้วมือของเนื้อหาไม่ตรงกับสมุดบันทึก"
        return
    now = content_hash(edition)
    if now == edition.content_hash:
        return
    mark = IntegrityMark.objects.filter(edition=edition.pk).first()
    since = mark.at if mark else event.at
    migrations = MigrationRecorder.Migration.objects.filter(
        app__in=["publishing", edition.publication.category]
    )
    changed_at = migrations.aggregate(last=Max("applied"))["last"]
    if changed_at and changed_at > since:
        IntegrityMark.objects.update_or_create(
            edition_id=edition.pk, defaults={"fingerprint": now, "at": timezone.now()}
        )
    elif mark is None or mark.fingerprint != now:
        yield Kind.WORDING, subject, "เนื้อหาในฐานข้อมูลไม่ตรงกับที่อนุมัติ ไม่ได้แก้ไขผ่านขั้นตอน"
