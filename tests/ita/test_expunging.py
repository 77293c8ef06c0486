"""What had to go from the site goes from kept snapshots too, by two people; the hashes stay as a note."""

import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage

from announcements.models import Announcement
from content.models import Page
from ita import checking, snapshots
from ita.comparing import compare
from ita.expunging import ask, decide, expunge_agreed
from ita.kept_pages import MARK
from ita.models import Expunging, Item, Snapshot
from ita.tasks import tasks
from publishing.models import LedgerEvent
from publishing.refusal import Refused
from tests.helpers import add_document, make_draft, make_live, publish, remove, revise
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = pytest.mark.django_db

SECRET = "รายชื่อของนายสมชายใจดี"
LAW = "มีข้อมูลส่วนบุคคล ตาม พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล"


@pytest.fixture
def kept(cast) -> Snapshot:
    """O1 shows news with a file, and another that stays; O2 shows the list that names both. Checked, and kept."""
    cycle = make_cycle(2541, rules={"evidence": 1, "year": 1, "files": 1})
    first, second = make_item(cycle, "O1", period_kind="fiscal_year"), make_item(cycle, "O2")
    draft = make_draft(Announcement, title=SECRET)
    add_document(draft, title=f"{SECRET}.pdf")
    make_evidence(first, publish(draft), statement=SECRET)
    make_evidence(first, make_live(Page, title="เรื่องที่ยังอยู่"), order=1)
    make_evidence(second, "/news/")
    checking.check(Item.objects.all())
    snapshot = snapshots.ask(cycle, "ก่อนปิดรอบ", None)
    assert snapshots.make_waiting() == 1
    snapshot.refresh_from_db()
    return snapshot


def news():
    return Announcement.objects.get(title=SECRET)


def parts(snapshot: Snapshot) -> dict[str, bytes]:
    with default_storage.open(snapshot.storage_name) as file, zipfile.ZipFile(io.BytesIO(file.read())) as one:
        assert one.testzip() is None
        return {name: one.read(name) for name in one.namelist()}


def agreed(cast, edition) -> Expunging:
    return decide(ask(edition.publication, LAW, actor=cast.administrator), agrees=True, actor=cast.approver)


def test_pages_files_and_words_go_and_their_hashes_stay(kept, cast):
    edition, before = news(), parts(kept)
    stored = edition.attachments.get().stored
    assert sum(SECRET.encode() in part for part in before.values()) == 5  # two lists of contents, three pages
    levels = [item["level"] for item in kept.manifest["items"]]
    remove(edition)
    asked = agreed(cast, edition)
    old = kept.storage_name
    assert (expunge_agreed(), expunge_agreed()) == (1, 0)
    kept.refresh_from_db()
    asked.refresh_from_db()
    after = parts(kept)
    assert not default_storage.exists(old)
    assert not any(SECRET.encode() in part for part in after.values())
    assert SECRET not in json.dumps(kept.manifest, ensure_ascii=False)
    file = f"files/{stored.sha256}.pdf"
    gone = ["items/o1-1.html", "items/o1.html", "items/o2-1.html", file]
    assert sorted(one["name"] for one in asked.snapshots[0]["removed"]) == sorted(gone)
    assert set(before) - set(after) == {file}
    assert all(MARK in after[name].decode() and LAW in after[name].decode() for name in gone[:3])
    assert after["items/o1-2.html"] == before["items/o1-2.html"]
    assert (json.loads(after["manifest.json"]), stored.sha256 in after["index.html"].decode()) == (
        kept.manifest,
        True,
    )
    assert (asked.state, asked.snapshots[0]["after"], asked.leftovers) == ("done", kept.sha256, [])
    event = LedgerEvent.objects.latest("number")
    assert (event.actor, event.publication, event.content_hash, stored.sha256 in event.note) == (
        None, edition.publication, kept.sha256, True,
    )  # fmt: skip

    # What was found then is found again, without its words.
    assert [item["level"] for item in kept.manifest["items"]] == levels
    for item in kept.manifest["items"]:
        again = checking.judge(item["facts"], kept.manifest["rules"])
        assert snapshots.result_rows(checking.result_of(None, one) for one in again) == item["results"]
    changes = next(one.changes for one in compare(kept) if one.code == "O1")
    assert changes == [f"หลักฐานที่ {edition.publication.address} ลบตามกฎหมาย"]


def test_an_earlier_edition_alone_goes_and_what_stands_stays_named(kept, cast):
    first = news()
    revise(first, title="ชื่อใหม่")
    first.refresh_from_db()
    remove(first)
    agreed(cast, first)
    assert expunge_agreed() == 1
    kept.refresh_from_db()
    assert SECRET.encode() not in parts(kept)["items/o1.html"]
    (one, _), _ = (item["evidence"] for item in kept.manifest["items"])
    assert (one["title"], [file["name"] for file in one["files"]]) == (MARK, [""])


def test_a_run_that_died_before_the_old_zip_was_gone_is_finished_by_the_next(kept, cast, monkeypatch):
    remove(news())
    asked = agreed(cast, news())
    old = kept.storage_name

    def dies(name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(default_storage, "delete", dies)
        expunge_agreed()
    asked.refresh_from_db()
    assert (asked.state, default_storage.exists(old)) == ("agreed", True)
    assert expunge_agreed() == 0
    asked.refresh_from_db()
    assert (asked.state, default_storage.exists(old), len(asked.snapshots)) == ("done", False, 1)


def test_a_snapshot_that_cannot_be_read_does_not_keep_the_others_from_being_cleaned(kept, cast):
    later = snapshots.ask(kept.cycle, "หลังปิดรอบ", None)
    assert snapshots.make_waiting() == 1
    later.refresh_from_db()
    remove(news())
    asked, old = agreed(cast, news()), later.storage_name
    Snapshot.objects.filter(pk=kept.pk).update(storage_name="snapshots/away.zip")
    assert (expunge_agreed(), default_storage.exists(old)) == (1, False)
    asked.refresh_from_db()
    assert asked.state == "agreed"
    Snapshot.objects.filter(pk=kept.pk).update(storage_name=kept.storage_name)
    assert expunge_agreed() == 1
    asked.refresh_from_db()
    assert (asked.state, len(asked.snapshots)) == ("done", 2)


def test_two_people_decide_about_what_was_removed(cast):
    live, gone = make_live(), remove(make_live())
    for publication, why, actor, reason in [
        (gone.publication, LAW, cast.approver, "ต้องให้ผู้ดูแลระบบ"),
        (live.publication, LAW, cast.administrator, "ต้องถอนออกก่อน"),
        (None, LAW, cast.administrator, "ต้องถอนออกก่อน"),
        (gone.publication, "สั้น", cast.administrator, "กรอกเหตุผล"),
    ]:
        with pytest.raises(Refused, match=reason):
            ask(publication, why, actor=actor)
    asked = ask(gone.publication, LAW, actor=cast.administrator)
    with pytest.raises(Refused, match="เสนอให้ลบเรื่องนี้ไว้แล้ว"):
        ask(gone.publication, LAW, actor=cast.administrator)
    for actor in (cast.administrator, cast.writer, cast.reviewer):
        with pytest.raises(Refused, match="ต้องให้ผู้อนุมัติ"):
            decide(asked, agrees=True, actor=actor)
    assert decide(asked, agrees=False, actor=cast.approver).state == "refused"
    with pytest.raises(Refused, match="พิจารณาไปแล้ว"):
        decide(asked, agrees=True, actor=cast.approver2)
    assert expunge_agreed() == 0
    actions = LedgerEvent.objects.filter(action__contains="สำเนา").order_by("number")
    assert list(actions.values_list("action", "actor__username")) == [
        ("เสนอลบออกจากสำเนาหลักฐาน ITA", "administrator"),
        ("ไม่เห็นชอบให้ลบออกจากสำเนา ITA", "approver"),
    ]


def test_the_desk_asks_and_decides_without_naming_it(kept, cast, as_user):
    page = "/admin/ita/snapshot/expunge/"
    edition = remove(news())
    browser = as_user(cast.administrator)
    shown = browser.get(page).content.decode()
    assert (edition.publication.address in shown, "อยู่ใน ITA 2541 ชุดที่ 1" in shown, SECRET in shown) == (
        True, True, False,
    )  # fmt: skip
    sent = {"publication": edition.publication_id, "reason": LAW}
    assert browser.post(page, {**sent, "publication": "9" * 30}).status_code == 409
    assert browser.post(page, sent).status_code == 302
    asked = Expunging.objects.get()
    (task,) = [task for task in tasks(cast.approver) if task.address == page]
    assert task.count == 1
    other = as_user(cast.approver)
    assert "เห็นชอบให้ลบ" in other.get(page).content.decode()
    assert other.post(page, {"asked": asked.pk, "answer": "agree"}).status_code == 302
    assert other.post(page, {"asked": "x", "answer": "agree"}).status_code == 409
    expunge_agreed()
    shown = other.get(page).content.decode()
    assert (kept.sha256 in shown, "ลบ 4 ส่วน" in shown) == (True, True)
