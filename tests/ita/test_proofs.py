"""Each proof with a publication that gives it and one that does not; each kind is known by name."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Unit
from announcements.models import Announcement, Procurement
from content.models import Channel, Contact, Page, Plan, Post, Structure
from knowledge.models import KnowledgeItem
from knowledge.sums import wrong_sums
from knowledge.tables import Table
from legal_docs.models import LegalDocument
from publishing.categories import edition_models
from publishing.files import attach
from publishing.models import Attachment, StoredFile
from publishing.proofs import KNOWN_KINDS, Span, fiscal_span, named
from tests.helpers import make_draft

POWERS = f"<p>{'อบต. มีหน้าที่และอำนาจตามกฎหมาย ' * 6}</p>"
#: (kind, columns with which it holds, columns with which it does not, what the sentence of that says)
OF_COLUMNS = [
    ("address", Contact(address="ตำบลโพนโก"), Contact(), "ที่อยู่"),
    ("phones", Contact(phones="044 000 000"), Contact(), "โทรศัพท์"),
    ("fax", Contact(fax="044 000 001"), Contact(), "โทรสาร"),
    ("email", Contact(email="a@example.go.th"), Contact(), "อีเมล"),
    ("hours", Contact(hours="08.30–16.30 น."), Contact(), "เวลาทำการ"),
    ("map", Contact(latitude=15, longitude=103), Contact(latitude=15), "ละติจูดและลองจิจูด"),
    ("years", Plan(year_from=2566, year_to=2570), Plan(), "ปีงบประมาณ"),
    ("budget", Plan(budget=0), Plan(), "งบประมาณ"),
    ("budget", Procurement(budget=500000), Procurement(), "งบประมาณ"),
    (
        "source",
        LegalDocument(source_name="ร", source_url="https://a.go.th/"),
        LegalDocument(source_name="ร"),
        "ที่มา",
    ),
    (
        "source",
        KnowledgeItem(source_name="ก", information_at=datetime(2026, 1, 1, tzinfo=UTC)),
        KnowledgeItem(source_name="ก"),
        "วันและเวลา",
    ),
    ("powers", Page(kind="powers", body=POWERS), Page(kind="powers", body="<p>ตามกฎหมาย</p>"), "9 ตัวอักษร"),
    (
        "complaint",
        Page(kind="complaint", body="<p>โทร. ๐๔๔ ๐๐๐ ๐๐๐</p>"),
        Page(kind="complaint", body="<p>แจ้งที่สำนักงาน</p>"),
        "โทรศัพท์ อีเมล หรือลิงก์",
    ),
]


def told(edition) -> dict[str, tuple[bool, str]]:
    return {proof.kind: (proof.holds, proof.found) for proof in edition.proofs()}


@pytest.fixture(autouse=True)
def no_channels(monkeypatch, request):
    """What is not saved has no channels; asking for them would be the only query."""
    if "db" not in request.fixturenames:
        monkeypatch.setattr(Contact, "channels", Channel.objects.none(), raising=False)


@pytest.mark.parametrize(("kind", "with_it", "without_it", "words"), OF_COLUMNS)
def test_a_column_proves_itself_and_the_sentence_names_what_is_missing(kind, with_it, without_it, words):
    assert told(with_it)[kind][0] is True
    holds, sentence = told(without_it)[kind]
    assert (holds, words in sentence) == (False, True)


def test_every_kind_that_a_category_yields_is_known_by_name():
    yielded = {kind for _, edition, _, _ in OF_COLUMNS for kind in told(edition)}
    assert yielded <= set(KNOWN_KINDS)
    assert set(KNOWN_KINDS) - yielded == {"branches", "units", "posts", "photos", "reach", "adds_up"}
    assert all(hasattr(model, "proofs") and hasattr(model, "span") for model in edition_models())
    assert (told(Page()), told(Announcement()), Announcement().span()) == ({}, {}, None)


def test_channels_of_the_contact_page(cast):
    contact = make_draft(Contact)
    assert told(contact)["channels"] == (False, "ยังไม่มีช่องทางออนไลน์อื่นในหน้านี้")
    Channel.objects.create(contact=contact, label="เฟซบุ๊ก อบต.", url="https://facebook.com/a")
    assert told(contact)["channels"] == (True, "มีช่องทางออนไลน์ เฟซบุ๊ก อบต.")


def test_structure_proves_branches_units_names_portraits_and_ways_to_reach_its_heads(cast):
    structure = make_draft(Structure)  # นายก (named) and ปลัด (vacant)
    chief = structure.posts.get(position="นายก")
    Post.objects.create(structure=structure, branch="official", tier=4, position="นักวิชาการ", name="สมชาย")
    assert told(structure) == {
        "branches": (True, "ผังแสดง คณะผู้บริหาร พนักงานส่วนตำบล"),
        "units": (False, "ยังไม่มีตำแหน่งใดอยู่ในสำนักหรือกอง"),
        "posts": (True, "ครบทั้ง 3 ตำแหน่ง"),
        "photos": (False, "ยังไม่มีรูปถ่ายของ นายก"),
        "reach": (False, "ยังไม่มีโทรศัพท์หรืออีเมลของ นายก"),
    }
    picture = StoredFile.objects.get(original_name="ภาพ.jpg")
    chief.photo = attach(structure, picture, kind=Attachment.Kind.PORTRAIT).address
    chief.email, chief.unit = "nayok@example.go.th", Unit.objects.first()
    chief.save()
    proofs = told(structure)
    assert proofs["photos"] == (True, "ผู้บริหารทั้ง 1 คนมีรูปถ่าย")
    assert proofs["reach"] == (True, "ผู้บริหารทั้ง 1 คนมีโทรศัพท์หรืออีเมล")
    assert proofs["units"] == (True, "ผังแสดงสำนัก กอง หรือหน่วยงาน 1 แห่ง")

    structure.posts.filter(position="ปลัด").delete()
    Post.objects.filter(structure=structure, position="นักวิชาการ").update(branch="council", name="")
    proofs = told(structure)
    assert proofs["branches"] == (False, "ผังยังไม่มี พนักงานส่วนตำบล")
    assert proofs["posts"] == (False, "ยังไม่มีชื่อและไม่ได้ระบุว่าตำแหน่งว่าง: นักวิชาการ")


SUMS = [
    ([("ต.ค.", "๓"), ("พ.ย.", "1,204"), ("รวม", "1,207")], []),
    ([("ต.ค.", "3"), ("พ.ย.", "-"), ("รวมทั้งสิ้น", "4")], ["แถว “รวมทั้งสิ้น” คอลัมน์ “เรื่อง” เขียนว่า 4 แต่รวมได้ 3"]),
    ([("ต.ค.", "3"), ("พ.ย.", "4")], None),
    ([("ก", "1.26"), ("ข", "2.36"), ("รวม", "3.6")], []),  # rounded by hand
    ([("ก", "1.26"), ("ข", "2.36"), ("รวม", "3.7")], ["แถว “รวม” คอลัมน์ “เรื่อง” เขียนว่า 3.7 แต่รวมได้ 3.62"]),
    ([("ต.ค.", "3"), ("พ.ย.", "4"), ("รวมไตรมาสที่ 1", "7"), ("ม.ค.", "5"), ("รวม", "12")], []),
    ([("รวมใจ", "3"), ("สามัคคี", "4"), ("รวม", "7")], []),  # a village, not a sum
    ([("รวม", "7")], None),  # of nothing
]


@pytest.mark.parametrize(("rows", "wrong"), SUMS)
def test_a_row_that_calls_itself_a_total_is_the_sum_of_the_others(rows, wrong):
    assert wrong_sums(Table(["รายการ", "เรื่อง"], [list(row) for row in rows])) == wrong


@pytest.mark.parametrize(
    ("columns", "row", "wrong"),
    [
        (["หมู่", "ชาย", "หญิง", "รวม", "ครัวเรือน"], ["1", "3", "4", "7", "2"], []),
        (
            ["หมู่", "ชาย", "หญิง", "รวม", "ครัวเรือน"],
            ["1", "3", "4", "8", "2"],
            ["คอลัมน์ “รวม” แถว “1” เขียนว่า 8 แต่รวมได้ 9"],
        ),
        (["เรื่อง", "ทั้งหมด", "เสร็จแล้ว", "อยู่ระหว่าง", "ร้อยละ"], ["ก", "๕", "๓", "๒", "60"], []),
        (["เรื่อง", "ชาย", "หญิง"], ["ก", "5", "3"], None),
    ],
)
def test_a_column_that_calls_itself_a_total_is_the_sum_of_its_neighbours(columns, row, wrong):
    assert wrong_sums(Table(columns, [row])) == wrong


def test_statistics_say_whether_they_add_up_only_where_there_is_a_total():
    def item(*rows):
        return KnowledgeItem(table={"columns": ["เดือน", "เรื่อง"], "rows": [list(row) for row in rows]})

    assert "adds_up" not in told(item(("ต.ค.", "3")))
    assert told(item(("ต.ค.", "3"), ("รวม", "3")))["adds_up"] == (True, "ผลรวมในตารางถูกต้อง")
    assert told(item(("ต.ค.", "3"), ("รวม", "4")))["adds_up"][0] is False


@pytest.mark.parametrize(
    ("about", "first", "last"),
    [
        ({}, date(2025, 10, 1), date(2026, 9, 30)),
        ({"year_to": 2570}, date(2025, 10, 1), date(2027, 9, 30)),
        ({"period": "first_half"}, date(2025, 10, 1), date(2026, 3, 31)),
        ({"period": "second_half"}, date(2026, 4, 1), date(2026, 9, 30)),
        ({"period": "quarter", "period_number": 2}, date(2026, 1, 1), date(2026, 3, 31)),
        ({"period": "month", "period_number": 12}, date(2025, 12, 1), date(2025, 12, 31)),
        ({"period": "month", "period_number": 2}, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_plan_is_about_the_days_of_its_fiscal_year_and_part(about, first, last):
    assert Plan(year_from=2569, **about).span() == Span(first, last)


def test_what_does_not_tell_its_time_has_no_span():
    assert fiscal_span("month", 2569) is None
    assert Plan(period="month", period_number=3).span() is None
    assert Procurement(dated_on=date(2025, 11, 2)).span() == fiscal_span("year", 2569)
    assert Procurement(dated_on=date(2025, 9, 2), stage="plan").span() is None


def test_sentences_name_the_first_few_places():
    assert named("กขคงจฉช") == "ก, ข, ค, ง, จ และอีก 2 แห่ง"
