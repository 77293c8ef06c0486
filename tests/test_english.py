"""The English pages: their address alone makes them English, and what is Thai on them says so."""

import gettext
import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from accounts.models import Office
from content.models import Channel, Contact, Page
from publishing.categories import Category, all_categories
from tests.helpers import make_draft, make_live, publish
from tests.test_thai_catalogue import OWN, read_po

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

ENGLISH = OWN.parents[1] / "en" / "LC_MESSAGES"
TEMPLATES = OWN.parents[2] / "templates"
PAGES = ["/en/", "/en/about/", "/en/contact/"]
FIELDS = ["name_english", "place_english", "address_english", "hours_english", "about_english"]
THAI = re.compile("[\u0e00-\u0e7f]")
VOID = {"meta", "link", "img", "br", "input", "use", "path", "circle"}


class UnmarkedThai(HTMLParser):
    """Collects Thai that a screen reader would read out as English: text and labels outside lang="th"."""

    def __init__(self, html: str):
        super().__init__()
        self.languages, self.found = [""], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        language = dict(attrs).get("lang", self.languages[-1])
        if tag not in VOID:
            self.languages.append(language)
        labels = [value for name, value in attrs if name in ("aria-label", "alt", "title")]
        self.found += [label for label in labels if THAI.search(label) and language != "th"]

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.languages.pop()

    def handle_data(self, data):
        if THAI.search(data) and self.languages[-1] != "th":
            self.found.append(data.strip())


def messages_of_the_templates() -> set[str]:
    found = set()
    for file in TEMPLATES.rglob("*.html"):
        found |= set(re.findall(r"""\{% translate ["']([^"']+)["']""", file.read_text()))
    return {text for text in found if THAI.search(text)} | {category.title for category in all_categories()}


@pytest.fixture
def contact(cast) -> Contact:
    make_live(Page, title="นโยบายเว็บไซต์", menu_section="policies")
    draft = make_draft(Contact, phones="044 000 000\n081 000 0000 ต่อ 1")
    Channel.objects.create(contact=draft, label="เพจของเรา", url="https://www.facebook.com/example")
    return publish(draft)


def fill_in(**fields: str) -> None:
    Office.objects.update(**{name: f"ENGLISH {name}" for name in FIELDS} | fields)


def test_every_word_of_the_frame_has_its_english_and_no_other_is_there():
    assert {message.msgid for message in read_po(ENGLISH / "django.po") if message.text} == (
        messages_of_the_templates()
    )


def test_the_compiled_english_is_up_to_date():
    with (ENGLISH / "django.mo").open("rb") as compiled:
        catalogue = dict(gettext.GNUTranslations(compiled)._catalog)
    del catalogue[""]
    assert catalogue == {message.msgid: message.text for message in read_po(ENGLISH / "django.po")}


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("filled", [True, False])
def test_what_is_thai_on_an_english_page_is_marked_as_thai(address, filled, client, contact):
    fill_in(**({} if filled else dict.fromkeys(FIELDS, "")))
    html = client.get(address).content.decode()
    assert '<html lang="en">' in html and THAI.search(html)
    assert UnmarkedThai(html).found == []


def test_an_english_page_names_what_the_office_has_not_put_into_english(client, contact):
    fill_in()
    assert [client.get(address).content.decode().count("not yet available") for address in PAGES] == [0, 0, 0]
    assert "ENGLISH about_english" in client.get("/en/about/").content.decode()
    fill_in(**dict.fromkeys(FIELDS, ""))
    assert [client.get(address).content.decode().count("not yet available") for address in PAGES] == [1, 1, 2]


def test_the_english_contact_page_has_the_numbers_and_links_of_the_live_one(client, contact):
    html = client.get("/en/contact/").content.decode()
    for link in ("tel:044000000", "tel:0810000000", "https://www.facebook.com/example"):
        assert f'href="{link}"' in html


def test_the_english_contact_page_stands_without_a_live_one(client, cast):
    Office.objects.update(phone="044 111 111")
    assert 'href="tel:044111111"' in client.get("/en/contact/").content.decode()


@pytest.mark.parametrize("address", ["/", "/about/", "/laws/", *PAGES])
def test_the_address_alone_decides_the_language(address, client, contact):
    asked = [client.get(address, headers={"accept-language": code}) for code in ("th", "en-GB,en", "xx")]
    assert len({response.content for response in asked}) == 1
    assert [response.get("Vary", "") for response in asked] == [asked[0].get("Vary", "")] * 3
    assert "Language" not in asked[0].get("Vary", "")
    assert get_language() == "th"


def test_the_versions_of_a_page_name_each_other(client, contact, settings):
    pairs = [("/", "/en/"), ("/about/", "/en/about/"), (contact.publication.address, "/en/contact/")]
    for thai, english in pairs:
        for address in (thai, english):
            html = client.get(address).content.decode()
            found = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', html))
            assert found == {
                "th": f"{settings.SITE_ADDRESS}{thai}",
                "en": f"{settings.SITE_ADDRESS}{english}",
            }
    html = client.get("/laws/").content.decode()
    assert 'rel="alternate" hreflang' not in html
    assert 'href="/en/" lang="en" hreflang="en"' in html


def test_a_category_that_nobody_translated_keeps_its_thai_title_marked():
    category = Category(6, "sixth", "หมวดที่หก", "2(6)", "", ())
    with override("en"):
        html = render_to_string("english/category.html", {"category": category})
        known = render_to_string("english/category.html", {"category": all_categories()[0]})
    assert '<span lang="th">หมวดที่หก</span>' in html
    assert "<span>Basic information</span>" in known


def test_the_english_fields_of_the_office_refuse_thai(cast):
    office = Office.objects.get()
    for name in FIELDS:
        setattr(office, name, "Sanom สนม")
    with pytest.raises(ValidationError) as refused:
        office.full_clean()
    assert set(refused.value.message_dict) == set(FIELDS)
