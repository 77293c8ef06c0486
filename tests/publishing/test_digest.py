"""What can wait is told in one letter at 08.30 and 15.00 of an office day, once, if it still holds then."""

from datetime import datetime, timedelta

import pytest

from accounts.models import Holiday, User
from accounts.roles import Role
from publishing import remarks
from publishing.digest import send_digests
from publishing.models import Letter, Notice
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, let_act, make_draft, submit
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2569; the 6th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BANGKOK)


@pytest.fixture(autouse=True)
def reachable(cast, time_machine) -> None:
    """Everybody has an address; it is Thursday, nine o'clock."""
    for person in User.objects.filter(username__in=vars(cast)):
        person.email = getattr(cast, person.username).email = f"{person.username}@example.go.th"
        person.save(update_fields=["email"])
    time_machine.move_to(at(5, 9), tick=False)


def told(kind: str = "digest") -> list[str]:
    found = Letter.objects.filter(kind=kind).order_by("pk")
    return list(found.values_list("recipient__username", flat=True))


def test_whoever_may_decide_is_told_at_the_next_hour_and_once(cast, time_machine):
    submit(make_draft(title="เรื่องที่ส่ง"))
    sent = []
    for moment in (at(5, 9, 1), at(5, 14, 59), at(5, 15), at(5, 15, 1), at(6, 8, 30), at(9, 8, 30)):
        time_machine.move_to(moment, tick=False)
        sent.append(send_digests())
    assert sent == [0, 0, 3, 0, 0, 0]
    assert set(told()) == {"reviewer", "approver", "approver2"}
    letter = Letter.objects.get(recipient=cast.approver)
    assert letter.subject == "อบต.โพนโก มีเรื่องที่รอท่านดำเนินการ 1 เรื่อง"
    assert "1. รอท่านตรวจสอบและอนุมัติ: เรื่องที่ส่ง\nhttp" in letter.body and "/move/approve/" in letter.body
    assert "1. รอท่านตรวจสอบ: เรื่องที่ส่ง\nhttp" in Letter.objects.get(recipient=cast.reviewer).body


def test_what_is_done_meanwhile_is_not_told(cast, time_machine):
    move(submit(make_draft()), Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    recalled = submit(make_draft(title="ดึงกลับ"))
    move(recalled, Action.RECALL, actor=cast.writer)
    time_machine.move_to(at(5, 15), tick=False)
    assert (send_digests(), Notice.objects.filter(told_at=None).count()) == (0, 0)
    recalled.refresh_from_db()
    submit(recalled)
    time_machine.move_to(at(6, 8, 30), tick=False)
    assert send_digests() == 3  # submitted anew, told anew


def test_nothing_goes_on_a_day_off_and_much_is_one_letter(cast, time_machine):
    Holiday.objects.create(day=at(9, 0).date(), name="วันหยุด")
    for title in ("หนึ่ง", "สอง", "สาม"):
        submit(make_draft(title=title))
    sent = []
    for moment in (at(7, 10), at(8, 16), at(9, 9), at(10, 8, 29), at(10, 11), at(10, 11, 1), at(10, 15)):
        time_machine.move_to(moment, tick=False)  # nothing ran on Thursday and Friday
        sent.append(send_digests())
    assert sent == [0, 0, 0, 0, 3, 0, 0]
    body = Letter.objects.get(recipient=cast.reviewer).body
    assert [title for title in ("1. รอท่านตรวจสอบ: หนึ่ง", "3. รอท่านตรวจสอบ: สาม") if title in body] != []
    assert "เรื่องที่รอท่านดำเนินการ 3 เรื่อง" in Letter.objects.get(recipient=cast.reviewer).subject


def test_who_wants_none_gets_none_and_what_came_back_all_the_same(cast, as_user, time_machine):
    assert as_user(cast.writer).post("/admin/notifications/", {}).status_code == 302
    assert User.objects.get(pk=cast.writer.pk).wants_digest is False
    as_user(cast.approver).post("/admin/notifications/", {})
    waiting = submit(make_draft(title="เรื่องที่ส่งกลับ"))
    time_machine.move_to(at(5, 15), tick=False)
    assert send_digests() == 2
    assert set(told()) == {"reviewer", "approver2"}
    move(waiting, Action.RETURN, actor=cast.reviewer, note="ความลับในเหตุผล")
    assert told("returned") == ["writer"]
    letter = Letter.objects.get(kind="returned")
    assert letter.subject == "อบต.โพนโก [ส่งกลับแก้ไข] เรื่องที่ส่งกลับ"
    assert "ความลับในเหตุผล" not in letter.body and "/change/" in letter.body
    page = as_user(cast.approver).post("/admin/notifications/", {"wants_digest": "on"}, follow=True)
    assert "บันทึกการแจ้งเตือนของท่านแล้ว" in page.content.decode()
    assert User.objects.get(pk=cast.approver.pk).wants_digest is True


def test_what_nobody_active_had_a_hand_in_comes_back_to_the_position(cast):
    waiting = submit(make_draft())
    User.objects.filter(pk=cast.writer.pk).update(is_active=False)
    User.objects.filter(pk=cast.writer2.pk).update(position=cast.writer.position)
    move(waiting, Action.RETURN, actor=cast.reviewer, note="แก้")
    assert told("returned") == ["writer2"]


def test_a_mention_goes_to_who_holds_the_position_when_the_letter_goes(cast, time_machine):
    let_act(cast.onlooker, cast.reviewer.position, Role.REVIEWER, first=at(5, 0).date(), last=at(5, 0).date())
    draft = make_draft()
    first = remarks.add(draft, actor=cast.writer, text="โปรดดู", mentions=cast.reviewer.position)
    remarks.add(draft, actor=cast.writer, text="อีกเรื่อง", mentions=cast.reviewer.position)
    remarks.settle(first, actor=cast.writer)
    time_machine.move_to(at(6, 8, 30), tick=False)  # the order to act has run out
    assert (send_digests(), told()) == (1, ["reviewer"])
    assert Letter.objects.get().subject.endswith("1 เรื่อง")


def test_digests_that_the_mail_server_did_not_take_become_one(cast, time_machine):
    User.objects.exclude(pk__in=[cast.reviewer.pk, cast.writer.pk]).update(wants_digest=False)
    for day, title in ((5, "หนึ่ง"), (6, "สอง"), (9, "สาม")):
        time_machine.move_to(at(day, 9), tick=False)
        submit(make_draft(title=title))
        time_machine.move_to(at(day, 15), tick=False)
        assert send_digests() == 1
        Letter.objects.update(trouble="ติดต่อเครื่องแม่ข่ายอีเมลไม่ได้")
    letter = Letter.objects.get()
    assert letter.subject.endswith("3 เรื่อง") and letter.queued_at == at(9, 15)


def test_what_was_told_is_kept_half_a_year(cast, time_machine):
    submit(make_draft())
    time_machine.move_to(at(5, 15), tick=False)
    send_digests()
    assert Notice.objects.count() == 3
    time_machine.move_to(at(5, 9) + timedelta(days=187), tick=False)
    submit(make_draft())
    time_machine.move_to(at(5, 15) + timedelta(days=187), tick=False)
    assert (send_digests(), Notice.objects.count()) == (3, 3)
