"""What documents say: read once by the clock, page by page, and only of what is live."""

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from publishing.gates import extract
from publishing.gates.extract import Extracted, Passage
from publishing.models import Edition, StoredFile
from search import files, seeing
from search.file_texts import FileTexts
from search.files import pages_of
from search.indexing import Writer, rebuild, update
from search.keeping import keep
from search.models import Entry, FilePage, FileText, Posting
from tests.helpers import add_document, make_draft, publish, withdraw

State = FileText.State


def told(
    extension: str, *passages: tuple[str, str], verdict=extract.READ
) -> list[tuple[int, int | None, str, str]]:
    found = pages_of(Extracted(verdict, "", [Passage(*one) for one in passages]), extension)
    return [(page.number, page.page, page.where, page.text) for page in found]


# What of a file is taken


def test_a_pdf_is_told_by_its_pages_and_not_by_its_properties():
    assert told(
        "pdf",
        ("หน้า 3", " งบ  ประมาณ\n\n2569\uf0a6"),
        ("ข้อมูลกำกับไฟล์: ผู้เขียน", "user"),
        ("หน้า 3: ความเห็นหรือช่องกรอก", "ลับ"),
    ) == [(3, 3, "หน้า 3", "งบ ประมาณ\n2569")]


@pytest.mark.parametrize(
    ("extension", "passages", "expected"),
    [
        ("docx", [("เนื้อหา", "ก"), ("เนื้อหา: ข้อความที่ลบแล้วแต่ยังอยู่ในไฟล์ (การติดตามการแก้ไข)", "ข"), ("ความเห็น", "ค")], [("เนื้อหา", "ก")]),
        ("pptx", [("สไลด์ 1", "ก"), ("สไลด์ 2 (ซ่อนอยู่)", "ข"), ("สไลด์ 1: บันทึกผู้บรรยาย", "ค")], [("สไลด์ 1", "ก")]),
        (
            "xlsx",
            [
                ("ชื่อแผ่นงาน", "ปี 69"), ("แผ่นงาน “ปี 69” แถว 1", "ก"), ("แผ่นงาน “ปี 69” แถว 2 (แถวซ่อนอยู่)", "ข"),
                ("แผ่นงาน “ปี 69” แถว 5", "ค"), ("แผ่นงาน “ข” (ซ่อนอยู่) แถว 1", "ง"), ("ข้อความที่เก็บอยู่ในสมุดงาน", "จ"),
            ],
            [("แผ่นงาน “ปี 69” แถว 1–5", "ก\nค")],
        ),
        ("csv", [("แถว 1", "ก"), ("แถว 2", "ข")], [("แถว 1–2", "ก\nข")]),
        ("txt", [("บรรทัด 4", "ก")], [("บรรทัด 4", "ก")]),
    ],
)  # fmt: skip
def test_only_what_a_reader_sees_is_taken(extension, passages, expected):
    assert [(where, text) for _, _, where, text in told(extension, *passages)] == expected


def test_long_texts_are_parted_between_lines():
    line = "ก" * (files.LONGEST_PAGE - 1)
    assert [(number, len(text)) for number, _, _, text in told("docx", ("เนื้อหา", f"{line}\n{line}\nข"))] == [
        (1, files.LONGEST_PAGE - 1),
        (2, files.LONGEST_PAGE - 1),
        (3, 1),
    ]


def test_pages_without_sense_wait_for_somebody_who_sees():
    sense, stamp, garbled = "รายงานการประชุมสภา" * 9, "หน้า 2", "\u00f0\u00e7\u00e8" * 90
    found = told("pdf", ("หน้า 1", sense), ("หน้า 2", stamp), ("หน้า 3", garbled), verdict=extract.PARTLY)
    assert [page for _, page, _, _ in found] == [1]


# The clock


def with_document(**fields) -> Edition:
    draft = make_draft(**fields)
    add_document(draft)
    return draft


def shows_instead(edition: Edition, **other) -> StoredFile:
    """As if the live edition had another file."""
    stored = StoredFile.objects.get(attachments__edition=edition)
    for name, value in {"pk": None, "storage_name": "xx/gone", **other}.items():
        setattr(stored, name, value)
    stored.save()
    edition.attachments.update(stored=stored)
    return stored


def texts() -> dict[str, str]:
    return dict(FilePage.objects.values_list("file__stored__attachments__edition__title", "text"))


@pytest.mark.django_db
def test_documents_of_live_editions_are_read_and_forgotten_with_them(cast):
    draft = with_document()
    assert files.read_waiting() == 0
    live = publish(draft)
    assert (files.read_waiting(), files.read_waiting(), files.forget_texts()) == (1, 0, 0)
    page = {"page": 1, "where": "หน้า 1", "text": "test", "squashed": "test", "file__letters": 4}
    assert FilePage.objects.values(*page).get() == page
    withdraw(live)
    assert (files.forget_texts(), FileText.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_what_a_file_says_is_in_the_index_when_it_is_read(cast):
    rebuild()
    with_document(title="ร่าง")
    live = publish(with_document())
    keep()
    files.read_waiting()
    keys = Posting.objects.filter(term__text="test").values_list("entry__publication", flat=True)
    assert list(keys) == [live.publication_id]


@pytest.mark.django_db
def test_what_was_read_while_the_publication_was_taken_in_is_not_lost(cast, monkeypatch):
    rebuild()
    live, make, read = publish(with_document()), Writer._make, []

    def meanwhile(writer, editions):
        made = make(writer, editions)
        if not read:
            read.append(True)
            files.read_waiting()
        return made

    monkeypatch.setattr(Writer, "_make", meanwhile)
    update([live.publication_id])
    assert Posting.objects.filter(term__text="test").count() == 1


@pytest.mark.django_db
def test_a_question_reads_the_files_of_the_best_as_far_as_its_letters_go(cast, monkeypatch):
    for number, live in enumerate([publish(with_document()) for _ in range(3)]):
        files.read_waiting()
        shows_instead(live, storage_name=f"xx/{number}")
    files.read_waiting()
    rebuild()
    best = list(Entry.objects.order_by("-pk").values_list("pk", flat=True))
    monkeypatch.setattr("search.file_texts.LETTERS", 9)  # each file has four
    said = FileTexts()
    said.read(best)
    assert [(said.have(entry, "es"), said.have(entry, "กก")) for entry in best] == [
        (True, False),
        (True, False),
        (False, False),
    ]


@pytest.mark.django_db
def test_the_same_bytes_are_read_once(cast):
    publish(with_document(title="ก"))
    files.read_waiting()
    shows_instead(publish(with_document(title="ข")))
    assert (files.read_waiting(), texts()) == (1, {"ก": "test", "ข": "test"})


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_listed_and_not_tried_again(cast, client):
    shows_instead(publish(with_document()), sha256="0" * 64)
    assert (files.read_waiting(), files.read_waiting()) == (1, 0)
    text = FileText.objects.get()
    assert (text.state, text.pages.count(), bool(text.why)) == (State.UNREADABLE, 0, True)
    client.force_login(cast.writer)
    page = client.get("/admin/search/filetext/").content.decode()
    assert text.why in page and "เรื่องทดสอบ" in page
    FileText.objects.update(recipe=files.RECIPE + 1)
    assert list(files.waiting()) == [text.stored]


@pytest.fixture
def seeing_programs(tmp_path, monkeypatch):
    """Stand-ins for pdftoppm and tesseract: page 2 cannot be drawn, of the others the number is read."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    drawing = '#!/bin/sh\n[ "$2" = 2 ] && exit 1\nfor last; do :; done\necho "$2" > "$last.png"\n'
    reading = '#!/bin/sh\n[ "$1" = --list-langs ] && { echo tha; exit; }\nread number < "$1"\necho "ประกาศ $number"\n'
    for name, program in {"pdftoppm": drawing, "tesseract": reading}.items():
        (tmp_path / name).write_text(program)
        (tmp_path / name).chmod(0o755)


@pytest.mark.django_db
def test_scans_are_seen_a_page_at_a_time_and_marked(cast, seeing_programs):
    scan = StoredFile.objects.get(attachments__edition=publish(with_document()))
    StoredFile.objects.filter(pk=scan.pk).update(pages=3)
    FileText.objects.create(stored=scan, recipe=files.RECIPE, read_at=timezone.now(), state=State.UNREADABLE)
    assert [seeing.see_waiting(seconds=0) for _ in range(4)] == [1, 1, 1, 0]
    assert list(FilePage.objects.values_list("page", "where", "text")) == [
        (1, "หน้า 1 (ข้อความจากการอ่านภาพ)", "ประกาศ 1"),
        (2, "หน้า 2 (ข้อความจากการอ่านภาพ)", ""),
        (3, "หน้า 3 (ข้อความจากการอ่านภาพ)", "ประกาศ 3"),
    ]
    assert FileText.objects.get().state == State.SEEN


@pytest.mark.skipif(not seeing.can_see(), reason="tesseract with Thai is not installed")
def test_tesseract_reads_thai(tmp_path):
    page = Image.new("L", (1600, 400), 255)
    font = ImageFont.truetype(settings.BASE_DIR / "ponko_site/share/Sarabun-Regular.ttf", 90)
    ImageDraw.Draw(page).text((40, 100), "ประกาศองค์การบริหารส่วนตำบล", font=font)
    page.save(tmp_path / "page.pdf", resolution=150)
    assert "ประกาศ" in seeing.page_text(str(tmp_path / "page.pdf"), 1)
