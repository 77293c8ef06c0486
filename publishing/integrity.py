"""Keeping what the sentinel found (ponko_site/sentinel/): new ones go to the ledger and out by letter at once.

Nothing here publishes, withdraws or deletes anything: what a finding means is for people to judge.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from publishing import ledger, mail
from publishing.models import IntegrityFinding, Letter
from publishing.notices import FOOT

FOUND = "พบความผิดปกติของเว็บไซต์"
GONE = "ไม่พบความผิดปกติเดิมแล้ว"
SENTINEL = "ระบบเฝ้าระวัง"
MOST_IN_LETTER = 20
#: kind → what people do about it
TODO = {
    IntegrityFinding.Kind.LEDGER: "เรียก manage.py verify_ledger แจ้งผู้บริหาร และเก็บสำเนาฐานข้อมูลไว้เป็นหลักฐานก่อนแก้ไข",
    IntegrityFinding.Kind.WORDING: "เทียบเนื้อหากับที่อนุมัติในประวัติ ถ้าไม่มีผู้ใดแก้ตามขั้นตอน ให้ผู้อนุมัติถอนออก แล้วหาว่าใครแก้ฐานข้อมูล",
    IntegrityFinding.Kind.PAGE: "เปิดหน้านั้นดู ถ้าเนื้อหาแปลกปลอม ให้ผู้อนุมัติถอนออกหรือปิดปรับปรุงเว็บไซต์ แล้วให้ผู้ดูแลเครื่องตรวจโปรแกรมและ nginx",
    IntegrityFinding.Kind.FILE: "อย่าเปิดไฟล์ ให้ผู้ดูแลเครื่องนำไฟล์เดิมกลับมาจากไฟล์สำรอง แล้วหาว่าใครแก้ไข",
    IntegrityFinding.Kind.STRAY: "อย่าเปิดไฟล์ ให้ผู้ดูแลเครื่องย้ายออกไปเก็บเป็นหลักฐาน แล้วหาว่ามาจากที่ใด",
    IntegrityFinding.Kind.STATIC: "เรียก manage.py collectstatic จากโปรแกรมชุดที่เชื่อถือได้ แล้วหาว่าใครแก้ไข",
}


def open_findings() -> QuerySet[IntegrityFinding]:
    """What was found and is still there, for all that is known."""
    return IntegrityFinding.objects.filter(closed_at=None)


def note(kind: IntegrityFinding.Kind, found: Mapping[str, str]) -> int:
    """Write down what was found now, by subject; returns how many are new. Safe to run many at once."""
    if not found:
        return 0
    now = timezone.now()
    found = {subject[:300]: sentence for subject, sentence in found.items()}
    known = set(open_findings().filter(kind=kind, subject__in=list(found)).values_list("subject", flat=True))
    with transaction.atomic():
        for subject in known:
            open_findings().filter(kind=kind, subject=subject).update(last_seen=now, sentence=found[subject])
        new = []
        for subject in found.keys() - known:
            finding, is_new = IntegrityFinding.objects.get_or_create(
                kind=kind,
                subject=subject,
                closed_at=None,
                defaults={"sentence": found[subject], "first_seen": now, "last_seen": now},
            )
            if is_new:
                new.append(finding)
        if new:
            _tell(new)
    return len(new)


def close_unseen(kinds: list[IntegrityFinding.Kind], since: datetime) -> int:
    """After a whole round that began at `since`: what it did not find again is over. Returns how many."""
    with transaction.atomic():
        over = list(open_findings().filter(kind__in=kinds, last_seen__lt=since))
        for finding in over:
            ledger.append(GONE, actor=None, name=SENTINEL, note=str(finding))
        return IntegrityFinding.objects.filter(pk__in=[one.pk for one in over], closed_at=None).update(
            closed_at=timezone.now()
        )


def _tell(new: list[IntegrityFinding]) -> None:
    lines = [f"- {one.get_kind_display()}: {one.subject} {one.sentence}" for one in new]
    for line in lines[:MOST_IN_LETTER]:
        ledger.append(FOUND, actor=None, name=SENTINEL, note=line.removeprefix("- "))
    rest = [f"และอีก {len(lines) - MOST_IN_LETTER} รายการ"] if len(lines) > MOST_IN_LETTER else []
    for line in rest:
        ledger.append(FOUND, actor=None, name=SENTINEL, note=line)
    people = {*User.objects.holding(Role.ADMINISTRATOR), *User.objects.holding(Role.APPROVER)}
    mail.queue(
        Letter.Kind.INTEGRITY,
        sorted(people, key=lambda person: person.pk),
        subject=f"{FOUND} {len(new)} รายการ",
        body="\n".join([
            "ระบบเฝ้าระวังพบสิ่งที่ไม่ตรงกับที่อนุมัติ เก็บไว้ หรือติดตั้งไว้",
            *lines[:MOST_IN_LETTER],
            *rest,
            "",
            f"โปรดเข้าระบบเพื่อดูสิ่งที่ต้องทำ {settings.SITE_ADDRESS}{reverse('admin:integrity')}",
            FOOT,
        ]),
    )  # fmt: skip
