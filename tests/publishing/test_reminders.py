"""Overdue reviews are told step by step, each step once; and a year in which nobody acts."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Holiday, User
from accounts.roles import Role
from content.models import Contact, Page
from publishing import notices
from publishing.digest import send_digests
from publishing.models import Letter, Notice, Publication, ReviewReminder
from publishing.reminders import remind_reviews
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, let_act, make_draft, make_live, make_urgent, publish, submit
from thai.dates import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

DAY = timedelta(days=1)
MAY, NOVEMBER = "2 พ.ค. 2570", "2 พ.ย. 2570"
MONTH = date(2026, 12, 1)  # until then the daily word on the second review is followed


@pytest.fixture(autouse=True)
def reachable(cast) -> None:
    for person in User.objects.filter(username__in=vars(cast)):
        person.email = f"{person.username}@example.go.th"
        person.save(update_fields=["email"])


def overdue_by(days: int, edition=None) -> Publication:
    """A live page of the writer's position whose day was so many days ago; what it took to get there asks nobody any more."""
    about = (edition or make_live(Page, title="ประวัติ")).publication
    Notice.objects.all().delete()
    Publication.objects.filter(pk=about.pk).update(review_due=timezone.localdate() - days * DAY)
    return about


def noted() -> list[tuple[str, str]]:
    """Who is to be told at which step, in the order of the steps."""
    rows = Notice.objects.order_by("pk").values_list("recipient__username", "key")
    return [(username, key.split()[-1]) for username, key in rows]


OWNER, HEAD, SECRETARY = ("writer", "0"), ("reviewer", "1"), [("approver", "2"), ("approver2", "2")]


@pytest.mark.alike
@pytest.mark.parametrize(
    ("days", "told"),
    [(0, []), (1, [OWNER]), (6, [OWNER]), (7, [OWNER, HEAD]), (14, [OWNER, HEAD, *SECRETARY])],
)
def test_the_steps_by_days(days, told, cast):
    overdue_by(days)
    remind_reviews(), remind_reviews()
    assert sorted(noted(), key=lambda one: (one[1], one[0])) == told


def test_an_empty_position_goes_to_the_next_step_at_once_and_that_is_told_once(cast):
    about = overdue_by(1)
    User.objects.filter(pk=cast.writer.pk).update(is_active=False)
    assert (remind_reviews(), noted()) == (1, [HEAD])
    assert "ไม่มีผู้ที่ยังปฏิบัติงานในตำแหน่งนักประชาสัมพันธ์" in Notice.objects.get().words
    due = timezone.localdate() - 8 * DAY
    Publication.objects.filter(pk=about.pk).update(review_due=due)
    ReviewReminder.objects.update(due=due)
    assert remind_reviews() == 0, "the head was told already"


def test_who_acts_for_the_owner_is_told(cast):
    overdue_by(1)
    User.objects.filter(pk=cast.writer.pk).update(is_active=False)
    let_act(cast.onlooker, cast.writer.position, Role.REVIEWER)
    assert (remind_reviews(), noted()) == (1, [("onlooker", "0")])


def test_while_there_is_nobody_at_all_it_is_tried_again(cast):
    overdue_by(1)
    User.objects.exclude(pk=cast.chief.pk).update(is_active=False)
    assert (remind_reviews(), ReviewReminder.objects.count()) == (0, 0)
    User.objects.filter(pk=cast.approver2.pk).update(is_active=True)
    assert (remind_reviews(), noted()) == (1, [("approver2", "2")])


def test_what_is_confirmed_in_time_is_not_told(cast, time_machine):
    time_machine.move_to(datetime(2026, 11, 5, 7, 0, tzinfo=BANGKOK), tick=False)
    live = make_live(Page)
    overdue_by(7, live)
    remind_reviews()
    move(live, Action.STILL_CORRECT, actor=cast.writer)
    time_machine.move_to(datetime(2026, 11, 5, 8, 30, tzinfo=BANGKOK), tick=False)
    assert (send_digests(), remind_reviews()) == (0, 0)


def test_a_year_in_which_nobody_acts(cast, time_machine):
    """Who is told what and when: the table is the whole year, but for the daily word on the second review."""
    begin = datetime(2026, 11, 2, 9, 0, tzinfo=BANGKOK)
    time_machine.move_to(begin, tick=False)
    Holiday.objects.create(day=date(2027, 5, 3), name="วันหยุดชดเชย")
    make_live(Contact, title="ติดต่อ"), make_live(Page, title="ประวัติ")
    publish(make_draft(Contact, title="ศูนย์", writer=cast.writer2), writer=cast.writer2)
    User.objects.filter(pk=cast.writer2.pk).update(is_active=False)
    submit(make_draft(title="รอพิจารณา"))
    move(submit(make_draft(title="ส่งกลับ")), Action.RETURN, actor=cast.approver, note="แก้วันที่")
    move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="น้ำขึ้น")
    day = begin.date()
    while day <= date(2027, 11, 20):
        for hour, minute in ((8, 30), (15, 0)):
            now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK)
            time_machine.move_to(now, tick=False)
            if day < MONTH:
                notices.remind()
            if hour == 8:  # what it finds is the same all day
                remind_reviews()
            send_digests()
        day += DAY
    told = [
        (f"{timezone.localtime(one.queued_at):%Y-%m-%d %H.%M}", one.kind, one.recipient.username, lines(one))
        for one in Letter.objects.exclude(kind="review_overdue").select_related("recipient")
    ]
    assert sorted(told) == [
        ("2026-11-02 09.00", "returned", "writer", []),
        ("2026-11-02 09.00", "review_wanted", "approver2", []),
        ("2026-11-02 09.00", "review_wanted", "reviewer", []),
        ("2026-11-02 09.00", "urgent_report", "chief", []),
        ("2026-11-02 15.00", "digest", "approver", ["รอท่านตรวจสอบและอนุมัติ: รอพิจารณา"]),
        ("2026-11-02 15.00", "digest", "approver2", ["รอท่านตรวจสอบและอนุมัติ: รอพิจารณา"]),
        ("2026-11-02 15.00", "digest", "reviewer", ["รอท่านตรวจสอบ: รอพิจารณา"]),
        # Due on Sunday, 2 May; Monday is a holiday. Nobody is left whose ศูนย์ is.
        ("2027-05-04 08.30", "digest", "reviewer", [f"{late(MAY, 'นิติกร')} {nobody('นิติกร')}: ศูนย์"]),
        ("2027-05-04 08.30", "digest", "writer", ["ครบกำหนดตรวจทานแล้วเมื่อ 2 พ.ค. 2570: ติดต่อ"]),
        ("2027-05-10 08.30", "digest", "reviewer", [f"{late(MAY, 'นักประชาสัมพันธ์')}: ติดต่อ"]),
        *(
            (
                "2027-05-17 08.30",
                "digest",
                name,
                [f"{late(MAY, 'นักประชาสัมพันธ์')}: ติดต่อ", f"{late(MAY, 'นิติกร')}: ศูนย์"],
            )
            for name in ("approver", "approver2")
        ),
        ("2027-11-03 08.30", "digest", "writer", ["ครบกำหนดตรวจทานแล้วเมื่อ 2 พ.ย. 2570: ประวัติ"]),
        ("2027-11-09 08.30", "digest", "reviewer", [f"{late(NOVEMBER, 'นักประชาสัมพันธ์')}: ประวัติ"]),
        ("2027-11-16 08.30", "digest", "approver", [f"{late(NOVEMBER, 'นักประชาสัมพันธ์')}: ประวัติ"]),
        ("2027-11-16 08.30", "digest", "approver2", [f"{late(NOVEMBER, 'นักประชาสัมพันธ์')}: ประวัติ"]),
    ]
    daily = Letter.objects.filter(kind="review_overdue")
    days = {timezone.localdate(one.queued_at) for one in daily}
    assert len(daily) == len(days) == (MONTH - date(2026, 11, 3)).days


def late(day: str, position: str) -> str:
    return f"เกินกำหนดตรวจทานตั้งแต่ {day} (ตำแหน่ง{position})"


def nobody(position: str) -> str:
    return f"ไม่มีผู้ที่ยังปฏิบัติงานในตำแหน่ง{position} โปรดมอบหมายผู้ตรวจทาน"


def lines(letter: Letter) -> list[str]:
    """What a digest lists, without numbers and addresses."""
    firsts = [part.split("\n")[0] for part in letter.body.split("\n\n")]
    return [first.split(". ", 1)[1] for first in firsts if first[:1].isdigit()]
