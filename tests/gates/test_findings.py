"""One list of everything that the gates point at: where, with which way out, and what an answer holds for."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Office
from announcements.models import Announcement
from content.models import Contact, Post, Structure
from knowledge.models import KnowledgeItem
from links.models import Link
from publishing.files import attach, store_upload
from publishing.gates.findings import Gate, findings, refusals
from publishing.gates.reading import read
from publishing.models import Attachment, Edition, FileReading, Justification, LedgerEvent, StoredFile
from publishing.refusal import Refused
from publishing.states import Action
from publishing.workflow import move
from tests.desk import Fields
from tests.helpers import ALL_TICKS, make_draft, make_live, publish
from tests.uploading import DOCUMENT, MANY, ROWS, rows_of

pytestmark = pytest.mark.django_db
NATIONAL_ID = "1-1017-00230-70-8"
MOBILE = "081-234-5678"
ID, PHONE = "เลขประจำตัวประชาชน", "หมายเลขโทรศัพท์มือถือ"


def told(edition: Edition, *gates: Gate) -> list[tuple[str, str]]:
    """(kind, where) of the findings of these gates; of all when none is named."""
    return [(one.kind, one.where) for one in findings(edition) if not gates or one.gate in gates]


def answer(edition: Edition, cast, *marks: str) -> None:
    for one in findings(edition):
        if one.mark in marks or not marks and one.is_open:
            Justification.objects.create(
                edition_id=edition.pk, mark=one.mark, kind=one.kind[:20], where=one.where, excerpt=one.excerpt,
                reason="เผยแพร่ได้ตามกฎหมาย", at=timezone.now(), by=cast.writer,
            )  # fmt: skip


def text_file(text: str, name: str = "บัญชีรายชื่อ.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/plain")


def attached(edition: Edition, text: str, name: str = "บัญชีรายชื่อ.txt", title: str = "") -> Attachment:
    stored = store_upload(text_file(text, name), Attachment.Kind.DOCUMENT)
    return attach(edition, stored, kind=Attachment.Kind.DOCUMENT, title=title)


# Where


@pytest.mark.dry
def test_every_text_is_searched_and_the_place_is_named(cast):
    table = "<table><tr><th>ชื่อ</th><th>โทร</th></tr><tr><td>ก</td><td>0812345678</td></tr></table>"
    draft = make_draft(
        title=f"แจ้ง {MOBILE}",
        summary=f"บรรทัดหนึ่ง\nเลข {NATIONAL_ID}",
        body=f"<p>ก</p><p>เลข {NATIONAL_ID}</p>{table}",
        change_note=f"โทร {MOBILE}",
        place=f"บ้าน โทร {MOBILE}",
    )
    attached(draft, "ว่าง", title=f"รายชื่อ {NATIONAL_ID}")
    assert told(draft, Gate.PERSONAL) == [
        (PHONE, "ชื่อเรื่อง"),
        (ID, "สรุปย่อ บรรทัดที่ 2"),
        (ID, "เนื้อหา ย่อหน้าที่ 2"),
        (PHONE, "เนื้อหา ตารางที่ 1 แถวที่ 2"),
        (PHONE, "บันทึกการแก้ไข"),
        (PHONE, "สถานที่"),
        (ID, "ชื่อไฟล์ที่แสดงของ “บัญชีรายชื่อ.txt”"),
    ]
    assert all(NATIONAL_ID[:12] not in one.excerpt + one.where for one in findings(draft))


def test_rows_of_parts_and_of_tables_are_searched(cast):
    structure = make_draft(Structure)
    Post.objects.create(structure=structure, position="นิติกร", name="ชื่อ (ตัวอย่าง)", phone=MOBILE)
    assert told(structure) == [(PHONE, "ตำแหน่งในโครงสร้าง แถวที่ 3")]
    item = make_draft(
        KnowledgeItem, table={"columns": ["ชื่อ", "เลข"], "rows": [["ก", "1"], ["ข", NATIONAL_ID]]}
    )
    assert told(item) == [(ID, "ตาราง แถวที่ 2")]


def test_what_only_staff_read_is_searched_for_stamps_alone(cast):
    draft = make_draft(advantages=f"โทร {MOBILE} สล็อต", disadvantages="บันทึก\nลับมาก\nเรื่อง")
    assert told(draft) == [("เครื่องหมายชั้นความลับ", "ผลเสียของการเผยแพร่ บรรทัดที่ 2")]


def test_the_numbers_of_the_office_are_no_finding_in_texts_and_files(cast):
    draft = make_draft(summary=f"สอบถาม {MOBILE} และ 089 999 9999 และ 086-111-2222")
    attached(draft, f"สอบถาม โทร {MOBILE}")
    make_live(Contact, phones="089-9999999")
    Office.objects.update(phone=MOBILE)
    assert [one.excerpt.count("xxx-xxx-2222") for one in findings(draft)] == [1]
    assert told(make_draft(Contact, phones="086-111-2222")) == []


# Answers


def test_a_number_that_moves_within_its_field_keeps_its_justification(cast):
    draft = make_draft(body=f"<p>เลข {NATIONAL_ID}</p>")
    answer(draft, cast)
    assert refusals(findings(draft)) == []
    Announcement.objects.filter(pk=draft.pk).update(
        body=f"<p>ใหม่</p><p>เลข {NATIONAL_ID.replace('-', ' ')}</p>"
    )
    assert refusals(findings(Announcement.objects.get(pk=draft.pk))) == []
    Announcement.objects.filter(pk=draft.pk).update(summary=f"เลข {NATIONAL_ID}")
    (sentence,) = refusals(findings(Announcement.objects.get(pk=draft.pk)))
    assert sentence == (f"สรุปย่อ: พบ{ID} เลข x-xxxx-xxxx0-70-8 ให้ปกปิด หรือชี้แจงเหตุผลที่หน้า “รายการที่ระบบชี้”")


def test_an_answer_holds_for_later_editions_and_goes_with_the_finding(cast):
    draft = make_draft(body=f"<p>เลข {NATIONAL_ID}</p>")
    answer(draft, cast)
    second = move(publish(draft), Action.START, actor=cast.writer)
    (one,) = findings(second)
    assert (one.is_open, one.justification.reason, one.justification.by) == (
        False,
        "เผยแพร่ได้ตามกฎหมาย",
        cast.writer,
    )


def test_the_same_thing_twice_in_a_field_is_one_finding(cast):
    draft = make_draft(body=f"<p>เลข {NATIONAL_ID}</p><p>อีกครั้ง {NATIONAL_ID}</p>")
    assert told(draft) == [(ID, "เนื้อหา ย่อหน้าที่ 1 (และอีก 1 แห่ง)")]


def test_of_many_refusals_six_are_said_and_the_others_counted(cast):
    numbers = "\n".join(f"โทร 08123456{number}" for number in range(70, 79))
    sentences = refusals(findings(make_draft(summary=numbers)))
    assert (len(sentences), sentences[-1]) == (7, "และอีก 3 แห่งที่หน้า “รายการที่ระบบชี้”")


def test_open_findings_come_first(cast):
    draft = make_draft(title="เล่นสล็อต", summary=f"โทร {MOBILE}", body=f"<p>{NATIONAL_ID}</p>")
    answer(draft, cast, next(one.mark for one in findings(draft) if one.kind == PHONE))
    assert [one.kind for one in findings(draft)] == [ID, "คำว่า “สล็อต”", PHONE]


# Words and links


def test_words_and_new_hosts_are_shown_and_ask_for_no_reason(cast):
    body = '<p><a href="https://www.old.go.th/a">เดิม</a></p>'
    draft = move(make_live(body=body), Action.START, actor=cast.writer)
    new = '<p>เล่นสล็อต <a href="http://new.example.org/">ใหม่</a> <a href="https://phoneko.go.th/x">ของเรา</a></p>'
    Announcement.objects.filter(pk=draft.pk).update(body=body + new)
    draft = Announcement.objects.get(pk=draft.pk)
    assert told(draft) == [
        ("คำว่า “สล็อต”", "เนื้อหา ย่อหน้าที่ 2"),
        ("เว็บไซต์ใหม่ในฉบับนี้ (ไม่เข้ารหัส)", "เนื้อหา"),
    ]
    assert refusals(findings(draft)) == []


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Announcement, {"body": '<p><a href="https://bit.ly/3x">แบบฟอร์ม</a></p>'}),
        (Announcement, {"summary": "ลงทะเบียนที่ bit.ly และ https://bit.ly/3x"}),
        (Link, {"url": "https://sub.bit.ly/3x"}),
        (KnowledgeItem, {"source_url": "https://dla.go.th.example.com/"}),
    ],
)
def test_a_dangerous_host_goes_out_of_no_edition_whatever_is_said_of_it(model, fields, cast):
    draft = make_draft(model, **fields)
    answer(draft, cast)
    with pytest.raises(Refused) as refusal:
        move(draft, Action.SUBMIT, actor=cast.writer, ticks=ALL_TICKS)
    (sentence,) = refusal.value.reasons
    assert "ให้ลบลิงก์ หรือใช้ที่อยู่จริงของเว็บไซต์ปลายทาง" in sentence


# Files


@pytest.mark.dry
def test_a_finding_in_a_file_names_the_file_and_a_scan_is_never_clean(cast):
    draft = make_draft()
    attached(draft, f"รายชื่อ\nนายก {NATIONAL_ID}")
    scan = attached(draft, "ภาพถ่าย", "สแกน.txt")
    FileReading.objects.filter(stored=scan.stored).delete()
    read(scan.stored)
    FileReading.objects.filter(stored=scan.stored).update(
        verdict="unreadable", why="เอกสารสแกน อ่านข้อความไม่ได้"
    )
    (in_text, by_eye) = findings(draft)
    assert (in_text.gate, in_text.kind, in_text.attachment) == (
        Gate.PERSONAL,
        ID,
        draft.attachments.first().pk,
    )
    assert in_text.where.endswith("ของไฟล์ “บัญชีรายชื่อ.txt”")
    assert (by_eye.gate, by_eye.where, by_eye.excerpt) == (
        Gate.FILE,
        "ไฟล์ “สแกน.txt”",
        "เอกสารสแกน อ่านข้อความไม่ได้",
    )
    answer(draft, cast)
    assert refusals(findings(draft)) == []
    # Other bytes at the same address are looked at anew.
    StoredFile.objects.filter(pk=scan.stored_id).update(sha256="0" * 64)
    assert [one.gate for one in findings(draft) if one.is_open] == [Gate.FILE]


def test_a_file_with_an_open_finding_is_nobodys_but_the_staffs(cast, client):
    row = attached(make_draft(), f"นายก {NATIONAL_ID}")
    with pytest.raises(Refused):
        move(row.edition, Action.SUBMIT, actor=cast.writer, ticks=ALL_TICKS)
    address = f"/files/{row.address_id}/{row.download_name}"
    assert client.get(address).status_code == 404
    client.force_login(cast.writer)
    assert client.get(f"{address}?edition={row.edition_id}").status_code == 200


@pytest.mark.parametrize("way", ["replaced", "deleted"])
@pytest.mark.parametrize(("text", "stays"), [(f"นายก {NATIONAL_ID}", False), ("กำหนดการ", True)])
@pytest.mark.dry
def test_bytes_with_personal_data_leave_the_store_with_the_draft(
    way, text, stays, store, desk, django_capture_on_commit_callbacks
):
    desk.send({DOCUMENT: [text_file(text)]})
    first = desk.draft.attachments.get().stored
    read(first)
    fields = desk.fields({})
    fields |= (
        {"attachments-0-upload": text_file("ปกปิดแล้ว")}
        if way == "replaced"
        else {"attachments-0-DELETE": "on"}
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(fields).status_code == 302
    assert desk.draft.attachments.count() == (1 if way == "replaced" else 0)
    assert StoredFile.objects.filter(pk=first.pk).exists() == stays
    assert default_storage.exists(first.storage_name) == stays


@pytest.mark.dry
def test_bytes_that_another_edition_shows_stay(store, desk, django_capture_on_commit_callbacks):
    desk.send({DOCUMENT: [text_file(f"นายก {NATIONAL_ID}")]})
    first = desk.draft.attachments.get().stored
    attach(make_draft(), first, kind=Attachment.Kind.DOCUMENT)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(desk.fields({}) | {"attachments-0-DELETE": "on"})
    assert default_storage.exists(first.storage_name)


# The tick


@pytest.mark.parametrize("door", [ROWS, MANY])
@pytest.mark.dry
def test_no_file_comes_in_without_the_tick_and_nothing_is_lost(door, store, desk):
    name = f"ใบสมัคร {NATIONAL_ID}.txt"
    response = desk.send({DOCUMENT: [text_file("ก", name)]}, door, title="พิมพ์แล้ว", not_classified="")
    form = response.context["adminform"].form
    assert form.errors["not_classified"] == ["ทำเครื่องหมายรับรองว่าไฟล์ที่แนบไม่มีชั้นความลับ แล้วบันทึกอีกครั้ง"]
    assert form["title"].value() == "พิมพ์แล้ว"
    assert rows_of(response, DOCUMENT).forms[0].carried.original_name == name

    fields = {**Fields(response.content.decode()).values, "_save": "1"}
    assert "not_classified" in desk.post(fields).context["adminform"].form.errors
    assert not desk.draft.attachments.exists()
    assert desk.post({**fields, "not_classified": "on"}).status_code == 302
    assert desk.draft.attachments.get().stored.original_name == name
    event = LedgerEvent.objects.order_by("number").last()
    assert (event.action, event.note, event.edition_id) == (
        "รับรองว่าไฟล์ไม่มีชั้นความลับ",
        "“ใบสมัคร x-xxxx-xxxx0-70-8.txt”",
        desk.draft.pk,
    )


def test_a_save_without_a_file_needs_no_tick_and_vouches_for_nothing(desk):
    assert desk.send({}, not_classified="").status_code == 302
    assert not LedgerEvent.objects.filter(action="รับรองว่าไฟล์ไม่มีชั้นความลับ").exists()


# What it costs


@pytest.mark.dry
def test_the_list_takes_the_same_queries_for_one_file_and_for_three(cast):
    counts = []
    for number in (1, 3):
        draft = make_draft(
            summary=f"โทร {MOBILE}", body='<p><a href="https://www.surin.go.th/">จังหวัด</a></p>'
        )
        for place in range(number):
            read(attached(draft, f"ไฟล์ {place}").stored)
        edition = Announcement.objects.select_related("publication").get(pk=draft.pk)
        with CaptureQueriesContext(connection) as queries:
            findings(edition)
        counts.append(len(queries))
    # Attachments, readings, words, office, live numbers, justifications, what stands, what is known of its links.
    assert counts == [8, 8]


def test_a_draft_with_nothing_to_point_at_costs_two(cast):
    edition = Announcement.objects.select_related("publication").get(pk=make_draft().pk)
    with CaptureQueriesContext(connection) as queries:
        assert findings(edition) == []
    assert len(queries) == 2
