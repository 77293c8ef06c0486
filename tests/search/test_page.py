"""The page with the answer: what is live, what it can be narrowed to, and what a visitor may send."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import Announcement
from content.models import Contact
from legal_docs.models import LegalDocument
from publishing.categories import all_categories
from publishing.models import Edition
from search import limits
from search.asking import Question
from search.indexing import rebuild, serving, terms_of
from search.models import Entry, FilePage, FileText, Index, Promoted
from search.patience import limited
from search.ranking import TooSlow
from tests.helpers import add_document, make_draft, make_live, publish

pytestmark = pytest.mark.django_db
Kind = Announcement.Kind


def get(client, q: str = "", status: int = 200, **parameters):
    response = client.get("/search/", {"q": q, **parameters}, REMOTE_ADDR="198.51.100.7")
    assert response.status_code == status
    return response


def titles(response) -> list[str]:
    return [result.edition.title for result in response.context["answer"].results]


def facets(response) -> dict[str, dict[str, int]]:
    return {
        facet.label: {choice.label: choice.count for choice in facet.choices}
        for facet in response.context["answer"].facets
    }


@pytest.fixture
def indexed(cast):
    """A law, a notice of 2563 with a file, and an event; what was removed since the index was made."""
    law = make_live(LegalDocument, title="พระราชบัญญัติภาษีที่ดินและสิ่งปลูกสร้าง", slug="land-tax")
    notice = make_draft(
        title="แจ้งชำระภาษีป้าย", kind=Kind.NOTICE, dated_on=date(2020, 6, 17), body="<p>ภาษีป้ายชำระที่กองคลัง</p>"
    )
    document = add_document(notice, title="แบบ ภ.ป.1")
    publish(notice)
    event = make_live(title="ประชุมชี้แจงภาษี", kind=Kind.ACTIVITY, dated_on=date(2026, 11, 2))
    gone = make_live(title="ภาษีที่ถอนออก")
    FileText.objects.filter(stored=document.stored).delete()
    read = FileText.objects.create(stored=document.stored, recipe=1, state="seen", read_at=timezone.now())
    words = "แบบแสดงรายการ & ป้ายโฆษณาริมทางหลวง"
    FilePage.objects.create(file=read, number=1, page=1, where="หน้า 1", text="ปก", squashed="ปก")
    FilePage.objects.create(
        file=read, number=12, page=12, where="หน้า 12", text=words, squashed="แบบแสดงรายการป้ายโฆษณาริมทางหลวง"
    )
    rebuild()
    Edition.objects.filter(pk=gone.pk).update(state="withdrawn", ended_at=timezone.now())
    return {"law": law, "notice": notice, "event": event, "gone": gone}


def test_what_is_no_longer_live_is_neither_shown_nor_counted(client, indexed):
    assert Entry.objects.filter(publication=indexed["gone"].publication_id).exists()
    response = get(client, "ภาษี")
    assert set(titles(response)) == {
        "พระราชบัญญัติภาษีที่ดินและสิ่งปลูกสร้าง",
        "แจ้งชำระภาษีป้าย",
        "ประชุมชี้แจงภาษี",
    }
    assert "พบ 3 รายการ" in response.content.decode()


def test_a_result_is_a_link_with_the_reference_and_exactly_the_title(client, indexed):
    html = get(client, "ที่ดิน").content.decode()
    (link,) = re.findall(r'<a href="(/laws/land-tax/)" data-doc-id="LAND-TAX">(.*?)</a>', html)
    assert re.sub("</?mark>", "", link[1]) == "พระราชบัญญัติภาษีที่ดินและสิ่งปลูกสร้าง"
    assert "<mark>" in link[1]


def test_an_answer_is_narrowed_by_links_that_say_how_many_are_left(client, indexed):
    response = get(client, "ภาษี")
    assert facets(response) == {
        "หมวด": {"กฎหมายและระเบียบ": 1, "ข่าวประชาสัมพันธ์": 2},
        "ประเภท": dict.fromkeys(facets(response)["ประเภท"], 1),
        "ปีงบประมาณ": {"2570": 1, "2563": 1},
        "เอกสาร": {"มีไฟล์แนบ": 1},
    }
    for facet in response.context["answer"].facets:
        for choice in facet.choices:
            assert client.get(choice.address).context["answer"].count == choice.count, choice
    assert titles(get(client, "ภาษี", category="news", year="๒๕๖๓")) == ["แจ้งชำระภาษีป้าย"]
    assert titles(get(client, "ภาษี", sort="date"))[:2] == ["ประชุมชี้แจงภาษี", "แจ้งชำระภาษีป้าย"]


def test_every_category_can_be_asked_for(client, db):
    for category in all_categories():
        assert Question.of({"category": category.path}).category == category.app_label


def test_a_file_stands_under_its_item_and_opens_at_the_page(client, indexed):
    (result,) = get(client, "ป้ายโฆษณาริมทางหลวง").context["answer"].results
    (hit,) = result.files
    assert (result.edition.title, hit.label, hit.where, hit.is_seen) == (
        "แจ้งชำระภาษีป้าย",
        "แบบ ภ.ป.1",
        "หน้า 12",
        True,
    )
    assert re.fullmatch(r"/files/[0-9]+/.+\.pdf#page=12", hit.address)
    html = get(client, "ป้ายโฆษณาริมทางหลวง").content.decode()
    assert "&amp; <mark>" in html and "ข้อความจากการอ่านภาพ" in html


def test_what_the_office_recommends_stands_first(client, indexed):
    Promoted.objects.create(words="อบต, ภาษี", publication=indexed["event"].publication)
    response = get(client, "ภาษี")
    assert (titles(response)[0], response.context["answer"].count) == ("ประชุมชี้แจงภาษี", 3)
    assert response.content.decode().count(">แนะนำ<") == 1
    Edition.objects.filter(pk=indexed["event"].pk).update(state="withdrawn", ended_at=timezone.now())
    assert ">แนะนำ<" not in get(client, "ภาษี").content.decode()


def test_a_mistake_is_put_right_and_said_with_a_way_back(client, cast):
    for number in range(3):
        make_live(title=f"งบประมาณรายจ่าย {number}")
    rebuild()
    response = get(client, "งบประมาน")
    assert (response.context["answer"].count, response.context["answer"].shown_instead) == (3, "งบประมาณ")
    html = response.content.decode()
    assert "แสดงผลของ <b>งบประมาณ</b> แทน งบประมาน" in html
    html = client.get(response.context["answer"].as_typed_address).content.decode()
    assert "แสดงผลของ" not in html and "<mark>งบประมาณ</mark>" not in html


def test_an_answer_with_nothing_in_it_helps_on(client, indexed):
    html = get(client, "ฮฮฮ", year="2563").content.decode()
    main = html.split("<main")[1]
    assert "ไม่พบรายการ" in main and "โดยไม่ใช้ตัวกรอง" in main
    assert all(f'href="{category.address}"' in main for category in all_categories())


def test_columns_and_rows_of_a_category_are_shown_where_the_text_has_not_the_words(client, cast):
    make_live(Contact, phones="044 123 456")
    rebuild()
    (result,) = get(client, "044 123 456").context["answer"].results
    assert ("044 123 456", True) in result.snippet


def test_what_was_asked_for_is_not_in_the_head_and_the_page_is_kept_by_nobody(client, indexed):
    response = get(client, "ภาษี")
    head = response.content.decode().split("</head>")[0]
    assert "ภาษี" not in head and quote("ภาษี") not in head
    assert '<meta name="robots" content="noindex">' in head
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == ("noindex", "private, no-store")
    crumbs = response.content.decode().split('<nav class="width crumbs"')[1].split("</nav>")[0]
    assert "ภาษี" not in crumbs


def test_whatever_is_asked_there_is_a_page(client, indexed):
    odd = [
        "",
        " ",
        '"',
        "' OR 1=1 --",
        "* งบ*",
        "((งบ)",
        "title:งบ",
        "NEAR(ก ข)",
        "🙂",
        "%",
        "_",
        "\\",
        "๒๕๖๓/๑",
        "\u200b",
    ]
    odd += ["\u0e4d\u0e48", "\ufffe", "ก" * 100_000, "ก ข " * 500, "<script>alert(1)</script>"]
    for query in odd:
        html = get(client, query).content.decode()
        assert "<script>alert" not in html
        assert client.get("/search/suggest/", {"q": query}).status_code == 200


def test_parameters_that_make_no_sense_are_left_out(client, indexed):
    for page in ("-1", "๑", "99999", "x", "9" * 400):
        get(client, "ภาษี", page=page, year="x", kind="'", category="'", sort="?", files="2", exact="no")
    assert client.get("/search/?q=a&q=%E0%B8%A0%E0%B8%B2%E0%B8%A9%E0%B8%B5&q=").status_code == 200
    assert client.get("/search/?q=%e0%b8%ff%c3%28").status_code == 200


def test_too_often_and_too_slow_are_said_in_words_with_the_box(client, indexed, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setitem(limits.A_MINUTE, "search", 1)
        get(client, "ภาษี")
        response = get(client, "ภาษี", status=429)
        assert (response["Retry-After"], "ถี่เกินไป" in response.content.decode()) == ("60", True)
    monkeypatch.setattr("search.asking.PATIENCE", -1)
    response = get(client, "ภาษี", status=503)
    assert "ใช้เวลานานเกินกำหนด" in response.content.decode() and 'value="ภาษี"' in response.content.decode()


def test_the_database_gives_up_what_takes_too_long(db):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(TooSlow), limited(0.2), connection.cursor() as cursor:
        cursor.execute(endless)


def test_before_there_is_an_index_the_page_says_so_and_shows_the_categories(client, cast):
    Index.objects.all().delete()
    html = get(client, "ภาษี", status=503).content.decode()
    assert "กำลังจัดเตรียมข้อมูล" in html and 'href="/laws/"' in html
    get(client)


@pytest.mark.dry
def test_the_number_of_queries_is_the_same_at_one_and_at_three(client, cast):
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"  # one that is counted
    counts = []
    for number in (1, 2):
        for _ in range(number):
            law = make_draft(LegalDocument, title="ภาษีบำรุงท้องที่")
            add_document(law)
            publish(law)
        rebuild()
        terms_of(serving())
        with CaptureQueriesContext(connection) as queries:
            assert get(client, "ภาษีบำรุงท้องที่").context["answer"].count == (1 if number == 1 else 3)
        counts.append(len(queries))
    assert counts == [QUERIES, QUERIES]


#: Of them the frame of every page has three, the limit one. What is counted of a question is one more, three at first.
QUERIES = 14


@pytest.mark.dry
def test_the_box_is_on_every_page_once(client, indexed):
    for address, box in (
        ("/", "home"),
        ("/laws/", "header"),
        ("/search/", "page"),
        ("/en/", "header"),
        ("/nowhere/", "header"),
    ):
        html = client.get(address).content.decode()
        assert re.findall(r'<form class="search-box search-box-(\w+)"', html) == [box], address


def test_browsers_are_told_how_to_search_here(client, db):
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    assert 'template="http://127.0.0.1:8000/search/?q={searchTerms}"' in response.content.decode()
