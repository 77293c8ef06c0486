"""A snapshot keeps what an item showed on one day, with hashes; later days can be held against it."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Mode
from announcements.models import Announcement
from content.models import Contact
from ita import snapshots
from ita.comparing import compare
from ita.contents import text_hash
from ita.models import Cycle, Item, Result, Snapshot
from ita.snapshots import ask, make_waiting
from ita.wire import Page
from publishing.files import forget_unattached
from publishing.models import LedgerEvent, StoredFile
from publishing.refusal import Refused
from tests.helpers import add_document, make_draft, make_live, publish, remove, revise, withdraw
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = pytest.mark.django_db

WHY = "ก่อนปิดกรอกข้อมูล"


@pytest.fixture
def cycle(cast) -> Cycle:
    """O1 with news that has a file and with the contact page; O2 with nothing."""
    cycle = make_cycle(2541, rules={"evidence": 1})
    item = make_item(cycle, "O1", facts={"item": {"code": "O1"}}, level="pass")
    make_item(cycle, "O2")
    draft = make_draft(Announcement, title="ประกาศแผน")
    add_document(draft, title="แผน.pdf")
    make_evidence(item, publish(draft), order=1)
    make_live(Contact, slug="contact")
    make_evidence(item, "/about/contact/", order=2)
    Result.objects.create(item=item, check_id="evidence", level="pass", sentence="มีหลักฐาน")
    return cycle


def made(cycle: Cycle, actor=None) -> Snapshot:
    snapshot = ask(cycle, WHY, actor)
    assert make_waiting() == 1
    snapshot.refresh_from_db()
    return snapshot


def opened(snapshot: Snapshot) -> zipfile.ZipFile:
    with default_storage.open(snapshot.storage_name) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def news(cycle: Cycle):
    evidence = cycle.items.get(code="O1").evidence.get(kind="publication")
    return evidence.publication.editions.get(state="published")


@pytest.mark.dry
def test_the_zip_holds_pages_files_once_and_a_list_that_agrees_with_the_row(cycle, cast):
    second = make_draft(Announcement, title="ไฟล์เดียวกันอีกเรื่อง")
    add_document(second)
    make_evidence(cycle.items.get(code="O2"), publish(second))
    snapshot = made(cycle, cast.approver)
    archive = opened(snapshot)
    assert archive.testzip() is None
    stored = StoredFile.objects.get(original_name="แผน.pdf")
    file = f"files/{stored.sha256}.pdf"
    pages = ["items/o1-1.html", "items/o1-2.html", "items/o1.html", "items/o2-1.html", "items/o2.html"]
    assert sorted(archive.namelist()) == sorted([file, "index.html", "manifest.json", *pages])
    assert hashlib.sha256(archive.read(file)).hexdigest() == stored.sha256
    manifest = json.loads(archive.read("manifest.json"))
    assert (manifest, manifest["rules"]) == (snapshot.manifest, {"evidence": 1})
    assert "ประกาศแผน" in archive.read("items/o1-1.html").decode()
    assert "ไม่ใช่คะแนนอย่างเป็นทางการ" in archive.read("index.html").decode()

    (first, _), item = manifest["items"][0]["evidence"], manifest["items"][0]
    assert (item["facts"], item["level"]) == ({"item": {"code": "O1"}}, "pass")
    assert item["results"] == [["evidence", None, "pass", "มีหลักฐาน", ""]]
    assert (first["status"], first["edition"]["number"], len(first["text_sha256"])) == (200, 1, 64)
    assert [(one["label"], one["sha256"], one["name"], one["problem"]) for one in first["files"]] == [
        ("แผน.pdf", stored.sha256, file, "")
    ]
    with default_storage.open(snapshot.storage_name) as kept:
        data = kept.read()
    assert (snapshot.state, snapshot.size, snapshot.sha256, snapshot.problem) == (
        "made", len(data), hashlib.sha256(data).hexdigest(), "",
    )  # fmt: skip
    asked, kept = LedgerEvent.objects.order_by("number").filter(action__contains="สำเนาหลักฐาน")
    assert (asked.actor, asked.note) == (cast.approver, f"ITA 2541 ชุดที่ 1 {WHY}")
    assert (kept.actor, kept.content_hash) == (None, snapshot.sha256)
    StoredFile.objects.update(uploaded_at=timezone.now() - timedelta(days=30))
    forget_unattached()
    assert default_storage.exists(snapshot.storage_name)


@pytest.mark.dry
def test_a_file_that_is_gone_from_the_store_is_told_and_the_rest_is_kept(cycle, monkeypatch):
    StoredFile.objects.filter(sha256=news(cycle).attachments.get().stored.sha256).update(
        storage_name="aa/gone"
    )
    snapshot = made(cycle)
    assert (snapshot.state, snapshot.problem) == ("made", "เก็บไฟล์ไม่ได้ 1 ไฟล์ ดูในสารบัญ")
    (file,) = snapshot.manifest["items"][0]["evidence"][0]["files"]
    assert (file["name"], file["problem"]) == ("", "อ่านไฟล์จากที่เก็บไม่ได้")


@pytest.mark.dry
def test_what_cannot_be_made_says_so_and_is_asked_for_again(cycle, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("No space left on device")

    first = ask(cycle, WHY, None)
    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "save", full)
        assert make_waiting() == 0
    first.refresh_from_db()
    assert (first.state, "สั่งเก็บอีกครั้ง" in first.problem, first.storage_name) == ("failed", True, "")
    assert (made(cycle).number, Snapshot.objects.filter(state="waiting").exists()) == (2, False)


def test_nothing_to_do_costs_one_query_and_a_closed_site_is_waited_for(cycle, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert make_waiting() == 0
    ask(cycle, WHY, None)
    today = timezone.localdate()
    closed = Mode.objects.create(kind=Mode.Kind.MAINTENANCE, starts_on=today, ends_on=today)
    assert make_waiting() == 0
    closed.delete()
    assert make_waiting() == 1


def test_two_clocks_make_one(cycle, monkeypatch):
    snapshot = ask(cycle, WHY, None)
    snapshot.taken_until = timezone.now() + timedelta(minutes=1)
    snapshot.save()
    assert make_waiting() == 0  # another process is at it
    Snapshot.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    assert make_waiting() == 1  # it died
    assert make_waiting() == 0

    other = ask(cycle, WHY, None)

    def slow(cycle, keep):
        Snapshot.objects.filter(pk=other.pk).update(taken_until=timezone.now() + timedelta(hours=1))
        yield from real(cycle, keep)

    real = snapshots._items
    monkeypatch.setattr(snapshots, "_items", slow)
    assert make_waiting() == 0  # its lease ran out meanwhile, and another took over
    other.refresh_from_db()
    assert (other.state, other.storage_name) == ("waiting", "")


def test_asking_twice_is_one_snapshot_and_who_may_not_is_refused(cycle, cast):
    assert ask(cycle, WHY, cast.administrator) == ask(cycle, "อีกครั้ง", cast.approver)
    preparing = make_cycle(2542, status="preparing")
    for person, asked, why, reason in [
        (cast.writer, cycle, WHY, "ต้องให้ผู้อนุมัติหรือผู้ดูแลระบบ"),
        (cast.approver, cycle, "  ", "กรอกว่าเก็บเพราะอะไร"),
        (cast.approver, preparing, WHY, "ยังไม่เปิดใช้งาน"),
    ]:
        with pytest.raises(Refused, match=reason):
            ask(asked, why, person)


# Beside today


def differences(snapshot: Snapshot) -> dict[str, list[str]]:
    return {one.code: one.changes for one in compare(snapshot)}


def test_nothing_differs_on_the_same_day_whatever_else_is_published(cycle):
    snapshot = made(cycle)
    make_live(Announcement, title="ข่าวใหม่ที่มาอยู่ข้าง ๆ")
    assert differences(snapshot) == {"O1": [], "O2": []}


def test_a_new_edition_and_a_lost_file_are_told(cycle):
    snapshot = made(cycle)
    revise(news(cycle), leave_out_files=True)
    assert differences(snapshot)["O1"] == [
        "“ประกาศแผน” มีฉบับใหม่ ฉบับที่ 2 แทนฉบับที่ 1",
        "“ประกาศแผน” ไม่มีไฟล์ “แผน.pdf” แล้ว",
    ]


def test_what_ended_is_told_and_what_was_removed_is_not_named(cycle):
    snapshot, shown = made(cycle), news(cycle)
    address = shown.publication.address
    withdraw(shown)
    assert differences(snapshot)["O1"][0] == "“ประกาศแผน” สิ้นผลแล้ว"
    remove(shown)
    assert differences(snapshot)["O1"] == [f"หลักฐานที่ {address} ถอนออกแล้ว"]
    cycle.items.get(code="O1").evidence.filter(kind="publication").update(state="retired")
    assert differences(snapshot)["O1"] == [f"หลักฐานที่ {address} ไม่เป็นหลักฐานแล้ว"]


@pytest.mark.dry
def test_changed_channels_evidence_and_items_are_told(cycle):
    snapshot = made(cycle)
    revise(Contact.objects.live().get(), address="ย้ายที่ทำการแล้ว")
    item = cycle.items.get(code="O1")
    item.evidence.filter(kind="publication").update(state="retired")
    make_evidence(cycle.items.get(code="O2"), None)
    make_item(cycle, "O3")
    Item.objects.filter(cycle=cycle, code="O2").update(code="O4", slug="o4")
    assert differences(snapshot) == {
        "O1": ["“ประกาศแผน” ไม่เป็นหลักฐานแล้ว", "“/about/contact/” ข้อความในหน้าเปลี่ยน"],
        "O2": ["ข้อนี้ไม่มีในรอบนี้แล้ว"],
        "O3": ["ข้อนี้เพิ่มหลังเก็บสำเนา"],
        "O4": ["ข้อนี้เพิ่มหลังเก็บสำเนา"],
    }


def test_only_the_words_of_the_content_are_hashed():
    def hashed(main: str, around: str = "") -> str:
        return text_hash(
            Page(200, {"content-type": "text/html"}, f"<body>{around}<main>{main}</main>".encode())
        )

    one = hashed("<p>ก &amp; ข<br>ค<p>ง")
    assert one == hashed(
        "<div class='x'> ก &amp; ข <br> ค</div><p>ง</p><nav>ทาง</nav><div class='share'><a>ส่ง</a></div>"
    )
    assert one == hashed("<p>ก &amp; ข<br>ค<p>ง", "<header>เมนู</header>")
    assert one != hashed("<p>ก &amp; ข<br>ค<p>จ")
    assert text_hash(Page(200, {"content-type": "application/pdf"}, b"%PDF")) == ""


# On the desk and the command line


@pytest.mark.dry
def test_the_desk_asks_lists_gives_away_and_compares(cycle, cast, as_user):
    page = f"/admin/ita/snapshot/?cycle={cycle.pk}"
    browser = as_user(cast.approver)
    assert browser.post(page, {"why": ""}).status_code == 409
    assert browser.post(page, {"why": WHY}).status_code == 302
    make_waiting()
    snapshot = Snapshot.objects.get()
    shown = browser.get(page).content.decode()
    assert (WHY in shown, snapshot.sha256 in shown) == (True, True)
    sent = browser.get(f"/admin/ita/snapshot/{snapshot.pk}/download/")
    assert hashlib.sha256(b"".join(sent)).hexdigest() == snapshot.sha256
    assert (sent["Content-Disposition"], sent["X-Content-Type-Options"]) == (
        'attachment; filename="ITA-2541-1.zip"', "nosniff",
    )  # fmt: skip
    compared = browser.get(f"/admin/ita/snapshot/{snapshot.pk}/change/").content.decode()
    assert compared.count("เหมือนเดิม") == 2


@pytest.mark.parametrize(
    ("name", "sees", "takes", "asks"),
    [
        ("writer", 200, 403, 403),
        ("reviewer", 200, 200, 403),
        ("chief", 200, 403, 403),
        ("administrator", 200, 200, 302),
        ("assessor", 403, 403, 403),
        ("onlooker", 403, 403, 403),
    ],
)
@pytest.mark.dry
def test_who_sees_takes_and_asks(cast, as_user, name, sees, takes, asks):
    cycle = make_cycle(2543)  # without a page to look at
    kept = {"storage_name": StoredFile.objects.first().storage_name, "asked_at": timezone.now(), "why": WHY}
    snapshot = Snapshot.objects.create(cycle=cycle, number=1, state="made", **kept)
    browser = as_user(getattr(cast, name))
    page = "/admin/ita/snapshot/"
    assert browser.get(page).status_code == browser.get(f"{page}{snapshot.pk}/change/").status_code == sees
    assert browser.get(f"{page}{snapshot.pk}/download/").status_code == takes
    assert browser.post(f"{page}?cycle={cycle.pk}", {"why": WHY}).status_code == asks


@pytest.mark.dry
def test_nonsense_in_addresses_is_not_found(cycle, cast, as_user):
    browser = as_user(cast.approver)
    for address in ("99/change/", f"{10**30}/download/", f"{ask(cycle, WHY, None).pk}/download/"):
        assert browser.get(f"/admin/ita/snapshot/{address}").status_code == 404
    assert browser.get("/admin/ita/snapshot/?cycle=๙๙๙๙x").status_code == 200


@pytest.mark.dry
def test_the_command_makes_one_and_says_its_hash(cycle, capsys):
    call_command("ita_snapshot", year=2541)
    assert Snapshot.objects.get().sha256 in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("ita_snapshot", year=2540)
