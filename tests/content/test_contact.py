import pytest

from content.models import Channel, Contact, Page
from tests.helpers import make_draft, make_live, publish, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(cast):
    draft = make_draft(
        Contact, title="ติดต่อเรา", address="99 หมู่ที่ 1; ตำบลโพนโก,\nสุรินทร์", phones="044 000 000 ต่อ 12\nไม่มีเลข",
        fax="044 000 002", email="post@example.go.th", latitude="15.263528", longitude="103.754556",
    )  # fmt: skip
    Channel.objects.create(
        contact=draft, kind="line", label="LINE สำนักงาน", url="https://line.me/R/ti/p/@example"
    )
    return publish(draft)


def test_the_ways_to_reach_the_office_are_plain_links(client, contact):
    html = client.get(contact.publication.address).content.decode()
    for address in (
        "tel:044000000",
        "mailto:post@example.go.th",
        "https://line.me/R/ti/p/@example",
        "https://www.google.com/maps/dir/?api=1&amp;destination=15.263528,103.754556",
        "https://www.openstreetmap.org/?mlat=15.263528&amp;mlon=103.754556#map=16/15.263528/103.754556",
    ):
        assert f'href="{address}"' in html
    assert "<iframe" not in html


def test_without_a_telephone_or_a_position_nothing_is_offered(client, cast):
    bare = make_live(Contact, phones="", email="post@example.go.th")
    main = client.get(bare.publication.address).content.decode().split("<main")[1].split("</main")[0]
    assert "tel:" not in main
    assert "maps" not in main


def test_the_page_for_complaints_is_one_press_away(client, contact):
    complaints = make_live(Page, title="ร้องเรียนที่นี่", kind="complaint")
    html = client.get(contact.publication.address).content.decode()
    assert f'<a class="way" href="{complaints.publication.address}">' in html


def test_the_card_is_a_vcard_of_what_is_live(client, contact):
    answer = client.get(f"{contact.publication.address}contact.vcf")
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert lines[-2:] == ["END:VCARD", ""]
    assert "ADR;TYPE=WORK:;;99 หมู่ที่ 1\\; ตำบลโพนโก\\,\\nสุรินทร์;;;;" in lines
    assert "TEL;TYPE=WORK,VOICE:044 000 000 ต่อ 12" in lines
    assert "GEO:15.263528;103.754556" in lines


def test_only_a_contact_page_that_stands_has_a_card(client, contact):
    withdraw(contact)
    page, draft = make_live(Page), make_draft(Contact)
    for edition in (contact, page, draft):
        assert client.get(f"{edition.publication.address}contact.vcf").status_code == 404
