"""What may not be kept is refused with a Thai sentence and leaves nothing: by function and by the form."""

import base64
import time
import tracemalloc
from itertools import cycle, repeat

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from publishing import uploads
from publishing.files import store_upload
from publishing.models import StoredFile
from tests.helpers import pdf_bytes, submit
from tests.hostile import case, cases, docx
from tests.uploading import DOCUMENT, MANY, PHOTO, ROWS, Body, left_behind, sentences, upload

# No database has a say in what a file is.
pytestmark = [pytest.mark.django_db, pytest.mark.dry]
by_every_door = pytest.mark.parametrize("door", [ROWS, MANY])
#: Cases of the area that are about something else than refusing a file: where they are shown.
ELSEWHERE = {
    "UP-003": "kept, test_pictures.py",
    "UP-023": "kept, below",
    "UP-026": "kept, below",
    "UP-029": "below",
    "UP-030": "below",
    "UP-057": "kept, test_pictures.py",
    "UP-061": "below",
    "UP-062": "below",
}
# case, name, builder: every file that the cases want refused.
REFUSED = [
    pytest.param(case, name, case["file"]["builder"], id=f"{case['id']} {name}")
    for case in cases("upload")
    if case["id"] not in ELSEWHERE
    for name in case["file"].get("names") or [case["file"]["name"]]
]
ONE_A_CASE = list({param.values[0]["id"]: param for param in REFUSED}.values())
#: What is refused is refused by the same function behind both doors of the form: the cases take turns.
IN_THE_FORM = [
    pytest.param(*param.values, door, id=f"{param.id} {door}")
    for param, door in zip(ONE_A_CASE, cycle([ROWS, MANY]), strict=False)
]


# Refusing


@pytest.mark.parametrize(("case", "name", "builder"), REFUSED)
@pytest.mark.parametrize("kind", [DOCUMENT, PHOTO])
def test_a_hostile_file_is_refused_and_leaves_nothing(case, name, builder, kind, store):
    rows = StoredFile.objects.count()
    with pytest.raises(ValidationError) as refusal:
        store_upload(upload(name, builder), kind)
    (sentence,) = refusal.value.messages
    assert any("ก" <= letter <= "ฮ" for letter in sentence)
    if "naming the allowed types" in case["expected"]:
        assert "JPEG, PNG" in sentence
    assert left_behind(store) == []
    assert StoredFile.objects.count() == rows


@pytest.mark.parametrize(("case", "name", "builder", "door"), IN_THE_FORM)
def test_the_form_refuses_a_hostile_file_with_the_same_sentence(door, case, name, builder, store, desk):
    kind = PHOTO if name.endswith((".png", ".gif", ".svg")) or "picture field" in case["title"] else DOCUMENT
    with pytest.raises(ValidationError) as refusal:
        store_upload(upload(name, builder), kind)
    response = desk.send({kind: [upload(name, builder)]}, door)
    assert response.status_code == 200
    assert sentences(response, kind, door) == refusal.value.messages
    assert left_behind(store) == []
    assert desk.draft.attachments.count() == 0


@pytest.mark.parametrize(
    ("builder", "said"),
    [
        ("pdf_launch", "คำสั่งที่ทำงานเอง"),
        ("pdf_named_script", "JavaScript"),
        ("pdf_script_after_goto", "JavaScript"),
        ("pdf_page_script", "คำสั่งที่ทำงานเอง"),
        ("pdf_script_link", "JavaScript"),
        ("pdf_launch_link", "คำสั่งเรียกโปรแกรม"),
        ("pdf_attached_to_page", "ไฟล์อื่นซ่อนอยู่"),
        ("pdf_header_only", "เปิดอ่าน"),
        ("pdf_endless_actions", "คำสั่งที่ทำงานเอง"),
        ("pdf_page_loop", "เปิดอ่าน"),
        ("pdf_annotations_loop", "เปิดอ่าน"),
    ],
)
def test_a_pdf_that_would_do_something_or_cannot_be_read_is_refused(builder, said, store):
    begin = time.monotonic()
    with pytest.raises(ValidationError, match=said):
        store_upload(upload("a.pdf", builder), DOCUMENT)
    assert time.monotonic() - begin < uploads.PDF_TIMEOUT
    assert left_behind(store) == []


@pytest.mark.parametrize("builder", ["pdf_with_links", "pdf_bad_xref"])
def test_a_pdf_with_links_destinations_or_a_mended_table_is_kept(builder, store):
    assert store_upload(upload("a.pdf", builder), DOCUMENT).pages == 1


@pytest.mark.parametrize(
    ("builder", "said"),
    [
        ("docm_macro", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("docx_hidden_macro", "มาโคร"),
        ("docx_renamed_macro", "มาโคร"),
        ("docx_external_single_quotes", "จากที่อื่น"),
        ("docx_external_utf16", "จากที่อื่น"),
        ("docx_external_calls_itself_hyperlink", "จากที่อื่น"),
        ("docx_external_upper_case", "จากที่อื่น"),
        ("docx_xxe_after_comment", "ไฟล์ภายนอก"),
        ("docx_xxe_utf16", "ไฟล์ภายนอก"),
        ("docx_long_prolog", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("docx_no_xml", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("docx_script_head", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("docx_zip_bomb", "ใหญ่ผิดปกติ"),
        ("docx_types_bomb", "ใหญ่ผิดปกติ"),
        ("docx_many_members", "ใหญ่ผิดปกติ"),
        ("docx_paths_out", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("docx_backslash_paths", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("docx_is_a_plain_zip", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("docx_is_a_jar", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("zip_slip", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("zip_nested", "ไม่ใช่ไฟล์ DOCX จริง"),
        ("zip_many_members", "ใหญ่ผิดปกติ"),
        ("pdf_ok", "ไม่ใช่ไฟล์ DOCX จริง"),
    ],
)
def test_a_word_file_that_is_none_or_is_dangerous_is_refused_quickly_in_little_memory(builder, said, store):
    file = upload("a.docx", builder)
    tracemalloc.start()
    begin = time.process_time()
    with pytest.raises(ValidationError, match=said):
        store_upload(file, DOCUMENT)
    took, (_, peak) = time.process_time() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 1
    assert peak < 20 * uploads.MB
    assert left_behind(store) == []


@pytest.mark.parametrize("builder", ["docx_ok", "docx_hyperlink"])
def test_a_word_file_with_links_is_kept(builder, store):
    assert store_upload(upload("a.docx", builder), DOCUMENT).extension == "docx"


def test_a_word_file_with_any_byte_changed_is_kept_or_refused_never_an_error(store):
    good = docx(("word/_rels/document.xml.rels", b"<Relationships/>"))
    for place in range(0, len(good), 3):
        broken = good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :]
        try:
            uploads.check_document(SimpleUploadedFile("a.docx", broken))
        except ValidationError as refusal:
            assert "DOCX" in refusal.messages[0] or "docx" in refusal.messages[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"\xef\xbb\xbf  \r\n<!DOCTYPE html><title>x</title>"),
        ("a.txt", b" " * 400 + b"<script>1</script>"),
        ("a.csv", b"<?php echo 1; ?>"),
        ("a.csv", "ก,ข\n".encode("utf-16")),
        ("a.txt", b"MZ\0\0"),
        ("a.txt", b"\xff\xfe\x80\x90\xfc"),
    ],
)
def test_a_text_file_that_is_a_page_a_program_or_no_text_is_refused(name, data, store):
    with pytest.raises(ValidationError):
        store_upload(SimpleUploadedFile(name, data), DOCUMENT)
    assert left_behind(store) == []


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("ก,ข\r\n1,2".encode(), "text/csv; charset=utf-8"),
        ("\ufeffก,ข\r\n1,2".encode(), "text/csv; charset=utf-8"),
        ("ก,ข\r\n1,2".encode("cp874"), "text/csv; charset=windows-874"),
    ],
)
def test_a_text_file_is_kept_as_it_is_and_named_with_its_character_set(data, media_type, store):
    stored = store_upload(SimpleUploadedFile("a.csv", data), DOCUMENT)
    assert stored.media_type == media_type
    assert (store / stored.storage_name).read_bytes() == data


@pytest.mark.parametrize("name", ["a", "a.", ".pdf", "a.pdf.exe", "a.pdf\u202e.exe", "a.pdf::$DATA", "a.PHP"])
def test_only_the_last_extension_counts(name, store):
    if name == ".pdf":
        assert store_upload(upload(name, "pdf_ok"), DOCUMENT).extension == "pdf"
    else:
        with pytest.raises(ValidationError, match="ไม่รับไฟล์"):
            store_upload(upload(name, "pdf_ok"), DOCUMENT)


@pytest.mark.parametrize("kind", uploads.DOCUMENT_TYPES.values(), ids=list(uploads.DOCUMENT_TYPES))
def test_every_kind_of_document_has_a_limit_that_its_message_names(kind):
    file = SimpleUploadedFile("a", b"a")
    uploads.check_size(file, kind.limit)
    file.size = kind.limit + 1
    with pytest.raises(ValidationError, match=f"{kind.limit // uploads.MB} MB"):
        uploads.check_size(file, kind.limit)


def test_a_pdf_reader_that_hangs_is_stopped(store, monkeypatch):
    monkeypatch.setattr(uploads, "PDF_TIMEOUT", 0.01)
    with pytest.raises(ValidationError, match="เปิดอ่าน"):
        store_upload(upload("a.pdf", "pdf_ok"), DOCUMENT)
    assert left_behind(store) == []


# Keeping


@by_every_door
def test_a_name_with_quotes_and_line_ends_is_kept_as_one_line(door, store, desk):
    name = case("UP-023")["file"]["name"]
    assert store_upload(upload(name, "pdf_ok"), DOCUMENT).original_name == 'a"; X-Evil: 1 .pdf'
    fields = desk.fields({DOCUMENT: [None]}, door)
    body = Body(fields, [pdf_bytes()], len(pdf_bytes()), name=name, door=door)
    assert desk.stream(body).status_code == 302
    assert desk.draft.attachments.get().stored.original_name == 'a";X-Evil: 1.pdf'


@by_every_door
def test_the_type_that_the_browser_declares_is_not_looked_at(door, store, desk):
    assert desk.send({DOCUMENT: [upload("a.pdf", "pdf_ok", "text/html")]}, door).status_code == 302
    assert desk.draft.attachments.get().stored.media_type == "application/pdf"


@by_every_door
def test_bytes_are_kept_unchanged_under_a_name_that_tells_nothing(door, store, desk):
    assert desk.send({DOCUMENT: [upload("แผน.pdf", "pdf_ok")]}, door).status_code == 302
    stored = desk.draft.attachments.get().stored
    assert [path.relative_to(store).as_posix() for path in left_behind(store)] == [stored.storage_name]
    assert (store / stored.storage_name).read_bytes() == pdf_bytes()
    assert (stored.original_name, stored.pages, stored.has_text, stored.size) == (
        "แผน.pdf",
        1,
        True,
        len(pdf_bytes()),
    )
    assert "pdf" not in stored.storage_name


def test_replacing_a_file_keeps_its_address_and_the_old_bytes(store, desk):
    desk.send({DOCUMENT: [upload("a.pdf", "pdf_ok")]})
    first = desk.draft.attachments.get()
    assert (
        desk.post({**desk.fields({}), "attachments-0-upload": upload("b.docx", "docx_ok")}).status_code == 302
    )
    second = desk.draft.attachments.get()
    assert (second.pk, second.address_id, second.stored.extension) == (first.pk, first.address_id, "docx")
    assert (store / first.stored.storage_name).read_bytes() == pdf_bytes()


@by_every_door
def test_a_file_hidden_in_a_photo_row_is_refused_though_documents_take_it(door, store, desk):
    assert desk.send({PHOTO: [upload("a.pdf", "pdf_ok")]}, door).status_code == 200
    assert desk.send({DOCUMENT: [upload("a.png", "png_ok")]}, door).status_code == 200
    assert left_behind(store) == []


# Who may, and how much


@by_every_door
def test_a_writer_whose_role_was_taken_away_uploads_nothing(door, store, desk, cast):
    fields = desk.fields({DOCUMENT: [upload("a.pdf", "pdf_ok")]}, door)
    cast.writer.groups.clear()
    assert desk.post(fields).status_code == 403
    assert left_behind(store) == []


@by_every_door
def test_a_submitted_draft_takes_no_more_files(door, store, desk):
    fields = desk.fields({DOCUMENT: [upload("a.pdf", "pdf_ok")]}, door)
    submit(desk.draft)
    assert desk.post(fields).status_code in (200, 403)
    assert desk.draft.attachments.count() == 0
    assert left_behind(store) == []


def test_the_editor_has_no_upload_address(client, cast):
    client.force_login(cast.writer)
    address = "/ckeditor/upload/?CKEditorFuncNum=1,alert(document.domain),2"
    response = client.post(address, {"upload": upload("a.pdf", "pdf_ok")})
    assert response.status_code == 404
    assert b"alert(document.domain)" not in response.content


@pytest.mark.parametrize("encoding", ["", "base64"])
@by_every_door
def test_60_megabytes_are_refused_in_little_memory_and_leave_no_temporary_file(door, encoding, store, desk):
    piece = pdf_bytes()[:30] + b"0" * (64 * 1024 - 32)
    piece = base64.b64encode(piece[: len(piece) // 3 * 3]) if encoding else piece
    count = 60 * uploads.MB // len(piece) * (4 if encoding else 3) // 3
    fields = desk.fields({DOCUMENT: [None]}, door)
    tracemalloc.start()
    response = desk.stream(Body(fields, repeat(piece, count), count * len(piece), encoding, door=door))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (sentence,) = sentences(response, DOCUMENT, door)
    assert "เกินกำหนด 30 MB" in sentence
    assert peak < 20 * uploads.MB
    assert left_behind(store) == []


@by_every_door
def test_a_base64_part_full_of_blanks_is_read_within_two_seconds(door, store, desk):
    fields = desk.fields({DOCUMENT: [None]}, door)
    pieces = [base64.b64encode(pdf_bytes()), *[b" " * (64 * 1024)] * 32]
    begin = time.process_time()
    response = desk.stream(Body(fields, pieces, sum(map(len, pieces)), "base64", door=door))
    assert time.process_time() - begin < 2
    assert response.status_code == 302
    assert desk.draft.attachments.get().stored.size == len(pdf_bytes())


def test_every_case_of_the_area_is_shown_here_or_where_it_says():
    shown = {param.values[0]["id"] for param in REFUSED} | set(ELSEWHERE)
    assert shown == {case["id"] for case in cases("upload")}
