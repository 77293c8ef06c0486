"""Two people, one draft: holds, conflicts, side drafts. What the browser does is in tests/test_together_desk.py."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from announcements.models import Announcement
from content.models import Channel, Contact, Structure
from publishing import holds, side_drafts
from publishing.models import Edition, Hold, LedgerEvent, SideDraft
from publishing.states import Action
from publishing.workflow import Refused, move
from tests.desk import Fields
from tests.helpers import add_document, add_photo, jpeg_upload, make_draft, submit

pytestmark = pytest.mark.django_db

MARKER = "PONKO-DRAFT-MARKER"
MINUTE = timedelta(minutes=1)


def base(edition: Edition) -> str:
    return f"/admin/{edition._meta.app_label}/{edition._meta.model_name}/{edition.pk}/"


def change_address(edition: Edition) -> str:
    return f"{base(edition)}change/"


def form_of(browser, edition: Edition) -> dict[str, str]:
    """The fields of the editing form, as the browser would send them."""
    values = Fields(browser.get(change_address(edition)).content.decode()).values
    for name in ("act", "holder"):  # of the take-over button's own form
        values.pop(name, None)
    return values | {"_continue": "1"}


def grow_old(hold: Hold, **time) -> None:
    Hold.objects.filter(edition=hold.edition_id).update(seen_at=timezone.now() - timedelta(**time))


@contextmanager
def patch_first_read(found: Hold) -> Iterator[None]:
    """The first hold that is read inside is `found`, as it was before somebody else changed it."""
    read = QuerySet.first

    def first(queryset):
        QuerySet.first = read
        return copy(found)

    QuerySet.first = first
    try:
        yield
    finally:
        QuerySet.first = read


def make_side(edition: Edition, user: User, text: str = MARKER, **days) -> SideDraft:
    texts = [
        {"field": "title", "label": "ชื่อเรื่อง", "text": text, "is_rich": False, "posted": {"title": [text]}},
        {"field": "body", "label": "เนื้อหา", "text": f"<p>{text}</p>", "is_rich": True, "posted": {"body": [f"<p>{text}</p>"]}},
    ]  # fmt: skip
    side = side_drafts.keep(edition, user=user, texts=texts, seen_version=1)
    if days:
        SideDraft.objects.filter(pk=side.pk).update(at=timezone.now() - timedelta(**days))
    return side


# Holds


def test_opening_a_draft_marks_it(as_user, cast):
    draft = make_draft()
    as_user(cast.writer).get(change_address(draft))
    hold = Hold.objects.get()
    assert (hold.edition_id, hold.user) == (draft.pk, cast.writer)
    assert holds.holder_of(draft) == hold


def test_opening_it_again_keeps_since_and_shows_no_notice(as_user, cast):
    draft = make_draft()
    first = holds.open_draft(draft, user=cast.writer)
    page = as_user(cast.writer).get(change_address(draft)).content.decode()
    again = Hold.objects.get()
    assert again.since == first.since and again.seen_at > first.seen_at
    assert "เปิดร่างนี้อยู่ ตั้งแต่" not in page


def test_the_second_to_open_reads_who_has_it_and_may_save_all_the_same(as_user, cast):
    draft = make_draft(title="ก่อน")
    hold = holds.open_draft(draft, user=cast.writer)
    Hold.objects.update(seen_at=timezone.now() - 2 * MINUTE)
    browser = as_user(cast.writer2)
    page = browser.get(change_address(draft)).content.decode()
    assert (
        f"ผู้แสดง writer เปิดร่างนี้อยู่ ตั้งแต่ {timezone.localtime(hold.since):%H.%M} น. (เห็นล่าสุด 2 นาทีที่แล้ว)" in page
    )
    assert "รับช่วงแก้ไขต่อ" in page
    saved = browser.post(change_address(draft), form_of(browser, draft) | {"title": "หลัง"})
    assert saved.status_code == 302
    draft.refresh_from_db()
    assert draft.title == "หลัง"
    assert Hold.objects.get().user == cast.writer  # saving takes nothing away silently


def test_a_hold_lapses_after_fifteen_minutes(as_user, cast):
    draft = make_draft()
    hold = holds.open_draft(draft, user=cast.writer)
    grow_old(hold, minutes=14)
    assert holds.open_draft(draft, user=cast.writer2).user == cast.writer
    grow_old(hold, minutes=15)
    assert holds.holder_of(draft) is None
    page = as_user(cast.writer2).get(change_address(draft)).content.decode()
    assert "เปิดร่างนี้อยู่ ตั้งแต่" not in page
    assert Hold.objects.get().user == cast.writer2
    assert LedgerEvent.objects.filter(action=holds.TAKEN_OVER).count() == 0  # nothing was taken from anybody


def test_a_hold_of_another_day_tells_the_day(cast):
    draft = make_draft()
    hold = holds.open_draft(draft, user=cast.writer)
    hold.since = timezone.now() - timedelta(days=1)
    assert " เวลา " in holds.notice(hold)


def test_taking_over_is_one_click_and_in_the_ledger(as_user, cast):
    draft = make_draft()
    holds.open_draft(draft, user=cast.writer)
    answer = as_user(cast.writer2).post(f"{base(draft)}hold/", {"act": "take", "holder": cast.writer.pk})
    assert (answer.status_code, answer["Location"]) == (302, change_address(draft))
    assert Hold.objects.get().user == cast.writer2
    event = LedgerEvent.objects.get(action="รับช่วงแก้ไข")
    assert (event.actor, event.edition_id, event.note) == (cast.writer2, draft.pk, "รับช่วงจากผู้แสดง writer")


def test_two_who_take_over_at_once_are_one_event(cast):
    draft = make_draft()
    holds.open_draft(draft, user=cast.writer)
    third = cast.approver
    assert holds.take_over(draft, user=cast.writer2, holder=cast.writer.pk) is True
    assert holds.take_over(draft, user=third, holder=cast.writer.pk) is False
    assert Hold.objects.get().user == cast.writer2
    assert LedgerEvent.objects.filter(action=holds.TAKEN_OVER).count() == 1


def test_taking_over_locks_the_ledger_before_the_hold(cast):
    """As `move()` and the deactivation of somebody do: in the other order two of them would wait for each other."""
    draft = make_draft()
    holds.open_draft(draft, user=cast.writer)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        holds.take_over(draft, user=cast.writer2, holder=cast.writer.pk)
    statements = [query["sql"] for query in asked]
    ledger = next(place for place, sql in enumerate(statements) if "ledgerhead" in sql)
    assert ledger < next(
        place for place, sql in enumerate(statements) if sql.startswith('UPDATE "publishing_hold"')
    )


@pytest.mark.parametrize("holder", ["", "x", "0", "-1", "9" * 30, "999999"])
def test_taking_over_from_nobody_changes_nothing(holder, as_user, cast):
    draft = make_draft()
    holds.open_draft(draft, user=cast.writer)
    answer = as_user(cast.writer2).post(f"{base(draft)}hold/", {"act": "take", "holder": holder}, follow=True)
    assert "ไม่ใช่คนเดิมแล้ว" in answer.content.decode()
    assert Hold.objects.get().user == cast.writer
    assert LedgerEvent.objects.filter(action=holds.TAKEN_OVER).count() == 0


def test_nobody_takes_over_from_himself_or_what_was_submitted(cast):
    draft = make_draft()
    holds.open_draft(draft, user=cast.writer)
    assert holds.take_over(draft, user=cast.writer, holder=cast.writer.pk) is False
    submit(draft)
    assert Hold.objects.count() == 0
    Hold.objects.create(edition_id=draft.pk, user=cast.writer, since=timezone.now(), seen_at=timezone.now())
    assert holds.take_over(draft, user=cast.writer2, holder=cast.writer.pk) is False


def test_of_two_who_come_for_a_lapsed_hold_the_second_changes_nothing(cast):
    draft = make_draft()
    grow_old(holds.open_draft(draft, user=cast.writer), minutes=20)
    lapsed = Hold.objects.select_related("user").get()
    with patch_first_read(lapsed):
        holds.open_draft(draft, user=cast.writer2)
    with patch_first_read(lapsed):  # read at the same moment as the one before
        found = holds.open_draft(draft, user=cast.approver)
    assert found.user == Hold.objects.get().user == cast.writer2


def test_an_edition_has_one_hold(cast):
    draft = make_draft()
    hold = holds.open_draft(draft, user=cast.writer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(edition_id=draft.pk, user=cast.writer2, since=hold.since, seen_at=hold.seen_at)
    assert Hold.objects.count() == 1


def beat(browser, draft, act="beat", **data):
    return browser.post(
        f"{base(draft)}hold/",
        {"act": act, "version": draft.version, **data},
        headers={"accept": "application/json"},
    )


def test_a_sign_of_life_renews_and_tells_who_has_it(as_user, cast):
    draft = make_draft()
    facts = beat(as_user(cast.writer), draft).json()
    assert (facts["mine"], facts["who"], facts["closed"], "newer" in facts) == (
        True,
        "ผู้แสดง writer",
        False,
        False,
    )
    facts = beat(as_user(cast.writer2), draft).json()
    assert (facts["mine"], facts["who"], facts["holder"]) == (False, "ผู้แสดง writer", cast.writer.pk)
    facts = beat(as_user(cast.writer2), draft, "take", holder=cast.writer.pk).json()
    assert (facts["mine"], facts["done"]) == (True, True)
    facts = beat(as_user(cast.writer), draft).json()
    assert facts["mine"] is False and facts["taken"].startswith("ผู้แสดง writer2 รับช่วงแก้ไขร่างนี้ไปแล้วเมื่อ ")


def test_a_sign_of_life_tells_of_a_newer_save_and_of_the_end(as_user, cast):
    draft = make_draft()
    Edition.objects.filter(pk=draft.pk).update(version=draft.version + 1, saved_by=cast.writer2)
    newer = beat(as_user(cast.writer), draft).json()["newer"]
    assert newer.startswith("มีผู้บันทึกฉบับใหม่กว่า (ผู้แสดง writer2 ") and newer.endswith("เปิดหน้านี้ใหม่ก่อนแก้ไขต่อ")
    submit(Announcement.objects.get(pk=draft.pk))
    facts = beat(as_user(cast.writer), draft).json()
    assert facts["closed"] is True and "รอตรวจสอบ" in facts["newer"]
    assert Hold.objects.count() == 0


def test_leaving_the_page_releases_but_an_older_page_does_not(as_user, cast):
    draft, browser = make_draft(), as_user(cast.writer)
    first = beat(browser, draft).json()["mark"]
    second = beat(browser, draft).json()["mark"]  # the same page in another window, or after saving
    assert beat(browser, draft, "release", mark=first).status_code == 204
    assert Hold.objects.count() == 1
    assert beat(as_user(cast.writer2), draft, "release", mark=second).status_code == 204
    assert Hold.objects.count() == 1  # somebody else's hold is not his to end
    assert beat(as_user(cast.writer), draft, "release", mark=second).status_code == 204
    assert Hold.objects.count() == 0


def test_asking_by_get_marks_nothing(as_user, cast):
    draft = make_draft()
    facts = as_user(cast.writer2).get(f"{base(draft)}hold/?act=take").json()
    assert facts == {"mine": False, "closed": False, "version": draft.version}
    assert Hold.objects.count() == 0
    as_user(cast.writer2).head(change_address(draft))


@pytest.mark.parametrize("act", ["", "steal", "beat "])
def test_other_acts_are_not_found(act, as_user, cast):
    draft = make_draft()
    assert as_user(cast.writer).post(f"{base(draft)}hold/", {"act": act}).status_code == 404
    assert Hold.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["visitor", "onlooker", "assessor", "administrator", "chief", "reviewer", "approver"]
)
@pytest.mark.parametrize("act", ["beat", "take", "release"])
@pytest.mark.alike
def test_who_does_not_write_holds_nothing(act, name, client, cast):
    draft = make_draft(title=MARKER)
    hold = holds.open_draft(draft, user=cast.writer)
    if name != "visitor":
        client.force_login(getattr(cast, name))
    data = {"act": act, "holder": cast.writer.pk, "mark": holds.mark_of(hold)}
    answer = client.post(f"{base(draft)}hold/", data)
    assert answer.status_code == (302 if name == "visitor" else 403)
    assert MARKER not in answer.content.decode() and "writer" not in answer.content.decode()
    assert Hold.objects.get().user == cast.writer
    client.get(change_address(draft))
    assert Hold.objects.get().seen_at == hold.seen_at


def test_a_hold_asks_for_the_token_of_the_form(cast, client):
    from django.test import Client

    draft = make_draft()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.writer)
    assert browser.post(f"{base(draft)}hold/", {"act": "beat"}).status_code == 403
    assert Hold.objects.count() == 0


def queries_of(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_a_hold_costs_two_queries_at_most(as_user, cast, monkeypatch):
    draft, browser = make_draft(), as_user(cast.writer)
    browser.get(change_address(draft))
    with CaptureQueriesContext(connection) as first:
        Hold.objects.all().delete()
    assert len(first) == 1
    costs = []
    for user, holder in [(cast.writer, None), (cast.writer, cast.writer), (cast.writer2, cast.writer)]:
        Hold.objects.all().delete()
        if holder:
            holds.open_draft(draft, user=holder)
        with CaptureQueriesContext(connection) as queries:
            holds.open_draft(draft, user=user)
        costs.append(len(queries))
    assert costs == [2, 2, 1]


@pytest.mark.dry
def test_the_form_asks_as_often_with_three_side_drafts_as_with_one(as_user, cast):
    draft, browser = make_draft(), as_user(cast.writer)
    browser.get(change_address(draft))
    make_side(draft, cast.writer2, "หนึ่ง")
    one = queries_of(browser, change_address(draft))
    make_side(draft, cast.writer2, "สอง"), make_side(draft, cast.writer, "สาม")
    assert queries_of(browser, change_address(draft)) == one


# Conflicts


@pytest.mark.dry
def test_both_texts_are_shown_word_by_word_and_the_second_is_kept(as_user, cast):
    draft = make_draft(title="ประกาศรับสมัครงาน", summary="ก่อน")
    mine = form_of(as_user(cast.writer), draft)
    other = form_of(as_user(cast.writer2), draft)
    as_user(cast.writer2).post(change_address(draft), other | {"title": "ประกาศรับสมัครงานด่วน"})
    seen = int(mine["seen_version"])
    typed = mine | {"title": "ประกาศรับสมัครคนงาน", "body": "<p>เนื้อข่าวใหม่ &amp; ครบ</p>"}
    response = as_user(cast.writer).post(change_address(draft), typed)
    page = response.content.decode()
    assert response.status_code == 200
    conflict = page.split('id="conflict-heading"')[1].split("</section>")[0]
    assert "ที่ ผู้แสดง writer2 บันทึกไว้" in conflict and "ที่ท่านพิมพ์" in conflict
    theirs, ours = conflict.split("<h3>ชื่อเรื่อง</h3>")[1].split("conflict-side")[2:4]
    assert "<p>ประกาศรับ<mark>" in theirs and "<p>ประกาศรับ<mark>" in ours
    assert "เนื้อข่าวใหม่ &amp; ครบ" in conflict.replace("<mark>", "").replace("</mark>", "")
    assert "สรุปย่อ" not in conflict  # what is the same is not listed
    assert 'value="ประกาศรับสมัครคนงาน"' in page
    draft.refresh_from_db()
    assert draft.title == "ประกาศรับสมัครงานด่วน"
    side = SideDraft.objects.get()
    assert (side.user, side.seen_version, side.edition_id) == (cast.writer, seen, draft.pk)
    kept = {text["field"]: text["text"] for text in side.texts}
    assert kept["title"] == "ประกาศรับสมัครคนงาน" and kept["body"] == "<p>เนื้อข่าวใหม่ &amp; ครบ</p>"
    assert f'href="{base(draft)}side/{side.pk}/"' in conflict and "7 วัน" in conflict


def test_the_same_texts_are_kept_once_and_the_next_save_is_a_knowing_one(as_user, cast):
    draft = make_draft(title="ก่อน")
    mine = form_of(as_user(cast.writer), draft)
    as_user(cast.writer2).post(
        change_address(draft), form_of(as_user(cast.writer2), draft) | {"title": "เขา"}
    )
    typed = mine | {"title": "เรา"}
    browser = as_user(cast.writer)
    page = browser.post(change_address(draft), typed).content.decode()
    browser.post(change_address(draft), typed)
    assert SideDraft.objects.count() == 1
    browser.post(change_address(draft), typed | {"title": "เราอีกแบบ"})
    assert SideDraft.objects.count() == 2
    again = Fields(page).values
    assert again["seen_version"] == str(Edition.objects.get(pk=draft.pk).version)
    again = {name: value for name, value in again.items() if name not in ("act", "holder")}
    assert browser.post(change_address(draft), again | {"_continue": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "เรา"


@pytest.mark.parametrize("seen", ["-5", "9" * 12, "9" * 30, "x", ""])
def test_a_version_that_cannot_be_is_a_conflict_and_no_error_page(seen, as_user, cast):
    draft = make_draft(title="ชื่อเดิม")
    browser = as_user(cast.writer)
    sent = form_of(browser, draft) | {"title": "ชื่อใหม่", "seen_version": seen}
    answer = browser.post(change_address(draft), sent)
    assert answer.status_code == 200 and "ร่างเสริม" in answer.content.decode()
    assert (Edition.objects.get().title, SideDraft.objects.get().seen_version) == ("ชื่อเดิม", 0)


@pytest.mark.dry
def test_a_save_of_what_is_stored_already_keeps_nothing(as_user, cast):
    draft = make_draft(title="ก่อน", summary="บรรทัดหนึ่ง\nบรรทัดสอง")
    browser = as_user(cast.writer)
    typed = form_of(browser, draft) | {"title": " หลัง  จริง ", "summary": "บรรทัดหนึ่ง\r\nบรรทัดสาม"}
    assert browser.post(change_address(draft), typed).status_code == 302
    page = browser.post(change_address(draft), typed).content.decode()  # the button was pressed twice
    assert "ตรงกับที่บันทึกไว้แล้วทุกช่อง" in page and "ท่านเอง (ในหน้าต่างอื่น)" in page
    assert SideDraft.objects.count() == 0


def test_a_draft_that_was_submitted_meanwhile_keeps_what_was_typed(as_user, cast):
    draft = make_draft(title="ก่อน")
    mine = form_of(as_user(cast.writer2), draft)
    submit(draft)
    page = as_user(cast.writer2).post(change_address(draft), mine | {"title": "พิมพ์ช้าไป"}).content.decode()
    side = SideDraft.objects.get()
    assert "จึงบันทึกไม่ได้" in page and 'value="พิมพ์ช้าไป"' in page and f"side/{side.pk}/" in page
    as_user(cast.writer2).post(change_address(draft), mine | {"title": "พิมพ์ช้าไป"})
    assert SideDraft.objects.count() == 1
    draft.refresh_from_db()
    assert draft.title == "ก่อน"


@pytest.mark.dry
def test_rows_are_kept_and_compared_as_well(as_user, cast):
    draft = make_draft(Contact)
    Channel.objects.create(contact=draft, label="เฟซบุ๊กเดิม", url="https://www.facebook.com/a")
    photo = add_photo(draft, alt="ภาพเดิม")
    mine = form_of(as_user(cast.writer), draft)
    theirs = form_of(as_user(cast.writer2), draft)
    theirs |= {"channels-0-label": "เฟซบุ๊กของเขา", "attachments-2-0-alt": "ภาพของเขา"}
    assert as_user(cast.writer2).post(change_address(draft), theirs).status_code == 302
    typed = mine | {
        "channels-0-label": "เฟซบุ๊กของเรา", "attachments-2-0-alt": "ภาพของเรา", "channels-TOTAL_FORMS": "2",
        "channels-1-kind": mine["channels-0-kind"], "channels-1-label": "ไลน์ใหม่", "channels-1-url": "https://line.me/x",
        "channels-1-order": "1", "channels-1-id": "", "channels-1-contact": str(draft.pk),
    }  # fmt: skip
    page = as_user(cast.writer).post(change_address(draft), typed).content.decode()
    shown = page.replace("<mark>", "").replace("</mark>", "")
    for words in ("เฟซบุ๊กของเขา", "เฟซบุ๊กของเรา", "ภาพของเขา", "ภาพของเรา", "ไลน์ใหม่"):
        assert words in shown, words
    kept = {
        (text.get("prefix"), text.get("row"), text["field"]): text["text"]
        for text in SideDraft.objects.get().texts
    }
    assert kept["channels", 0, "label"] == "เฟซบุ๊กของเรา"
    assert kept["channels", 1, "label"] == "ไลน์ใหม่"
    assert kept["attachments-2", 0, "alt"] == "ภาพของเรา"
    assert list(draft.channels.values_list("label", flat=True)) == ["เฟซบุ๊กของเขา"]
    photo.refresh_from_db()
    assert photo.alt == "ภาพของเขา"


@pytest.mark.dry
def test_a_row_that_the_other_deleted_comes_back_as_a_new_row(as_user, cast):
    draft = make_draft(Structure)
    first, second = draft.posts.order_by("pk")
    mine = form_of(as_user(cast.writer), draft)
    place = next(n for n in ("0", "1") if mine[f"posts-{n}-id"] == str(first.pk))
    theirs = form_of(as_user(cast.writer2), draft) | {f"posts-{place}-DELETE": "on"}
    assert as_user(cast.writer2).post(change_address(draft), theirs).status_code == 302
    assert list(draft.posts.all()) == [second]
    typed = mine | {f"posts-{place}-name": "ชื่อที่พิมพ์ไว้", "title": "โครงสร้างใหม่"}
    browser = as_user(cast.writer)
    page = browser.post(change_address(draft), typed).content.decode()
    again = Fields(page).values
    assert "มี 1 แถวที่ ผู้แสดง writer2 ลบไปแล้ว" in page
    assert (again["posts-INITIAL_FORMS"], again["posts-TOTAL_FORMS"]) == ("1", "2")
    assert (again["posts-0-id"], again["posts-1-id"]) == (str(second.pk), "")
    assert again["posts-1-name"] == "ชื่อที่พิมพ์ไว้"
    again = {name: value for name, value in again.items() if name not in ("act", "holder")} | {
        "_continue": "1"
    }
    assert browser.post(change_address(draft), again).status_code == 302
    assert {post.name for post in draft.posts.all()} == {second.name, "ชื่อที่พิมพ์ไว้"}


@pytest.mark.dry
def test_a_file_that_the_other_removed_is_no_error_page(as_user, cast):
    draft = make_draft()
    gone, stays = add_photo(draft, alt="หายไป"), add_document(draft, title="อยู่")
    mine = form_of(as_user(cast.writer), draft)
    theirs = form_of(as_user(cast.writer2), draft) | {"attachments-2-0-DELETE": "on"}
    assert as_user(cast.writer2).post(change_address(draft), theirs).status_code == 302
    typed = mine | {"attachments-2-0-alt": "ข้อความที่พิมพ์ไว้", "attachments-2-0-upload": jpeg_upload()}
    response = as_user(cast.writer).post(change_address(draft), typed)
    assert response.status_code == 200 and "ข้อความที่พิมพ์ไว้" in response.content.decode()
    assert [row.pk for row in draft.attachments.all()] == [stays.pk]
    assert not draft.attachments.filter(pk=gone.pk).exists()


@pytest.mark.dry
def test_a_row_that_the_other_added_is_told_and_stays(as_user, cast):
    draft = make_draft(Contact)
    mine = form_of(as_user(cast.writer), draft)
    Channel.objects.create(contact=draft, label="ช่องทางของเขา", url="https://www.facebook.com/a")
    Edition.objects.filter(pk=draft.pk).update(version=draft.version + 1, saved_by=cast.writer2)
    browser = as_user(cast.writer)
    page = browser.post(change_address(draft), mine | {"title": "ใหม่"}).content.decode()
    assert "ช่องทางของเขา" in page
    again = {name: value for name, value in Fields(page).values.items() if name not in ("act", "holder")}
    assert browser.post(change_address(draft), again | {"_continue": "1"}).status_code == 302
    assert draft.channels.get().label == "ช่องทางของเขา"


@pytest.mark.dry
def test_no_wording_of_a_conflict_is_markup(as_user, cast):
    draft = make_draft(title="ก่อน")
    mine = form_of(as_user(cast.writer), draft)
    attack = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    as_user(cast.writer2).post(
        change_address(draft), form_of(as_user(cast.writer2), draft) | {"title": attack}
    )
    typed = mine | {"title": f"เรา {attack}", "body": f"<p>{attack}</p>"}
    page = as_user(cast.writer).post(change_address(draft), typed).content.decode()
    side = SideDraft.objects.get()
    for shown in (page, as_user(cast.writer).get(f"{base(draft)}side/{side.pk}/").content.decode()):
        assert "<script>alert" not in shown and "<img src=x" not in shown


def test_an_address_that_was_taken_at_the_last_moment_leaves_the_new_form_full(as_user, cast, monkeypatch):
    def refuse(*args, **kwargs):
        raise Refused(["ที่อยู่เว็บนี้มีเรื่องอื่นใช้แล้ว ให้ใช้คำอื่น"])

    monkeypatch.setattr(
        "publishing.workflow.start", refuse
    )  # the loser of the race: the form's own check was passed
    browser = as_user(cast.writer)
    values = Fields(browser.get("/admin/announcements/announcement/add/").content.decode()).values
    typed = values | {"title": "พิมพ์ไว้ยาว", "body": "<p>เนื้อข่าว</p>", "slug": "krathong", "_continue": "1"}
    response = browser.post("/admin/announcements/announcement/add/", typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "ที่อยู่เว็บนี้มีเรื่องอื่นใช้แล้ว" in page and 'value="พิมพ์ไว้ยาว"' in page and "เนื้อข่าว" in page
    assert Announcement.objects.count() == 0


# Side drafts


def test_a_side_draft_is_read_copied_and_put_back(as_user, cast):
    draft = make_draft(title="ในร่าง")
    side = make_side(draft, cast.writer, "ข้อความเสริม")
    browser = as_user(cast.writer)
    assert f'href="{base(draft)}side/{side.pk}/"' in browser.get(change_address(draft)).content.decode()
    page = browser.get(f"{base(draft)}side/{side.pk}/").content.decode()
    assert "ข้อความเสริม</textarea>" in page and "<p>ข้อความเสริม</p>" in page
    assert f'href="{change_address(draft)}?side={side.pk}"' in page
    form = browser.get(f"{change_address(draft)}?side={side.pk}").content.decode()
    assert 'value="ข้อความเสริม"' in form and "&lt;p&gt;ข้อความเสริม&lt;/p&gt;" in form
    draft.refresh_from_db()
    assert draft.title == "ในร่าง"  # until it is saved
    typed = {name: value for name, value in Fields(form).values.items() if name not in ("act", "holder")}
    saved = browser.post(f"{change_address(draft)}?side={side.pk}", typed | {"_continue": "1"})
    assert saved.status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.body) == ("ข้อความเสริม", "<p>ข้อความเสริม</p>")


@pytest.mark.dry
def test_rows_and_dates_are_put_back_too(as_user, cast):
    draft = make_draft(Contact)
    channel = Channel.objects.create(contact=draft, label="เดิม", url="https://www.facebook.com/a")
    browser = as_user(cast.writer)
    mine = form_of(browser, draft)
    Edition.objects.filter(pk=draft.pk).update(version=draft.version + 1, saved_by=cast.writer2)
    typed = mine | {
        "dated_on": "17/06/2569", "channels-0-label": "พิมพ์ทับ", "channels-TOTAL_FORMS": "2",
        "channels-1-kind": mine["channels-0-kind"], "channels-1-label": "แถวใหม่", "channels-1-url": "https://line.me/x",
        "channels-1-order": "1", "channels-1-id": "", "channels-1-contact": str(draft.pk),
    }  # fmt: skip
    browser.post(change_address(draft), typed)
    side = SideDraft.objects.get()
    fields = Fields(browser.get(f"{change_address(draft)}?side={side.pk}").content.decode()).values
    assert fields["dated_on"] == "17/06/2569"
    assert (fields["channels-0-id"], fields["channels-0-label"]) == (str(channel.pk), "พิมพ์ทับ")
    assert (fields["channels-1-id"], fields["channels-1-label"]) == ("", "แถวใหม่")
    fields = {name: value for name, value in fields.items() if name not in ("act", "holder")}
    assert browser.post(change_address(draft), fields | {"_continue": "1"}).status_code == 302
    assert list(draft.channels.order_by("order", "pk").values_list("label", flat=True)) == ["พิมพ์ทับ", "แถวใหม่"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("visitor", 302), ("onlooker", 403), ("assessor", 403), ("administrator", 403), ("chief", 403),
        ("reviewer", 403), ("approver", 403), ("writer", 200), ("writer2", 200),
    ],
)  # fmt: skip
@pytest.mark.alike
def test_a_side_draft_is_for_its_author_and_for_writers(name, expected, client, cast):
    draft = make_draft(title="เปิดเผยได้ในสำนักงาน")
    side = make_side(draft, cast.writer2)
    if name != "visitor":
        client.force_login(getattr(cast, name))
    answer = client.get(f"{base(draft)}side/{side.pk}/")
    assert answer.status_code == expected
    assert (MARKER in answer.content.decode()) == (expected == 200)
    restored = client.get(f"{change_address(draft)}?side={side.pk}")
    assert restored.status_code == (expected if expected in (200, 302) else 404)
    assert (MARKER in restored.content.decode()) == (expected == 200)
    listed = client.get(change_address(draft)).content.decode()
    assert (f"side/{side.pk}/" in listed) == (expected == 200)


def test_its_author_reads_it_when_he_writes_no_longer(as_user, cast):
    draft = make_draft()
    side = make_side(draft, cast.reviewer)
    assert as_user(cast.reviewer).get(f"{base(draft)}side/{side.pk}/").status_code == 200
    assert as_user(cast.approver).get(f"{base(draft)}side/{side.pk}/").status_code == 403


def test_a_side_draft_belongs_to_one_edition(as_user, cast):
    draft, other = make_draft(), make_draft()
    side, browser = make_side(draft, cast.writer), as_user(cast.writer)
    assert browser.get(f"{base(other)}side/{side.pk}/").status_code == 404
    assert browser.get(f"{change_address(other)}?side={side.pk}").status_code == 404
    contact = make_draft(Contact)
    assert browser.get(f"{base(contact)}side/{side.pk}/").status_code == 404


@pytest.mark.parametrize("side", ["", "x", "0", "-1", "9" * 30, "๑", "1 OR 1=1"])
def test_a_side_draft_that_is_not_there_is_not_found(side, as_user, cast):
    draft = make_draft()
    assert as_user(cast.writer).get(change_address(draft), {"side": side}).status_code == 404


def test_after_seven_days_it_is_gone_for_everybody_also_before_it_is_deleted(as_user, cast):
    draft = make_draft()
    side = make_side(draft, cast.writer, days=7)
    browser = as_user(cast.writer)
    assert SideDraft.objects.count() == 1
    assert browser.get(f"{base(draft)}side/{side.pk}/").status_code == 404
    assert browser.get(f"{change_address(draft)}?side={side.pk}").status_code == 404
    assert "ร่างเสริม" not in browser.get(change_address(draft)).content.decode()


def test_the_command_deletes_what_is_over_and_tells_how_many(cast):
    draft, other = make_draft(), make_draft()
    make_side(draft, cast.writer, "เก่า", days=7, minutes=1)
    young = make_side(draft, cast.writer, "ใหม่", days=6, hours=23)
    grow_old(holds.open_draft(draft, user=cast.writer), minutes=16)
    holds.open_draft(other, user=cast.writer)
    out = StringIO()
    call_command("clear_side_drafts", stdout=out)
    assert out.getvalue().strip() == "ลบร่างเสริม 1 ฉบับ และการเปิดร่างค้าง 1 รายการ"
    assert (SideDraft.objects.get(), Hold.objects.get().edition_id) == (young, other.pk)
    assert side_drafts.clear() == (0, 0)


def test_a_side_draft_of_what_was_submitted_is_read_but_not_put_back(as_user, cast):
    draft = make_draft()
    side = make_side(draft, cast.writer)
    waiting = submit(draft)
    page = as_user(cast.writer).get(f"{base(draft)}side/{side.pk}/").content.decode()
    assert MARKER in page and "?side=" not in page and "รอตรวจสอบ" in page
    move(waiting, Action.RECALL, actor=cast.writer)
    assert "?side=" in as_user(cast.writer).get(f"{base(draft)}side/{side.pk}/").content.decode()


def test_what_somebody_else_typed_is_cleaned_before_the_editor_reads_it(as_user, cast):
    """The editor's pages allow inline scripts, and a side draft holds what was sent, as it was sent."""
    draft = make_draft()
    side = make_side(draft, cast.writer, text="คำ<img src=x onerror=alert(1)>")
    area = re.search(
        r'<textarea[^>]*name="body".*?</textarea>',
        as_user(cast.writer2).get(f"{change_address(draft)}?side={side.pk}").content.decode(),
        re.DOTALL,
    )[0]
    assert "คำ" in area and "onerror" not in area


#: One of them for the side draft with its author, the others are those of every page of an edition.
SIDE_PAGE = 7


def test_a_side_draft_page_asks_as_often_for_three_texts_as_for_one(as_user, cast):
    draft, browser = make_draft(), as_user(cast.writer)
    side = make_side(draft, cast.writer)
    address = f"{base(draft)}side/{side.pk}/"
    browser.get(address)
    counts = []
    for times in (1, 3):
        SideDraft.objects.filter(pk=side.pk).update(texts=side.texts * times)
        counts.append(queries_of(browser, address))
    assert counts == [SIDE_PAGE, SIDE_PAGE]


@pytest.mark.dry
def test_a_saved_form_says_so_to_the_browser_and_a_refused_one_does_not(as_user, cast):
    draft, browser = make_draft(), as_user(cast.writer)
    refused = browser.post(change_address(draft), form_of(browser, draft) | {"dated_on": "31/02/2569"})
    assert "desk-saved" not in refused.cookies
    saved = browser.post(change_address(draft), form_of(browser, draft) | {"title": "ใหม่"})
    assert saved.cookies["desk-saved"].value == change_address(draft).replace("/", "%2F")
