"""News of an urgent event: what it must tell, and what the public reads while it lasts and afterwards."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import Announcement
from announcements.urgent import with_numbers
from publishing.models import Edition
from publishing.requirements import missing
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, URGENT, make_draft, make_live, make_urgent, publish, revise, withdraw
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

MARK = "เผยแพร่กรณีเร่งด่วน"
BEGUN = datetime(2026, 11, 2, 4, 30, tzinfo=BANGKOK)


def publish_in_haste(cast, **fields) -> Announcement:
    draft = make_urgent(**fields)
    live = move(draft, Action.URGENT_PUBLISH, actor=cast.approver, note="น้ำกำลังขึ้น", ticks=ALL_TICKS)
    return Announcement.objects.get(pk=live.pk)


def page(client, address: str) -> str:
    """The text of a page as a reader sees it, without tags."""
    shown = re.sub(r"<[^>]+>", " ", client.get(address).content.decode().split("<main")[1])
    return re.sub(r"\s+", " ", shown.replace("\u00a0", " "))


# What it must tell


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"body": ""}, []),
        ({"place": ""}, ["กรอกที่เกิดเหตุในช่อง “สถานที่”"]),
        ({"happened_at": None}, ["กรอกวันและเวลาที่เริ่มเกิดเหตุในช่อง “เกิดเหตุตั้งแต่”"]),
        ({"measures": "-"}, ["เขียนการดำเนินการของหน่วยงาน: สิ่งที่ทำแล้วและกำลังทำ"]),
        ({"expected_end": None}, ["กรอกวันและเวลาที่คาดว่าจะสิ้นสุด หรือเวลาที่เหตุการณ์ยุติแล้ว"]),
        ({"expected_end": None, "ended_event_at": BEGUN}, []),
        ({"public_contact": ""}, ["กรอกหน่วยงานและหมายเลขโทรศัพท์ในช่อง “ติดต่อสอบถาม”"]),
        ({"advantages": ""}, ["เขียนผลดีของการเผยแพร่ (ใช้ภายใน ประชาชนไม่เห็น)"]),
        ({"disadvantages": " – "}, ["เขียนผลเสียของการเผยแพร่ (ใช้ภายใน ประชาชนไม่เห็น)"]),
        ({"publishing_effects": ""}, ["เขียนผลกระทบของการเผยแพร่ต่อองค์กร (ใช้ภายใน ประชาชนไม่เห็น)"]),
        ({"dated_on": None}, ["กรอกวันที่ของข่าวในช่อง “ลงวันที่”"]),
        (
            {"urgency": ""},
            ["เลือกชั้นความเร็ว หรือลบข้อความในส่วนเหตุการณ์สำคัญ ฉุกเฉิน หรือเร่งด่วนออก"],
        ),
    ],
)
@pytest.mark.alike
def test_urgent_news_says_what_it_lacks_one_sentence_each(fields, expected, cast):
    assert missing(make_urgent(**fields)) == expected


@pytest.mark.parametrize("name", ["cause", "effects", "outcome"])
@pytest.mark.parametrize(
    ("text", "begins"),
    [("", "เขียน{}ของเหตุการณ์: "), ("- – …", "เขียน{}ของเหตุการณ์: "), ("ฝนตกหนัก", "เขียน{}ให้ละเอียดขึ้น: ")],
)
@pytest.mark.alike
def test_cause_effects_and_outcome_are_told_in_depth(name, text, begins, cast):
    (sentence,) = missing(make_urgent(**{name: text}))
    assert sentence.startswith(begins.format(Announcement._meta.get_field(name).verbose_name))


@pytest.mark.parametrize("kind", Announcement.Kind.values)
@pytest.mark.alike
def test_news_of_any_kind_may_be_urgent_and_everyday_news_needs_none_of_it(kind, cast):
    assert missing(make_urgent(kind=kind)) == []
    assert missing(make_draft(kind=kind)) == []


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"expected_end": BEGUN}, False),
        ({"expected_end": BEGUN + timedelta(minutes=1)}, True),
        ({"ended_event_at": BEGUN - timedelta(minutes=1)}, False),
        ({"ended_event_at": BEGUN}, True),
    ],
)
def test_an_event_ends_after_it_began(fields, allowed, cast):
    draft = make_urgent()
    for name, value in fields.items():
        setattr(draft, name, value)
    if allowed:
        draft.full_clean()
        draft.save()
        return
    with pytest.raises(ValidationError, match="เวลาเกิดเหตุ"):
        draft.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_the_form_has_every_column_of_an_event_under_its_clauses(client, cast):
    client.force_login(cast.writer)
    shown = client.get("/admin/announcements/announcement/add/").content.decode()
    assert [name for name in Announcement.OF_EVENT if f"form-row field-{name}" not in shown] == []
    assert [clause for clause in ("ข้อ 1(2)", "3(3)", "ข้อ 3(2)") if clause not in shown] == []
    assert shown.count("urgent-event") == 2


# Its page


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("งานป้องกันฯ 044 000 199", ["044000199"]),
        ("ติดต่อ 044-000-199 ต่อ 112 หรือ 199, 1669", ["044000199", "199", "1669"]),
        ("โทร ๐๘๑ ๒๓๔ ๕๖๗๘", ["0812345678"]),
        ("หมู่ที่ 7 พ.ศ. 2569 เลขที่ 12345", []),
    ],
)
def test_telephone_numbers_of_the_contact_can_be_called(line, numbers):
    assert [words.number for words in with_numbers(line) if words.number] == numbers
    assert "".join(words.text for words in with_numbers(line)) == line


@pytest.mark.dry
def test_the_page_tells_what_where_since_when_why_and_whom_to_call(client, cast):
    live = publish_in_haste(cast)
    shown = page(client, live.publication.address)
    places = [
        shown.index(words.replace("\u00a0", " "))
        for words in (
            "ด่วนมาก",
            URGENT["summary"],
            "ยังไม่ยุติ",
            URGENT["place"],
            "2 พ.ย. 2569 เวลา 04.30 น.",
            "5 พ.ย. 2569 เวลา 18.00 น.",
            "044 000 199",
            *(f"{label} {URGENT[name]}" for label, name in IN_DEPTH.items()),
            "ลำดับเหตุการณ์",
        )
    ]
    assert places == sorted(places)
    assert 'href="tel:044000199"' in client.get(live.publication.address).content.decode()


IN_DEPTH = {"สาเหตุ": "cause", "ผลกระทบ": "effects", "การดำเนินการ": "measures", "ผลลัพธ์": "outcome"}


@pytest.mark.dry
def test_the_mark_of_haste_stays_for_ever_and_says_how_the_second_review_stands(client, cast):
    first = publish_in_haste(cast)
    address = first.publication.address
    assert f"{MARK} อยู่ระหว่างสอบทาน" in page(client, address)
    done = move(first, Action.CONFIRM, actor=cast.reviewer, note="ถูกต้อง").second_review.done_at
    passed = f"{MARK} ผ่านการสอบทาน {done.astimezone(BANGKOK).day} "
    assert passed in page(client, address)
    second = revise(first)
    head = page(client, address).split("ลำดับเหตุการณ์")[0]
    assert MARK not in head  # it was approved as everything is
    for ended in (False, True):
        if ended:
            withdraw(second)
        assert passed in page(client, f"{address}editions/1/")
        assert passed in page(client, f"{address}editions/")
        assert passed in page(client, address)  # in the story of the event


def test_a_review_that_wants_a_correction_says_so(client, cast):
    live = publish_in_haste(cast)
    move(live, Action.CORRECT, actor=cast.reviewer, note="เวลาไม่ตรง")
    shown = page(client, live.publication.address)
    assert re.search(f"{MARK} สอบทานแล้ว .{{5,12}} 2569 ให้แก้ไข", shown)
    assert "เวลาไม่ตรง" not in shown


def test_the_story_has_every_public_edition_newest_first_and_the_closing_report_with_its_outcome(
    client, cast
):
    first = publish_in_haste(cast)
    second = revise(first, change_note="น้ำลดลงแล้วครึ่งหนึ่ง")
    closing = revise(
        second, change_note="เปิดถนนแล้ว", ended_event_at=timezone.now(), outcome=f"สุดท้าย {URGENT['outcome']}"
    )
    address = closing.publication.address
    for asked in (address, f"{address}editions/1/"):
        story = page(client, asked).split("ลำดับเหตุการณ์")[1]
        words = ["รายงานปิดเหตุ", "เปิดถนนแล้ว", "ผลลัพธ์ สุดท้าย", "น้ำลดลงแล้วครึ่งหนึ่ง", URGENT["summary"], MARK]
        places = [story.index(word) for word in words]
        assert places == sorted(places)
    shown = client.get(address).content.decode()
    assert [f'{address}editions/{number}/"' in shown for number in (1, 2, 3)] == [True, True, False]
    assert "เหตุการณ์ยุติแล้ว" in shown
    # When it begins anew, nothing is closed.
    revise(closing, change_note="น้ำขึ้นอีก", ended_event_at=None)
    assert "รายงานปิดเหตุ" not in page(client, address)
    assert "ยังไม่ยุติ" in page(client, address)


def test_what_was_removed_has_no_place_in_the_story(client, cast):
    first = publish_in_haste(cast)
    second = revise(first, change_note="น้ำลดลงแล้วครึ่งหนึ่ง")
    move(Edition.objects.get(pk=first.pk), Action.REMOVE, actor=cast.approver2, note="มีชื่อผู้เสียหาย")
    story = page(client, second.publication.address).split("ลำดับเหตุการณ์")[1]
    assert "น้ำลดลงแล้วครึ่งหนึ่ง" in story
    assert MARK not in story


@pytest.mark.dry
def test_the_story_costs_one_query_however_long_it_is_and_everyday_news_none(client, cast):
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    make_live(slug="other")  # Each has a neighbour, and earlier editions, which are asked for as well.
    plain = count(revise(make_live(slug="plain")).publication.address)
    live = publish_in_haste(cast, slug="flood")
    address = live.publication.address
    counts = [count(address)]
    for _ in range(3):
        live = revise(live)
        counts.append(count(address))
    assert counts == [plain + 1] * 4


# In lists


def titles(client, address: str) -> list[str]:
    return [item["title"] for item in client.get(f"{address}?format=json").json()["items"]]


def test_urgent_events_come_first_while_they_last_the_gravest_before_all(client, cast):
    today = timezone.localdate()
    make_live(title="ปักหมุด", pinned_until=today)
    make_live(title="ข่าวใหม่", dated_on=today)
    soon = timezone.now() + timedelta(days=1)
    for urgency in Announcement.Urgency.values:
        publish(make_urgent(title=urgency, urgency=urgency, expected_end=soon))
    long_ago = timezone.now() - timedelta(days=15)
    publish(make_urgent(title="ไม่มีใครปิด", happened_at=long_ago, expected_end=long_ago + timedelta(hours=1)))
    publish(make_urgent(title="ยุติแล้ว", urgency="most", ended_event_at=BEGUN))
    expected = ["most", "very_fast", "fast", "ปักหมุด", "ข่าวใหม่"]
    assert titles(client, "/news/")[:5] == expected
    assert [news.title for news in Announcement.objects.live().for_home()[:5]] == expected
    shown = page(client, "/news/")
    assert (shown.count("ด่วนที่สุด"), shown.count("เหตุการณ์ยุติแล้ว")) == (1, 1)
