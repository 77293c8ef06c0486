"""The manual: one page a role and a task, each with a picture that is there."""

import re

import pytest

from ponko_site.help import PAGES
from tests.site import ROOT

pytestmark = pytest.mark.django_db
TEMPLATES = ROOT / "templates" / "admin" / "help"


def test_every_page_of_the_manual_opens_from_its_contents(as_user, cast):
    client = as_user(cast.onlooker)
    contents = client.get("/admin/help/").content.decode()
    linked = set(re.findall(r'href="(/admin/help/[a-z]+/)"', contents))
    assert linked == {f"/admin/help/{slug}/" for slug in PAGES}
    for page in PAGES.values():
        text = client.get(f"/admin/help/{page.slug}/").content.decode()
        assert page.title in text
        assert page.about in text


def test_an_unknown_page_of_the_manual_is_not_there(as_user, cast):
    assert as_user(cast.writer).get("/admin/help/nothing/").status_code == 404


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/admin/help/write/").status_code == 302


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.alike
def test_every_picture_of_the_manual_is_there(slug):
    named = re.findall(
        r'picture.html" with name="([a-z]+)" alt="(.+?)"', (TEMPLATES / f"{slug}.html").read_text()
    )
    assert 1 <= len(named) <= 2
    for name, _ in named:
        assert (ROOT / "static" / "desk" / "help" / f"{name}.webp").is_file()


def test_no_picture_is_left_that_no_page_shows():
    pictures = {file.stem for file in (ROOT / "static" / "desk" / "help").iterdir()}
    text = "".join(file.read_text() for file in TEMPLATES.glob("*.html"))
    assert pictures == set(re.findall(r'picture.html" with name="([a-z]+)"', text))
