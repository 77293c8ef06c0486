"""Who is told by e-mail of what was published in haste: at once, then once a day while nobody has reviewed it."""

from datetime import datetime

import pytest
from django.core import mail as outbox

from accounts.roles import Role
from announcements.models import Announcement
from publishing import notices
from publishing.models import Edition, LedgerEvent, Letter
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, URGENT, let_act, make_urgent
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 6, 20, 0, tzinfo=BANGKOK)  # so due on Monday, 9 November, at noon


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BANGKOK)


@pytest.fixture
def reachable(cast) -> None:
    """The chief executive and everybody who could be a second reviewer have addresses."""
    for name in ("chief", "reviewer", "approver", "approver2"):
        person = getattr(cast, name)
        person.email = f"{name}@example.go.th"
        person.save(update_fields=["email"])


def publish_in_haste(cast) -> Edition:
    """By `cast.approver`, what `cast.writer` wrote."""
    note = "น้ำเข้าหมู่บ้านแล้ว"
    return move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note=note)


def letters() -> set[tuple[str, str]]:
    return set(Letter.objects.values_list("kind", "recipient__username"))


def unreached() -> list[str]:
    return list(LedgerEvent.objects.filter(action=notices.UNREACHED).values_list("note", flat=True))


def test_the_chief_executive_and_those_without_a_hand_in_it_are_told_at_once(
    reachable, cast, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish_in_haste(cast)
    assert letters() == {
        ("urgent_report", "chief"),
        ("review_wanted", "reviewer"),
        ("review_wanted", "approver2"),
    }
    assert len(outbox.outbox) == 3
    assert unreached() == []


def test_who_acts_for_the_chief_executive_is_told_too_but_not_of_what_he_published(reachable, cast):
    for person in (cast.approver, cast.approver2):
        let_act(person, cast.chief.position, Role.CHIEF_EXECUTIVE)
    publish_in_haste(cast)
    reports = Letter.objects.filter(kind="urgent_report")
    assert set(reports.values_list("recipient__username", flat=True)) == {"chief", "approver2"}


def test_a_letter_says_what_to_do_where_and_until_when(reachable, cast, settings, time_machine):
    time_machine.move_to(FRIDAY, tick=False)
    settings.SITE_ADDRESS = "https://www.example.go.th"
    live = publish_in_haste(cast)
    report = Letter.objects.get(kind="urgent_report")
    assert report.subject == f"อบต.โพนโก [ด่วนมาก] {live.title}"
    assert report.body.split("\n") == [
        "เรียน นายก อบต. หรือผู้รักษาราชการแทน",
        "",
        "มีการเผยแพร่เรื่องเร่งด่วนบนเว็บไซต์ โดยผู้อนุมัติคนเดียวตามขั้นตอนกรณีเร่งด่วน จึงรายงานมาเพื่อโปรดทราบ",
        "",
        f"เรื่อง: {live.title}",
        "ชั้นความเร็ว: ด่วนมาก",
        "เผยแพร่เมื่อ: 6 พ.ย. 2569 เวลา 20.00 น.",
        "ผู้เผยแพร่: ปลัดองค์การบริหารส่วนตำบล",
        "สอบทานภายใน: 9 พ.ย. 2569 เวลา 12.00 น.",
        f"หน้าที่ประชาชนเห็น: https://www.example.go.th{live.publication.address}",
        "",
        "โปรดเข้าระบบเพื่ออ่านรายงาน กด “รับทราบ” และสั่งการ (ถ้ามี)",
        f"https://www.example.go.th/admin/publishing/chiefreport/{live.chief_report.pk}/change/",
        "",
        notices.FOOT,
    ]
    wanted = Letter.objects.filter(kind="review_wanted").first()
    assert wanted.subject == f"อบต.โพนโก [ขอให้สอบทาน] {live.title}"
    assert f"/admin/publishing/secondreview/{live.second_review.pk}/change/" in wanted.body


def test_no_letter_tells_what_was_weighed_inside_or_anybodys_name(reachable, cast, time_machine):
    time_machine.move_to(FRIDAY, tick=False)
    publish_in_haste(cast)
    time_machine.move_to(at(9, 12, 1), tick=False)
    assert notices.remind() == 1
    weighed = [URGENT[name] for name in Announcement.INTERNAL]
    assert len(weighed) == 3 and all(weighed)
    for letter in Letter.objects.all():
        text = letter.subject + letter.body
        assert not [secret for secret in [*weighed, "น้ำเข้าหมู่บ้านแล้ว", "ผู้แสดง"] if secret in text]


def test_whom_no_letter_reaches_stands_in_the_ledger(cast):
    cast.chief.is_active = False
    cast.chief.save(update_fields=["is_active"])
    live = publish_in_haste(cast)
    assert letters() == set()
    assert set(unreached()) == {
        "รายงานด่วนต่อนายก: ไม่มีผู้รับ (นายก อบต. หรือผู้รักษาราชการแทน)",
        f"ขอให้สอบทาน: ไม่มีอีเมลของ{cast.approver2.full_name}, {cast.reviewer.full_name}",
    }
    event = LedgerEvent.objects.filter(action=notices.UNREACHED).first()
    assert (event.edition_id, event.actor, event.actor_name) == (live.pk, None, notices.NOTICES_NAME)


def test_what_is_overdue_is_told_once_a_day_until_it_is_reviewed(reachable, cast, time_machine):
    time_machine.move_to(FRIDAY, tick=False)
    live = publish_in_haste(cast)
    told = []
    for moment in (
        at(9, 11, 59),
        at(9, 12, 1),
        at(9, 12, 2),
        at(9, 23, 59),
        at(10, 0, 0),
        at(10, 0, 1),
        at(13, 9),
    ):
        time_machine.move_to(moment, tick=False)
        told.append(notices.remind())
    assert told == [0, 1, 0, 0, 1, 0, 1]
    move(live, Action.CONFIRM, actor=cast.reviewer, note="ตรวจแล้ว")
    time_machine.move_to(at(14, 9), tick=False)
    assert notices.remind() == 0
    overdue = Letter.objects.filter(kind="review_overdue")
    assert [letter.recipient for letter in overdue] == [cast.chief] * 3


def test_the_reminder_names_who_can_review_today_or_that_nobody_can(reachable, cast, time_machine):
    time_machine.move_to(FRIDAY, tick=False)
    publish_in_haste(cast)
    let_act(cast.onlooker, cast.reviewer.position, "reviewer", first=at(10, 0).date(), last=at(10, 0).date())
    for person in (cast.reviewer, cast.approver2):
        person.is_active = False
        person.save(update_fields=["is_active"])
    bodies = []
    for day in (9, 10):
        time_machine.move_to(at(day, 13), tick=False)
        notices.remind()
        bodies.append(Letter.objects.filter(kind="review_overdue").first().body)
    assert "วันนี้ไม่มีผู้ที่สอบทานได้ ให้ผู้ดูแลระบบกำหนดผู้รักษาราชการแทน" in bodies[0]
    assert "ผู้ที่สอบทานได้วันนี้: นายช่างโยธา รักษาราชการแทนหัวหน้าสำนักปลัด" in bodies[1]


def test_an_ordinary_publication_sends_nothing(reachable, cast):
    from tests.helpers import make_live

    make_live()
    assert Letter.objects.count() == 0
