"""The report to the chief executive as a memo: what stands on it, in whose name, and who may read it."""

import re
from datetime import date

import pytest
from django.utils.html import strip_tags

from accounts.models import Office
from accounts.roles import Role
from publishing import urgent
from publishing.admin.memo import chief_title, memo, number_line, printed
from publishing.models import ChiefReport
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, jpeg_upload, let_act, make_urgent

pytestmark = [pytest.mark.django_db, pytest.mark.dry]
READERS = {"chief", "approver", "reviewer", "writer"}
GARUDA = "/admin/publishing/chiefreport/garuda/"


@pytest.fixture
def report(cast) -> ChiefReport:
    live = move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="น้ำขึ้นเร็ว")
    return live.chief_report


def memo_of(report: ChiefReport, browser) -> str:
    """The words of the memo in order, with one space between them."""
    page = browser.get(f"/admin/publishing/chiefreport/{report.pk}/memo/").content.decode()
    paper = page.split('<main class="memo">')[1].split("</main>")[0]
    # A name that may not be torn apart is in a tag of its own, within a word.
    words = strip_tags(re.sub("<(?!/?span)", " <", paper))
    return " ".join(words.replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("typed", "on_paper"),
    [
        ("หมู่ที่ 3 สูง 1,234.50 เมตร (ร้อยละ 40)", "หมู่ที่ ๓ สูง ๑,๒๓๔.๕๐ เมตร (ร้อยละ ๔๐)"),
        ("โควิด-19 และ PM2.5", "โควิด-๑๙ และ PM2.5"),
        ("ดูที่https://a.go.th/news/12/ครับ โทร. 044-000-199", "ดูที่https://a.go.th/news/12/ครับ โทร. ๐๔๔-๐๐๐-๑๙๙"),
        ("a1@b2.go.th", "a1@b2.go.th"),
    ],
)
def test_digits_are_thai_but_not_in_addresses_and_latin_names(typed, on_paper):
    assert printed(typed) == on_paper


@pytest.mark.parametrize(
    ("prefix", "number", "line"),
    [
        ("", "", ""),
        ("สร 71801", "", "สร 71801/"),
        ("สร 71801", "123", "สร 71801/123"),
        ("สร 71801", "๑๒๓", "สร 71801/๑๒๓"),
        ("สร 71801", "สร 71802/123", "สร 71802/123"),
        ("", "123", "123"),
    ],
)
def test_the_number_is_the_officers_or_blank_never_invented(prefix, number, line):
    assert number_line(Office(letter_prefix=prefix), ChiefReport(number=number)) == line


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("องค์การบริหารส่วนตำบลโพนโก", "นายกองค์การบริหารส่วนตำบลโพนโก"),
        ("เทศบาลตำบลสนม", "นายกเทศมนตรีตำบลสนม"),
        ("องค์การบริหารส่วนจังหวัดสุรินทร์", "นายกองค์การบริหารส่วนจังหวัดสุรินทร์"),
    ],
)
def test_the_chief_executive_is_addressed_by_the_name_of_the_office(name, title):
    assert chief_title(Office(name=name)) == title


def test_what_nobody_has_entered_is_dots_and_then_what_was_entered(report, as_user, cast):
    browser = as_user(cast.writer)
    address = f"/admin/publishing/chiefreport/{report.pk}/memo/"
    labels = re.findall(r"<dd>(.*)</dd>", browser.get(address).content.decode())
    assert labels[1:3] == ["", ""]

    urgent.set_number(report, actor=cast.writer, number="123/2569", dated_on=date(2026, 11, 3))
    urgent.acknowledge(report, actor=cast.chief, instruction="ให้กองช่างตรวจภายใน 3 วัน")
    memo = memo_of(report, browser)
    assert "ที่ ๑๒๓/๒๕๖๙ วันที่ ๓ พฤศจิกายน ๒๕๖๙ เรื่อง" in memo
    assert "คำสั่งนายก ทราบ ให้กองช่างตรวจภายใน ๓ วัน (ผู้แสดง chief) นายกองค์การบริหารส่วนตำบลโพนโก วันที่" in memo


def test_the_memo_asks_two_queries_of_its_own(report, django_assert_num_queries):
    fresh = ChiefReport.objects.select_related("edition__publication").get(pk=report.pk)
    office = Office.objects.select_related("responsible_unit").get()
    with django_assert_num_queries(2):
        memo(fresh, office)


def test_who_acts_for_another_signs_with_both_positions_as_they_were(cast, as_user):
    order = let_act(cast.reviewer, cast.approver.position, Role.APPROVER)
    live = move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.reviewer, ticks=ALL_TICKS, note="น้ำขึ้นเร็ว")
    order.delete()
    page = as_user(cast.writer).get(f"/admin/publishing/chiefreport/{live.chief_report.pk}/memo/")
    signed = "(ผู้แสดง reviewer)<br>หัวหน้าสำนักปลัด รักษาราชการแทน<br>ปลัดองค์การบริหารส่วนตำบล</p>"
    assert signed in page.content.decode()


def test_nothing_on_it_is_of_one_office(cast, as_user):
    name = "องค์การบริหารส่วนตำบลหนองตัวอย่าง"
    Office.objects.update(name=name, short_name="อบต.หนองตัวอย่าง", memo_through="ผ่านรองปลัดผู้ปฏิบัติหน้าที่แทน")
    draft = make_urgent(title="น้ำท่วม", summary="น้ำท่วมถนน", place="หมู่ที่ 3")
    live = move(draft, Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="น้ำขึ้นเร็ว")
    memo = memo_of(live.chief_report, as_user(cast.writer))
    assert "โพนโก" not in memo
    assert f"เรียน นายก{name} (ผ่านรองปลัดผู้ปฏิบัติหน้าที่แทน) ตามที่ประกาศ{name} เรื่อง" in memo


@pytest.mark.parametrize("name", [*sorted(READERS), "administrator", "assessor", "onlooker"])
@pytest.mark.alike
def test_only_who_reads_the_reports_reads_the_memo_and_sees_the_garuda(name, report, as_user, cast):
    data = {"garuda": jpeg_upload("garuda.jpg", 600, 600), "place": "อำเภอสนม"}
    names = ("name", "short_name", "name_english", "address", "postcode", "domain", "geocode")
    data |= {field: getattr(Office.objects.get(), field) for field in (*names, "first_fiscal_year")}
    administrator = as_user(cast.administrator)
    assert administrator.post("/admin/accounts/office/1/change/", data).status_code == 302
    assert administrator.get("/admin/accounts/office/1/change/").status_code == 200

    browser = as_user(getattr(cast, name))
    memo = browser.get(f"/admin/publishing/chiefreport/{report.pk}/memo/")
    garuda = browser.get(GARUDA)
    if name in READERS:
        assert f'<img src="{GARUDA}" alt="ตราครุฑ">' in memo.content.decode()
        assert garuda["Content-Type"] == "image/webp" and b"".join(garuda)[:4] == b"RIFF"
    else:
        assert (memo.status_code, garuda.status_code) == (403, 403)


def test_a_visitor_signs_in_first(report, client):
    for address in (f"/admin/publishing/chiefreport/{report.pk}/memo/", GARUDA):
        assert "/admin/login/" in client.get(address)["Location"]
