"""What the public can hold the office to: corrections, endings, emergencies, the register, the hash of each day."""

import csv
import io
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import Announcement
from content.models import Page
from publishing import ledger
from publishing.models import Edition, LedgerDay, LedgerEvent, Publication
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import (
    ALL_TICKS,
    add_document,
    make_draft,
    make_live,
    make_urgent,
    publish,
    remove,
    revise,
    withdraw,
)
from thai.dates import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
SECRET = "ชื่อที่ต้องถอนออก"


def page(client, address="/transparency/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_corrections_are_told_with_their_notes(client, cast):
    live = make_live(title="แผนที่แก้ไขแล้ว")
    revise(live, change_note="แก้ยอดเงินในตารางที่ 2")
    minor = make_live(title="แก้คำผิด")
    revise(minor, change_kind=Edition.ChangeKind.MINOR, change_note="")
    for address in ("/transparency/", "/transparency/corrections/"):
        shown = page(client, address)
        assert "แก้ยอดเงินในตารางที่ 2" in shown and "แก้คำผิด" not in shown
    feed = ElementTree.fromstring(client.get("/transparency/corrections.rss").content)
    (item,) = feed.iter("item")
    assert [item.findtext(name) for name in ("title", "description")] == ["แผนที่แก้ไขแล้ว", "แก้ยอดเงินในตารางที่ 2"]
    assert item.findtext("guid").endswith(f"{live.publication.address}#2")
    assert client.get("/transparency/corrections.xml").status_code == 404


def test_what_ended_is_told_with_its_reason_and_never_by_its_title(client, cast):
    live = make_live(title=SECRET)
    revise(live, change_note=SECRET)
    remove(Edition.objects.get(publication=live.publication, state="published"), reason="มีข้อมูลส่วนบุคคล")
    withdraw(make_live(title="กิจกรรมที่เลิกแล้ว"), reason="เลื่อนการจัดงาน")
    for address in (
        "/transparency/",
        "/transparency/endings/",
        "/transparency/corrections/",
        "/transparency/urgent/",
    ):
        assert SECRET not in page(client, address)
    shown = page(client, "/transparency/endings/")
    assert "มีข้อมูลส่วนบุคคล" in shown and "เลื่อนการจัดงาน" in shown
    for kind in ("register.json", "register.csv", "corrections.rss", "corrections.atom"):
        assert SECRET.encode() not in client.get(f"/transparency/{kind}").content


def test_emergencies_say_whether_they_were_looked_at_in_time(client, cast):
    live = move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="รอไม่ได้")
    shown = page(client)
    assert live.title in shown and "รอสอบทานภายใน" in shown and "รอนายกรับทราบ" in shown
    move(live, Action.CONFIRM, actor=cast.reviewer, note="ตรวจแล้ว")
    assert "ผ่านการสอบทาน" in page(client) and "(ทันกำหนด)" in page(client)
    shown = page(client, "/transparency/urgent/")
    assert live.specific.advantages not in shown  # what was weighed inside stays inside


def test_how_current_each_category_is(client, cast):
    for days in (-1, 1, 30):
        due = timezone.localdate() + timedelta(days=days)
        Publication.objects.filter(pk=make_live(Page).publication_id).update(review_due=due)
    assert "67%" in page(client)
    assert "(2 จาก 3 เรื่อง)" in page(client)


def test_the_register_has_everything_public_and_nothing_else(client, cast):
    draft = make_draft(Page, title="=cmd()")
    add_document(draft)
    live = publish(draft)
    make_draft(title="ร่างที่ยังไม่เผยแพร่")
    ended = withdraw(make_live(title="สิ้นผลแล้ว"))
    (first, second) = client.get("/transparency/register.json").json()["items"]
    assert [first["title"], second["title"]] == ["=cmd()", "สิ้นผลแล้ว"]
    assert (first["id"], first["content_sha256"]) == (live.publication_id, live.content_hash)
    assert first["url"].endswith(live.publication.address) and len(first["files"][0]["sha256"]) == 64
    assert (second["id"], second["state"]) == (ended.publication_id, "สิ้นผล")
    text = client.get("/transparency/register.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == ["'=cmd()", "สิ้นผลแล้ว"]
    assert rows[0]["updated_at"] == first["updated_at"]
    assert client.get("/transparency/register.xlsx").status_code == 404


def test_each_day_that_is_over_is_noted_once(client, cast):
    make_live()
    first = timezone.localdate(LedgerEvent.objects.order_by("number").first().at)
    head = LedgerEvent.objects.latest("number")
    later = datetime.combine(first + timedelta(days=3), datetime.min.time(), BANGKOK)
    assert ledger.note_days(later) == 3
    assert ledger.note_days(later) == 0
    days = list(LedgerDay.objects.order_by("day"))
    assert [day.day for day in days] == [first + timedelta(days=more) for more in range(3)]
    assert {(day.number, day.hash) for day in days} == {(head.number, head.hash)}
    assert head.hash in page(client)
    assert head.hash.encode() in client.get("/transparency/ledger.csv").content


# The menu is asked for on the first of these pages, and known on the second.
QUERIES = {"/transparency/": 8, "/transparency/corrections/": 3, "/transparency/register.csv": 3}


@pytest.mark.dry
def test_pages_ask_the_same_at_any_number(client, cast):
    asked = {}
    for number in (1, 2):
        for _ in range(number):
            live = make_live(Announcement)
            revise(live, change_note="แก้ไข")
            withdraw(make_live(Page))
        for address in QUERIES:
            with CaptureQueriesContext(connection) as queries:
                page(client, address)
            asked.setdefault(address, []).append(len(queries))
    assert asked == {address: [count, count] for address, count in QUERIES.items()}
