"""A minor change is refused when numbers, dates, names of laws, links, files or settled values changed."""

import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Position
from announcements.models import Announcement, Procurement
from content.models import Contact, Post, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LegalDocument
from links.models import Link
from publishing.compare.minor import Facts, why_not_minor
from publishing.compare.passages import plain_passages, rich_passages
from publishing.files import store_upload
from publishing.models import Attachment, Edition
from publishing.requirements import missing
from publishing.states import Action
from publishing.workflow import Refused, move
from tests.helpers import add_document, add_photo, make_draft, make_live, pdf_upload, publish, submit

pytestmark = pytest.mark.django_db


def facts(text: str) -> Facts:
    return Facts.of(plain_passages(text))


def reasons(live: Edition, cast, **changes) -> list[str]:
    """Why the draft that follows `live` and differs in `changes` is no minor change."""
    return why_not_minor(live, draft_of(live, cast, **changes))


def draft_of(live: Edition, cast, **changes) -> Edition:
    draft = move(live, Action.START, actor=cast.writer).specific
    type(draft).objects.filter(pk=draft.pk).update(change_kind=Edition.ChangeKind.MINOR, **changes)
    return type(draft).objects.get(pk=draft.pk)


# What counts in a text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("งบ 1,250,000.50 บาท", ["1,250,000.50"]),
        ("งบ ๑,๒๕๐,๐๐๐.๕๐ บาท", ["1,250,000.50"]),
        ("โทร 044 000 123", ["044", "000", "123"]),
        ("10000 และ 10,000 และ 1,000 และ 1000", ["10,000", "10,000", "1000", "1000"]),
        ("ร้อยละ 5 ของราคา 7%", ["ร้อยละ", "5", "7", "ร้อยละ"]),
        ("สามแสนบาทถ้วน", ["สามแสน"]),
        ("ห้าร้อยคน สิบวัน", ["ห้าร้อย", "สิบ"]),
        ("ภายในวันที่ 17/06/2563", ["17", "06", "2563"]),
        ("พันธกิจของประชาสัมพันธ์ ห้ามทิ้งขยะ สัมพันธ์", []),
    ],
)
@pytest.mark.alike
def test_numbers_are_read_in_both_scripts_and_in_words(text, numbers):
    assert facts(text).numbers == numbers


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("วันพุธที่ 17 มิถุนายน พ.ศ. 2563", ["วันพุธ 17 มิถุนายน 2563"]),
        ("วันที่ ๑๗ มิ.ย. ๒๕๖๓", ["17 มิถุนายน 2563"]),
        ("เดือนมกราคม 2569", ["มกราคม 2569"]),
        ("ทุกวันจันทร์", ["วันจันทร์"]),
        ("5-7 ก.พ. 2569", ["7 กุมภาพันธ์ 2569"]),
        ("ไม่มีวันใด", []),
    ],
)
def test_written_dates_are_read_in_one_spelling(text, dates):
    assert facts(text).dates == dates


@pytest.mark.parametrize(
    ("text", "laws"),
    [
        (
            "ตามพระราชบัญญัติสภาตำบลและองค์การบริหารส่วนตำบล (ฉบับที่ ๗) พ.ศ. ๒๕๖๒ กำหนดว่า",
            ["พระราชบัญญัติสภาตำบลและองค์การบริหารส่วนตำบล (ฉบับที่ 7) พ.ศ. 2562"],
        ),
        ("ตาม พ.ร.บ.ข้อมูลข่าวสารของราชการ พ.ศ.2540", ["พ.ร.บ.ข้อมูลข่าวสารของราชการ พ.ศ. 2540"]),
        ("ตามพรบ.ข้อมูลข่าวสาร ต้องเปิดเผย", ["พรบ.ข้อมูลข่าวสาร"]),
        ("พระราชกฤษฎีกาว่าด้วยหลักเกณฑ์ พ.ศ. 2546", ["พระราชกฤษฎีกาว่าด้วยหลักเกณฑ์ พ.ศ. 2546"]),
        ("กฎกระทรวงผังเมือง ที่ใช้อยู่", ["กฎกระทรวงผังเมือง"]),
        (
            "ระเบียบกระทรวงมหาดไทย ว่าด้วยการพัสดุ พ.ศ. 2560 และประกาศคณะกรรมการ ที่ 5/2561",
            ["ระเบียบกระทรวงมหาดไทย ว่าด้วยการพัสดุ พ.ศ. 2560", "ประกาศคณะกรรมการ ที่ 5/2561"],
        ),
        ("คำสั่งองค์การบริหารส่วนตำบล ที่ 123/2569 ลงวันที่", ["คำสั่งองค์การบริหารส่วนตำบล ที่ 123/2569"]),
        (
            "หนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท 0808.2/ว 1438",
            ["หนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท 0808.2/ว 1438"],
        ),
        ("ข้อบัญญัติงบประมาณรายจ่าย\nประจำปี", ["ข้อบัญญัติงบประมาณรายจ่าย"]),
        ("ขอประกาศให้ทราบ รักษาระเบียบวินัย ตามคำสั่งแพทย์", []),
        ("พระราชบัญญัตินี้ และพระราชบัญญัติดังกล่าว", []),
    ],
)
@pytest.mark.alike
def test_names_of_laws_are_found_up_to_their_year_or_number(text, laws):
    assert facts(text).laws == laws


def test_links_and_pictures_of_rich_text_are_read():
    found = Facts.of(
        rich_passages('<p><a href="https://a.go.th/">ก</a><img src="/files/1/w/480.webp" alt="ข"></p>')
    )
    assert found.links == ["https://a.go.th/", "/files/1/w/480.webp"]


# What is said


def test_words_alone_may_change(cast):
    live = publish(make_draft(body="<p>ขอเชิญประชาชนร่วมงาน วันที่ 5 มกราคม 2569 เวลา 09.30 น. งบ 1,000 บาท</p>"))
    body = "<h2>เชิญชวน</h2><p>ขอเชิญ<strong>พี่น้องประชาชน</strong>ร่วมงาน วันที่ ๕ ม.ค. ๒๕๖๙ เวลา ๐๙.๓๐ น. งบ ๑๐๐๐ บาท</p>"
    assert reasons(live, cast, title="เรื่องทดสอบที่แก้คำ", summary="สรุปใหม่", body=body, place="ศาลา") == []


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("งบ 500,000 บาท", "งบ 550,000 บาท", "ตัวเลขใน “เนื้อหา” เปลี่ยนจาก 500,000 เป็น 550,000"),
        ("ชาย 5 หญิง 7", "ชาย 7 หญิง 5", "ตัวเลขใน “เนื้อหา” สลับที่กัน: เดิม 5, 7 ใหม่ 7, 5"),
        ("มี 5 คน", "มีหลายคน", "ตัวเลขใน “เนื้อหา” ลบ 5"),
        ("ลด 5%", "ลด 5", "ตัวเลขใน “เนื้อหา” ลบ ร้อยละ"),
        (
            "เปิด 5 มกราคม 2569",
            "เปิด 5 กุมภาพันธ์ 2569",
            "วันที่ใน “เนื้อหา” เปลี่ยนจาก 5 มกราคม 2569 เป็น 5 กุมภาพันธ์ 2569",
        ),
        ("เปิดวันจันทร์", "เปิดวันศุกร์", "วันที่ใน “เนื้อหา” เปลี่ยนจาก วันจันทร์ เป็น วันศุกร์"),
        (
            "ตามพระราชบัญญัติน้ำ พ.ศ. 2540",
            "ตามพระราชบัญญัติไฟ พ.ศ. 2540",
            "ชื่อกฎหมายใน “เนื้อหา” เปลี่ยนจาก พระราชบัญญัติน้ำ พ.ศ. 2540 เป็น พระราชบัญญัติไฟ พ.ศ. 2540",
        ),
        (
            '<a href="https://a.go.th/">อ่าน</a>',
            '<a href="https://b.go.th/">อ่าน</a>',
            "ลิงก์หรือภาพใน “เนื้อหา” เปลี่ยนจาก https://a.go.th/ เป็น https://b.go.th/",
        ),
        ("อ่าน", '<a href="https://b.go.th/">อ่าน</a>', "ลิงก์หรือภาพใน “เนื้อหา” เพิ่ม https://b.go.th/"),
    ],
)
@pytest.mark.alike
def test_a_change_of_substance_in_a_text_is_said_with_both_values(before, after, reason, cast):
    live = publish(make_draft(body=f"<p>{before}</p>"))
    assert reasons(live, cast, body=f"<p>{after}</p>") == [reason]


@pytest.mark.parametrize(
    ("model", "changes", "reason"),
    [
        (Procurement, {"budget": Decimal("550000")}, "“งบประมาณ (บาท)” เปลี่ยนจาก 500,000.00 เป็น 550,000.00"),
        (Procurement, {"closing_at": None}, "“ปิดรับข้อเสนอ” ลบ 1 ธ.ค. 2569 เวลา 16.30 น."),
        (
            Procurement,
            {"method": "e_bidding"},
            "“วิธี” เปลี่ยนจาก วิธีเฉพาะเจาะจง เป็น ประกวดราคาอิเล็กทรอนิกส์ (e-bidding)",
        ),
        (Announcement, {"dated_on": date(2026, 11, 3)}, "“ลงวันที่” เปลี่ยนจาก 2 พ.ย. 2569 เป็น 3 พ.ย. 2569"),
        (LegalDocument, {"year_be": 2541}, "“พ.ศ.” เปลี่ยนจาก 2540 เป็น 2541"),
        (LegalDocument, {"title": "เรื่องทดสอบใหม่"}, "“ชื่อเรื่อง” เปลี่ยนจาก เรื่องทดสอบ เป็น เรื่องทดสอบใหม่"),
        (
            Link,
            {"url": "https://www.moi.go.th/"},
            "“ที่อยู่เว็บ” เปลี่ยนจาก https://www.dla.go.th/ เป็น https://www.moi.go.th/",
        ),
        (Contact, {"phones": "044 000 001"}, "ตัวเลขใน “โทรศัพท์” เปลี่ยนจาก 000 เป็น 001"),
    ],
)
@pytest.mark.alike
def test_a_change_of_a_settled_value_is_said(model, changes, reason, cast):
    assert reasons(make_live(model), cast, **changes) == [reason]


def test_a_new_owner_is_no_minor_change(cast):
    owner = Position.objects.get(title="นิติกร")
    assert reasons(make_live(), cast, owner=owner) == ["“ตำแหน่งผู้รับผิดชอบ” เปลี่ยนจาก นักประชาสัมพันธ์ เป็น นิติกร"]


def test_a_table_is_read_like_a_text(cast):
    live = publish(make_draft(KnowledgeItem, table={"columns": ["ปี", "คน"], "rows": [["2568", "10"]]}))
    table = {"columns": ["ปี", "จำนวนคน"], "rows": [["2568", "11"]]}
    assert reasons(live, cast, table=table) == ["ตัวเลขใน “ตาราง” เปลี่ยนจาก 10 เป็น 11"]


def test_part_rows_are_no_minor_change(cast):
    live = make_live(Structure)
    draft = draft_of(live, cast)
    Post.objects.filter(structure=draft, position="นายก").update(name="คนใหม่")
    Post.objects.filter(structure=draft, position="ปลัด").delete()
    assert why_not_minor(live, draft) == [
        "“ชื่อ-นามสกุล” ของ “นายก คนใหม่” เปลี่ยนจาก ชื่อ (ตัวอย่าง) เป็น คนใหม่",
        "ลบแถว “ปลัด ตำแหน่งว่าง” ใน “ตำแหน่งในโครงสร้าง”",
    ]


def test_files_are_no_minor_change_but_their_words_and_order_are(cast):
    first = make_draft()
    document, gone, photo = (
        add_document(first, title="แผน"),
        add_document(first, title="เก่า"),
        add_photo(first),
    )
    live = publish(first)
    draft = draft_of(live, cast)
    rows = {row.address_id: row for row in draft.attachments.all()}
    Attachment.objects.filter(pk=rows[photo.address_id].pk).update(
        alt="ภาพกิจกรรมของตำบล", caption="งาน", order=0
    )
    Attachment.objects.filter(pk=rows[document.address_id].pk).update(order=7, title="แผนงาน")
    assert why_not_minor(live, draft) == []
    Attachment.objects.filter(pk=rows[document.address_id].pk).update(title="แผน 2570")
    assert why_not_minor(live, draft) == ["ตัวเลขใน “ชื่อไฟล์ที่แสดง” ของไฟล์ “แผน 2570” เพิ่ม 2570"]
    stored = store_upload(pdf_upload("แผนใหม่.pdf", "other"), Attachment.Kind.DOCUMENT)
    Attachment.objects.filter(pk=rows[document.address_id].pk).update(stored=stored, title="แผน")
    rows[gone.address_id].delete()
    add_document(draft, title="ใหม่")
    old = document.stored.sha256[:12]
    assert why_not_minor(live, draft) == [
        f"เปลี่ยนไฟล์ “แผน” จาก แผน.pdf ({old}) เป็น แผนใหม่.pdf ({stored.sha256[:12]})",
        "เพิ่มไฟล์ “ใหม่”",
        "ลบไฟล์ “เก่า”",
    ]


# In the requirements


def test_a_minor_change_of_substance_is_refused_at_submit_and_says_which(cast):
    draft = draft_of(make_live(), cast, dated_on=date(2026, 11, 3))
    sentence = "เลือก “แก้ไขสาระสำคัญ” เพราะ “ลงวันที่” เปลี่ยนจาก 2 พ.ย. 2569 เป็น 3 พ.ย. 2569"
    assert missing(draft) == [sentence]
    with pytest.raises(Refused) as refusal:
        submit(draft)
    assert refusal.value.reasons == [sentence]
    Announcement.objects.filter(pk=draft.pk).update(change_kind="major", change_note="เลื่อนวัน")
    submit(draft)


def test_a_minor_change_of_words_is_let_through(cast):
    draft = draft_of(make_live(), cast, summary="สรุปย่อที่แก้คำผิด")
    assert missing(draft) == []
    publish(draft)


def test_at_most_six_reasons_are_said_one_by_one(cast):
    body = '<p>1 มกราคม 2569 งบ 5 บาท <a href="https://a.go.th/">ก</a> พระราชบัญญัติน้ำ พ.ศ. 2540</p>'
    draft = draft_of(
        make_live(), cast, body=body, dated_on=date(2026, 11, 3), kind="notice", pinned_until=date(2027, 1, 1),
        place="หมู่ที่ 5",
    )  # fmt: skip
    said = missing(draft)
    assert len(said) == 7
    assert all(sentence.startswith("เลือก “แก้ไขสาระสำคัญ” เพราะ ") for sentence in said[:6])
    assert said[6] == "และอีก 2 แห่งที่เป็นสาระสำคัญ"


def test_a_first_edition_and_a_major_change_are_not_asked(cast):
    assert missing(make_draft(change_kind="minor")) == []
    draft = draft_of(make_live(), cast, dated_on=date(2026, 11, 3), change_note="เลื่อนวัน")
    assert draft.publication.pk  # fetched before the queries are counted
    counts = []
    for kind in ("major", "minor"):
        draft.change_kind = kind
        with CaptureQueriesContext(connection) as queries:
            assert bool(missing(draft)) == (kind == "minor")
        counts.append(len(queries))
    assert counts[1] - counts[0] == 4  # what stands, its own columns, attachments, owners


@pytest.mark.parametrize(
    "text",
    [
        "พ.ร.บ." * 17_000,
        "พ ร บ " * 16_000,
        "พระราชบัญญัติ " * 7_000,
        "ประกาศกระทรวง" * 8_000,
        "หนังสือกรม ที่ ก" * 7_000,
        "1 มกราคม " * 11_000,
        "วันจันทร์ที่" * 9_000,
        "1," * 50_000,
        "1" * 100_000,
        "พ.ศ. " * 20_000,
        "หนึ่ง" * 20_000,
        "ที่ " * 33_000,
        " " * 100_000,
        "ก" * 100_000,
    ],
    ids=lambda text: repr(text[:10]),
)
@pytest.mark.alike
def test_no_text_takes_a_second_to_read(text):
    facts("ก")  # the word list is read once
    begin = time.process_time()
    facts(text)
    assert time.process_time() - begin < 1


def test_what_comes_back_is_compared_with_what_was_removed(cast):
    """Otherwise a removal would be the way to change a sum and call it a slip of the pen."""
    removed = move(make_live(body="<p>งบ 500,000 บาท</p>"), Action.REMOVE, actor=cast.approver, note="ผิด")
    draft = move(removed, Action.RESTORE, actor=cast.writer).specific
    changes = {"change_kind": Edition.ChangeKind.MINOR, "body": "<p>งบ 900,000 บาท</p>"}
    Announcement.objects.filter(pk=draft.pk).update(**changes)
    assert any("900,000" in reason for reason in missing(Announcement.objects.get(pk=draft.pk)))
