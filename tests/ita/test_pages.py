"""What the public and the assessor see: the pages of a year, of an item, of the index of the act."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import Announcement
from content.models import Page, Plan
from ita.models import Claim, Cycle, Evidence, Item, Way
from ita.standing import published_at
from ita.words import OWN_CHECK
from tests.helpers import make_draft, make_live, remove, revise, withdraw
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_cycles(cast):
    """Each test makes its own; a new office has some."""
    Cycle.objects.all().delete()


def main_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    html = answer.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return main.replace("&nbsp;", " ").replace("\xa0", " ").replace("\u2060", "")


def states(client, address: str) -> dict[str, str]:
    """Code → the state that the page of a cycle gives it."""
    row = r'oit-code">([^<]+)</span>.*?oit-state">([^<]+)</span>'
    return dict(re.findall(row, main_of(client, address)))


def test_without_a_public_cycle_there_is_a_page_that_says_so(client, cast):
    make_cycle(2569, status="preparing")
    for address in ("/ita/", "/oia/"):
        assert "ยังไม่ได้เผยแพร่" in main_of(client, address)
    for address in (
        "/ita/2569/",
        "/ita/2569.json",
        "/ita/2569.csv",
        "/ita/2569/o1/",
        "/oia.json",
        "/oia/7-1/",
    ):
        assert client.get(address).status_code == 404


def test_ita_leads_to_the_newest_public_year_and_each_year_keeps_its_address(client, cast):
    for year, status in ((2563, "closed"), (2569, "open"), (2570, "preparing")):
        make_cycle(year, status=status, items=["O1"])
    assert (client.get("/ita/").status_code, client.get("/ita/")["Location"]) == (302, "/ita/2569/")
    years = re.findall(r'href="(/ita/[0-9]+/)"( aria-current="page")?', main_of(client, "/ita/2563/"))
    assert years[:2] == [("/ita/2569/", ""), ("/ita/2563/", ' aria-current="page"')]


@pytest.mark.parametrize(
    "address",
    ["/ita/๒๕๖๙/", "/ita/0/", "/ita/99999999999999999999/", "/ita/2600/", "/ita/2569/o99/",
     "/ita/2569.xml", "/ita/-1/", "/oia/%E0%B8%81/", "/ita/2569/o1/o1/"],
)  # fmt: skip
def test_nonsense_is_not_found_and_breaks_nothing(address, client, cast):
    make_item(make_cycle(2569), "O1")
    assert client.get(address).status_code == 404
    assert client.get("/ita/2569/?page=๙&year=9e99").status_code == 200


def test_a_code_as_it_is_written_leads_to_the_item(client, cast):
    make_item(make_cycle(2569), "O1")
    assert client.get("/ita/2569/O1/")["Location"] == "/ita/2569/o1/"


def test_the_year_gives_each_item_one_of_three_states_and_nothing_of_our_own_judgement(client, cast):
    cycle = make_cycle(2569, items=["O1", "O2", "O3", "O4", "O5", "O6", "O7"])
    items = {item.code: item for item in cycle.items.all()}
    cycle.items.update(level="fail")
    make_evidence(items["O1"], make_live())
    make_evidence(items["O1"], make_live())
    make_evidence(items["O2"])
    make_evidence(items["O3"], make_live(), confirmed=False)
    make_evidence(items["O4"], withdraw(make_live()))
    make_evidence(items["O5"], remove(make_live()))
    make_evidence(items["O6"], "/about/")
    gone = make_live(Page)
    make_evidence(items["O7"], gone.publication.address)
    remove(gone)
    assert states(client, "/ita/2569/") == {
        "O1": "เผยแพร่แล้ว 2 รายการ", "O2": "ไม่มีข้อมูลในปีนี้", "O3": "ยังไม่เผยแพร่", "O4": "ยังไม่เผยแพร่",
        "O5": "ยังไม่เผยแพร่", "O6": "เผยแพร่แล้ว", "O7": "ยังไม่เผยแพร่",
    }  # fmt: skip
    shown = json.loads(client.get("/ita/2569.json").content)["items"]
    assert [one["state_label"] for one in shown] == [
        label.split(" ")[0] for label in states(client, "/ita/2569/").values()
    ]
    html = main_of(client, "/ita/2569/")
    assert (OWN_CHECK in html, re.findall("fail|ผ่าน|badge", html)) == (True, [])


def test_the_year_counts_its_items_by_state_in_their_words(client, cast):
    cycle = make_cycle(2569, items=["O1", "O2", {"code": "O3", "none_allowed": True}])
    make_evidence(cycle.items.get(code="O1"), make_live(Page))
    make_evidence(cycle.items.get(code="O3"), None)
    said = re.sub(r"<[^>]+>", "", main_of(client, "/ita/2569/"))
    assert "เผยแพร่แล้ว 1 ข้อ · ไม่มีข้อมูลในปีนี้ 1 ข้อ · ยังไม่เผยแพร่ 1 ข้อ" in said


def test_only_what_is_confirmed_and_live_is_shown(client, cast):
    item = make_item(make_cycle(2569), "O1")
    live, ended, gone = (
        make_live(title="เรื่องที่มีอยู่"),
        make_live(title="เรื่องที่สิ้นผล"),
        make_live(title="เรื่องที่ถอนออก"),
    )
    draft = make_draft(title="เรื่องที่เป็นร่าง")
    for edition in (live, ended, gone, draft):
        make_evidence(item, edition, statement=f"ดูที่{edition.title}")
    make_evidence(item, make_live(title="เรื่องที่รอยืนยัน"), confirmed=False)
    withdraw(ended), remove(gone)
    revise_draft = make_draft(title="ร่างใหม่ของเรื่องอื่น")
    html, data = main_of(client, "/ita/2569/o1/"), client.get("/ita/2569.json").content.decode()
    table = client.get("/ita/2569.csv").content.decode()
    for text in (html, data, table):
        named = {
            word for word in ("มีอยู่", "สิ้นผล", "ถอนออก", "เป็นร่าง", "รอยืนยัน", "ร่างใหม่") if f"เรื่องที่{word}" in text
        }
        assert named == {"มีอยู่", "สิ้นผล"}
    assert html.count("สิ้นผลแล้ว") == 1
    assert html.count("หลักฐานนี้ถอนออกแล้ว") == 1
    assert f'href="{ended.publication.address}"' in html
    assert revise_draft.title not in html


def test_every_spelling_of_a_removed_page_is_known(cast):
    live = make_live(Announcement)
    number = str(live.publication_id)
    spellings = [
        f"/news/{number}/",
        f"/news/0{number}/",
        f"/news/%3{number[0]}{number[1:]}/",
        f"/news/{number}/editions/",
    ]
    assert all(published_at(spellings).values())
    remove(live)
    assert published_at(spellings) == dict.fromkeys(spellings)


def test_what_never_was_public_is_not_even_said_to_be_gone(client, cast):
    item = make_item(make_cycle(2569), "O1")
    make_evidence(item, make_draft(title="ยังไม่เคยเผยแพร่"))
    assert "ถอนออก" not in main_of(client, "/ita/2569/o1/")
    assert states(client, "/ita/2569/") == {"O1": "ยังไม่เผยแพร่"}


def test_evidence_follows_the_new_edition(client, cast):
    item = make_item(make_cycle(2569), "O1")
    first = make_live(title="ชื่อแรก")
    make_evidence(item, first)
    revise(first, title="ชื่อใหม่")
    html = main_of(client, "/ita/2569/o1/")
    assert ("ชื่อใหม่" in html, "ชื่อแรก" in html) == (True, False)


def test_an_item_shows_elements_files_unit_period_and_the_same_item_of_other_years(client, cast):
    other = make_item(make_cycle(2563, status="closed"), "O31", concept="complaint-stats")
    make_item(make_cycle(2570, status="preparing"), "O30", concept="complaint-stats")
    item = make_item(
        make_cycle(2569), "O29", concept="complaint-stats", period_kind="fiscal_year", period_offset=-1,
        elements=["แสดงจำนวนเรื่อง", "แสดงประเภท"],
    )  # fmt: skip
    live = make_live(Plan, title="สถิติเรื่องร้องเรียน")
    evidence = make_evidence(item, live, period_part="year", period_year=2568)
    Claim.objects.filter(evidence=evidence).update(where="หน้า 3 <b>")
    Claim.objects.filter(element__text="แสดงประเภท").delete()
    file = live.attachments.get()
    html = main_of(client, "/ita/2569/o29/")
    assert html.count("ทั้งปีงบประมาณ พ.ศ. 2568") == 1
    assert html.count("ปีงบประมาณ พ.ศ. 2568</li>") == 1
    assert (html.count(">หลักฐานที่ 1</a> หน้า 3 &lt;b&gt;"), html.count("ยังไม่ได้ระบุว่าแสดงที่ใด")) == (1, 1)
    assert f'href="{file.get_absolute_url()}"' in html
    assert (file.stored.sha256 in html, "PDF" in html, live.publication.owner.unit.name in html) == (
        True,
    ) * 3
    assert re.findall(r'oit-other" href="([^"]+)">([^<]+)<', html) == [(other.address, "ITA 2563 ข้อ O31")]
    assert OWN_CHECK in html


def test_items_are_stepped_through_in_their_order(client, cast):
    make_cycle(2569, items=["O1", "O2", "O10"])
    steps = {
        code: re.findall(r'rel="(?:prev|next)" href="([^"]+)"', main_of(client, f"/ita/2569/{code}/"))
        for code in ("o1", "o2", "o10")
    }
    assert steps == {
        "o1": ["/ita/2569/o2/"],
        "o2": ["/ita/2569/o1/", "/ita/2569/o10/"],
        "o10": ["/ita/2569/o2/"],
    }


def test_an_address_elsewhere_is_marked_and_nothing_is_shown_is_said_with_its_reason(client, cast):
    cycle = make_cycle(2569)
    make_evidence(make_item(cycle, "O1"), "https://www.example.go.th/เพจ", title="เพจ")
    make_evidence(make_item(cycle, "O2"), None, statement="ไม่มีเรื่องร้องเรียนในปีนี้")
    outside = main_of(client, "/ita/2569/o1/")
    assert re.search(r'<a href="https://www.example.go.th/[^"]*" rel="noopener noreferrer">เพจ', outside)
    assert "อยู่ในเว็บไซต์ของหน่วยงานอื่น" in outside
    nothing = main_of(client, "/ita/2569/o2/")
    assert "ไม่มีเรื่องร้องเรียนในปีนี้" in nothing
    assert "องค์ประกอบที่ต้องแสดง" in nothing


# The click path


def way(address: str, *steps: tuple[str, str], found_at=None) -> Way:
    home = ("หน้าหลัก", "/")
    return Way.objects.create(
        address=address, steps=[home, *steps], found_at=found_at or timezone.now() + timedelta(seconds=1)
    )


def path_of(client, address: str) -> list[str]:
    html = main_of(client, address)
    found = re.search(r'<p class="oit-way">(.*?)</p>', html)
    return re.findall(r"<a [^>]*>([^<]+)</a>", found[1]) if found else []


def test_the_way_from_home_is_shown_in_the_words_of_the_links(client, cast):
    item = make_item(make_cycle(2569), "O1")
    live = make_live(Page, title="โครงสร้าง")
    make_evidence(item, live)
    assert path_of(client, "/ita/2569/o1/") == []
    way(live.publication.address, ("ข้อมูลพื้นฐาน", "/about/"), ("ผังโครงสร้าง", live.publication.address))
    assert path_of(client, "/ita/2569/o1/") == ["หน้าหลัก", "ข้อมูลพื้นฐาน", "ผังโครงสร้าง"]


def test_a_way_never_names_what_was_removed_or_called_otherwise_before(client, cast):
    item = make_item(make_cycle(2569), "O1")
    live, between = make_live(Page, title="ชื่อเดิม"), make_live(Page, title="คั่นกลาง")
    make_evidence(item, live)
    way(
        live.publication.address,
        ("คั่นกลาง", f"{between.publication.address}?x=1"),
        ("ชื่อเดิม", live.publication.address),
        found_at=timezone.now(),
    )
    assert path_of(client, "/ita/2569/o1/") == ["หน้าหลัก", "คั่นกลาง", "ชื่อเดิม"]
    revise(live, title="ชื่อใหม่")
    assert path_of(client, "/ita/2569/o1/") == ["หน้าหลัก", "คั่นกลาง", "ชื่อใหม่"]
    remove(between)
    assert path_of(client, "/ita/2569/o1/") == []


# The index of the act, and the ways in


def test_the_act_lists_every_clause_and_says_what_there_is_nothing_of(client, cast):
    cycle = make_cycle(None, items=[{"code": "7(1)", "slug": "7-1"}, {"code": "9(8)", "slug": "9-8"}])
    make_evidence(cycle.items.get(code="7(1)"), make_live())
    assert states(client, "/oia/") == {"7(1)": "เผยแพร่แล้ว", "9(8)": "ไม่มีข้อมูล"}
    assert "มาตรา 7(1)" in client.get("/oia/7-1/").content.decode()
    assert "ไม่มีข้อมูล" in main_of(client, "/oia/9-8/")


@pytest.mark.parametrize("address", ["/", "/laws/", "/site-map/"])
def test_every_page_leads_to_the_assessment(address, client, cast):
    html = client.get(address).content.decode()
    assert {'href="/ita/"', 'href="/oia/"'} <= set(re.findall(r'href="/(?:ita|oia)/"', html))


def test_the_sitemap_names_every_public_item_and_no_other(client, cast):
    make_cycle(2569, items=["O1"]), make_cycle(2570, status="preparing", items=["O1"])
    make_cycle(None, items=[{"code": "7(1)", "slug": "7-1"}])
    found = re.findall(r"<loc>[^<]*?(/(?:ita|oia)/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert sorted(found) == ["/ita/2569/", "/ita/2569/o1/", "/oia/", "/oia/7-1/"]


# Cost


def fill(cycle: Cycle, items: int, pieces: int) -> None:
    """Items with evidence that is live, and a channel each; made at once."""
    live = make_live(Plan).publication, make_live(Page).publication
    first = make_evidence(make_item(cycle, "O0"), live[0])
    people = {"proposed_by": first.proposed_by, "confirmed_by": first.confirmed_by}
    about = {**people, "proposed_at": timezone.now(), "confirmed_at": timezone.now(), "state": "confirmed"}
    made = Item.objects.bulk_create(
        Item(
            cycle=cycle, code=f"X{number}", slug=f"x{number}", title="ข้อ", concept=f"c{number}", order=number
        )
        for number in range(items)
    )
    Evidence.objects.bulk_create(
        Evidence(item=item, kind="publication", publication=one, **about) for item in made for one in live
    )
    Evidence.objects.bulk_create(
        Evidence(item=item, kind="channel", address="/about/", title="ช่อง", **about)
        for item in made
        for _ in range(pieces - len(live))
    )


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/ita/2569/", 3), ("/ita/2569/o0/", 11), ("/ita/2569.json", 9), ("/ita/2569.csv", 9)],
)
@pytest.mark.dry
def test_a_page_costs_the_same_however_much_there_is(address, expected, client, cast):
    cycle = make_cycle(2569)
    fill(cycle, 1, 5)
    client.get("/")
    few = queries(client, address)
    cycle.items.all().delete()
    fill(cycle, 43, 5)
    client.get("/")
    assert (few, queries(client, address)) == (expected, expected)
    assert len(client.get("/ita/2569.json").json()["items"][-1]["evidence"]) == 5


def test_the_page_of_a_year_costs_five_queries_at_most(client, cast):
    cycle = make_cycle(2569, items=["O1"])
    make_evidence(cycle.items.get(), make_live(Page).publication.address)
    client.get("/")
    assert queries(client, "/ita/2569/") == 4
