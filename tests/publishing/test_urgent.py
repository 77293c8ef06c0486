"""What an urgent publication opens: when it is due, whom it is asked of, what is done about it, where it is shown."""

from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Holiday, User
from accounts.roles import Role
from publishing import banners, duties, remarks, urgent
from publishing.duties import Duty
from publishing.models import (
    Banner,
    ChiefReport,
    Edition,
    FollowUp,
    LedgerEvent,
    LedgerHead,
    Letter,
    Publication,
    SecondReview,
)
from publishing.states import Action
from publishing.urgent import review_due
from publishing.work import Counts, counts
from publishing.workflow import Refused, claim_draft, move, why_not
from tests.helpers import ALL_TICKS, let_act, make_urgent, revise, submit
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

TICKS = dict.fromkeys(ALL_TICKS, "on")
READERS = ["writer", "reviewer", "approver", "chief"]
REPORT = "/admin/publishing/chiefreport/{}/change/"
FOLLOW_UP = "/admin/publishing/followup/{}/change/"


def at(day: str, clock: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), BANGKOK)


def in_haste(cast, *, draft: Edition | None = None, **fields) -> Edition:
    """An edition by the writer that the approver published in haste."""
    return move(
        draft or make_urgent(**fields),
        Action.URGENT_PUBLISH,
        actor=cast.approver,
        ticks=ALL_TICKS,
        note="น้ำขึ้นเร็ว",
    )


def again(person: User) -> User:
    """The person as a new request reads him."""
    return User.objects.get(pk=person.pk)


def sections(browser) -> dict[str, list[str]]:
    """What the start page asks for in haste: heading → titles."""
    found = browser.get("/admin/").context["urgent"]
    return {section.heading: [row.title for row in section.rows] for section in found}


# When it is due


@pytest.mark.parametrize(
    ("published", "due"),
    [
        (at("2026-11-23", "09:30"), at("2026-11-24", "12:00")),  # Monday morning: noon is later than 24 hours
        (at("2026-11-23", "14:00"), at("2026-11-24", "14:00")),
        (at("2026-11-23", "23:59"), at("2026-11-24", "23:59")),
        (at("2026-11-24", "00:00"), at("2026-11-25", "12:00")),  # a minute later is another day
        (at("2026-11-27", "16:00"), at("2026-11-30", "12:00")),  # Friday
        (at("2026-11-28", "08:00"), at("2026-11-30", "12:00")),  # Saturday
        (at("2026-11-29", "22:00"), at("2026-11-30", "22:00")),  # Sunday night
        (at("2026-12-04", "15:00"), at("2026-12-08", "12:00")),  # Friday before a Monday off
        (at("2026-12-31", "13:00"), at("2027-01-04", "12:00")),  # New Year
        (at("2026-09-30", "20:00"), at("2026-10-01", "20:00")),  # the last evening of the fiscal year
    ],
)
def test_a_second_review_is_due_after_a_day_or_at_noon_of_the_next_office_day(published, due):
    for day in ("2026-12-07", "2026-12-31", "2027-01-01"):
        Holiday.objects.create(day=date.fromisoformat(day), name="วันหยุด")
    assert review_due(published) == due


def test_follow_ups_are_due_in_seven_and_thirty_days_of_the_thai_calendar(cast, time_machine):
    time_machine.move_to(at("2026-09-30", "00:30"), tick=False)  # in UTC it is still the 29th
    edition = in_haste(cast, happened_at=timezone.now(), expected_end=timezone.now() + timedelta(days=1))
    assert list(edition.follow_ups.values_list("days", "due_on")) == [
        (7, date(2026, 10, 7)),
        (30, date(2026, 10, 30)),
    ]
    assert edition.second_review.due_at == at("2026-10-01", "12:00")


# Whom it is asked of


def test_a_review_is_asked_of_exactly_those_whom_the_workflow_lets_do_it(cast):
    draft = submit(make_urgent())
    cast.approver2.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.label))
    let_act(cast.onlooker, cast.reviewer.position, Role.REVIEWER)
    edition = in_haste(cast, draft=draft)
    asked = {name for name, person in vars(cast).items() if duties.cases(Duty.REVIEW, again(person)).exists()}
    let = {name for name, person in vars(cast).items() if not why_not(edition, Action.CONFIRM, again(person))}
    assert asked == let == {"reviewer", "onlooker"}


def test_whoever_saved_it_or_suggested_its_words_does_not_review_it(cast):
    cast.reviewer.groups.add(Group.objects.get(name=Role.WRITER.label))
    draft = make_urgent(summary="น้ำท่วมถนนสายหลักช่วงหมู่ที่ 3")
    claim_draft(draft, actor=cast.reviewer, seen_version=draft.version)
    waiting = submit(Edition.objects.get(pk=draft.pk))
    said = remarks.suggest(waiting, actor=cast.approver2, field="summary", quote="หมู่ที่ 3", replacement="หมู่ที่ 4")
    fresh = move(waiting, Action.RECALL, actor=cast.writer)
    remarks.accept(said, actor=cast.writer, seen_version=fresh.version)
    edition = in_haste(cast, draft=Edition.objects.get(pk=draft.pk))
    for name in ("reviewer", "approver2", "approver"):
        person = again(getattr(cast, name))
        assert why_not(edition, Action.CONFIRM, person), name
        assert not duties.cases(Duty.REVIEW, person).exists(), name


def test_with_the_reviewers_on_leave_whoever_acts_for_one_reviews(cast, as_user, time_machine):
    time_machine.move_to(at("2026-11-23", "18:00"), tick=False)
    edition = in_haste(cast)
    User.objects.filter(pk__in=[cast.reviewer.pk, cast.approver2.pk]).update(is_active=False)
    page = as_user(cast.writer).get(f"/admin/publishing/secondreview/{edition.second_review.pk}/change/")
    assert "วันนี้ไม่มีผู้ใดสอบทานได้" in page.content.decode()
    let_act(
        cast.onlooker,
        cast.reviewer.position,
        Role.REVIEWER,
        first=date(2026, 11, 24),
        last=date(2026, 11, 24),
    )
    assert why_not(edition, Action.CONFIRM, again(cast.onlooker)) != []  # his order begins tomorrow
    time_machine.move_to(at("2026-11-24", "08:30"), tick=False)
    done = move(edition, Action.CONFIRM, actor=again(cast.onlooker), note="ตรวจแล้วถูกต้อง")
    assert done.second_review.done_by == cast.onlooker
    event = LedgerEvent.objects.filter(action=Action.CONFIRM).get()
    assert event.actor_position == "นายช่างโยธา รักษาราชการแทนหัวหน้าสำนักปลัด"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("writer", Counts()),
        ("reviewer", Counts(reviews=1)),
        ("approver", Counts()),
        ("approver2", Counts(reviews=1)),
        ("chief", Counts(reports=1)),
        ("administrator", Counts()),
        ("onlooker", Counts()),
    ],
)
def test_each_is_asked_for_what_is_his(name, expected, cast):
    in_haste(cast)
    assert counts(getattr(cast, name)) == expected


# The start page


@pytest.mark.dry
def test_what_is_overdue_stands_in_red_on_the_start_page_of_everybody_who_works_here(
    cast, as_user, time_machine
):
    time_machine.move_to(at("2026-11-27", "16:00"), tick=False)
    edition = in_haste(cast)
    assert edition.second_review.due_at == at("2026-11-30", "12:00")
    for name in READERS:
        assert Duty.OVERDUE.label not in sections(as_user(getattr(cast, name)))
    time_machine.move_to(at("2026-11-30", "14:05"), tick=False)
    for name in READERS:
        browser = as_user(getattr(cast, name))
        assert sections(browser)[Duty.OVERDUE.label] == [edition.title], name
        assert "เกินกำหนดมาแล้ว 2 ชั่วโมง 5 นาที" in browser.get("/admin/").content.decode(), name
    told = as_user(cast.administrator).get("/admin/").content.decode()
    assert "สอบทานเรื่องเร่งด่วนเกินกำหนด 1 เรื่อง" in told and edition.title not in told
    move(edition, Action.CONFIRM, actor=cast.reviewer, note="ถูกต้อง")
    for name in READERS:
        assert Duty.OVERDUE.label not in sections(as_user(getattr(cast, name)))


@pytest.mark.dry
def test_whoever_may_review_opens_the_move_and_all_others_what_is_known(cast, as_user):
    edition = in_haste(cast)
    SecondReview.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    overdue = {
        name: as_user(getattr(cast, name)).get("/admin/").context["urgent"][0].rows[0].address
        for name in READERS
    }
    known = f"/admin/publishing/secondreview/{edition.second_review.pk}/change/"
    move_page = f"/admin/announcements/announcement/{edition.pk}/move/confirm/"
    assert overdue == {"writer": known, "reviewer": move_page, "approver": known, "chief": known}


def test_a_correction_waits_for_the_writers_until_a_newer_edition_is_public(cast, as_user):
    edition = in_haste(cast)
    move(edition, Action.CORRECT, actor=cast.reviewer, note="แก้หมายเลขโทรศัพท์")
    page = as_user(cast.writer2).get("/admin/").content.decode()
    assert Duty.CORRECTION.label in page and "แก้หมายเลขโทรศัพท์" in page
    revise(edition)
    assert Duty.CORRECTION.label not in sections(as_user(cast.writer2))


def test_removal_by_an_approver_ends_review_and_correction(cast):
    edition = in_haste(cast)
    gone = move(edition, Action.REMOVE, actor=cast.approver2, note="ข้อมูลผิด")
    assert gone.second_review.outcome == SecondReview.Outcome.REMOVED
    assert counts(cast.reviewer).reviews == counts(cast.writer).corrections == 0


def test_follow_ups_are_called_for_three_days_before_and_one_after_the_other(cast, as_user, time_machine):
    time_machine.move_to(at("2026-11-02", "09:00"), tick=False)
    in_haste(cast)
    FollowUp.objects.filter(days=7).update(
        effects="มีผู้โทรถาม", lessons="เตรียมคน", done_at=timezone.now(), done_by=cast.writer
    )
    for day, shown in (("2026-11-28", False), ("2026-11-29", True)):  # due on 2 December
        time_machine.move_to(at(day, "00:00"), tick=False)
        assert (Duty.FOLLOW_UP.label in sections(as_user(cast.writer))) is shown


@pytest.mark.dry
def test_letters_that_did_not_go_out_are_told_to_those_who_can_see_to_it(cast, as_user):
    edition = in_haste(cast)
    Letter.objects.all().delete()
    letter = Letter(kind="urgent_report", recipient=cast.chief, edition=edition, subject="รายงาน", body="…")
    letter.queued_at = letter.next_at = timezone.now()
    letter.save()
    words = "ส่งไม่ได้ 1 ฉบับ"
    for attempts in (0, 3):
        Letter.objects.update(attempts=attempts)
        told = {
            name
            for name in (*READERS, "administrator")
            if words in as_user(getattr(cast, name)).get("/admin/").content.decode()
        }
        assert told == ({"approver", "administrator"} if attempts else set())


@pytest.mark.parametrize("name", READERS)
@pytest.mark.dry
def test_the_start_page_asks_one_question_more_for_one_case_and_for_three(name, cast, as_user):
    assert connection.features.supports_json_field  # asked once a process
    browser = as_user(getattr(cast, name))
    found = []
    for more in (0, 1, 2):
        for _ in range(more):
            in_haste(cast)
        FollowUp.objects.update(due_on=timezone.localdate())
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/admin/").status_code == 200
        found.append(len(captured))
    none, *some = found
    assert some == [none + 1, none + 1]
    assert none + 1 < 15


# What is done about it


@pytest.mark.dry
def test_publishing_in_haste_shows_what_was_weighed_and_leads_to_the_report(cast, as_user):
    draft = make_urgent(advantages="ประชาชนเลี่ยงเส้นทางได้", disadvantages="อาจตื่นตระหนก")
    browser = as_user(cast.approver)
    address = f"/admin/announcements/announcement/{draft.pk}/move/urgent_publish/"
    page = browser.get(address).content.decode()
    assert all(words in page for words in ("ด่วนมาก", "ประชาชนเลี่ยงเส้นทางได้", "อาจตื่นตระหนก", "สอบทาน"))
    refused = browser.post(address, {**TICKS, "seen": draft.version})
    assert refused.status_code == 409 and "กรอกเหตุผลที่ต้องเผยแพร่โดยด่วน" in refused.content.decode()
    done = browser.post(address, {**TICKS, "seen": draft.version, "note": "น้ำขึ้นเร็ว"})
    report = ChiefReport.objects.get()
    assert done["Location"] == REPORT.format(report.pk)
    page = browser.get(done["Location"]).content.decode()
    assert f"/admin/publishing/chiefreport/{report.pk}/memo/" in page
    assert f"/admin/publishing/banner/add/?publication={draft.publication_id}" in page


def test_what_is_not_urgent_offers_no_haste(cast, as_user):
    draft = make_urgent(urgency="")
    page = as_user(cast.approver).get(f"/admin/announcements/announcement/{draft.pk}/change/")
    assert "move/urgent_publish" not in page.content.decode()


def test_the_chief_executive_acknowledges_with_one_button_and_the_time_is_told(cast, as_user, time_machine):
    time_machine.move_to(at("2026-11-23", "23:00"), tick=False)
    report = in_haste(cast).chief_report
    time_machine.move_to(at("2026-11-24", "01:05"), tick=False)
    done = as_user(cast.chief).post(REPORT.format(report.pk), {"acknowledge": "รับทราบ", "instruction": ""})
    assert done.status_code == 302
    page = as_user(cast.writer).get(REPORT.format(report.pk)).content.decode()
    assert "รับทราบภายใน 2 ชั่วโมง 5 นาที" in page and "ไม่มีข้อสั่งการ" in page
    assert counts(cast.chief).reports == 0


@pytest.mark.dry
def test_an_instruction_is_kept_when_acknowledging_is_refused(cast, as_user):
    report = in_haste(cast).chief_report
    refused = as_user(cast.approver).post(
        REPORT.format(report.pk), {"acknowledge": "1", "instruction": "เร่งระบายน้ำ"}
    )
    assert refused.status_code == 409
    assert "ต้องให้นายก อบต. หรือผู้รักษาราชการแทนเป็นผู้รับทราบ" in refused.content.decode()
    report.refresh_from_db()
    assert report.acknowledged_at is None
    too_long = as_user(cast.chief).post(
        REPORT.format(report.pk), {"acknowledge": "1", "instruction": "น" * 2001}
    )
    assert too_long.status_code == 409 and "น" * 2001 in too_long.content.decode()
    given = {"acknowledge": "1", "instruction": "เร่งระบายน้ำ"}
    assert as_user(cast.chief).post(REPORT.format(report.pk), given).status_code == 302
    assert as_user(cast.chief).post(REPORT.format(report.pk), given).status_code == 409  # once
    report.refresh_from_db()
    assert (report.acknowledged_by, report.instruction) == (cast.chief, "เร่งระบายน้ำ")


def test_who_acts_for_the_chief_executive_acknowledges_in_his_place(cast, as_user):
    report = in_haste(cast).chief_report
    order = let_act(cast.onlooker, cast.chief.position, Role.CHIEF_EXECUTIVE)
    assert counts(again(cast.onlooker)).reports == 1
    given = {"acknowledge": "1", "instruction": "เร่งระบายน้ำ"}
    assert as_user(cast.onlooker).post(REPORT.format(report.pk), given).status_code == 302
    event = LedgerEvent.objects.get(action=urgent.ACKNOWLEDGED)
    assert event.actor_position == "นายช่างโยธา รักษาราชการแทนนายกองค์การบริหารส่วนตำบล"
    order.delete()
    page = as_user(cast.writer).get(REPORT.format(report.pk)).content.decode()
    assert f"โดย {event.actor_name} {event.actor_position}</p>" in page
    paper = as_user(cast.writer).get(f"/admin/publishing/chiefreport/{report.pk}/memo/").content.decode()
    assert "(ผู้แสดง onlooker)<br>นายช่างโยธา รักษาราชการแทน<br>นายก" in paper


def test_nobody_acknowledges_his_own_report_as_acting(cast):
    report = in_haste(cast).chief_report
    let_act(cast.approver, cast.chief.position, Role.CHIEF_EXECUTIVE)
    publisher = again(cast.approver)
    assert (publisher.has_role(Role.CHIEF_EXECUTIVE), counts(publisher).reports) == (True, 0)
    with pytest.raises(Refused, match="ท่านเป็นผู้เผยแพร่เรื่องนี้"):
        urgent.acknowledge(report, actor=publisher)
    let_act(cast.approver2, cast.chief.position, Role.CHIEF_EXECUTIVE)
    assert urgent.acknowledge(report, actor=cast.approver2).acknowledged_by == cast.approver2


@pytest.mark.dry
def test_the_memos_number_is_typed_by_an_officer_and_kept_when_the_date_is_wrong(cast, as_user):
    report = in_haste(cast).chief_report
    wrong = as_user(cast.writer).post(
        REPORT.format(report.pk), {"number": "สร 71301/12", "dated_on": "31/2/2569"}
    )
    assert wrong.status_code == 409 and "สร 71301/12" in wrong.content.decode()
    given = {"number": "สร 71301/12", "dated_on": "๒๔ พ.ย. ๒๕๖๙"}
    assert as_user(cast.chief).post(REPORT.format(report.pk), given).status_code == 409
    assert as_user(cast.writer).post(REPORT.format(report.pk), given).status_code == 302
    report.refresh_from_db()
    assert (report.number, report.dated_on) == ("สร 71301/12", date(2026, 11, 24))


def test_a_follow_up_needs_effects_and_lessons_and_is_written_once(cast, as_user):
    one = in_haste(cast).follow_ups.first()
    FollowUp.objects.filter(pk=one.pk).update(due_on=timezone.localdate())
    browser = as_user(cast.writer2)
    half = browser.post(FOLLOW_UP.format(one.pk), {"effects": "มีผู้โทรถามมาก", "lessons": " "})
    assert half.status_code == 409
    assert "เขียนบทเรียน" in half.content.decode() and "มีผู้โทรถามมาก" in half.content.decode()
    given = {"effects": "มีผู้โทรถามมาก", "lessons": "เตรียมคนรับสาย"}
    assert as_user(cast.chief).post(FOLLOW_UP.format(one.pk), given).status_code == 409
    assert as_user(cast.writer2).post(FOLLOW_UP.format(one.pk), given).status_code == 302
    assert as_user(cast.writer).post(FOLLOW_UP.format(one.pk), given).status_code == 409
    one.refresh_from_db()
    assert (one.done_by, one.lessons) == (cast.writer2, "เตรียมคนรับสาย")


def test_a_second_review_asks_for_a_note_and_is_done_once(cast):
    edition = in_haste(cast)
    with pytest.raises(Refused) as refusal:
        move(edition, Action.CONFIRM, actor=cast.reviewer)
    assert refusal.value.reasons == ["กรอกความเห็นของผู้สอบทาน"]
    edition = move(edition, Action.CONFIRM, actor=cast.reviewer, note="ถูกต้อง")
    assert why_not(edition, Action.CORRECT, cast.approver2) == ["ฉบับนี้ไม่มีการสอบทานที่ค้างอยู่"]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "ไม่ถึง 1 นาที"),
        (timedelta(minutes=5), "5 นาที"),
        (timedelta(hours=2, minutes=5), "2 ชั่วโมง 5 นาที"),
        (timedelta(days=3, minutes=59), "3 วัน 59 นาที"),
        (timedelta(days=3, hours=4, minutes=59), "3 วัน 4 ชั่วโมง"),
    ],
)
def test_a_span_of_time_in_words(span, words):
    assert duties.how_long(span) == words


def test_what_came_of_it_cannot_be_told_on_the_day_of_publication(cast, as_user):
    in_haste(cast)
    late = FollowUp.objects.get(days=30)
    with pytest.raises(Refused, match="ประเมินได้ตั้งแต่"):
        urgent.follow_up(late, actor=cast.writer, effects="ไม่มี", lessons="ไม่มี")
    page = as_user(cast.writer).get(FOLLOW_UP.format(late.pk)).content.decode()
    assert "ประเมินได้ตั้งแต่" in page and 'name="lessons"' not in page
    FollowUp.objects.filter(pk=late.pk).update(due_on=timezone.localdate() + FollowUp.FORETOLD)
    late.refresh_from_db()
    assert urgent.follow_up(late, actor=cast.writer, effects="ไม่มี", lessons="ไม่มี").done_by == cast.writer


def test_what_is_done_about_a_publication_takes_its_lock_before_that_of_the_ledger(cast):
    edition = in_haste(cast)
    FollowUp.objects.update(due_on=timezone.localdate())
    one = FollowUp.objects.get(days=7)
    acts = [
        lambda: urgent.acknowledge(edition.chief_report, actor=cast.chief),
        lambda: urgent.set_number(edition.chief_report, actor=cast.writer, number="1", dated_on=None),
        lambda: urgent.follow_up(one, actor=cast.writer, effects="ไม่มี", lessons="ไม่มี"),
        lambda: banners.put_up(
            Banner(
                severity=1,
                sentence="น้ำท่วม",
                publication=edition.publication,
                starts_at=timezone.now(),
                ends_at=timezone.now() + timedelta(hours=1),
            ),
            actor=cast.approver,
            reason="น้ำขึ้น",
        ),
    ]
    for act in acts:
        with CaptureQueriesContext(connection) as queries:
            act()
        asked = [
            table
            for query in queries
            for table in (Publication._meta.db_table, LedgerHead._meta.db_table)
            if f'FROM "{table}"' in query["sql"]
        ]
        head = asked.index(LedgerHead._meta.db_table)
        assert Publication._meta.db_table in asked[:head]
