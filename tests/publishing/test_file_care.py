"""Files that need care: what is wrong with which, who reads the list, and what the clock finds out by itself."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfWriter

from publishing import file_care
from publishing.file_care import LARGE, Kind, counts, in_need, kinds_of, look_into_files
from publishing.files import attach, store_upload
from publishing.models import Attachment, Edition, StoredFile
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import make_draft, make_live, pdf_bytes, publish

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

LIST = "/admin/publishing/filecare/"
DOCUMENT, PHOTO = Attachment.Kind.DOCUMENT, Attachment.Kind.PHOTO
GOOD_PDF = {"extension": "pdf", "size": LARGE - 1, "has_text": True, "pdf_title": "แผนพัฒนาท้องถิ่น"}
GOOD_PHOTO = {"extension": "jpg", "width": 640, "height": 480}
QUERIES = 9  # of the list, whatever is in it


def store(name: str = "แผน.pdf", **about) -> StoredFile:
    """The row of a file whose bytes nobody asks for."""
    number = StoredFile.objects.count()
    about = {"size": 1000, **about}
    return StoredFile.objects.create(
        storage_name=f"xx/{number}", original_name=name, media_type="", sha256=f"{number:064x}", **about
    )


def live_with(kind=DOCUMENT, alt: str = "", name: str = "แผน.pdf", title: str = "", **about) -> Edition:
    draft = make_draft(title=title or "เรื่องที่มีไฟล์")
    attach(draft, store(name, **about), kind=kind, alt=alt)
    # A row without bytes cannot be read by the gates, and a photo without words would not get this far today.
    Edition.objects.filter(pk=draft.pk).update(state="published", **PUBLISHED)
    return draft


@pytest.fixture(autouse=True)
def published(cast):
    """The columns that the database asks of what is public."""
    model = make_live()
    names = ("submitted_by", "submitted_at", "approved_by", "approved_at", "published_at", "content_hash")
    PUBLISHED.update({name: getattr(model, name) for name in names})


PUBLISHED: dict[str, object] = {}


def found() -> list[list[Kind]]:
    return [kinds_of(row) for row in in_need()]


@pytest.mark.parametrize(
    ("about", "kinds"),
    [
        (GOOD_PDF, []),
        (GOOD_PDF | {"has_text": False}, [Kind.NO_TEXT]),
        (GOOD_PDF | {"has_text": None, "pdf_title": None}, []),  # nobody knows yet
        (GOOD_PDF | {"pdf_title": ""}, [Kind.NO_TITLE]),
        (GOOD_PDF | {"size": LARGE}, [Kind.LARGE]),
        (
            {"extension": "pdf", "size": LARGE, "has_text": False, "pdf_title": ""},
            [Kind.NO_TEXT, Kind.LARGE, Kind.NO_TITLE],
        ),
        ({"extension": "docx", "size": LARGE - 1}, []),
        ({"extension": "docx", "size": LARGE}, [Kind.LARGE]),
        ({**GOOD_PHOTO, "kind": PHOTO, "alt": "ชาวบ้านหมู่ที่ 3 ปลูกต้นไม้ริมคลอง"}, []),
        ({**GOOD_PHOTO, "kind": PHOTO, "alt": ""}, [Kind.NO_ALT]),
        ({**GOOD_PHOTO, "kind": PHOTO, "alt": "รูปภาพ"}, [Kind.NO_ALT]),
        ({**GOOD_PHOTO, "kind": PHOTO, "alt": "ปลูกต้นไม้ 1.JPG"}, [Kind.NO_ALT]),
        ({**GOOD_PHOTO, "kind": PHOTO, "alt": "ปลูกป่า", "name": "ปลูกป่า"}, [Kind.NO_ALT]),
        # A portrait stands beside the name of whom it shows.
        ({**GOOD_PHOTO, "kind": Attachment.Kind.PORTRAIT, "alt": ""}, []),
    ],
)
def test_what_is_wrong_with_a_file(about, kinds):
    live_with(**about)
    assert found() == ([kinds] if kinds else [])


def test_only_what_is_public_is_listed_and_counted():
    bad = {"extension": "pdf", "has_text": False, "pdf_title": "ชื่อ"}
    attach(make_draft(), store(**bad), kind=DOCUMENT)
    gone = live_with(**bad)
    live_with(**bad), live_with(**GOOD_PDF | {"pdf_title": "", "size": LARGE})
    Edition.objects.filter(pk=gone.pk).update(state="superseded")
    assert counts(in_need()) == {"all": 2, "no_text": 1, "no_alt": 0, "large": 1, "no_title": 1}


def titles(browser, query: str = "") -> list[str]:
    return [row.edition.title for row in browser.get(LIST + query).context["cl"].result_list]


def test_the_list_begins_with_the_positions_of_who_asks_and_says_how_each_is_mended(as_user, cast):
    live_with(**GOOD_PDF | {"has_text": False}, title="แผนของฉัน")
    live_with(**GOOD_PDF | {"size": LARGE}, title="รายงานใหญ่")
    other = live_with(**GOOD_PDF | {"pdf_title": ""}, title="ของผู้อื่น")
    other.publication.owner = cast.writer2.position
    other.publication.save()
    browser = as_user(cast.writer)
    assert titles(browser) == ["รายงานใหญ่", "แผนของฉัน"]
    assert titles(browser, "?owner=all") == ["ของผู้อื่น", "รายงานใหญ่", "แผนของฉัน"]
    assert titles(browser, "?kind=no_text") == ["แผนของฉัน"]
    assert titles(browser, "?owner=all&kind=no_title") == ["ของผู้อื่น"]
    assert titles(browser, f"?owner={cast.writer2.position_id}") == ["ของผู้อื่น"]
    assert titles(browser, "?q=ใหญ่") == ["รายงานใหญ่"]
    assert titles(browser, f"?owner={'9' * 30}&kind=x") == titles(browser)
    page = browser.get(f"{LIST}?kind=large").content.decode()
    for words in ("ทุกข้อ (2)", "ไฟล์ใหญ่มาก (1)", f"{cast.writer2.position.title} (1)", "สแกนไม่เกิน 200 จุดต่อนิ้ว"):
        assert words in page


def test_who_writes_can_begin_and_what_was_begun_is_shown_instead(as_user, cast):
    draft = make_draft(title="มีร่างอยู่")
    live = publish(draft)
    attach(live, store(**GOOD_PDF | {"size": LARGE}), kind=DOCUMENT)
    start = f"/admin/announcements/announcement/{live.pk}/move/start/"
    assert start in as_user(cast.writer).get(LIST).content.decode()
    assert start not in as_user(cast.reviewer).get(f"{LIST}?owner=all").content.decode()
    begun = move(live, Action.START, actor=cast.writer)
    page = as_user(cast.writer).get(LIST).content.decode()
    assert (start in page, f"/admin/announcements/announcement/{begun.pk}/change/" in page) == (False, True)


def test_the_list_asks_as_often_for_three_files_as_for_one(as_user, cast):
    browser, asked = as_user(cast.writer), []
    for more in (1, 2):
        for _ in range(more):
            live_with(**GOOD_PDF | {"size": LARGE})
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        asked.append(len(queries))
    assert asked == [QUERIES, QUERIES]


# -- what a PDF calls itself ---------------------------------------------------------------------------------


def pdf_called(title: str | bytes | None, name: str = "ก.pdf") -> SimpleUploadedFile:
    writer, out = PdfWriter(), io.BytesIO()
    writer.append(io.BytesIO(pdf_bytes("text")))
    writer.metadata = None if title is None else {"/Title": title}
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("แผนพัฒนาท้องถิ่น พ.ศ. 2566–2570", "แผนพัฒนาท้องถิ่น พ.ศ. 2566–2570"),
        ("Microsoft Word - ประกาศราคากลาง.docx", "ประกาศราคากลาง"),
        (None, ""),
        ("Microsoft Word - เอกสาร1.doc", ""),
        ("scan0001.pdf", ""),
        ("ก" * 500, "ก" * 200),
    ],
)
def test_the_title_is_read_at_the_upload(written, kept):
    assert store_upload(pdf_called(written), DOCUMENT).pdf_title == kept


def test_the_clock_reads_what_was_uploaded_before_and_the_same_bytes_once(monkeypatch):
    live = make_live()
    stored = [store_upload(pdf_called("ข้อบัญญัติงบประมาณ", name), DOCUMENT) for name in ("ก.pdf", "ข.pdf")]
    for one in stored:
        attach(live, one, kind=DOCUMENT)
    waiting = StoredFile.objects.filter(pk__in=[one.pk for one in stored])
    waiting.update(pdf_title=None, has_text=None)
    looked = []
    look = file_care.look_into_pdf
    monkeypatch.setattr(file_care, "look_into_pdf", lambda path: looked.append(path) or look(path))
    assert (look_into_files(), look_into_files(), len(looked)) == (2, 0, 1)
    assert list(waiting.values_list("pdf_title", "has_text")) == [("ข้อบัญญัติงบประมาณ", True)] * 2


def test_a_file_that_is_gone_or_unreadable_is_not_asked_for_every_minute():
    live_with(**GOOD_PDF | {"pdf_title": None, "has_text": None})
    assert (look_into_files(), look_into_files()) == (1, 0)
    assert found() == [[Kind.NO_TITLE]]
