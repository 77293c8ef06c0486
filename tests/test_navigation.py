"""Finding the way: what stands beside an item, the breadcrumb, the site map, the index ก–ฮ, the page for what is not there."""

from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from announcements.models import Announcement, Procurement
from content.models import Channel, Contact, Page, Plan, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LegalDocument
from links.models import Link
from ponko_site import site_map
from publishing.models import Edition
from publishing.neighbours import KIN_LENGTH, neighbours
from tests.helpers import make_draft, make_live, publish, remove, withdraw
from thai.order import sort_key

pytestmark = pytest.mark.django_db


def queries_of(client, address: str, status: int = 200) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == status, address
    return len(queries)


# Beside an item


def steps(edition: Edition) -> tuple[str | None, str | None]:
    beside = neighbours(edition)
    return beside.before and beside.before.title, beside.after and beside.after.title


def walk(first: Edition) -> list[str]:
    """The titles from `first` on, one step after the other; every step back leads where one came from."""
    found, here = [first.title], first
    while (after := neighbours(here).after) is not None:
        assert neighbours(after.specific).before == Edition.objects.get(pk=here.pk).specific
        here = type(first).objects.get(pk=after.pk)
        found.append(here.title)
    return found


def test_news_are_stepped_through_within_their_kind_as_in_their_list(cast, client):
    days = {"ก": date(2026, 5, 2), "ข": date(2026, 5, 1), "ค": date(2026, 5, 1), "ง": date(2024, 5, 1)}
    made = {title: make_live(title=title, kind="notice", dated_on=day) for title, day in days.items()}
    make_live(title="กิจกรรม", kind="activity", dated_on=date(2026, 5, 1))
    make_draft(title="ร่าง", kind="notice", dated_on=date(2026, 5, 1))
    withdraw(make_live(title="สิ้นผล", kind="notice", dated_on=date(2026, 5, 1)))
    in_list = [edition.title for edition in client.get("/news/?kind=notice").context["page"]]
    assert walk(made["ก"]) == in_list == ["ก", "ค", "ข", "ง"]
    assert steps(made["ก"])[0] is None


def test_laws_and_plans_are_stepped_through_by_year_and_in_thai_order(cast):
    laws = {title: make_live(LegalDocument, title=title, year_be=2540) for title in ("ข", "เก", "กา", "แก")}
    make_live(LegalDocument, title="ใหม่กว่า", year_be=2550)
    make_live(LegalDocument, title="ระเบียบ", year_be=2540, doc_type="regulation")
    start = LegalDocument.objects.get(title="ใหม่กว่า")
    assert walk(start) == ["ใหม่กว่า", *sorted(laws, key=sort_key)]
    for year in (2568, 2570, 2569):
        make_live(Plan, title=f"แผน {year}", kind="action", year_from=year)
    assert walk(Plan.objects.get(year_from=2570)) == ["แผน 2570", "แผน 2569", "แผน 2568"]


def test_what_has_no_place_in_the_order_is_stepped_over(cast):
    undated, dated = (make_live(KnowledgeItem, title=title, dated_on=day) for title, day in
                      (("ไม่มีวันที่", None), ("มีวันที่", date(2026, 1, 5))))  # fmt: skip
    assert (steps(undated), steps(dated)) == ((None, None), (None, None))
    assert [other.title for other in neighbours(undated).kin] == ["มีวันที่"]


def test_kin_are_others_of_the_kind_from_the_end_of_the_fiscal_year_on(cast):
    old = make_live(title="ปีก่อน", dated_on=date(2024, 1, 1))
    for number in range(KIN_LENGTH + 4):
        make_live(title=f"ข่าว {number}", dated_on=date(2026, 1, 1 + number))
    beside = neighbours(Announcement.objects.get(title="ข่าว 5"))
    assert (beside.before.title, beside.after.title) == ("ข่าว 6", "ข่าว 4")
    assert [other.title for other in beside.kin] == [f"ข่าว {number}" for number in (9, 8, 7, 3, 2, 1)]
    assert beside.heading == "กิจกรรมอื่น"
    assert neighbours(old).kin == []


def test_beside_a_plan_stand_those_that_cover_its_year(cast):
    plan = make_live(Plan, title="แผน", kind="action", year_from=2569)
    make_live(Plan, title="ห้าปี", kind="strategy", year_from=2566, year_to=2570)
    make_live(Plan, title="รายงาน", kind="progress", year_from=2569)
    make_live(Plan, title="ปีก่อน", kind="finance", year_from=2568)
    assert [other.title for other in neighbours(plan).kin] == ["รายงาน", "ห้าปี"]


@pytest.mark.dry
def test_a_page_of_the_menu_shows_its_section_and_a_preview_shows_no_neighbours(cast, client):
    make_live(Page, title="ประวัติ", menu_section="about", menu_order=1)
    here = make_live(Page, title="วิสัยทัศน์", menu_section="about", menu_order=2)
    html = client.get(here.publication.address).content.decode()
    section = html[html.index('<nav class="neighbours"') :]
    assert section.index("ประวัติ") < section.index('aria-current="page">วิสัยทัศน์')
    client.force_login(cast.approver)
    draft = make_draft(title="ร่าง", dated_on=date(2026, 1, 1))
    make_live(title="ข่าว", dated_on=date(2026, 1, 1))
    preview = client.get(f"/admin/announcements/announcement/{draft.pk}/preview/")
    assert (preview.status_code, 'class="neighbours"' in preview.content.decode()) == (200, False)


# The way from home


@pytest.mark.parametrize(
    ("model", "middle"),
    [
        (Page, [("ข้อมูลทั่วไป", "/about/?kind=general")]),
        (Structure, []),
        (Plan, [("แผน โครงการ และรายงาน", "/about/plans/")]),
        (Contact, []),
        (LegalDocument, [("พระราชบัญญัติ", "/laws/?doc_type=act")]),
        (Announcement, [("กิจกรรม", "/news/?kind=activity")]),
        (Procurement, [("ประกาศจัดซื้อจัดจ้าง", "/news/procurement/")]),
        (KnowledgeItem, [("บทความ", "/knowledge/?kind=article")]),
        (Link, [("หน่วยงานที่เกี่ยวข้อง", "/links/?kind=agency")]),
    ],
)
@pytest.mark.dry
def test_the_breadcrumb_leads_over_the_category_and_the_list_or_the_kind(model, middle, cast, client):
    edition = make_live(model)
    category = edition.publication.declared
    page = client.get(edition.publication.address)
    expected = [
        ("หน้าหลัก", "/"),
        (category.title, category.address),
        *middle,
        (edition.title, edition.publication.address),
    ]
    assert page.context["crumbs"] == expected
    html = page.content.decode()
    crumbs = html[html.index("crumbs-list") : html.index("</ol>")]
    assert crumbs.count("<a href=") == len(expected) - 1
    assert f'<li aria-current="page">{edition.title}</li>' in crumbs


def test_the_way_to_a_list_ends_with_its_name(cast, client):
    ends = {address: client.get(address).context["crumbs"][1:] for address in ("/laws/", "/about/plans/")}
    assert ends == {
        "/laws/": [("กฎหมายและระเบียบ", "/laws/")],
        "/about/plans/": [("ข้อมูลพื้นฐาน", "/about/"), ("แผน โครงการ และรายงาน", "/about/plans/")],
    }


# The site map


@pytest.mark.dry
def test_the_site_map_counts_what_is_live_in_one_query(cast, client):
    empty = queries_of(client, "/site-map/")
    make_live(kind="notice"), make_live(kind="notice"), make_live(Procurement, stage="plan")
    make_draft(kind="festival")
    page = client.get("/site-map/")
    found = {
        section["category"].path: [
            (heading, [(place.title, place.address, place.count) for place in places])
            for heading, places in section["groups"]
        ]
        for section in page.context["sections"]
    }
    assert [place for _, places in found["news"] for place in places if place[2]] == [
        ("ประกาศ", "/news/?kind=notice", 2),
        ("ประกาศจัดซื้อจัดจ้างทั้งหมด", "/news/procurement/", 1),
        ("แผนการจัดซื้อจัดจ้าง", "/news/procurement/?stage=plan", 1),
    ]
    assert found["laws"] == []
    # It was counted just now, and so was the menu.
    assert queries_of(client, "/site-map/") == empty - 2
    html = page.content.decode()
    for address in ("/a-z/", "/feeds/", "/developers/", *(f"/{path}/" for path in found)):
        assert f'href="{address}"' in html, address


def test_the_site_map_leaves_the_addresses_of_others_to_the_foot(cast, client):
    draft = make_draft(Contact, title="ติดต่อหน่วยงาน")
    Channel.objects.create(contact=draft, label="เพจของเรา", url="https://www.facebook.com/example")
    publish(draft)
    main = client.get("/site-map/").content.decode().partition("<footer")[0]
    assert ("ติดต่อหน่วยงาน" in main, "เพจของเรา" in main) == (True, False)


# The index


TITLES = {
    "กลอง": "ก", "เกาะ": "ก", "แผน": "ผ", "โครงการ": "ค", "ไฟ": "ฟ", "ใบอนุญาต": "บ", "ฤดูฝน": "ฤ", "เฮฮา": "ฮ",
    "Phon Ko": "P", "e-bidding": "E", "2569": "0-9", "“คำพูด”": "0-9", "เ": "0-9", "เ-": "0-9",
}  # fmt: skip


def test_every_item_is_in_the_index_under_its_letter_and_only_there(cast, client):
    for title in TITLES:
        make_live(Link, title=title)
    make_draft(title="ฌาน")
    letters = {entry["letter"]: entry["count"] for entry in client.get("/a-z/").context["letters"]}
    assert letters == {letter: list(TITLES.values()).count(letter) for letter in TITLES.values()}
    assert list(letters) == ["ก", "ค", "บ", "ผ", "ฟ", "ฤ", "ฮ", "E", "P", "0-9"]
    for letter in site_map.LETTERS:
        page = client.get(f"/a-z/{quote(letter)}/")
        shown = [edition.title for edition in page.context["page"]]
        assert shown == sorted((title for title in TITLES if TITLES[title] == letter), key=sort_key), letter
        assert {site_map.letter_of(title) for title in shown} <= {letter}
    for nonsense in ("ก ก", "a", "๑", "กก", "10", "%25", "เ", "x" * 3000):
        assert client.get(f"/a-z/{quote(nonsense)}/").status_code == 404, nonsense


def test_the_index_leads_to_every_page_of_a_big_letter(cast, client, monkeypatch):
    monkeypatch.setattr(site_map, "LETTER_PAGE_LENGTH", 2)
    for number in range(5):
        make_live(Link, title=f"กรม {number}")
    html = client.get("/a-z/").content.decode()
    pages = ["", "?page=2", "?page=3"]
    assert [f'href="/a-z/{quote("ก")}/{query}"' in html for query in [*pages, "?page=4"]] == [True] * 3 + [
        False
    ]
    shown = [client.get(f"/a-z/ก/{query}").context["page"].object_list for query in pages]
    assert [[edition.title for edition in page] for page in shown] == [
        ["กรม 0", "กรม 1"],
        ["กรม 2", "กรม 3"],
        ["กรม 4"],
    ]
    for page in ("0", "-1", "abc", "๒", "9" * 40):
        assert client.get("/a-z/ก/", {"page": page}).status_code == 200


@pytest.mark.dry
def test_the_index_costs_the_same_for_one_and_for_many(cast, client):
    counts = []
    for _ in range(2):
        for _ in range(2):
            make_live(Link, title="กรม")
        counts.append((queries_of(client, "/a-z/"), queries_of(client, "/a-z/ก/")))
    frame = 2  # the office, the menu
    # The index is known when its letter is asked for, and so is the menu.
    assert counts == [(frame + 1, frame)] * 2


# What is not there


def suggested(client, address: str) -> list[str]:
    page = client.get(address)
    assert page.status_code == 404
    html = page.content.decode()
    for lead in ("/site-map/", "/a-z/", "/news/"):
        assert f'href="{lead}"' in html
    return [edition.title for edition in page.context["near"]]


def test_an_address_where_nothing_is_leads_to_what_is_near(cast, client):
    page = make_live(Page, title="โครงสร้างสำนัก", slug="structure")
    make_live(Page, title="แผนชุมชน 2569", slug="community-plan")
    make_draft(Page, title="ร่างโครงสร้างใหม่", slug="structure-new")
    remove(make_live(Page, title="โครงสร้างเก่า", slug="structure-old"))
    assert suggested(client, "/about/strcture/") == ["โครงสร้างสำนัก"]
    assert suggested(client, f"/about/{quote('โครงสร้าง')}/") == ["โครงสร้างสำนัก"]
    assert suggested(client, "/old/community-plan-2569/") == ["แผนชุมชน 2569"]
    assert suggested(client, f"/news/{page.publication_id}/") == ["โครงสร้างสำนัก"]
    assert suggested(client, "/about/something-else/") == []


@pytest.mark.dry
def test_what_programs_try_costs_no_query_for_suggestions(cast, client):
    make_live(Page, title="wp login php", slug="wp-login")
    client.get("/wp-login.php")  # from now on the menu is known
    plain = queries_of(client, "/wp-login.php", 404)
    for tried in (
        "/.env",
        "/cgi-bin/login/",
        "/admin.php/login/",
        "/wp-admin/login",
        "/" + "login-" * 100,
        "/-/",
    ):
        assert queries_of(client, tried, 404) == plain, tried
        assert client.get(tried).context["near"] == []
    assert queries_of(client, "/wp-login-page/", 404) == plain + 1


@pytest.mark.parametrize(
    "path",
    ["9" * 60, "9" * 18, "๑๒๓", "%ff%fe", "a'--", "%25", "_", "ก" * 199, "\u202e", "a/b/c/d", "๏ะ", "…"],
)
def test_no_address_is_an_error(path, cast, client):
    assert client.get(f"/{quote(path, safe='%/')}/").status_code == 404
