import pytest

from content.models import Page
from tests.helpers import make_live

pytestmark = pytest.mark.django_db


def test_the_pages_stand_section_by_section_and_the_policies_last(client, cast):
    for section in ("policies", "", "services", "about"):
        make_live(Page, title=section or "none", menu_section=section)
    shown = client.get("/about/").context["page"]
    assert [page.title for page in shown] == ["about", "services", "none", "policies"]


def test_a_page_for_complaints_is_in_the_menu_without_being_told(client, cast):
    page = make_live(Page, title="ร้องเรียนที่นี่", kind="complaint", menu_section="")
    menu = client.get("/about/").context["menu"]
    (entry,) = [entry for item in menu for entry in item["entries"] if entry.role == "complaint"]
    assert (entry.address, entry.group) == (page.publication.address, Page.MenuSection.SERVICES.label)
