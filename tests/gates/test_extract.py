"""The text of files, with its place; what cannot be read is never called clean; and what is remembered of a file."""

import io
import random
import zipfile
from collections import Counter

import pytest
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text as Note

from publishing.files import store_upload
from publishing.gates import extract, reading
from publishing.gates.extraction import finding
from publishing.gates.extraction.__main__ import read as parts_of
from publishing.gates.extraction.parts import Text
from publishing.gates.extraction.tables import lines
from publishing.gates.personal import Kind, find
from publishing.models import Attachment, FileReading, StoredFile
from tests.gates.bench import Score, measure
from tests.gates.corpus import archive, documents, docx, grouped, paragraphs, pdf_of, pptx
from tests.helpers import jpeg_upload, pdf_upload
from tests.hostile import build, jpeg_with_exif

ID = grouped("1234567890121")
VECTORS = b"0 0 m 100 100 l S"


@pytest.fixture
def texts(tmp_path):
    """`texts(data, "pdf")`: where → text of a file, and the sentences for what was not read; read in this process."""

    def read(data: bytes, extension: str) -> tuple[dict[str, str], list[str]]:
        path = tmp_path / f"file.{extension}"
        path.write_bytes(data)
        found = [*parts_of(str(path), extension)]
        return (
            {part.where: part.text.strip() for part in found if isinstance(part, Text)},
            [part.why for part in found if not isinstance(part, Text)],
        )

    return read


@pytest.fixture
def extracted(tmp_path):
    """`extracted(data, "pdf")`: as the site does it, in a process of its own."""

    def read(data: bytes, extension: str) -> extract.Extracted:
        path = tmp_path / f"file.{extension}"
        path.write_bytes(data)
        return extract.passages(str(path), extension)

    return read


# Formats


def test_a_pdf_is_read_page_by_page_with_properties_comments_and_bookmarks(texts):
    writer = PdfWriter(
        PdfReader(io.BytesIO(pdf_of([["first"], [], [f"ID {ID}"]], "/Author (Somchai) /Keywords (secret)")))
    )
    writer.add_annotation(2, Note(rect=(0, 0, 10, 10), text="call 0812345678"))
    writer.add_outline_item(title="Chapter one", page_number=0)
    out = io.BytesIO()
    writer.write(out)
    found, unread = texts(out.getvalue(), "pdf")
    assert found == {
        "หน้า 1": "first",
        "หน้า 3": f"ID {ID}",
        "ข้อมูลกำกับไฟล์: ผู้เขียน": "Somchai",
        "ข้อมูลกำกับไฟล์: คำสำคัญ": "secret",
        "หน้า 3: ความเห็นหรือช่องกรอก": "call 0812345678",
        "ที่คั่นหน้า": "Chapter one",
    }
    assert unread == []  # the second page is blank, not a scan


def test_pages_that_are_drawn_and_not_written_are_named(texts):
    _, unread = texts(pdf_of([["page with letters"]], streams=[VECTORS, VECTORS]), "pdf")
    assert unread == ["หน้า 2–3 เป็นภาพ ไม่มีข้อความให้ระบบอ่าน"]
    assert texts(pdf_of([[]], streams=[VECTORS]), "pdf") == ({}, ["ทั้งไฟล์เป็นภาพสแกน ไม่มีข้อความให้ระบบอ่าน"])


def test_a_word_file_is_read_with_all_that_does_not_show(texts):
    book = Workbook()
    book.active["A1"] = "in the chart"
    inner = io.BytesIO()
    book.save(inner)
    deleted = (
        f"<w:p><w:del><w:r><w:delText>gone {ID}</w:delText></w:r></w:del><w:r><w:t>stays</w:t></w:r></w:p>"
    )
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraphs([cell])}</w:tc>' for cell in row)}</w:tr>"
        for row in (["ชื่อ-สกุล", "เลขที่บัญชี"], ["แดง ใจดี", "1234567890"])
    )
    body = f'<w:document xmlns:w="w">{deleted}{paragraphs([f"ID {ID}"])}<w:tbl>{table}</w:tbl></w:document>'
    more = {
        "word/document.xml": body,
        "word/footer2.xml": f'<w:ftr xmlns:w="w">{paragraphs(["below"])}</w:ftr>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="w">{paragraphs(["note"])}</w:footnotes>',
        "word/comments.xml": f'<w:comments xmlns:w="w">{paragraphs(["said"])}</w:comments>',
        "word/embeddings/sheet.xlsx": inner.getvalue(),
        "word/embeddings/old.bin": b"\0",
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>Somchai</dc:creator></cp:coreProperties>',
    }
    found, unread = texts(docx([], more=more), "docx")
    assert found["เนื้อหา"].split("\n") == [
        "stays",
        f"ID {ID}",
        "",
        "ชื่อ-สกุล\tเลขที่บัญชี",
        "ชื่อ-สกุล: แดง ใจดี\tเลขที่บัญชี: 1234567890",
    ]
    assert found["เนื้อหา: ข้อความที่ลบแล้วแต่ยังอยู่ในไฟล์ (การติดตามการแก้ไข)"] == f"gone {ID}"
    assert [found[where] for where in ("ท้ายกระดาษ", "เชิงอรรถ", "ความเห็น")] == ["below", "note", "said"]
    assert found["ข้อมูลกำกับไฟล์: ผู้เขียน"] == "Somchai"
    assert found["ไฟล์ที่ฝังอยู่ sheet.xlsx แผ่นงาน “Sheet” แถว 1"] == "in the chart"
    assert unread == ["มีไฟล์อื่นฝังอยู่ที่ระบบอ่านไม่ได้ (old.bin)"]


def test_an_excel_file_is_read_with_what_is_hidden(texts):
    book = Workbook()
    shown, hidden = book.active, book.create_sheet("รายชื่อ")
    shown.append(["ชื่อ", "เลขที่บัตร", "เลขที่บัญชี"])
    shown.append(["แดง", 1234567890121, "1234567890"])
    shown["A2"].comment = Comment("ผู้ป่วย", "ผู้ตรวจ")
    shown.column_dimensions["B"].hidden = True
    hidden.sheet_state = "veryHidden"
    hidden["C4"] = "นางมี"
    hidden.row_dimensions[4].hidden = True
    book.properties.creator = "Somchai"
    out = io.BytesIO()
    book.save(out)
    found, unread = texts(out.getvalue(), "xlsx")
    row = "ชื่อ: แดง\tเลขที่บัตร: 1234567890121\tเลขที่บัญชี: 1234567890"
    assert found["แผ่นงาน “Sheet” แถว 2 (มีคอลัมน์ที่ซ่อนอยู่)"] == row
    assert found["แผ่นงาน “รายชื่อ” (ซ่อนอยู่) แถว 4 (แถวซ่อนอยู่)"] == "นางมี"
    assert found["แผ่นงาน “Sheet” ความเห็นที่เซลล์ A2"] == "ผู้ป่วย"
    assert found["ข้อมูลกำกับไฟล์: ผู้เขียน"] == "Somchai"
    assert unread == []
    assert [one.kind for one in find(row)] == [Kind.NATIONAL_ID, Kind.ACCOUNT]


def test_a_word_file_may_name_its_main_part_otherwise_and_write_hyphens_as_elements(texts):
    relation = '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document2.xml"/></Relationships>'
    hyphens = ID.replace("-", "</w:t><w:noBreakHyphen/><w:t>")
    body = f'<w:document xmlns:w="w"><w:p><w:r><w:t>{hyphens}</w:t></w:r></w:p></w:document>'
    found, _ = texts(docx([], more={"_rels/.rels": relation, "word/document2.xml": body}), "docx")
    assert found["เนื้อหา"] == ID


def test_the_memory_of_a_pivot_table_is_read(texts):
    book = Workbook()
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("xl/pivotCache/pivotCacheRecords1.xml", f'<records><r><s v="{ID}"/></r></records>')
    found, _ = texts(out.getvalue(), "xlsx")
    assert found["ส่วนอื่นของไฟล์ (xl/pivotCache/pivotCacheRecords1.xml)"] == ID


def test_slides_hidden_slides_and_speakers_notes_are_read(texts):
    class Always(random.Random):
        def random(self):
            return 0.0

    found, unread = texts(pptx(["one", "note of two"], Always()), "pptx")
    assert found == {"สไลด์ 1": "one", "สไลด์ 2 (ซ่อนอยู่): บันทึกผู้บรรยาย": "note of two"}
    assert unread == []


def test_plain_files_are_read_in_both_encodings(texts):
    assert texts("หนึ่ง\r\nสอง".encode("cp874"), "txt")[0] == {"บรรทัด 1": "หนึ่ง", "บรรทัด 2": "สอง"}
    table = '\ufeffชื่อ;เลขที่บัญชี\n"นาย\nแดง";123\n'.encode()
    assert texts(table, "csv")[0] == {"แถว 1": "ชื่อ\tเลขที่บัญชี", "แถว 2": "ชื่อ: นาย\nแดง\tเลขที่บัญชี: 123"}


def test_what_a_picture_carries_is_read(texts):
    assert "PONKO-CANARY" in texts(jpeg_with_exif(), "jpg")[0].values()


def test_a_row_of_a_table_stands_behind_its_headings_only_where_there_are_some():
    table = [{0: "บัญชีรายชื่อ"}, {0: "ที่", 1: "ชื่อ", 2: "โทร"}, {0: "1", 1: "แดง"}, {1: "-", 2: "081"}]
    assert lines(table) == ["บัญชีรายชื่อ", "ที่\tชื่อ\tโทร", "ที่: 1\tชื่อ: แดง", "โทร: 081"]
    assert lines([{0: "นายแดง ใจดี", 1: "พิการ"}, {0: "นางมี", 1: "-"}]) == ["นายแดง ใจดี\tพิการ", "นางมี"]


# Never clean


def _encrypted() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf_of([["x"]]))))
    writer.encrypt("open sesame")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _scanned_docx() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((600, 600), 90).save(out, "PNG")
    return docx(["ภาพ"], more={"word/media/image1.png": out.getvalue()})


def _empty_rows() -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "x"
    book.save(out)
    with zipfile.ZipFile(out) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["xl/worksheets/sheet1.xml"] = (
        b"<worksheet><sheetData>" + b"<row/>" * 200_000 + b"</sheetData></worksheet>"
    )
    return archive(members)


def _document(xml: str) -> bytes:
    return docx([], more={"word/document.xml": xml})


@pytest.mark.parametrize(
    ("make", "extension", "verdict"),
    [
        (_encrypted, "pdf", extract.UNREADABLE),
        (lambda: pdf_of([["x"]])[:200], "pdf", extract.UNREADABLE),
        (lambda: build("pdf_page_loop"), "pdf", extract.UNREADABLE),
        (lambda: build("docx_zip_bomb"), "docx", extract.UNREADABLE),
        (lambda: b"PK\3\4 broken", "xlsx", extract.UNREADABLE),
        (lambda: b"\xd0\xcf\x11\xe0 old", "doc", extract.UNREADABLE),
        (_scanned_docx, "docx", extract.UNREADABLE),
        (lambda: _document("<w:p>" * 400_000), "docx", extract.UNREADABLE),
        (lambda: _document('<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]><w:t>&a;&a;</w:t>'), "docx", extract.UNREADABLE),
        (_empty_rows, "xlsx", extract.READ),
        (lambda: ("ก" * 2_100_000).encode(), "txt", extract.PARTLY),
    ],
    ids=["encrypted", "damaged", "loop", "bomb", "no-zip", "old", "scan", "deep", "entities", "empty-rows", "long"],
)  # fmt: skip
def test_the_limits_hold_and_what_is_not_wholly_read_is_never_clean(make, extension, verdict, extracted):
    found = extracted(make(), extension)
    assert found.verdict == verdict
    assert bool(found.why) == (verdict != extract.READ)


def test_what_was_read_before_the_time_was_up_is_kept(monkeypatch, extracted):
    monkeypatch.setattr(extract, "TIMEOUT", 0.01)
    assert extracted(b"x", "txt") == extract.Extracted(extract.UNREADABLE, extract.STOPPED)
    half = '["\\u0e2b", "read"]\n["cut'
    assert extract._told(half) == extract.Extracted(
        extract.PARTLY, extract.STOPPED, [extract.Passage("ห", "read")]
    )


# What is remembered


@pytest.fixture
def stored(db, store) -> StoredFile:
    return store_upload(pdf_upload("รายชื่อ.pdf", f"ID {ID} Tel. 0812345678"), Attachment.Kind.DOCUMENT)


def test_a_file_is_read_once_and_only_masks_and_fingerprints_are_kept(stored, monkeypatch):
    first = reading.read(stored)
    monkeypatch.setattr(extract, "passages", None)
    assert reading.read(stored) == first
    assert reading.reading_of([stored]) == {stored.pk: first}
    first.refresh_from_db()
    assert (first.verdict, first.why) == (extract.READ, "")
    assert [(one["kind"], one["where"], one["excerpt"]) for one in first.found] == [
        ("national_id", "หน้า 1", "ID x-xxxx-xxxx0-12-1 Tel. xxxxxx5678"),
        ("phone", "หน้า 1", "ID x-xxxx-xxxx0-12-1 Tel. xxxxxx5678"),
    ]
    assert [len(one["mark"]) for one in first.found] == [64, 64]
    assert first.found[1]["mark"] in reading.open_marks(["081-234-5678"])
    (elsewhere,) = find("๑๒๓๔๕๖๗๘๙๐๑๒๑")
    assert reading.mark_of(elsewhere) == first.found[0]["mark"]


def test_other_rules_read_it_again(stored):
    old = FileReading.objects.create(stored=stored, rules=0, read_at=timezone.now(), verdict="read")
    assert reading.reading_of([stored])[stored.pk].pk == old.pk
    assert Counter(one["kind"] for one in reading.read(stored).found) == {"national_id": 1, "phone": 1}


def test_known_files_take_one_query(stored, django_assert_num_queries):
    picture = store_upload(jpeg_upload(), Attachment.Kind.PHOTO)
    reading.reading_of([stored, picture])
    with django_assert_num_queries(1):
        assert [one.verdict for one in reading.reading_of([stored, picture]).values()] == [extract.READ] * 2


def test_without_pdftotext_a_pdf_is_unreadable_until_it_is_there(stored, monkeypatch):
    monkeypatch.setattr(extract.shutil, "which", lambda name: None)
    found = reading.read(stored)
    assert (found.verdict, found.why, found.found) == (extract.UNREADABLE, extract.NO_PDFTOTEXT, [])
    assert not FileReading.objects.filter(stored=stored).exists()


def test_a_long_text_is_searched_elsewhere_with_the_same_result(stored, monkeypatch):
    texts = [extract.Passage("หน้า 1", f"เลข {ID}"), extract.Passage("หน้า 2", f"โทร 0812345678 เลข {ID}\nลับ")]
    here = list(reading._listed(reading.found_in(texts)))
    found, is_whole = extract.search(texts)
    assert (list(reading._listed(found)), is_whole) == (here, True)
    assert len(here) == 3

    monkeypatch.setattr(reading, "LONG_TEXT", 0)
    monkeypatch.setattr(extract, "TIMEOUT", 0.01)  # neither reading nor searching comes to an end
    monkeypatch.setattr(
        extract, "passages", lambda path, extension: extract.Extracted(extract.READ, "", texts)
    )
    read = reading.read(stored)
    assert (read.verdict, read.why, read.found) == (extract.PARTLY, reading.TOO_LONG, [])


def test_a_text_searched_in_pieces_has_each_finding_once(monkeypatch):
    monkeypatch.setattr(finding, "PIECE", 40)
    monkeypatch.setattr(finding, "REACH", 30)
    texts = [extract.Passage(f"หน้า {page}", f"โทร 081234567{page} {'ก' * page * 3}") for page in range(9)]
    told = [(where, one.key) for where, one in finding.found_in(texts)]
    assert told == [(f"หน้า {page}", f"081234567{page}") for page in range(9)]


def test_of_very_many_findings_the_rest_are_counted_by_kind():
    numbers = "\n".join(f"08{number:08}" for number in range(reading.MOST_LISTED + 40))
    *_, last = reading._listed(reading.found_in([extract.Passage("หน้า 1", numbers)]))
    assert (last["kind"], last["where"], last["excerpt"]) == ("phone", "ทั้งไฟล์", "และอีก 40 แห่งในไฟล์นี้")


def test_a_number_in_the_name_of_a_sheet_is_masked_where_the_name_is_shown():
    (found,) = reading._listed(reading.found_in([extract.Passage(f"แผ่นงาน “{ID}” แถว 1", "โทร 0812345678")]))
    assert found["where"] == "แผ่นงาน “x-xxxx-xxxx0-12-1” แถว 1"


def test_every_plain_national_id_in_thirty_documents_is_found():
    def in_this_process(path: str, extension: str) -> extract.Extracted:
        parts = [
            extract.Passage(part.where, part.text)
            for part in parts_of(path, extension)
            if isinstance(part, Text)
        ]
        return extract.Extracted(extract.READ, "", parts)

    score = Score()
    measure([*documents(30)], score, in_this_process)
    assert (score.missed, score.wrong) == ([], [])
