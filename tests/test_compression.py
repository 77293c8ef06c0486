"""Pages go out compressed; what is compressed already, and what is streamed, does not."""

import gzip

import pytest

from tests.helpers import add_document, make_draft, make_live, publish

pytestmark = [pytest.mark.django_db, pytest.mark.dry]
ACCEPTS = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize(
    "address", ["/", "/sitemap.xml", "/news/?format=json", "/news/?format=csv", "/feeds/all.rss"]
)
def test_pages_and_data_are_compressed_for_those_who_can_read_it(address, client, cast):
    make_live()
    plain, small = client.get(address), client.get(address, headers=ACCEPTS)
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert gzip.decompress(small.content) == plain.content
    assert len(small.content) < len(plain.content)


def test_data_that_have_not_changed_are_304_compressed_or_not(client, cast):
    make_live()
    tag = client.get("/news/?format=json", headers=ACCEPTS)["ETag"]
    again = client.get("/news/?format=json", headers=ACCEPTS | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_files_go_out_as_they_are(client, cast):
    draft = make_draft()
    document = add_document(draft)
    publish(draft)
    response = client.get(document.get_absolute_url().split("?")[0], headers=ACCEPTS)
    assert response.status_code == 200
    assert "Content-Encoding" not in response
    assert response.streaming
