"""The home page shows what a visitor looks for first, from what is live, and says plainly what is not there."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from playwright.sync_api import expect

from accounts.models import Office
from announcements.models import Announcement, Procurement
from content.models import Page, Post, Structure
from links.models import Link
from publishing.files import attach
from publishing.models import Attachment, StoredFile
from tests.helpers import make_draft, make_live, publish, withdraw
from thai.dates import BANGKOK

Kind = Announcement.Kind


def home(client):
    response = client.get("/")
    assert response.status_code == 200
    return response


def tabs(client) -> dict[str, list[str]]:
    return {tab.name: [row.title for row in tab.editions] for tab in home(client).context["tabs"]}


def make_structure(**head) -> Structure:
    draft = make_draft(Structure)
    photo = attach(
        draft, StoredFile.objects.get(original_name="ภาพ.jpg"), kind=Attachment.Kind.PORTRAIT, title="นายก"
    )
    values = {"position": "นายกองค์การบริหารส่วนตำบล", "name": "นายหนึ่ง (ตัวอย่าง)", "photo": photo.address}
    first = {"branch": Post.Branch.EXECUTIVE, "tier": 1}
    Post.objects.create(structure=draft, **first | values | head)
    return publish(draft)


def make_survey(first: date, last: date, **fields) -> Link:
    return make_live(Link, kind=Link.Kind.SURVEY, shown_from=first, shown_until=last, **fields)


# News


def test_cards_show_what_is_pinned_and_what_was_done(client, cast):
    today = timezone.localdate()
    make_live(title="ประกาศ", kind=Kind.NOTICE)
    make_live(title="หยุดจ่ายน้ำ", kind=Kind.NOTICE, pinned_until=today)
    make_live(title="กิจกรรม", kind=Kind.ACTIVITY)
    make_live(title="เลยกำหนดปักหมุด", kind=Kind.SERVICE, pinned_until=today - timedelta(days=1))
    news = home(client).context["sections"][0]
    assert news["category"].path == "news"
    assert [edition.title for edition in news["newest"]] == ["หยุดจ่ายน้ำ", "กิจกรรม"]
    assert tabs(client)["notices"] == ["เลยกำหนดปักหมุด", "ประกาศ"]


@pytest.mark.dry
def test_each_tab_is_a_headed_list_with_a_way_to_all(client, cast):
    make_live(title="แจ้งภาษี", kind=Kind.NOTICE)
    make_live(title="รับสมัครครู", kind=Kind.RECRUITMENT)
    make_live(Procurement, title="ซื้อกระดาษ")
    make_draft(title="ร่างลับ", kind=Kind.NOTICE)
    assert tabs(client) == {"notices": ["แจ้งภาษี"], "procurement": ["ซื้อกระดาษ"], "jobs": ["รับสมัครครู"]}
    html = home(client).content.decode()
    for label, address in (
        ("ประชาสัมพันธ์", "/news/"),
        ("จัดซื้อจัดจ้าง", "/news/procurement/"),
        ("รับสมัครงาน", "/news/?kind=recruitment"),
    ):
        assert f">{label}</h3>" in html
        assert f'<a class="section-all" href="{address}">ดูทั้งหมด<span class="visually-hidden"> {label}' in html
    assert "ร่างลับ" not in html


def test_what_takes_offers_stands_first_with_the_time_left(client, cast):
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=BANGKOK), tick=False):
        make_live(Procurement, title="ยังรับข้อเสนอ", dated_on=date(2026, 10, 1))
        make_live(
            Procurement,
            title="ผู้ชนะ",
            stage=Procurement.Stage.WINNER,
            winner="ร้านตัวอย่าง",
            price=1,
            dated_on=date(2026, 11, 20),
        )
        assert tabs(client)["procurement"] == ["ยังรับข้อเสนอ", "ผู้ชนะ"]
        assert "ปิดรับข้อเสนอในอีก 8 วัน" in home(client).content.decode()


# The chief executive


@pytest.mark.dry
def test_the_chief_executive_stands_with_portrait_and_message(client, cast):
    make_structure()
    make_live(Page, title="สารจากนายก", kind=Page.Kind.MESSAGE, summary="ยินดีต้อนรับพี่น้องทุกท่าน")
    html = home(client).content.decode()
    for words in ("นายหนึ่ง (ตัวอย่าง)", "สารจากนายก", "ยินดีต้อนรับพี่น้องทุกท่าน", 'alt="ภาพนายกองค์การบริหารส่วนตำบล"'):
        assert words in html
    assert 'class="chief-portrait"' in html


@pytest.mark.parametrize("head", [{"vacant": True, "name": ""}, {"tier": 2}, {"branch": Post.Branch.COUNCIL}])
@pytest.mark.alike
def test_without_a_chief_executive_nobody_is_shown(head, client, cast):
    make_structure(**head)
    response = home(client)
    assert response.context["chief"] is None
    assert "chief-who" not in response.content.decode()


def test_who_ended_is_shown_no_more(client, cast):
    structure = make_structure()
    message = make_live(Page, kind=Page.Kind.MESSAGE)
    assert home(client).context["chief"].name == "นายหนึ่ง (ตัวอย่าง)"
    withdraw(structure), withdraw(message)
    context = home(client).context
    assert (context["chief"], context["message"]) == (None, None)


# Surveys and links


@pytest.mark.parametrize(
    ("moment", "is_shown"),
    [
        ("2026-11-30T23:59+07:00", False),
        ("2026-12-01T00:00+07:00", True),
        ("2027-06-30T23:59+07:00", True),
        ("2027-07-01T00:00+07:00", False),
    ],
)
@pytest.mark.alike
def test_a_survey_is_on_the_home_page_on_its_days(moment, is_shown, client, cast):
    make_survey(date(2026, 12, 1), date(2027, 6, 30), title="แบบวัด EIT")
    with time_machine.travel(moment, tick=False):
        assert ("แบบวัด EIT" in home(client).content.decode()) is is_shown
        assert "แบบวัด EIT" in client.get("/links/").content.decode()


@pytest.mark.dry
def test_a_survey_leads_straight_out_and_names_the_host(client, cast):
    today = timezone.localdate()
    survey = make_survey(today, today, title="แบบวัด EIT", url="https://itas.nacc.go.th/eit?a=1&b=2")
    html = home(client).content.decode()
    assert f'href="{escape(survey.url)}" rel="noopener noreferrer"' in html
    assert ">itas.nacc.go.th</span>" in html
    assert f'src="/qr/links/{survey.publication_id}.svg"' in html
    assert survey.code_address() == survey.url
    assert home(client).context["sections"][-1]["newest"] == []


def test_a_survey_needs_its_days_and_nothing_else_has_them(cast):
    day = date(2026, 12, 1)
    complete = {"url": "https://itas.nacc.go.th/", "owner_name": "ป.ป.ช."}
    need, spare = "กรอกวันแรกและวันสุดท้ายที่เปิดให้ตอบแบบวัด", "ลบวันที่เปิดให้ตอบ หรือเปลี่ยนประเภทเป็น “แบบวัดการรับรู้ IIT/EIT”"
    found = {
        (kind, first, last): list(Link(**complete, kind=kind, shown_from=first, shown_until=last).missing())
        for kind in (Link.Kind.SURVEY, Link.Kind.AGENCY)
        for first, last in ((None, None), (day, None), (day, day))
    }
    assert list(found.values()) == [[need], [need], [], [], [spare], [spare]]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_draft(Link, shown_from=day, shown_until=day - timedelta(days=1))


def test_services_stand_before_agencies_and_others(client, cast):
    for kind in (Link.Kind.VIDEO, Link.Kind.AGENCY, Link.Kind.ESERVICE, Link.Kind.UNIT):
        make_live(Link, kind=kind)
    newest = home(client).context["sections"][-1]["newest"]
    assert [link.kind for link in newest] == ["eservice", "agency", "unit", "video"]


# What is not there, and what it costs


@pytest.mark.parametrize("has_office", [True, False])
@pytest.mark.dry
def test_an_empty_site_says_that_nothing_is_there_yet(has_office, client, cast):
    if not has_office:
        Office.objects.all().delete()
    html = home(client).content.decode()
    assert "เว็บไซต์นี้อยู่ระหว่างเตรียมข้อมูล" in html
    assert ("ยังไม่ได้ตั้งค่าข้อมูลหน่วยงาน" in html) is not has_office
    make_live(Link)
    html = home(client).content.decode()
    assert "เว็บไซต์นี้อยู่ระหว่างเตรียมข้อมูล" not in html
    assert html.count("ยังไม่มีข้อมูลเผยแพร่ในหมวดนี้") == 4


@pytest.mark.dry
def test_queries_do_not_grow_with_what_is_shown(client, cast):
    assert connection.features.supports_json_field  # SQLite is asked once a process
    today, counts = timezone.localdate(), []
    for number in (1, 2):
        for _ in range(number):
            make_structure()
            make_live(Page, kind=Page.Kind.MESSAGE)
            make_survey(today, today)
            make_live(kind=Kind.NOTICE), make_live(kind=Kind.RECRUITMENT), make_live(Procurement)
        with CaptureQueriesContext(connection) as queries:
            home(client)
        counts.append(len(queries))
    assert counts == [11, 11]


def test_lists_are_tabs_with_javascript_and_lists_without(new_page):
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto("/")
    names = ["ประชาสัมพันธ์", "จัดซื้อจัดจ้าง", "รับสมัครงาน"]
    assert page.get_by_role("tab").all_inner_texts() == names
    page.get_by_role("tab", name=names[0]).focus()
    for key, chosen in (("ArrowRight", 1), ("End", 2), ("ArrowRight", 0), ("ArrowLeft", 2), ("Home", 0)):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=names[chosen])).to_be_focused()
        expect(page.get_by_role("tab", selected=True)).to_have_text(names[chosen])
        assert [tab.is_visible() for tab in page.locator(".tab").all()] == [i == chosen for i in range(3)]
        expect(page.get_by_role("tabpanel", name=names[chosen])).to_be_visible()
    plain = new_page(java_script_enabled=False)
    plain.goto("/")
    assert [plain.get_by_role("heading", name=name, exact=True).is_visible() for name in names] == [True] * 3
    assert [tab.is_visible() for tab in plain.locator(".tab").all()] == [True] * 3


def test_the_tile_for_complaints_leads_to_their_page_once_there_is_one(client, cast):
    tile = re.compile(r'<a href="([^"]*)">(?:(?!</a>).)*ร้องเรียน', re.DOTALL)
    assert tile.search(home(client).content.decode())[1].startswith("/about/?q=")
    page = make_live(Page, title="ช่องทางร้องเรียน", kind=Page.Kind.COMPLAINT)
    assert tile.search(home(client).content.decode())[1] == page.get_absolute_url()
