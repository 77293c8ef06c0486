"""Several files at once through the editing form: kept in their order, titled, carried over a refusal, nobody else's."""

import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from announcements.models import Announcement
from publishing.admin import upload_forms
from publishing.files import by_token, forget_unattached, store_upload, title_from_name, token_for
from publishing.models import StoredFile
from tests.desk import Fields
from tests.helpers import add_document, add_photo, jpeg_upload, make_draft, pdf_upload, submit
from tests.uploading import BOUNDARY, DOCUMENT, MANY, PHOTO, ROWS, left_behind, rows_of, upload

pytestmark = pytest.mark.django_db
by_every_door = pytest.mark.parametrize("door", [ROWS, MANY])


def text_upload(name: str, text: str = "ข้อความ") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/plain")


def attached(edition, kind) -> list[tuple[str, str, int]]:
    """Original name, title and order of what is attached as `kind`, in its order."""
    rows = edition.attachments.filter(kind=kind).select_related("stored")
    return [(row.stored.original_name, row.title, row.order) for row in rows]


def shown(response) -> dict[str, str]:
    """The fields of a form that came back, ready to be sent again."""
    assert response.status_code == 200
    return {**Fields(response.content.decode()).values, "_save": "1"}


# Taking them in


def test_every_file_is_attached_in_the_order_in_which_it_was_chosen(desk):
    add_photo(desk.draft)
    add_document(desk.draft, title="เดิม")
    response = desk.send(
        {
            DOCUMENT: [text_upload("แผน_ดำเนินงาน.txt"), text_upload("DSC_0002.txt")],
            PHOTO: [jpeg_upload("ค.jpg"), jpeg_upload("ก.jpg"), jpeg_upload("IMG_20260617_101530.jpg")],
        },
        MANY,
    )
    assert response.status_code == 302
    assert attached(desk.draft, DOCUMENT) == [
        ("แผน.pdf", "เดิม", 1),
        ("แผน_ดำเนินงาน.txt", "แผน ดำเนินงาน", 2),
        ("DSC_0002.txt", "", 3),
    ]
    assert attached(desk.draft, PHOTO) == [
        ("ภาพ.jpg", "", 0),
        ("ค.jpg", "ค", 1),
        ("ก.jpg", "ก", 2),
        ("IMG_20260617_101530.jpg", "", 3),
    ]


def test_a_new_item_takes_several_files_with_its_first_save(client, cast):
    client.force_login(cast.writer)
    address = reverse("admin:announcements_announcement_add")
    fields = Fields(client.get(address).content.decode()).values
    fields |= {"title": "งานลอยกระทง", "not_classified": "on"}
    fields |= {"attachments-2-many": [jpeg_upload("ก.jpg"), jpeg_upload("ข.jpg")]}
    assert client.post(address, {**fields, "_save": "1"}).status_code == 302
    assert attached(Announcement.objects.get(), PHOTO) == [("ก.jpg", "ก", 0), ("ข.jpg", "ข", 1)]


def test_files_in_rows_and_several_at_once_are_taken_by_the_same_save(desk):
    fields = desk.fields({PHOTO: [jpeg_upload("แถว.jpg")]})
    fields["attachments-2-many"] = [jpeg_upload("พร้อมกัน.jpg")]
    assert desk.post(fields).status_code == 302
    assert [name for name, _, _ in attached(desk.draft, PHOTO)] == ["แถว.jpg", "พร้อมกัน.jpg"]


@pytest.mark.dry
def test_a_title_that_was_typed_is_kept_and_order_follows_the_numbers(desk):
    fields = desk.fields({DOCUMENT: [text_upload("a.txt"), text_upload("b.txt")]})
    fields |= {"attachments-0-title": "ประกาศ", "attachments-0-order": "5", "attachments-1-order": "๒"}
    assert desk.post(fields).status_code == 302
    assert attached(desk.draft, DOCUMENT) == [("b.txt", "b", 2), ("a.txt", "ประกาศ", 5)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("แผนพัฒนา_พ.ศ._2566.pdf", "แผนพัฒนา พ.ศ. 2566"),
        ("รายงาน  ประจำปี.docx", "รายงาน ประจำปี"),
        ("plan-2569.pdf", "plan-2569"),
        ("แผน", "แผน"),
        ("IMG ลอยกระทง.jpg", "IMG ลอยกระทง"),
        ("scanner report.pdf", "scanner report"),
        ("ก" * 300 + ".pdf", "ก" * 200),
        ("IMG_1234.JPG", ""),
        ("IMG-20260617-WA0003.jpg", ""),
        ("DSC_0001.jpg", ""),
        ("DSCN0001.jpg", ""),
        ("P1010023.jpg", ""),
        ("PXL_20260617_033012345.MP.jpg", ""),
        ("LINE_ALBUM_ประชุม_260617_1.jpg", ""),
        ("S__12345678.jpg", ""),
        ("Screenshot 2026-06-17 at 10.30.15.png", ""),
        ("ภาพหน้าจอ 2569-06-17.png", ""),
        ("received_1234567890.jpeg", ""),
        ("FB_IMG_1718600000.jpg", ""),
        ("550e8400-e29b-41d4-a716-446655440000.jpg", ""),
        ("d41d8cd98f00b204e9800998ecf8427e.png", ""),
        ("20260617_101530(1).jpg", ""),
        ("๒๕๖๙.pdf", ""),
        ("Scan_0001.pdf", ""),
        ("image (3).png", ""),
        (".pdf", ""),
    ],
)
@pytest.mark.alike
def test_a_file_is_titled_by_its_name_unless_a_machine_named_it(name, title):
    assert title_from_name(name) == title


def test_a_hostile_name_is_read_quickly():
    begin = time.process_time()
    title_from_name("img" + "wa hdrcopy" * 20_000 + "!.jpg")
    assert time.process_time() - begin < 1


# Refusing some


@by_every_door
@pytest.mark.dry
def test_the_good_files_beside_a_bad_one_wait_in_the_form_that_comes_back(door, store, desk):
    files = {
        DOCUMENT: [text_upload("ดี.txt"), upload("b.pdf", "html_plain")],
        PHOTO: [jpeg_upload("ก.jpg"), upload("a.png", "eps_renamed_png")],
    }
    response = desk.send(files, door)
    page = response.content.decode()
    assert "“b.pdf”" in page and "“a.png”" in page
    assert "เลือกไว้แล้ว: ดี.txt" in page and "เลือกไว้แล้ว: ก.jpg" in page
    assert page.count('src="data:image/webp;base64,') == 1
    assert desk.draft.attachments.count() == 0
    kept = {row.original_name for row in StoredFile.objects.filter(attachments=None)}
    assert {"ดี.txt", "ก.jpg"} <= kept and "b.pdf" not in kept and "a.png" not in kept

    fields = shown(response) | {"attachments-2-0-alt": "ขบวนแห่", "attachments-0-title": "เอกสารดี"}
    if door == ROWS:  # a row that was refused is taken away by its own tick
        fields |= {"attachments-1-DELETE": "on", "attachments-2-1-DELETE": "on"}
    before = left_behind(store)
    assert desk.post(fields).status_code == 302
    assert attached(desk.draft, DOCUMENT) == [("ดี.txt", "เอกสารดี", 0)]
    assert [(row.alt, row.title) for row in desk.draft.attachments.filter(kind=PHOTO)] == [("ขบวนแห่", "ก")]
    assert left_behind(store) == before


@by_every_door
@pytest.mark.dry
def test_files_wait_when_another_field_is_wrong_with_what_was_typed(door, store, desk):
    fields = desk.fields({PHOTO: [jpeg_upload("ก.jpg"), jpeg_upload("ข.jpg")]}, door, title="")
    if door == ROWS:
        fields |= {
            "attachments-2-0-alt": "แถวแรก",
            "attachments-2-0-caption": "บรรยาย",
            "attachments-2-1-order": "1",
        }
    once = shown(desk.post(fields))
    if door == ROWS:
        assert (once["attachments-2-0-alt"], once["attachments-2-0-caption"]) == ("แถวแรก", "บรรยาย")
    twice = shown(desk.post(once))  # the title is still missing
    assert twice["attachments-2-0-held"] == once["attachments-2-0-held"] != ""
    assert desk.post(twice | {"title": "มีแล้ว"}).status_code == 302
    assert [name for name, _, _ in attached(desk.draft, PHOTO)] == ["ก.jpg", "ข.jpg"]
    assert len(left_behind(store)) == 4  # two pictures and a small copy of each


@pytest.mark.dry
def test_a_replacement_waits_as_well_and_keeps_the_address(store, desk):
    first = add_document(desk.draft, title="แผน")
    response = desk.post(desk.fields({}) | {"attachments-0-upload": text_upload("ใหม่.txt"), "title": ""})
    assert "เลือกไว้แล้ว: ใหม่.txt" in response.content.decode()
    assert desk.draft.attachments.get().stored == first.stored
    assert desk.post(shown(response) | {"title": "มีแล้ว"}).status_code == 302
    row = desk.draft.attachments.get()
    assert (row.pk, row.address, row.title, row.stored.original_name) == (
        first.pk, first.address, "แผน", "ใหม่.txt",
    )  # fmt: skip


@pytest.mark.dry
def test_a_file_chosen_anew_takes_the_place_of_the_one_that_waits(store, desk):
    fields = shown(desk.send({DOCUMENT: [text_upload("เก่า.txt")]}, title=""))
    fields |= {"title": "มีแล้ว", "attachments-0-upload": text_upload("ใหม่.txt")}
    assert desk.post(fields).status_code == 302
    assert desk.draft.attachments.get().stored.original_name == "ใหม่.txt"


@pytest.mark.dry
def test_a_row_that_was_taken_away_keeps_nothing(store, desk):
    fields = desk.fields({DOCUMENT: [text_upload("a.txt")]}, title="")
    assert desk.post(fields | {"attachments-0-DELETE": "on"}).status_code == 200
    assert left_behind(store) == []
    waiting = shown(desk.post(desk.fields({DOCUMENT: [text_upload("a.txt")]}, title="")))
    assert desk.post(waiting | {"title": "มีแล้ว", "attachments-0-DELETE": "on"}).status_code == 302
    assert desk.draft.attachments.count() == 0


def test_a_save_over_a_newer_save_keeps_the_files_for_the_next_try(store, desk):
    response = desk.send({PHOTO: [jpeg_upload("ก.jpg")]}, MANY, seen_version="99")
    assert rows_of(response, PHOTO).forms[0].carried.original_name == "ก.jpg"
    assert desk.draft.attachments.count() == 0


# Whose they are


def test_a_waiting_file_is_its_writers_alone_and_for_a_day(cast, monkeypatch):
    stored = store_upload(text_upload("a.txt"), DOCUMENT)
    token = token_for(stored, cast.writer)
    assert by_token(token, cast.writer, DOCUMENT) == stored
    assert by_token(token, cast.writer2, DOCUMENT) is None
    assert by_token(token, cast.writer, PHOTO) is None
    assert by_token(token[:-1] + ("a" if token[-1] != "a" else "b"), cast.writer, DOCUMENT) is None
    assert by_token("", cast.writer, DOCUMENT) is None
    day_later = time.time() + timedelta(days=1, seconds=5).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: day_later)
    assert by_token(token, cast.writer, DOCUMENT) is None


@pytest.mark.dry
def test_a_picture_does_not_wait_as_a_document(cast):
    picture = store_upload(jpeg_upload(), PHOTO)
    assert by_token(token_for(picture, cast.writer), cast.writer, DOCUMENT) is None
    assert by_token(token_for(picture, cast.writer), cast.writer, PHOTO) == picture


@pytest.mark.parametrize("token", ["x", "ก:ข:ค", "a" * 5000])
@pytest.mark.dry
def test_a_forged_token_attaches_nothing_and_is_not_sent_again(token, desk):
    fields = desk.fields({DOCUMENT: [None]}) | {"attachments-0-held": token}
    response = desk.post(fields)
    (sentence,) = rows_of(response, DOCUMENT).forms[0].errors["upload"]
    assert "เลือกไฟล์อีกครั้ง" in sentence
    assert shown(response)["attachments-0-held"] == ""
    assert desk.draft.attachments.count() == 0


def test_another_writers_token_attaches_nothing(desk, cast):
    stored = store_upload(text_upload("a.txt"), DOCUMENT)
    fields = desk.fields({DOCUMENT: [None]}) | {"attachments-0-held": token_for(stored, cast.writer2)}
    assert desk.post(fields).status_code == 200
    assert desk.draft.attachments.count() == 0


@pytest.mark.parametrize(("door", "title"), [(ROWS, "เรื่อง"), (MANY, "")])
@pytest.mark.parametrize(
    "username",
    ["reviewer", "approver", "approver2", "chief", "administrator", "assessor", "onlooker", ""],
)
@pytest.mark.alike
def test_who_may_not_edit_the_draft_leaves_nothing_in_the_store(username, title, door, store, desk, cast):
    fields = desk.fields({DOCUMENT: [text_upload("a.txt")], PHOTO: [jpeg_upload("ก.jpg")]}, door, title=title)
    rows = StoredFile.objects.count()
    desk.client.logout()
    if username:
        desk.client.force_login(getattr(cast, username))
    assert desk.post(fields).status_code == (403 if username else 302)
    assert left_behind(store) == []
    assert (StoredFile.objects.count(), desk.draft.attachments.count()) == (rows, 0)


@by_every_door
@pytest.mark.dry
def test_a_form_that_comes_back_too_late_keeps_no_file(door, store, desk):
    fields = desk.fields({PHOTO: [jpeg_upload("ก.jpg")]}, door, title="")
    submit(desk.draft)
    desk.post(fields)
    assert left_behind(store) == []


@pytest.mark.dry
def test_only_who_may_edit_is_offered_the_input(client, cast):
    draft = make_draft()
    add_photo(draft)
    submit(draft)
    address = reverse("admin:announcements_announcement_change", args=[draft.pk])
    for reader in (cast.reviewer, cast.approver, cast.writer):
        client.force_login(reader)
        page = client.get(address).content.decode()
        assert "files-row" in page and "ภาพกิจกรรม" in page
        assert "-many" not in page and 'type="file"' not in page and "-held" not in page
        assert "blob:" not in client.get(address)["Content-Security-Policy"]
    client.force_login(cast.writer)
    response = client.get(reverse("admin:announcements_announcement_add"))
    assert 'name="attachments-2-many"' in response.content.decode()
    assert "img-src 'self' data: blob:" in response["Content-Security-Policy"]


# How much


@pytest.mark.dry
def test_more_than_one_save_takes_are_named_and_the_first_ones_wait(store, desk):
    files = [text_upload(f"{number}.txt") for number in range(upload_forms.MOST_FILES + 7)]
    response = desk.send({DOCUMENT: files}, MANY)
    (sentence,) = rows_of(response, DOCUMENT).non_form_errors()
    assert "“30.txt”" in sentence and "และอีก 2 ไฟล์" in sentence and "ไม่เกิน 30 ไฟล์" in sentence
    assert desk.post(shown(response)).status_code == 302
    assert [name for name, _, _ in attached(desk.draft, DOCUMENT)] == [
        f"{number}.txt" for number in range(30)
    ]


@pytest.mark.dry
def test_files_that_are_too_large_together_are_named(desk, monkeypatch):
    monkeypatch.setattr(upload_forms, "MOST_BYTES", 20)
    files = [text_upload("1.txt", "a" * 15), text_upload("2.txt", "a" * 15), text_upload("3.txt", "a" * 5)]
    response = desk.send({DOCUMENT: files}, MANY)
    (sentence,) = rows_of(response, DOCUMENT).non_form_errors()
    assert "“2.txt”" in sentence and "รวมกัน" in sentence
    assert [form.carried.original_name for form in rows_of(response, DOCUMENT).forms] == ["1.txt", "3.txt"]


@pytest.mark.dry
def test_hundreds_of_files_in_one_request_are_answered_with_a_page_that_says_so(store, desk):
    files = [text_upload(f"{number}.txt") for number in range(301)]
    response = desk.send({DOCUMENT: files}, MANY)
    assert response.status_code == 413
    assert "เลือกไฟล์มากเกินไป" in response.content.decode()
    assert left_behind(store) == []


@pytest.mark.dry
def test_a_hundred_rows_without_a_new_file_can_be_saved(desk):
    """A browser sends a part without a name for every input in which no file was chosen."""
    for _ in range(100):
        add_document(desk.draft)
    parts = {**desk.fields({}), "title": "แก้"}
    body = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    body += "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachments-{row}-upload"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n"
        for row in range(100)
    )
    body += f"--{BOUNDARY}--\r\n"
    response = desk.client.generic(
        "POST", desk.address, body.encode(), f"multipart/form-data; boundary={BOUNDARY}"
    )
    assert response.status_code == 302
    desk.draft.refresh_from_db()
    assert desk.draft.title == "แก้"


@pytest.mark.parametrize("total", ["", "-1", "x", "99999999999", "1e3"])
@pytest.mark.alike
def test_nonsense_about_the_number_of_rows_is_no_error_page(total, desk, monkeypatch):
    monkeypatch.setattr("django.forms.formsets.DEFAULT_MAX_NUM", 20)  # a thousand rows take seconds to draw
    fields = desk.fields({DOCUMENT: [text_upload("a.txt")]}, MANY) | {"attachments-TOTAL_FORMS": total}
    assert desk.post(fields).status_code in (200, 302)
    assert desk.draft.attachments.count() == 0


def test_an_order_beyond_what_is_stored_is_no_error_page(desk):
    fields = desk.fields({DOCUMENT: [text_upload("a.txt")]}) | {"attachments-0-order": "32767"}
    fields["attachments-many"] = [text_upload("b.txt")]
    assert desk.post(fields).status_code == 302
    assert [name for name, _, _ in attached(desk.draft, DOCUMENT)] == ["a.txt", "b.txt"]


@pytest.mark.dry
def test_queries_to_show_the_form_do_not_grow_with_its_files_and_to_save_it_by_one_a_row(desk):
    """One a row is Django's: it looks up the key of every row that is sent."""

    def counted(work) -> int:
        with CaptureQueriesContext(connection) as queries:
            work()
        return len(queries)

    def show() -> None:
        assert desk.client.get(desk.address).status_code == 200

    def save() -> None:
        assert desk.post(fields).status_code == 302

    add_photo(desk.draft)
    show()
    shown_at_1 = counted(show)
    fields = desk.fields({PHOTO: [jpeg_upload("ก.jpg")]}, MANY)
    saved_at_1 = counted(save)
    add_photo(desk.draft)
    assert counted(show) == shown_at_1
    fields = desk.fields({PHOTO: [jpeg_upload("ก.jpg")]}, MANY)
    assert counted(save) == saved_at_1 + 2


# What nobody saved


@pytest.mark.dry
def test_what_waited_in_vain_is_forgotten_after_its_time(store, desk):
    shown(desk.send({PHOTO: [jpeg_upload("ก.jpg")]}, MANY, title=""))
    assert desk.send({DOCUMENT: [text_upload("ใช้อยู่.txt")]}, MANY).status_code == 302
    waiting = StoredFile.objects.get(original_name="ก.jpg")
    assert forget_unattached() == 0
    long_ago = timezone.now() - timedelta(days=3)
    StoredFile.objects.filter(original_name__in=["ก.jpg", "ใช้อยู่.txt"]).update(uploaded_at=long_ago)
    out = StringIO()
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("forget_files", stdout=out)
    assert out.getvalue() == "ลบไฟล์ที่ไม่มีเรื่องใดใช้ 1 ไฟล์\n"
    assert not StoredFile.objects.filter(pk=waiting.pk).exists()
    in_use = StoredFile.objects.get(original_name="ใช้อยู่.txt")
    assert [path.name for path in left_behind(store)] == [in_use.storage_name.split("/")[1]]


@pytest.mark.dry
def test_a_document_of_the_sample_is_replaced_by_a_pdf_of_another_name(desk):
    """The row says which file it holds now, so that old and new can be told apart."""
    add_document(desk.draft)
    page = desk.client.get(desk.address).content.decode()
    assert 'data-name="แผน.pdf"' in page and "เปลี่ยนไฟล์ ที่อยู่เดิม" in page
    fields = desk.fields({}) | {"attachments-0-upload": pdf_upload("แผนใหม่.pdf")}
    assert desk.post(fields).status_code == 302
    assert 'data-name="แผนใหม่.pdf"' in desk.client.get(desk.address).content.decode()
