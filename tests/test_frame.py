"""The frame of every page: the line on top, the menu, the reading help, the foot."""

import json
import re
from pathlib import Path

import pytest

from accounts.models import Office
from content.models import Channel, Contact, Page
from tests.helpers import make_draft, make_live, publish

pytestmark = pytest.mark.dry

ROOT = Path(__file__).resolve().parent.parent
EARLY = ROOT / "static" / "js" / "early" / "reading.js"


def part(html: str, start: str, end: str) -> str:
    return html[html.index(start) : html.index(end, html.index(start))]


@pytest.mark.django_db
def test_channels_and_policies_are_at_the_foot_and_not_in_the_menu(client, cast):
    draft = make_draft(Contact)
    Channel.objects.create(contact=draft, label="เพจของเรา", url="https://www.facebook.com/example", order=2)
    Channel.objects.create(contact=draft, label="ไลน์ของเรา", url="https://line.me/example", order=1)
    contact = publish(draft)
    policy = make_live(Page, title="นโยบายคุกกี้", menu_section="policies")
    html = client.get("/laws/").content.decode()
    menu, foot = part(html, '<nav class="menu"', "</nav>"), part(html, "<footer", "</footer>")
    assert menu.count(f'href="{contact.publication.address}"') == 1
    assert foot.index("ไลน์ของเรา") < foot.index("เพจของเรา")
    assert f'href="{policy.publication.address}"' in foot
    assert not re.search("ของเรา|คุกกี้", menu)


@pytest.mark.django_db
def test_the_page_that_is_open_is_marked_in_the_menu(client, cast):
    page = make_live(Page, title="ประวัติความเป็นมา", menu_section="about")
    html = client.get(page.publication.address).content.decode()
    menu = part(html, '<nav class="menu"', "</nav>")
    assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [page.publication.address]
    assert menu.count("is-here") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("domain", "said"),
    [("phoneko.go.th", True), ("phoneko.example.com", False), ("go.th.example.com", False)],
)
def test_go_th_is_promised_only_to_an_office_that_has_it(domain, said, client, cast):
    Office.objects.update(domain=domain)
    line = part(client.get("/").content.decode(), '<details class="official-check"', "</details>")
    assert domain in line
    assert ("ลงท้ายด้วย .go.th" in line) is said


@pytest.mark.django_db
def test_without_an_office_nothing_is_called_official(client, db):
    Office.objects.all().delete()
    html = client.get("/").content.decode()
    assert "เว็บไซต์ทางการ" not in html and 'class="reading"' in html


@pytest.mark.django_db
def test_the_way_for_staff_is_no_way_for_search_engines(client, cast):
    foot = part(client.get("/").content.decode(), "<footer", "</footer>")
    assert re.findall(r'href="(/admin/[^"]*)" rel="nofollow"', foot) == ["/admin/login/"]
    assert foot.count("/admin/") == 1


def test_what_is_applied_early_is_what_the_panel_offers():
    panel = (ROOT / "templates" / "components" / "reading.html").read_text()
    offered: dict[str, list[str]] = {}
    for name, value, rest in re.findall(r'name="reading-(\w+)" value="(\w+)"([^>]*)', panel):
        if "checked" not in rest:
            offered.setdefault(name, []).append(value)
    source = re.search(r"choices = (\{.*\});", EARLY.read_text())[1]
    assert json.loads(re.sub(r"(\w+):", r'"\1":', source)) == offered


def test_nothing_but_the_stylesheet_holds_up_the_first_paint():
    head = (ROOT / "templates" / "base.html").read_text().split("</head>")[0]
    scripts = re.findall(r"<script src=[^>]*>", head)
    assert len(scripts) == 2
    assert all(re.search(r"\b(async|defer)\b", script) for script in scripts)
    assert len(EARLY.read_bytes()) < 1200


def test_the_reading_help_is_kept_in_the_browser_alone(new_page):
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto("/news/")
    page.locator(".reading summary").click()
    page.get_by_label("150%").check()
    page.get_by_label("แสดงเมื่อแตะ", exact=True).check()
    page.keyboard.press("Escape")
    assert page.locator(".reading[open]").count() == 0
    # No picture arrives in this test: how fast the machine is decides nothing.
    page.route("**/w/*.webp", lambda route: None)
    page.goto("/about/structure/", wait_until="domcontentloaded")
    page.locator(".picture-tap").first.wait_for()
    assert page.evaluate("({ ...document.documentElement.dataset })") == {"text": "150", "pictures": "tap"}
    assert page.context.cookies() == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    seen = "[...document.querySelectorAll('main img')].filter((image) => image.checkVisibility()).length"
    count = page.locator(".picture-tap").count()
    assert (page.evaluate(seen), count > 1) == (0, True)
    page.locator(".picture-tap").first.click()
    assert (page.evaluate(seen), page.locator(".picture-tap").count()) == (1, count - 1)
    page.unroute_all(behavior="ignoreErrors")


def test_without_javascript_the_menu_opens_and_no_dead_control_is_shown(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/")
    assert not page.locator(".reading").is_visible()
    page.locator(".official-check summary").click()
    assert page.get_by_text("phoneko.go.th", exact=True).is_visible()
    page.locator(".official-check summary").click()
    page.locator(".menu-open").click()
    page.locator(".menu-drop summary").nth(1).click()
    page.locator(".menu-entries a:visible").first.click()
    assert page.url.split("/")[3] == "news"
