"""The site map for programs in parts, and data that are too long for memory."""

import re

import pytest

from content.models import Page
from ponko_site import sitemaps
from publishing import long_answers
from tests.helpers import make_live

pytestmark = pytest.mark.django_db


def places(response) -> list[str]:
    return re.findall(r"<loc>[^<]*?(/[^/<][^<]*|/)</loc>", response.content.decode().replace("http://", ""))


def test_many_items_are_in_parts_that_hold_each_once(client, cast, monkeypatch):
    live = [make_live(Page).publication.address for _ in range(5)]
    whole = places(client.get("/sitemap.xml"))
    assert places(client.get("/sitemap-1.xml")) == whole
    monkeypatch.setattr(sitemaps, "PART_LENGTH", 2)
    make_live(Page)  # what was kept of the parts holds no longer
    parts = places(client.get("/sitemap.xml"))
    assert parts == ["/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
    found = [address for part in parts for address in places(client.get(part))]
    assert len(found) == len(set(found)) == len(whole) + 1
    assert set(found) > set(live)
    assert [client.get(f"/sitemap-{number}.xml").status_code for number in (0, 4, 10**30)] == [404] * 3


@pytest.mark.parametrize(
    "address", ["/about/?format=csv", "/about/?format=json", "/transparency/register.json"]
)
def test_long_data_go_out_from_the_disk_with_the_same_bytes(address, client, cast, monkeypatch):
    make_live(Page), make_live(Page)
    short = client.get(address)
    monkeypatch.setattr(long_answers, "IN_MEMORY", 10)
    long = client.get(address)
    assert (short.streaming, long.streaming) == (False, True)
    assert (b"".join(long), long["ETag"]) == (short.content, short["ETag"])
    assert client.get(address, headers={"if-none-match": short["ETag"]}).status_code == 304
