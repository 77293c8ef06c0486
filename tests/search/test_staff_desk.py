"""The desk's pages about the search: every edition, the words, what people ask for, and the state of the index."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from publishing.models import Edition, LedgerEvent
from search import staff
from search.indexing import rebuild
from search.models import Index, Promoted, QueryCount, Synonym
from tests.helpers import make_draft, make_live, submit

pytestmark = pytest.mark.django_db

FIND, SYNONYMS, PROMOTED = "/admin/search/anyedition/", "/admin/search/synonym/", "/admin/search/promoted/"
ASKED, INDEX = "/admin/search/querycount/", "/admin/search/index/"
LIST = 8  # as every list of the desk, and the units of its filter
MOST = 30  # two indexes are asked, each as often as the ranking does, and what was saved a moment ago is looked for first


@pytest.fixture
def signed_in(client, cast):
    def as_one(name: str):
        client.force_login(getattr(cast, name))
        return client

    return as_one


def titles(response) -> list[str]:
    return [edition.title for edition in response.context["cl"].result_list]


def test_a_draft_that_was_saved_a_moment_ago_is_found_with_its_words_marked(signed_in, cast):
    make_live()
    rebuild()
    staff.keep()
    make_draft(title="ประกาศซ่อมสะพานไม้", summary="สะพานไม้ข้าม<คลอง>")
    response = signed_in("reviewer").get(FIND, {"q": "สะพานไม้"})
    assert titles(response) == ["ประกาศซ่อมสะพานไม้"]
    shown = response.content.decode()
    assert "ซ่อม<mark>สะพานไม้</mark>" in shown
    assert "<mark>สะพานไม้</mark>ข้าม&lt;คลอง&gt;" in shown


def test_the_best_stands_first_and_not_the_newest(signed_in, cast):
    make_live(title="แผนพัฒนาท้องถิ่น")
    make_live(title="ข่าวกิจกรรม", summary="ประชุมเรื่องแผนพัฒนา")
    rebuild()
    staff.keep()
    client = signed_in("writer")
    assert titles(client.get(FIND)) == ["ข่าวกิจกรรม", "แผนพัฒนาท้องถิ่น"]
    assert titles(client.get(FIND, {"q": "แผนพัฒนา"})) == ["แผนพัฒนาท้องถิ่น", "ข่าวกิจกรรม"]


def test_a_mistake_is_told_and_can_be_taken_back(signed_in, cast):
    make_live(title="แผนพัฒนาท้องถิ่น")
    rebuild()
    staff.keep()
    client = signed_in("chief")
    response = client.get(FIND, {"q": "แผนพฒนา"})
    assert titles(response) == ["แผนพัฒนาท้องถิ่น"]
    assert "ค้นตามที่พิมพ์" in response.content.decode()
    assert "ค้นตามที่พิมพ์" not in client.get(response.context["cl"].typed_address, follow=True).content.decode()


def test_the_list_is_narrowed_by_state_category_unit_and_to_ones_own(signed_in, cast):
    make_draft(title="ร่างถนน")
    submit(make_draft(title="ส่งถนน", writer=cast.writer2), writer=cast.writer2)
    make_live(title="ข่าวถนน")
    rebuild()
    staff.keep()
    client = signed_in("writer")
    every = ["ข่าวถนน", "ร่างถนน", "ส่งถนน"]
    unit = Edition.objects.get(title="ส่งถนน").owner.unit_id
    for narrowed, expected in (
        ({}, every),
        ({"state": "submitted"}, ["ส่งถนน"]),
        ({"category": "announcements"}, every),
        ({"category": "links"}, []),
        ({"state": "x", "category": "x", "unit": "๑" * 40, "own": "x"}, every),
        ({"unit": str(unit), "state": "published"}, ["ข่าวถนน"]),
    ):
        for query in ({}, {"q": "ถนน"}):
            assert sorted(titles(client.get(FIND, {**narrowed, **query}))) == expected, (narrowed, query)
    User.objects.filter(pk=cast.onlooker.pk).update(position=None)
    own = titles(client.get(FIND, {"own": "me", "q": "ถนน"}))
    assert {"ร่างถนน", "ข่าวถนน"} <= set(own)


@pytest.mark.parametrize("query", ["'\"()*", "ก" * 10_000, "๑" * 500, "😀", "%", "a:b OR NOT -"])
def test_whatever_is_typed_gives_a_page(query, signed_in, cast):
    make_draft()
    client = signed_in("writer")
    assert client.get(FIND, {"q": query}).status_code == 200
    make_live()
    rebuild()
    staff.keep()
    assert client.get(FIND, {"q": query, "p": "๙", "exact": "x"}, follow=True).status_code == 200


@pytest.mark.dry
def test_the_search_asks_the_database_as_often_for_three_results_as_for_one(signed_in, cast):
    counted = []
    client = signed_in("approver")
    for number in (1, 3):
        while Edition.objects.filter(state="draft").count() < number:
            make_draft(title="ขุดลอกคลอง", summary="คลองลึก")
        if number == 1:
            make_live(title="ขุดลอกคลอง")
            rebuild()
        staff.keep()
        client.get(FIND, {"q": "คลอง"})
        counts = []
        for query in ({}, {"q": "คลอง"}):
            with CaptureQueriesContext(connection) as queries:
                assert len(titles(client.get(FIND, query))) == number + 1
            counts.append(len(queries))
        counted.append(counts)
    (listed, searched), of_three = counted
    assert (listed, of_three) == (LIST, [LIST, searched])
    assert searched <= MOST


@pytest.mark.dry
def test_a_line_of_words_needs_two_forms_and_none_that_stands_in_another_line(signed_in, cast):
    Synonym.objects.create(forms="อบต.ทดสอบ, องค์การทดสอบ")
    client = signed_in("administrator")

    def add(words: str) -> str:
        response = client.post(f"{SYNONYMS}add/", {"forms": words})
        return "" if response.status_code == 302 else response.content.decode()

    assert "กรอกอย่างน้อยสองคำ" in add("คำเดียว")
    assert "กรอกอย่างน้อยสองคำ" in add("ปี ๒๕๖๙, ปี2569")
    assert "ต้องมี 1 ถึง 100 ตัวอักษร" in add(f"กข, {'ข' * 101}")
    assert "“อ.บ.ต. ทดสอบ” อยู่ในกลุ่ม “อบต.ทดสอบ, องค์การทดสอบ” แล้ว" in add("อ.บ.ต. ทดสอบ, คำใหม่").replace(
        "&quot;", '"'
    )
    assert add("ตู้ขยะ ,ที่ทิ้งขยะ,") == ""
    assert Synonym.objects.latest("pk").forms == "ตู้ขยะ, ที่ทิ้งขยะ"
    event = LedgerEvent.objects.latest("number")
    assert (event.action, event.note) == ("เพิ่มคำย่อและคำที่ใช้แทนกัน", "ตู้ขยะ, ที่ทิ้งขยะ")


def test_a_line_that_is_changed_or_deleted_is_in_the_ledger_with_what_it_was(signed_in, cast):
    line = Synonym.objects.create(forms="คำหนึ่ง, คำสอง")
    client = signed_in("approver")
    client.post(f"{SYNONYMS}{line.pk}/change/", {"forms": "คำหนึ่ง, คำสาม"})
    assert LedgerEvent.objects.latest("number").note == "คำหนึ่ง, คำสอง เป็น คำหนึ่ง, คำสาม"
    client.post(f"{SYNONYMS}{line.pk}/delete/", {"post": "yes"})
    assert LedgerEvent.objects.latest("number").action == "ลบคำย่อและคำที่ใช้แทนกัน"
    assert not Synonym.objects.filter(pk=line.pk).exists()


def test_what_stands_first_is_chosen_among_live_publications_in_two_steps(signed_in, cast):
    live = make_live(title="เบี้ยยังชีพผู้สูงอายุ")
    make_draft(title="เบี้ยยังชีพร่าง")
    rebuild()
    client = signed_in("approver")
    first = client.post(f"{PROMOTED}add/", {"words": "เบี้ยคนแก่", "about": "เบี้ยยังชีพ"})
    offered = first.context["adminform"].form.fields["choice"].choices
    assert [key for key, _ in offered] == [str(live.publication_id)]
    assert "เลือกเรื่องที่ต้องการจากรายการด้านล่าง" in first.content.decode()
    sent = {"words": "เบี้ยคนแก่", "about": "เบี้ยยังชีพ", "choice": str(live.publication_id)}
    assert client.post(f"{PROMOTED}add/", sent).status_code == 302
    promoted = Promoted.objects.get()
    assert (promoted.words, promoted.publication_id) == ("เบี้ยคนแก่", live.publication_id)


def test_what_is_not_live_cannot_stand_first(signed_in, cast):
    live, draft = make_live(), make_draft()
    client = signed_in("approver")
    refused = client.post(f"{PROMOTED}add/", {"words": "คำ", "about": draft.publication.address})
    assert "เรื่องนี้ไม่ได้เผยแพร่อยู่" in refused.content.decode()
    for about in ("/", "/news/๙๙/", "/no/1/", "\x00/", "ก" * 300):
        assert (
            client.post(f"{PROMOTED}add/", {"words": "คำ", "about": about, "choice": "1"}).status_code == 200
        )
    assert (
        client.post(f"{PROMOTED}add/", {"words": "คำ", "about": live.publication.address}).status_code == 302
    )
    assert Promoted.objects.get().publication_id == live.publication_id


@pytest.fixture
def asked():
    """The counts of two months."""
    rows = [(11, "ถนน", 9, 4), (11, "=1+1", 5, 0), (11, "นายสมชาย ใจดี", 1, 0), (10, "น้ำประปา", 3, 0)]
    QueryCount.objects.bulk_create(
        QueryCount(month=date(2026, month, 1), query=query, asked=times, found=found)
        for month, query, times, found in rows
    )


def test_the_report_shows_the_newest_month_and_nothing_that_was_asked_once(signed_in, asked):
    client = signed_in("writer")

    def shown(**narrowed: str) -> list[str]:
        return [row.query for row in client.get(ASKED, narrowed).context["cl"].result_list]

    assert shown() == ["ถนน", "=1+1"]
    assert shown(answer="none") == ["=1+1"]
    assert shown(month="2026-10-01") == ["น้ำประปา"]
    assert shown(month="๙๙", answer="x", q="ไม่มี") == []


def test_only_who_may_change_the_words_is_offered_to(signed_in, asked):
    assert "/admin/search/synonym/add/" not in signed_in("writer").get(ASKED).content.decode()
    shown = signed_in("approver").get(ASKED).content.decode()
    assert "/admin/search/synonym/add/?forms=%E0%B8%96%E0%B8%99%E0%B8%99%2C+" in shown
    assert "/admin/search/promoted/add/?words=%E0%B8%96%E0%B8%99%E0%B8%99" in shown


def test_the_report_as_csv_runs_no_formula(signed_in, asked):
    text = signed_in("administrator").get(f"{ASKED}csv/?answer=none").content.decode("utf-8-sig")
    assert text.splitlines() == ["เดือน,คำค้น,จำนวนครั้ง,พบล่าสุด (รายการ)", "พฤศจิกายน 2569,'=1+1,5,0"]


def test_the_index_is_made_anew_by_the_clock_when_an_administrator_asks(signed_in, cast):
    make_live()
    rebuild()
    old = Index.objects.get()
    for name, status in (("approver", 403), ("writer", 403), ("administrator", 302)):
        assert signed_in(name).post(f"{INDEX}rebuild/").status_code == status
    assert set(Index.objects.values_list("state", flat=True)) == {"serving", "building"}
    client = signed_in("administrator")
    assert client.get(f"{INDEX}rebuild/").status_code == 405
    assert client.post(f"{INDEX}rebuild/").status_code == 302  # once more changes nothing
    assert Index.objects.count() == 2
    assert "กำลังจัดทำ" in client.get(INDEX).content.decode()
    rebuild()
    assert Index.objects.get().pk != old.pk
    assert "ตรงทุกเรื่อง" in client.get(INDEX).content.decode()
