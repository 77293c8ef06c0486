"""“ฉบับก่อนหน้า”: what was superseded stays readable under its banner, as long as its publication stands and nobody removed it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from announcements.models import Announcement, Procurement
from content.models import Contact, Page, Structure
from knowledge.models import KnowledgeItem
from publishing.categories import edition_models
from publishing.models import Attachment
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import (
    add_document,
    add_photo,
    make_draft,
    make_live,
    publish,
    remove,
    revise,
    submit,
    withdraw,
)

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def head(response) -> str:
    return text(response).split("</head>")[0]


# The page of an earlier edition


@pytest.mark.parametrize("model", edition_models())
@pytest.mark.parametrize("slug", [None, "item"])
@pytest.mark.dry
def test_an_earlier_edition_is_shown_by_its_category_under_a_banner(model, slug, client, cast):
    first = make_live(model, title="ชื่อเดิม", slug=slug)
    second = revise(first, title="ชื่อใหม่")
    address = first.publication.address
    first.refresh_from_db()
    response = client.get(f"{address}editions/1/")
    shown = text(response)
    assert response.status_code == 200
    assert "<h1>ชื่อเดิม</h1>" in shown
    assert "ฉบับก่อนหน้า ฉบับที่ 1 ไม่ใช่ฉบับปัจจุบัน" in shown
    for moment in (first.published_at, second.published_at):
        assert f'datetime="{moment.astimezone().isoformat()[:10]}' in shown
    assert f'<a class="button" href="{address}">อ่านฉบับปัจจุบัน</a>' in shown
    assert '<meta name="robots" content="noindex">' in head(response)
    assert re.findall(r'rel="canonical" href="http://[^/]*([^"]*)"', head(response)) == [address]
    current = client.get(address)
    assert "<h1>ชื่อใหม่</h1>" in text(current)
    assert "noindex" not in head(current)
    assert "ไม่ใช่ฉบับปัจจุบัน" not in text(current)
    assert f'<a href="{address}editions/1/">ฉบับที่ 1</a>' in text(current)


def test_the_number_address_of_an_earlier_edition_leads_to_that_of_the_slug(client, cast):
    first = make_live(slug="item")
    revise(first)
    for tail in ("editions/", "editions/1/"):
        response = client.get(f"/news/{first.publication_id}/{tail}")
        assert (response.status_code, response["Location"]) == (301, f"/news/item/{tail}")


def test_the_number_of_the_current_edition_leads_to_its_address_for_now(client, cast):
    second = revise(make_live())
    address = second.publication.address
    response = client.get(f"{address}editions/2/")
    assert (response.status_code, response["Location"]) == (302, address)
    withdraw(second)
    assert client.get(f"{address}editions/2/")["Location"] == address


@pytest.mark.parametrize(
    "number", ["0", "3", "99", "2147483648", "9" * 19, "9" * 400, "9" * 5000, "x", "-1", "๑x"]
)
def test_a_number_that_no_public_edition_has_is_404(number, client, cast):
    address = revise(make_live()).publication.address
    assert client.get(f"{address}editions/{number}/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved", "discarded"])
@pytest.mark.alike
def test_an_edition_that_never_was_public_is_404_and_in_no_list(state, client, cast):
    from tests.publishing.test_file_serving import walk

    live = make_live(title="ชื่อเดิม")
    draft = move(live, Action.START, actor=cast.writer).specific
    draft.title, draft.change_kind, draft.change_note = "PONKO-DRAFT", "major", "PONKO-NOTE"
    draft.save()
    draft = walk(Announcement.objects.get(pk=draft.pk), state, cast)
    assert (draft.number, draft.state) == (2, state)
    address = live.publication.address
    response = client.get(f"{address}editions/2/")
    assert response.status_code == 404
    for shown in (text(response), text(client.get(f"{address}editions/")), text(client.get(address))):
        assert "PONKO" not in shown


def test_the_editions_of_what_was_withdrawn_stay_readable(client, cast):
    first = make_live(title="ชื่อเดิม")
    withdrawn = withdraw(revise(first, title="ชื่อใหม่"), "สิ้นปีงบประมาณ")
    address = first.publication.address
    assert "<h1>ชื่อเดิม</h1>" in text(client.get(f"{address}editions/1/"))
    shown = text(client.get(f"{address}editions/"))
    assert "สิ้นผลแล้ว" in shown
    assert "ฉบับปัจจุบัน<" not in shown
    again = revise(withdrawn, title="ชื่อล่าสุด")
    assert again.number == 3
    assert "สิ้นปีงบประมาณ" in text(client.get(f"{address}editions/2/"))  # why it had ended is still told


def test_an_earlier_edition_that_was_removed_is_410_and_in_the_list_without_its_wording(client, cast):
    first = make_live(title="PONKO-TITLE", summary="PONKO-SUMMARY")
    second = revise(first, title="PONKO-TITLE 2", change_note="PONKO-NOTE")
    revise(second, title="ชื่อปัจจุบัน", summary="สรุป", change_note="แก้ครั้งที่สอง")
    address = first.publication.address
    assert "PONKO-NOTE" in text(client.get(f"{address}editions/"))
    remove(second, "มีเลขประจำตัวประชาชน")
    gone = client.get(f"{address}editions/2/")
    assert gone.status_code == 410
    assert "ฉบับนี้ถอนออกแล้ว" in text(gone)
    assert "มีเลขประจำตัวประชาชน" in text(gone)
    assert "PONKO" not in text(gone)
    assert f'<a href="{address}">ฉบับปัจจุบัน</a>' in text(gone)
    listed = text(client.get(f"{address}editions/"))
    assert "ฉบับที่ 2 ถอนออกแล้ว" in listed
    assert "PONKO-NOTE" not in listed
    assert "PONKO" not in text(client.get(address))
    assert "<h1>PONKO-TITLE</h1>" in text(client.get(f"{address}editions/1/"))  # that one was not removed
    assert "PONKO-NOTE" not in text(client.get(f"{address}editions/1/"))


def test_when_all_is_removed_no_edition_can_be_read(client, cast):
    first = make_live(title="PONKO-TITLE")
    remove(revise(first), "ถอนทั้งเรื่อง")
    for tail in ("", "editions/", "editions/1/", "editions/2/", "editions/9/"):
        response = client.get(f"{first.publication.address}{tail}")
        assert response.status_code == 410, tail
        assert "ถอนทั้งเรื่อง" in text(response)
        assert "PONKO" not in text(response)


# The list


def test_the_list_tells_what_changed_and_when(client, cast):
    first = make_live(title="ชื่อเดิม")
    second = revise(first, change_note="แก้วันที่ประชุม")
    third = revise(second, title="ชื่อใหม่", change_kind="minor", change_note="")
    first.refresh_from_db()
    second.refresh_from_db()
    address = first.publication.address
    response = client.get(f"{address}editions/")
    shown = text(response)
    assert response.status_code == 200
    listed = shown[shown.index('class="editions-list"') : shown.index("</ol>", shown.index("editions-list"))]
    items = listed.split("<li ")[1:]
    assert [int(number) for number in re.findall(r">ฉบับที่ ([0-9]+)</a>", listed)] == [3, 2, 1]
    for item, edition, kind in zip(
        items, (third, second, first), ("แก้ไขเล็กน้อย", "แก้ไขสาระสำคัญ: แก้วันที่ประชุม", "ฉบับแรก"), strict=True
    ):
        assert kind in item
        times = [moment for moment in (edition.published_at, edition.ended_at) if moment]
        assert item.count("<time ") == len(times)
    assert "ฉบับปัจจุบัน" in items[0]
    assert [f"{address}editions/{number}/" in listed for number in (1, 2, 3)] == [True, True, False]
    assert "<a href" in items[0] and f'href="{address}"' in items[0]
    assert '<meta name="robots" content="noindex">' in head(response)


def test_the_list_of_a_single_edition_says_so(client, cast):
    live = make_live()
    assert "เรื่องนี้มีฉบับเดียว" in text(client.get(f"{live.publication.address}editions/"))


# What an earlier edition must not pretend


def test_what_was_withdrawn_is_not_open_new_or_pinned_either(client, cast):
    notice = make_live(Procurement)
    withdraw(notice)
    marks = re.search(r'<p class="marks">(.*?)</p>', text(client.get(notice.publication.address)))[1]
    assert "เปิดรับ" not in marks
    assert "ใหม่" not in marks


@pytest.mark.dry
def test_an_earlier_notice_is_not_open_new_or_pinned(client, cast):
    procurement = make_live(Procurement)
    assert "เปิดรับ" in text(client.get(procurement.publication.address)).split("<aside")[0]
    revise(procurement)
    shown = text(client.get(f"{procurement.publication.address}editions/1/"))
    marks = re.search(r'<p class="marks">(.*?)</p>', shown)[1]
    assert "เปิดรับ" not in marks
    assert "ใหม่" not in marks
    news = make_live(pinned_until=timezone.localdate() + timedelta(days=9))
    assert "ปักหมุด" in text(client.get(news.publication.address))
    revise(news)
    shown = text(client.get(f"{news.publication.address}editions/1/"))
    assert "ปักหมุด" not in shown


@pytest.mark.dry
def test_an_earlier_table_offers_no_download_of_the_current_one(client, cast):
    table = {"columns": ["ปี", "จำนวน"], "rows": [["2568", "เลขเดิม"]]}
    first = make_live(KnowledgeItem, table=table)
    second = revise(first, table={"columns": ["ปี", "จำนวน"], "rows": [["2569", "เลขใหม่"]]})
    address = second.publication.address
    earlier = text(client.get(f"{address}editions/1/"))
    assert "เลขเดิม" in earlier
    assert "table.csv" not in earlier
    assert "table.csv" in text(client.get(address))
    assert "เลขใหม่" in text(client.get(f"{address}table.csv"))


def test_parts_and_files_are_those_of_the_earlier_edition(client, cast):
    draft = make_draft(Structure)
    photo, document = add_photo(draft), add_document(draft, title="เอกสารเดิม")
    first = publish(draft)
    second = revise(first, leave_out_files=True)
    second.posts.filter(vacant=False).update(
        name="คนใหม่"
    )  # what a later edition changed does not show in the earlier one
    shown = text(client.get(f"{first.publication.address}editions/1/"))
    assert "ชื่อ (ตัวอย่าง)" in shown
    assert "คนใหม่" not in shown
    for attachment in Attachment.objects.filter(pk__in=[photo.pk, document.pk]):
        address = attachment.get_absolute_url()
        assert address.endswith(f"?edition={first.pk}")
        assert client.get(address).status_code == 200
    links = re.findall(r'(?:href|src)="(/files/[^"]*)"', shown)
    assert len(links) >= 2
    for address in links:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


# Nowhere else


@pytest.mark.dry
def test_no_list_sitemap_or_feed_shows_an_earlier_edition(client, cast):
    for model in edition_models():
        first = make_live(model, title="PONKO-EARLIER", summary="PONKO-EARLIER")
        revise(first, title="ชื่อปัจจุบัน", summary="สรุป")
    make_live(Contact)
    paths = ["/", "/sitemap.xml", "/robots.txt", "/about/plans/", "/news/procurement/"]
    paths += ["/about/", "/laws/", "/news/", "/knowledge/", "/links/"]
    for address in paths:
        assert "PONKO-EARLIER" not in text(client.get(address)), address
    assert "editions/" not in text(client.get("/sitemap.xml"))


def test_staff_preview_an_ended_edition_as_before(as_user, cast):
    first = make_live(title="ชื่อเดิม")
    remove(revise(first))
    client = as_user(cast.writer)
    response = client.get(f"/admin/announcements/announcement/{first.pk}/preview/")
    assert response.status_code == 200
    assert "ตัวอย่างก่อนเผยแพร่" in text(response)
    assert (
        client.get(f"{first.publication.address}editions/1/").status_code == 410
    )  # the public page is for all alike


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.dry
def test_the_pages_can_only_be_read(method, client, cast):
    address = revise(make_live(Page)).publication.address
    for tail in ("editions/", "editions/1/"):
        assert getattr(client, method)(f"{address}{tail}").status_code == 405


def test_a_draft_that_waits_changes_nothing_for_readers(client, cast):
    second = revise(make_live(title="ชื่อเดิม"), title="ชื่อใหม่")
    draft = move(second, Action.START, actor=cast.writer)
    Announcement.objects.filter(pk=draft.pk).update(title="PONKO-DRAFT", change_kind="minor")
    submit(Announcement.objects.get(pk=draft.pk))
    assert "<h1>ชื่อเดิม</h1>" in text(client.get(f"{second.publication.address}editions/1/"))
