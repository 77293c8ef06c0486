"""How an item is passed on: links, QR code, picture; and what a phone keeps of the site."""

import io
import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image, features

from accounts.models import Office
from links.models import Link
from ponko_site import share_pictures
from publishing import qr
from tests.helpers import add_photo, make_draft, make_live, publish, remove, revise, withdraw
from thai.lines import CLINGS, OPENS
from thai.templatetags.thai import iso

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

LONGEST = "ประกาศองค์การบริหารส่วนตำบลโพนโก เรื่อง มาตรการเผยแพร่ข้อมูลต่อสาธารณะ (ฉบับที่ ๒) พ.ศ. 2563 "


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path, monkeypatch):
    """Tests number their items alike: each has its own folder of pictures."""
    monkeypatch.setattr(share_pictures, "KEPT", tmp_path / "share")


def address(kind: str, edition) -> str:
    folder, extension = ("share", "jpg") if kind == "jpg" else ("qr", kind)
    about = edition.publication
    return f"/{folder}/{about.declared.path}/{about.reference}.{extension}"


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# The QR code


def test_the_code_of_an_item_leads_to_its_page(client, cast):
    live = make_live(slug="village-forum")
    assert qr.target(live) == f"{settings.SITE_ADDRESS}/news/village-forum/"
    svg = client.get(address("svg", live)).content.decode()
    assert f"<title>คิวอาร์โค้ดของ {qr.target(live)}</title>" in svg


def test_the_code_of_a_survey_leads_to_the_survey(client, cast):
    today = timezone.localdate()
    survey = make_live(
        Link,
        kind="survey",
        url="https://itas.nacc.go.th/go/eit/x",
        shown_from=today,
        shown_until=today + timedelta(days=9),
    )
    assert qr.target(survey) == "https://itas.nacc.go.th/go/eit/x"
    assert qr.target(make_live(Link)).startswith(settings.SITE_ADDRESS)


def test_both_pictures_of_a_code_show_its_modules_in_a_quiet_zone(client, cast):
    live = make_live()
    code = qr.code(qr.target(live))
    drawn = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", code.path)
        for step in range(int(length))
    }
    dark = {(x, y) for y, row in enumerate(code.rows) for x, module in enumerate(row) if module}
    image = Image.open(io.BytesIO(client.get(address("png", live)).content))
    half = qr.PIXELS_A_MODULE // 2
    seen = {
        (x, y)
        for x in range(code.size)
        for y in range(code.size)
        if not image.getpixel((x * qr.PIXELS_A_MODULE + half, y * qr.PIXELS_A_MODULE + half))
    }
    assert drawn == dark == seen
    inner = range(4, code.size - 4)
    assert {x for x, _ in dark} == {y for _, y in dark} == set(inner)


@pytest.mark.parametrize("kind", ["svg", "png", "jpg"])
def test_only_what_stands_has_a_code_and_a_picture(kind, client, cast):
    draft, live, ended, gone = make_draft(), make_live(), withdraw(make_live()), remove(make_live())
    found = [client.get(address(kind, edition)).status_code for edition in (draft, live, ended, gone)]
    assert found == [404, 200, 200, 410]
    folder, extension = ("share", "jpg") if kind == "jpg" else ("qr", kind)
    elsewhere = f"laws/{live.publication_id}"
    for nonsense in ("news/0", f"news/{'9' * 60}", "news/no-such", "nothing/1", "admin/1", elsewhere):
        assert client.get(f"/{folder}/{nonsense}.{extension}").status_code == 404, nonsense


@pytest.mark.parametrize("kind", ["svg", "png", "jpg"])
def test_who_has_it_already_is_told_so(kind, client, cast):
    live = make_live()
    first = client.get(address(kind, live))
    again = client.get(address(kind, live), headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    # A 304 takes the place of the headers that were kept: signs on other sites would go blank.
    assert {answer["Cross-Origin-Resource-Policy"] for answer in (first, again)} == {"cross-origin"}


# The picture for LINE and Facebook


def test_thai_is_shaped_in_pictures():
    assert features.check("raqm")


@pytest.mark.parametrize("title", ["พันธกิจ", (LONGEST * 3)[:250], "ก" * 250, "A" * 250, "🙂" * 200])
@pytest.mark.parametrize("photo", [False, True])
@pytest.mark.alike
def test_a_picture_has_its_size_whatever_the_title(title, photo, client, cast):
    draft = make_draft(title=title)
    if photo:
        add_photo(draft)
    data = read(client.get(address("jpg", publish(draft))))
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))
    assert len(data) <= share_pictures.LIMIT


def test_a_title_is_broken_between_words_and_nothing_of_it_is_lost():
    title = LONGEST.strip()
    font, lines = share_pictures.fitted(title, 640, 335)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(font.getlength(line, language="th") <= 640 for line in lines)
    assert not [line for line in lines if line.startswith(CLINGS)]
    assert not [line for line in lines if line.endswith(OPENS)]


def test_a_picture_is_drawn_once_for_each_edition(client, cast):
    live = make_live()
    path = address("jpg", live)
    with CaptureQueriesContext(connection) as first:
        drawn = client.get(path)["ETag"]
    with CaptureQueriesContext(connection) as second:
        assert client.get(f"{path}?edition=77")["ETag"] == drawn
    assert (len(first), len(second)) == (3, 2)  # the office, the item, and to draw it the photo
    revise(live, title="ชื่อใหม่")
    assert client.get(path)["ETag"] != drawn
    assert len(list(share_pictures.KEPT.glob("*"))) == 1


def test_a_picture_follows_the_office(client, cast):
    live = make_live()
    drawn = client.get(address("jpg", live))["ETag"]
    Office.objects.update(name="องค์การบริหารส่วนตำบลอื่น")
    assert client.get(address("jpg", live))["ETag"] != drawn


def test_the_oldest_pictures_make_room(client, cast, monkeypatch):
    monkeypatch.setattr(share_pictures, "KEPT_PICTURES", 2)
    items = [make_live() for _ in range(3)]
    for item in items:
        client.get(address("jpg", item))
    kept = [len(list(share_pictures.KEPT.glob(f"{item.publication_id}-*"))) for item in items]
    assert kept == [0, 1, 1]


def test_when_too_many_are_asked_for_at_once_the_picture_of_the_site_answers(client, cast, monkeypatch):
    monkeypatch.setattr(share_pictures, "PATIENCE", 0)
    kept, new = make_live(), make_live()
    client.get(address("jpg", kept))
    with share_pictures._drawing:
        answers = [client.get(address("jpg", item)) for item in (kept, new)]
        assert client.get("/share/news/999999.jpg").status_code == 404
    assert [answer.status_code for answer in answers] == [200, 302]
    assert answers[1]["Location"].endswith("images/share.jpg")


def test_one_request_waits_to_draw_and_no_more_hold_up_the_readers(client, cast):
    live = make_live()
    with share_pictures._places, share_pictures._places:
        assert client.get(address("jpg", live)).status_code == 302
    assert client.get(address("jpg", live)).status_code == 200


def test_a_lost_photo_costs_the_photo_only(client, cast):
    draft = make_draft()
    photo = add_photo(draft)
    photo.stored.pk, photo.stored.storage_name = None, "zz/lost"
    photo.stored.save()
    photo.save()
    assert client.get(address("jpg", publish(draft))).status_code == 200


# The page


def test_a_page_offers_plain_links_and_its_code(client, cast):
    live = make_live(title="ประชาคม & แผน", dated_on=date(2026, 11, 2))
    html = client.get(live.publication.address).content.decode()
    page = f"{settings.SITE_ADDRESS}{live.publication.address}"
    for link in (
        f"https://social-plugins.line.me/lineit/share?url={quote(page, safe='')}",
        f"https://www.facebook.com/sharer/sharer.php?u={quote(page, safe='')}",
        f"mailto:?subject={quote(live.title)}",
        address("svg", live),
        address("png", live),
    ):
        assert f'href="{link}' in html, link
    assert html.count(qr.code(page).path) == 1


def test_what_programs_show_of_a_shared_page(client, cast):
    live = revise(make_live())

    def social(path: str) -> dict[str, str]:
        html = client.get(path).content.decode()
        return dict(
            re.findall(r'<meta (?:property|name)="((?:og|twitter|article):[^"]+)" content="([^"]*)"', html)
        )

    item, site = social(live.publication.address), social("/news/")
    assert item["og:url"] == f"{settings.SITE_ADDRESS}{live.publication.address}"
    assert item["og:image"] == f"{settings.SITE_ADDRESS}{address('jpg', live)}?edition=2"
    first, last = live.publication.first_published_at, live.published_at
    assert (item["article:published_time"], item["article:modified_time"]) == (iso(first), iso(last))
    assert site["og:image"] == f"{settings.SITE_ADDRESS}/static/images/share.jpg"
    for found in (item, site):
        assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
        assert found["twitter:card"] == "summary_large_image"
    assert social(f"{live.publication.address}editions/1/")["og:url"] == item["og:url"]


def test_what_a_phone_keeps_of_the_site(client, cast):
    Office.objects.update(colour_main="#1d4f91")
    manifest = client.get("/site.webmanifest").json()
    office = Office.objects.get()
    assert (manifest["name"], manifest["short_name"]) == (office.name, office.short_name)
    assert manifest["theme_color"] == office.bar_colours["light"]
    for icon in manifest["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix(settings.STATIC_URL))) as image:
            assert "x".join(map(str, image.size)) == icon["sizes"]
    assert '<link rel="manifest" href="/site.webmanifest">' in client.get("/").content.decode()
