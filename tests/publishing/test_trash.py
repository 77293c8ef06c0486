"""The trash: what is thrown away can be fetched back for 90 days, then nothing of its wording is left."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import Announcement
from content.models import Channel, Contact, Structure
from publishing import ledger
from publishing.categories import edition_models
from publishing.files import attach, store_upload
from publishing.models import (
    Attachment,
    Edition,
    FileAddress,
    Hold,
    LedgerEvent,
    PreviewLink,
    Publication,
    Remark,
    SideDraft,
    StoredFile,
)
from publishing.states import Action, State
from publishing.wording import ERASED_TITLE
from publishing.workflow import TRASH_KEPT_FOR, Refused, empty_trash, move, start
from tests.desk import Desk
from tests.helpers import jpeg_upload, make_draft, make_live, pdf_upload, publish, remove, revise

pytestmark = pytest.mark.django_db

TRASH = "/admin/publishing/trashitem/"
LIST = 7  # queries of the list, whatever lies in it


def throw_away(edition: Edition, cast) -> Edition:
    return move(edition, Action.DISCARD, actor=cast.writer)


def run() -> str:
    out = StringIO()
    call_command("empty_trash", stdout=out)
    return out.getvalue().strip()


def stored_names(stored: StoredFile) -> list[str]:
    return [stored.storage_name, *(stored.rendition_name(width) for width in stored.widths)]


# Emptied only as it was seen


def test_what_was_fetched_back_and_thrown_away_anew_is_not_erased(cast):
    seen = throw_away(make_draft(), cast)
    again = throw_away(move(seen, Action.RECOVER, actor=cast.writer), cast)
    with pytest.raises(Refused):
        move(seen, Action.EMPTY, actor=None)
    again.refresh_from_db()
    assert again.state == State.DISCARDED


# Fetching back


def test_the_list_shows_what_was_thrown_away_by_whom_and_for_how_long(as_user, cast, time_machine):
    time_machine.move_to("2026-12-01T03:00:00Z", tick=False)
    draft = throw_away(make_draft(title="ร่างที่ทิ้ง"), cast)
    make_draft(title="ร่างที่ยังเขียนอยู่")
    time_machine.move_to("2026-12-11T03:00:00Z", tick=False)
    page = as_user(cast.reviewer).get(TRASH).content.decode()
    assert "ร่างที่ทิ้ง" in page and "ร่างที่ยังเขียนอยู่" not in page
    assert "1 ธ.ค. 2569 เวลา 10.00 น.<br>โดย ผู้แสดง writer" in page and "80 วัน" in page
    assert f"/admin/announcements/announcement/{draft.pk}/change/" in page


def test_a_writer_fetches_back_with_one_click(as_user, cast):
    draft = throw_away(make_draft(title="ร่างที่ทิ้ง"), cast)
    client, address = as_user(cast.writer2), f"/admin/announcements/announcement/{draft.pk}/move/recover/"
    page = client.get(TRASH).content.decode()
    assert f'formaction="{address}"' in page
    response = client.post(address, {"action": "", "select_across": "0"})  # what the list's form sends along
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.title, draft.ended_at) == (State.DRAFT, "ร่างที่ทิ้ง", None)
    assert LedgerEvent.objects.latest("number").action == Action.RECOVER
    assert "ไม่มีร่างในถังขยะ" in client.get(TRASH).content.decode()


@pytest.mark.parametrize("name", ["reviewer", "approver", "chief"])
def test_who_does_not_write_has_no_button_and_is_refused_with_a_reason(name, as_user, cast):
    draft = throw_away(make_draft(), cast)
    client = as_user(getattr(cast, name))
    assert "formaction" not in client.get(TRASH).content.decode()
    response = client.post(f"/admin/announcements/announcement/{draft.pk}/move/recover/")
    assert response.status_code == 409 and "ต้องให้ผู้จัดทำ" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == State.DISCARDED


def test_a_refusal_says_what_stands_in_the_way(as_user, cast):
    live = make_live()
    draft = throw_away(move(live, Action.START, actor=cast.writer), cast)
    move(live, Action.START, actor=cast.writer)
    response = as_user(cast.writer).post(f"/admin/announcements/announcement/{draft.pk}/move/recover/")
    assert response.status_code == 409 and "ให้แก้ไขฉบับนั้นต่อ" in response.content.decode()


def test_what_was_overtaken_comes_back_as_the_newest_edition(client, cast):
    live = make_live()
    second = throw_away(move(live, Action.START, actor=cast.writer), cast)
    revise(live)
    back = move(second, Action.RECOVER, actor=cast.writer)
    assert back.number == 4
    Announcement.objects.filter(pk=back.pk).update(change_note="กลับไปใช้ข้อความเดิม")
    remove(publish(Announcement.objects.get(pk=back.pk)), "ข้อความผิด")
    # The reason shown is that of what stood last, not that a newer edition took its place.
    response = client.get(live.publication.address)
    assert response.status_code == 410 and "ข้อความผิด" in response.content.decode()


@pytest.mark.parametrize("name", ["administrator", "assessor", "onlooker"])
def test_the_trash_is_not_for_everybody(name, as_user, cast):
    throw_away(make_draft(title="ร่างที่ทิ้ง"), cast)
    response = as_user(getattr(cast, name)).get(TRASH)
    assert response.status_code == 403 and "ร่างที่ทิ้ง" not in response.content.decode()


def test_the_list_asks_the_database_as_often_for_three_as_for_one(as_user, cast):
    client, counts = as_user(cast.writer), []
    for number in (1, 2):
        for _ in range(number):
            throw_away(make_draft(), cast)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(TRASH).status_code == 200
        counts.append(len(queries))
    assert counts == [LIST, LIST]


def test_any_search_and_any_page_is_answered(as_user, cast):
    throw_away(make_draft(title="ลอยกระทง"), cast)
    client = as_user(cast.writer)
    assert "ลอยกระทง" in client.get(TRASH, {"q": "กระทง"}).content.decode()
    assert "ลอยกระทง" not in client.get(TRASH, {"q": "ไม่มีแน่"}).content.decode()
    assert client.get(TRASH, {"p": "999"}, follow=True).status_code == 200


# Erasing


def test_the_command_erases_what_is_90_days_old_and_nothing_younger(cast, time_machine):
    time_machine.move_to("2026-12-01T03:00:00Z", tick=False)
    old = throw_away(make_draft(title="เก่า", slug="old"), cast)
    kept = make_draft(title="ยังเขียนอยู่")
    time_machine.move_to("2026-12-02T03:00:00Z", tick=False)
    young = throw_away(make_draft(title="ใหม่กว่า"), cast)
    time_machine.move_to(old.ended_at + TRASH_KEPT_FOR - timedelta(seconds=1), tick=False)
    assert run() == "ลบถาวร 0 ร่าง"
    time_machine.move_to(old.ended_at + TRASH_KEPT_FOR, tick=False)
    assert run() == "ลบถาวร 1 ร่าง"
    assert run() == "ลบถาวร 0 ร่าง"
    for edition in (old, young, kept):
        edition.refresh_from_db()
    assert [old.state, young.state, kept.state] == [State.EMPTIED, State.DISCARDED, State.DRAFT]
    assert (young.title, kept.title) == ("ใหม่กว่า", "ยังเขียนอยู่")
    assert Announcement.objects.count() == 2
    event = LedgerEvent.objects.latest("number")
    assert (event.action, event.edition_id, event.actor, event.actor_name) == (
        Action.EMPTY,
        old.pk,
        None,
        "ระบบตั้งเวลา",
    )
    assert list(ledger.faults()) == []


@pytest.mark.parametrize("model", edition_models())
@pytest.mark.alike
def test_of_every_model_only_the_bare_row_is_left(model, cast):
    fields = {"title": "ชื่อที่ต้องหายไป", "summary": "สรุปที่ต้องหายไป"}
    draft = make_draft(model, slug="given-back", **fields)
    if model is Contact:
        Channel.objects.create(contact=draft, label="LINE", url="https://line.me/example")
    now = timezone.now()
    Remark.objects.create(edition=draft, at=now, author_name="ผู้ตรวจ", text="ความเห็น")
    SideDraft.objects.create(edition=draft, user=cast.writer2, at=now, seen_version=1, texts=[])
    Hold.objects.create(edition=draft, user=cast.writer, since=now, seen_at=now)
    PreviewLink.objects.create(
        edition=draft, reader="ผู้อ่าน", made_at=now, made_by=cast.writer, expires_at=now + timedelta(days=7)
    )
    discarded = throw_away(draft, cast)
    assert empty_trash(now + TRASH_KEPT_FOR + timedelta(minutes=1)) == 1
    row = Edition.objects.values().get(pk=discarded.pk)
    assert (row["state"], row["title"], row["summary"], row["body"]) == (
        State.EMPTIED,
        ERASED_TITLE,
        "",
        "",
    )
    assert not model.objects.filter(pk=discarded.pk).exists()
    for name in model.PARTS:
        assert not model._meta.get_field(name).related_model.objects.exists(), name
    for part in (Attachment, FileAddress, Remark, SideDraft, Hold, PreviewLink):
        assert not part.objects.exists(), part
    assert Publication.objects.get().slug is None
    assert LedgerEvent.objects.filter(edition=discarded.pk).count() == 3
    again = start(model(title="ใช้ที่อยู่เดิมได้"), actor=cast.writer, slug="given-back")
    assert again.publication.slug == "given-back"


def test_the_bytes_of_its_files_are_gone_and_shared_ones_stay(cast, django_capture_on_commit_callbacks):
    live_draft = make_draft()
    shared = store_upload(pdf_upload("ใช้ร่วมกัน.pdf", text="shared"), Attachment.Kind.DOCUMENT)
    attach(live_draft, shared, kind=Attachment.Kind.DOCUMENT)
    live = publish(live_draft)
    draft = move(live, Action.START, actor=cast.writer).specific
    own_file = store_upload(pdf_upload("ของร่าง.pdf", text="own"), Attachment.Kind.DOCUMENT)
    own_photo = store_upload(jpeg_upload("ของร่าง.jpg", 700, 500), Attachment.Kind.PHOTO)
    attach(draft, own_file, kind=Attachment.Kind.DOCUMENT)
    attach(draft, own_photo, kind=Attachment.Kind.PHOTO, alt="ภาพ")
    attach(draft, own_photo, kind=Attachment.Kind.PHOTO, alt="ภาพเดิมอีกครั้ง")
    gone, kept = [*stored_names(own_file), *stored_names(own_photo)], stored_names(shared)
    assert len(gone) >= 3 and all(map(default_storage.exists, [*gone, *kept]))
    throw_away(draft, cast)
    with django_capture_on_commit_callbacks(execute=True):
        assert empty_trash(timezone.now() + TRASH_KEPT_FOR) == 1
    assert not any(map(default_storage.exists, gone))
    assert all(map(default_storage.exists, kept))
    assert not StoredFile.objects.filter(pk__in=[own_file.pk, own_photo.pk]).exists()
    attachment = live.attachments.get()
    assert (attachment.stored, FileAddress.objects.count()) == (shared, 1)


@pytest.mark.dry
def test_a_file_that_the_disk_will_not_give_up_stops_nothing(
    cast, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    drafts = [make_draft(), make_draft()]
    for number, draft in enumerate(drafts):
        stored = store_upload(pdf_upload(text=f"stuck {number}"), Attachment.Kind.DOCUMENT)
        attach(draft, stored, kind=Attachment.Kind.DOCUMENT)
        throw_away(draft, cast)

    def refuse(name):
        raise PermissionError(name)

    monkeypatch.setattr("publishing.files.default_storage.delete", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        assert empty_trash(timezone.now() + TRASH_KEPT_FOR) == 2
    assert "PermissionError" in caplog.text
    assert set(Edition.objects.values_list("state", flat=True)) == {State.EMPTIED}


def test_an_address_stays_taken_while_another_edition_or_the_public_knows_it(cast):
    live = make_live(slug="stays")
    draft = throw_away(move(live, Action.START, actor=cast.writer), cast)
    assert empty_trash(timezone.now() + TRASH_KEPT_FOR) == 1
    live.publication.refresh_from_db()
    assert live.publication.slug == "stays"
    draft.refresh_from_db()
    assert draft.state == State.EMPTIED
    live.refresh_from_db()
    assert (live.state, live.title) == (State.PUBLISHED, "เรื่องทดสอบ")


def test_the_title_that_marks_an_erased_draft_may_be_used_by_others(cast):
    """The state says what was erased, not the words: a draft of that title keeps its address."""
    live_to_be = make_draft(slug="mine")
    throw_away(live_to_be, cast)
    second = Announcement(
        publication=live_to_be.publication, number=2, title=ERASED_TITLE, owner=live_to_be.owner
    )
    second.save(force_insert=True)
    assert empty_trash(timezone.now() + TRASH_KEPT_FOR) == 1
    assert Publication.objects.get().slug == "mine"


def test_the_admins_own_log_forgets_the_title_too(as_user, cast):
    draft = make_draft(title="ชื่อที่ต้องหายไป")
    desk = Desk("writer")
    assert desk.save(draft, desk.open(draft))
    assert LogEntry.objects.filter(object_repr="ชื่อที่ต้องหายไป").exists()
    draft.refresh_from_db()
    throw_away(draft, cast)
    empty_trash(timezone.now() + TRASH_KEPT_FOR)
    assert not LogEntry.objects.filter(object_repr="ชื่อที่ต้องหายไป").exists()


def test_a_draft_fetched_back_at_the_last_moment_is_not_erased(cast, time_machine):
    draft = throw_away(make_draft(), cast)
    move(draft, Action.RECOVER, actor=cast.writer)
    assert empty_trash(timezone.now() + TRASH_KEPT_FOR) == 0
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_nobody_erases_by_hand(cast):
    draft = throw_away(make_draft(), cast)
    for name in ("writer", "approver", "administrator"):
        with pytest.raises(Refused):
            move(draft, Action.EMPTY, actor=getattr(cast, name))


def test_an_erased_draft_stands_in_no_list_and_breaks_no_page(as_user, client, cast):
    live = make_live(title="เรื่องที่เผยแพร่")
    draft = throw_away(move(live, Action.START, actor=cast.writer), cast)
    alone = throw_away(make_draft(Structure), cast)
    empty_trash(timezone.now() + TRASH_KEPT_FOR)
    desk = as_user(cast.writer)
    pages = [
        "/admin/",
        TRASH,
        "/admin/publishing/reviewitem/",
        "/admin/announcements/announcement/?state=all",
        f"/admin/announcements/announcement/{live.pk}/change/",
        f"/admin/announcements/announcement/{live.pk}/compare/",
        "/admin/content/structure/?state=all",
        "/admin/publishing/ledgerevent/",
    ]
    for address in pages:
        response = desk.get(address)
        assert response.status_code == 200, address
        assert ERASED_TITLE not in response.content.decode(), address
    for gone in (
        f"/admin/announcements/announcement/{draft.pk}/compare/",
        f"/admin/announcements/announcement/{draft.pk}/preview/",
        f"/admin/announcements/announcement/{draft.pk}/move/recover/",
    ):
        assert desk.get(gone).status_code == 404, gone
    history = desk.get(f"/admin/announcements/announcement/{live.pk}/history/").content.decode()
    assert "ลบถาวรแล้ว" in history
    assert "ลบถาวรแล้ว" in desk.get(f"/admin/content/structure/{alone.pk}/history/").content.decode()
    assert client.get(live.publication.address).status_code == 200
