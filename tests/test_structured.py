"""What programs read in a page: schema.org, for every kind of page and of item."""

import json
import re
from datetime import date, datetime

import pytest
from django.conf import settings

from announcements.models import Announcement, Procurement
from content.models import Channel, Contact, Page, Plan, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LegalDocument
from links.models import Link
from publishing.categories import all_categories, edition_models
from tests.helpers import make_draft, make_live, publish, remove, revise
from thai.dates import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

TYPES = {
    Page: "AboutPage",
    Structure: "AboutPage",
    Plan: "Report",
    Contact: "ContactPage",
    LegalDocument: "Legislation",
    Announcement: "NewsArticle",
    Procurement: "Article",
    KnowledgeItem: "Article",
    Link: "WebPage",
}


def graph(client, path: str) -> dict[str, dict]:
    """What the page at `path` says, by type."""
    html = client.get(path).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) <= 1
    data = json.loads(found[0]) if found else {"@context": "https://schema.org", "@graph": []}
    assert data["@context"] == "https://schema.org"
    return {one["@type"]: one for one in data["@graph"]}


def test_every_model_has_a_type():
    assert set(TYPES) == set(edition_models())


@pytest.mark.parametrize("model", list(TYPES))
def test_an_item_says_what_it_is(model, client, cast):
    live = make_live(model)
    page = f"{settings.SITE_ADDRESS}{live.publication.address}"
    found = graph(client, live.publication.address)
    item, way = found[TYPES[model]], found["BreadcrumbList"]["itemListElement"]
    assert (item["name"], item["url"], item["mainEntityOfPage"]) == (live.title, page, page)
    assert datetime.fromisoformat(item["datePublished"]) == live.published_at.replace(microsecond=0)
    assert item["publisher"]["@id"] == f"{settings.SITE_ADDRESS}/#office"
    assert way[0]["item"] == f"{settings.SITE_ADDRESS}/"
    assert (way[-1]["name"], way[-1]["item"]) == (live.title, page)
    assert [step["position"] for step in way] == list(range(1, len(way) + 1))


def test_the_home_page_says_whose_site_it_is(client, cast):
    contact = make_draft(Contact)
    Channel.objects.create(contact=contact, label="Facebook", url="https://www.facebook.com/example")
    publish(contact)
    found = graph(client, "/")
    assert set(found) == {"WebSite", "GovernmentOrganization"}
    office = found["GovernmentOrganization"]
    assert found["WebSite"]["publisher"] == {"@id": office["@id"]}
    assert office["address"]["addressCountry"] == "TH"
    assert office["sameAs"] == ["https://www.facebook.com/example"]


def test_the_contact_page_says_where_the_office_is(client, cast):
    contact = make_live(
        Contact, latitude="15.263528", longitude="103.754556", phones="044 000 000\n044 000 001"
    )
    office = graph(client, contact.publication.address)["GovernmentOrganization"]
    assert office["telephone"] == ["044 000 000", "044 000 001"]
    assert office["location"]["geo"] == {
        "@type": "GeoCoordinates",
        "latitude": 15.263528,
        "longitude": 103.754556,
    }


def test_a_law_says_whether_it_is_in_force(client, cast):
    days = {"dated_on": date(1997, 9, 2), "effective_on": date(1997, 12, 9)}
    law = make_live(LegalDocument, **days, status="repealed", issuer="รัฐสภา")
    found = graph(client, law.publication.address)["Legislation"]
    assert found["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert found["legislationDate"] == "1997-09-02"
    assert "temporalCoverage" not in found
    assert found["legislationIdentifier"] == law.citation
    assert found["legislationPassedBy"]["name"] == "รัฐสภา"
    in_force = graph(client, make_live(LegalDocument, **days).publication.address)["Legislation"]
    assert in_force["temporalCoverage"] == "1997-12-09/.."


def test_statistics_are_a_dataset_whose_table_can_be_fetched(client, cast):
    table = {"columns": ["ปี", "ประชากร"], "rows": [["2568", "6933"]]}
    item = make_live(KnowledgeItem, kind="statistics", table=table, licence="cc_by")
    found = graph(client, item.publication.address)["Dataset"]
    path = found["distribution"]["contentUrl"].removeprefix(settings.SITE_ADDRESS)
    assert client.get(path)["Content-Type"].startswith(found["distribution"]["encodingFormat"])
    assert found["variableMeasured"] == table["columns"]
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["temporalCoverage"] == "2026-11-02"


def test_an_event_is_told_with_its_time_and_place(client, cast):
    start = datetime(2026, 11, 24, 9, 0, tzinfo=BANGKOK)
    news = make_live(Announcement, starts_at=start, place="ศาลาประชาคม หมู่ที่ 1")
    event = graph(client, news.publication.address)["NewsArticle"]["about"]
    assert event["startDate"] == "2026-11-24T09:00:00+07:00"
    assert event["location"]["name"] == "ศาลาประชาคม หมู่ที่ 1"
    assert "endDate" not in event


def test_no_title_breaks_out_of_the_script(client, cast):
    title = "</script><script>alert(1)</script> & <b>"
    live = make_live(title=title)
    assert graph(client, live.publication.address)["NewsArticle"]["name"] == live.title
    assert "<script>alert" not in client.get(live.publication.address).content.decode()


def test_what_does_not_stand_says_nothing_of_itself(client, cast):
    live = revise(make_live())
    address = live.publication.address
    for path in (f"{address}editions/", f"{address}editions/1/"):
        assert "NewsArticle" not in graph(client, path)
    client.force_login(cast.writer)
    assert "NewsArticle" not in graph(client, f"/admin/announcements/announcement/{live.pk}/preview/")
    remove(live)
    assert "NewsArticle" not in graph(client, address)


def test_every_list_says_the_way_to_it(client, cast):
    for category in all_categories():
        for path, _ in category.list_pages():
            way = graph(client, path)["BreadcrumbList"]["itemListElement"]
            assert way[-1]["item"] == f"{settings.SITE_ADDRESS}{path}"
