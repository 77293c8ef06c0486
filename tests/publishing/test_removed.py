"""What was removed says so with 410 and the reason, sends on where something took its place, and shows nothing of itself."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from announcements.models import Announcement
from content.models import Contact, Page
from knowledge.models import KnowledgeItem
from publishing.categories import all_categories, edition_models
from publishing.models import Edition, FileAddress, Publication
from publishing.states import Action, State
from publishing.workflow import Refused, move, set_address
from tests.helpers import (
    add_document,
    add_photo,
    make_draft,
    make_live,
    publish,
    remove,
    revise,
    withdraw,
)

pytestmark = pytest.mark.django_db

WORDS = "PONKO-MARKER"
MARKED = {
    "title": f"ชื่อ {WORDS}",
    "summary": f"สรุป {WORDS}",
    "body": f"<p>เนื้อหา {WORDS}</p>",
    "change_note": f"แก้ {WORDS}",
}
REASON = "มีข้อมูลส่วนบุคคลของผู้ร้องเรียน"
TABLE = {"columns": ["ปี", "จำนวน"], "rows": [["2568", f"10 {WORDS}"]]}


def text(response) -> str:
    return response.content.decode()


# The page


@pytest.mark.parametrize("model", edition_models())
@pytest.mark.parametrize("slug", [None, "leak"])
@pytest.mark.alike
def test_what_was_removed_answers_410_with_the_reason_and_without_its_wording(model, slug, client, cast):
    live = make_live(model, slug=slug, **MARKED)
    address, numbered = live.publication.address, f"{live.publication.declared.address}{live.publication_id}/"
    assert WORDS in text(client.get(address))
    gone = remove(live, REASON)
    for asked in {address, numbered, f"{address}editions/", f"{address}editions/1/"}:
        response = client.get(asked)
        assert response.status_code == 410, asked
        shown = text(response)
        assert "ข้อมูลนี้ถอนออกแล้ว" in shown
        assert REASON in shown
        assert WORDS not in shown
        assert live.publication.owner.title in shown
        assert live.publication.owner.unit.name in shown
        assert f'href="{live.publication.declared.address}"' in shown
        assert f'datetime="{gone.ended_at.astimezone().isoformat()[:10]}' in shown
        assert '<meta name="robots" content="noindex">' in shown
        assert "og:title" not in shown
        assert response["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in response
        assert client.head(asked).status_code == 410
        assert client.post(asked).status_code == 405


def test_the_wording_of_what_was_removed_is_not_even_read(client, cast):
    live = make_live(**MARKED)
    remove(live)
    with CaptureQueriesContext(connection) as queries:
        client.get(live.publication.address)
    asked = [query["sql"] for query in queries if "'removed'" in query["sql"]]
    assert len(asked) == 1
    for column in ("title", "summary", "body", "change_note"):
        assert f'"publishing_edition"."{column}"' not in asked[0]


def test_a_program_that_asks_for_the_table_of_what_was_removed_gets_410_and_no_table(client, cast):
    live = make_live(KnowledgeItem, table=TABLE)
    address = f"{live.publication.address}table.csv"
    assert WORDS in text(client.get(address))
    other = make_live(KnowledgeItem, title="ตารางใหม่")
    remove(live, REASON, successor=other)
    response = client.get(address)
    assert response.status_code == 410
    assert WORDS not in text(response)
    assert f'href="{other.publication.address}"' in text(response)


def test_what_never_was_public_is_404_before_and_after_it_is_thrown_away(client, cast):
    draft = make_draft(slug="draft", **MARKED)
    address = draft.publication.address
    missing = text(client.get("/news/no-such-thing/"))
    for _ in range(2):
        for asked in (address, f"{address}editions/", f"{address}editions/1/"):
            response = client.get(asked)
            assert response.status_code == 404
            assert text(response) == missing
        if draft.state == State.DRAFT:
            draft = move(draft, Action.DISCARD, actor=cast.writer)


def test_what_was_removed_in_one_category_is_404_in_another(client, cast):
    live = make_live(slug="leak")
    remove(live)
    assert client.get("/news/leak/").status_code == 410
    for path in ("about", "laws", "knowledge", "links"):
        assert client.get(f"/{path}/leak/").status_code == 404
        assert client.get(f"/{path}/{live.publication_id}/").status_code == 404


@pytest.mark.dry
def test_a_page_that_lives_and_one_that_never_was_cost_no_more_than_one_query_more(client, cast):
    """The query for what was removed is asked only when nothing stands.

    One of what lives is its files, one what it is evidence for; one of what never was is what lies near the address.
    """
    live = make_live()

    def count(address: str) -> int:
        client.get("/")  # The menu is known.
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    found = count(live.publication.address)
    missing = count("/news/no-such-thing/")
    remove(live)
    assert (found, missing, count(live.publication.address)) == (6, 4, 4)


# In the place of it


@pytest.mark.parametrize("slug", [None, "leak"])
def test_what_took_its_place_is_where_the_reader_is_sent_for_now(slug, client, cast):
    live, other = make_live(slug=slug, **MARKED), make_live(title="เรื่องที่มาแทน", slug="other")
    remove(live, REASON, successor=other)
    for asked in {live.publication.address, f"/news/{live.publication_id}/"}:
        response = client.get(asked)
        assert (response.status_code, response["Location"]) == (302, "/news/other/")
        assert response["Cache-Control"] == "no-cache"


def test_a_replacement_that_is_gone_itself_gives_the_reason_and_no_way_on(client, cast):
    live, other = make_live(**MARKED), make_live(title="เรื่องที่มาแทน")
    withdrawn = make_live(title="เรื่องเดิมที่สิ้นผล")
    remove(live, REASON, successor=other)
    withdraw(withdrawn, successor=other)
    withdraw(other)
    for end in (None, remove):
        if end:
            end(other)
        response = client.get(live.publication.address)
        assert response.status_code == 410
        assert "เรื่องที่มาแทน" not in text(response)
        assert other.publication.address not in text(response)
        assert other.publication.address not in text(client.get(withdrawn.publication.address))
    again = revise(other, title="กลับมาแล้ว")
    assert client.get(live.publication.address)["Location"] == again.publication.address


@pytest.mark.dry
def test_readers_are_never_sent_in_a_circle_or_on_twice(client, cast):
    """Where the workflow refuses a chain; and where one came about all the same, readers are sent to no dead end."""
    first, second, third = make_live(), make_live(), make_live()
    with pytest.raises(Refused, match="ต้องเป็นเรื่องอื่น"):
        remove(first, successor=first)
    remove(first, successor=second)
    with pytest.raises(Refused, match="ต้องเผยแพร่อยู่"):
        remove(second, successor=first)
    with pytest.raises(Refused, match="ส่งต่ออีกทอดไม่ได้"):
        remove(second, successor=third)
    remove(second)
    assert client.get(first.publication.address).status_code == 410
    Edition.objects.filter(pk=second.pk).update(successor=third.publication)
    assert client.get(first.publication.address).status_code == 410  # not by way of the second
    Edition.objects.filter(pk=second.pk).update(successor=first.publication)
    assert client.get(first.publication.address).status_code == 410
    assert client.get(second.publication.address).status_code == 410


# Withdrawn


def test_what_was_withdrawn_stays_readable_under_its_notice_with_reason_time_and_replacement(client, cast):
    live = make_live(Page, title="ระเบียบเดิม", body="<p>ข้อความเดิม</p>")
    other = make_live(Page, title="ระเบียบใหม่", slug="new-rule")
    ended = withdraw(live, "มีระเบียบใหม่ใช้แทน", successor=other)
    response = client.get(live.publication.address)
    shown = text(response)
    assert response.status_code == 200
    assert "ข้อความเดิม" in shown
    notice = shown[shown.index('id="withdrawn"') : shown.index("article-columns")]
    assert "มีระเบียบใหม่ใช้แทน" in notice
    assert '<a href="/about/new-rule/">ระเบียบใหม่</a>' in notice
    assert f'datetime="{ended.ended_at.astimezone().isoformat()[:10]}' in notice


# Restoring


def test_what_was_removed_comes_back_at_its_old_address_only_through_approval(client, cast):
    live = make_live(slug="leak", **MARKED)
    removed = remove(live, REASON)
    draft = move(removed, Action.RESTORE, actor=cast.writer).specific
    assert client.get("/news/leak/").status_code == 410
    Announcement.objects.filter(pk=draft.pk).update(
        title="ชื่อที่แก้แล้ว", summary="สรุป", body="<p>ก</p>", change_note="ตัดข้อมูลส่วนบุคคล", change_kind="major"
    )
    publish(Announcement.objects.get(pk=draft.pk))
    response = client.get("/news/leak/")
    assert response.status_code == 200
    assert "ชื่อที่แก้แล้ว" in text(response)
    assert WORDS not in text(response)
    first = client.get("/news/leak/editions/1/")
    assert first.status_code == 410
    assert "ฉบับนี้ถอนออกแล้ว" in text(first)
    assert WORDS not in text(first)
    assert WORDS not in text(client.get("/news/leak/editions/"))


# Nowhere else


def leak_everywhere() -> tuple[list[Edition], list[str]]:
    """Items that the public may not read, each with files, and the files' addresses: of every kind one removed and a draft,
    of some kinds in the other states as well.
    """
    found, files = [], []
    for model in edition_models():
        table = {"table": TABLE} if model is KnowledgeItem else {}
        others = (
            ["superseded, then removed", "replaced by something"] if model in (KnowledgeItem, Page) else []
        )
        for end in ["removed", *others]:
            draft = make_draft(model, **MARKED, **table)
            document, photo = add_document(draft, title=WORDS), add_photo(draft, alt=WORDS)
            live = publish(draft)
            files += [f"/files/{document.address_id}/x.pdf", f"/files/{photo.address_id}/w/480.webp"]
            files += [f"{address}?edition={live.pk}" for address in files[-2:]]
            if end == "superseded, then removed":
                remove(revise(live, **MARKED), REASON)
            else:
                remove(live, REASON, successor=make_live(model) if "replaced" in end else None)
            found.append(live)
        draft = make_draft(model, **MARKED, **table)
        document = add_document(draft, title=WORDS)
        files += [
            f"/files/{document.address_id}/x.pdf",
            f"/files/{document.address_id}/x.pdf?edition={draft.pk}",
        ]
        found.append(draft)
    return found, files


@pytest.mark.dry
def test_no_public_page_list_sitemap_file_or_table_shows_what_was_removed(client, cast):
    editions, files = leak_everywhere()
    make_live(Contact)
    addresses = ["/", "/sitemap.xml", "/robots.txt", "/about/plans/", "/news/procurement/"]
    addresses += [category.address for category in all_categories()]
    addresses += [f"{category.address}?q={WORDS}" for category in all_categories()]
    for edition in editions:
        address = edition.publication.address
        addresses += [address, f"{address}editions/", f"{address}editions/1/", f"{address}editions/2/"]
        if edition.publication.category == "knowledge":
            addresses.append(f"{address}table.csv")
    for address in addresses:
        shown = text(client.get(address))
        assert WORDS not in shown.replace(f'value="{WORDS}"', "").replace(f"q={WORDS}", ""), address
    sitemap = text(client.get("/sitemap.xml"))
    for edition in editions:
        assert f"{edition.publication.address}<" not in sitemap
    for address in files:
        response = client.get(address)
        assert response.status_code in (404, 410), address
        assert not response.streaming
        assert WORDS not in text(response)


# Never again


def test_the_address_of_what_was_removed_is_given_to_nothing_else(cast):
    removed = remove(make_live(slug="leak"))
    with pytest.raises(Refused, match="ที่อยู่เว็บนี้มีเรื่องอื่นใช้แล้ว ให้ใช้คำอื่น"):
        make_draft(slug="leak")
    other = make_draft(slug="other")
    with pytest.raises(Refused, match="ที่อยู่เว็บนี้มีเรื่องอื่นใช้แล้ว"):
        set_address(other.publication, slug="leak", owner=other.publication.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=other.publication_id).update(slug="leak")
    with pytest.raises(Refused, match="เปลี่ยนไม่ได้"):
        set_address(removed.publication, slug="free", owner=other.publication.owner)


def test_numbers_of_publications_and_files_are_never_given_twice(cast):
    removed = remove(make_live())
    with pytest.raises(ProtectedError):
        removed.publication.delete()
    # Even where a row goes (an emptied draft gives back its file addresses), its number does not come again.
    owner = removed.publication.owner
    last = Publication.objects.create(category="announcements", model="announcement", owner=owner)
    number, file_number = last.pk, FileAddress.objects.create(publication=last).pk
    FileAddress.objects.filter(pk=file_number).delete()
    Publication.objects.filter(pk=number).delete()
    again = Publication.objects.create(category="announcements", model="announcement", owner=owner)
    assert again.pk > number
    assert FileAddress.objects.create(publication=again).pk > file_number


def test_a_slug_can_never_be_the_number_of_another_publication(cast):
    number = make_live().publication_id
    with pytest.raises(Refused):
        make_draft(slug=str(number))
