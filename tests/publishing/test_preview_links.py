"""Preview links: who makes them, what they open, and everything that ends them."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import Announcement
from knowledge.models import KnowledgeItem
from publishing import previews
from publishing.categories import edition_models
from publishing.models import Edition, LedgerEvent, PreviewLink, Remark
from publishing.models.desk import MOST_PREVIEW_OPENINGS
from publishing.states import Action, State
from publishing.workflow import Refused, move
from tests.helpers import (
    ALL_TICKS,
    add_document,
    add_photo,
    make_draft,
    make_live,
    pdf_bytes,
    publish,
    submit,
)

pytestmark = pytest.mark.django_db

MARKER = "PONKO-DRAFT-MARKER"
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
WATERMARK = "ตัวอย่าง ยังไม่เผยแพร่"
PAGE_QUERIES = 7


def make(edition: Edition, actor, **more) -> PreviewLink:
    return previews.make(edition, actor=actor, **{"reader": "กำนันตำบลโพนโก", **more})


def address_of(link: PreviewLink) -> str:
    return f"/preview/{previews.token_of(link)}/"


def page_of(edition: Edition) -> str:
    about = edition.publication
    return f"/admin/{about.category}/{about.model}/{edition.pk}/links/"


def events(edition: Edition, action: str) -> list[tuple]:
    rows = LedgerEvent.objects.filter(edition=edition.pk, action=action).order_by("number")
    return [(row.actor_id, row.actor_name, row.note) for row in rows]


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def files_on(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'(?:href|src)="(/files/[^"]+)"', page)]


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def draft(cast) -> Announcement:
    made = make_draft(title=f"ร่าง {MARKER}")
    add_document(made, title="เอกสารร่าง")
    add_photo(made)
    return made


@pytest.fixture
def link(draft, cast) -> PreviewLink:
    return make(draft, cast.writer)


def assert_ended(response) -> None:
    assert response.status_code == 404
    page = response.content.decode()
    assert "ลิงก์ตัวอย่างนี้ใช้ไม่ได้แล้ว" in page and MARKER not in page
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]


# Making and revoking


@pytest.mark.parametrize("name", ["writer", "writer2", "reviewer", "approver", "chief"])
def test_whoever_reads_drafts_may_make_and_revoke(name, draft, cast):
    actor = getattr(cast, name)
    link = make(draft, actor, reader=" กำนัน\nตำบลโพนโก ", days=3)
    assert PreviewLink.objects.get().reader == "กำนัน ตำบลโพนโก"
    assert link.expires_at - link.made_at == timedelta(days=3)
    previews.revoke(link, actor=actor)
    assert PreviewLink.objects.get().revoked_at is not None
    assert [who for who, _, _ in events(draft, "สร้างลิงก์ตัวอย่าง")] == [actor.pk]
    assert events(draft, "ยกเลิกลิงก์ตัวอย่าง") == [(actor.pk, actor.full_name, "ที่ให้ กำนัน ตำบลโพนโก อ่าน")]
    with pytest.raises(Refused, match="ไปก่อนแล้ว"):
        previews.revoke(link, actor=actor)


@pytest.mark.parametrize("name", ["administrator", "assessor", "onlooker"])
def test_nobody_else_may(name, draft, link, cast):
    with pytest.raises(Refused):
        make(draft, getattr(cast, name))
    with pytest.raises(Refused):
        previews.revoke(link, actor=getattr(cast, name))
    assert PreviewLink.objects.get().revoked_at is None


@pytest.mark.parametrize("name", ["visitor", "onlooker", "assessor", "administrator"])
def test_the_page_shows_and_takes_nothing_from_others(name, client, draft, link, cast):
    if name != "visitor":
        client.force_login(getattr(cast, name))
    for data in (None, {"reader": "ผู้บุกรุก", "days": "7"}, {"revoke": link.pk}):
        response = client.post(page_of(draft), data) if data else client.get(page_of(draft))
        assert response.status_code == (302 if name == "visitor" else 403)
        page = response.content.decode()
        assert MARKER not in page and previews.token_of(link) not in page
    assert [(row.reader, row.revoked_at) for row in PreviewLink.objects.all()] == [(link.reader, None)]


def test_a_link_works_for_seven_days_unless_said_otherwise(as_user, draft, cast):
    browser = as_user(cast.reviewer)
    assert browser.get(page_of(draft)).context["form"]["days"].value() == 7
    data = {"reader": "ผู้ใหญ่บ้าน หมู่ที่ ๓", "days": "๗", "asks_answer": "on"}
    assert browser.post(page_of(draft), data).status_code == 302
    link = PreviewLink.objects.get()
    assert link.expires_at - link.made_at == timedelta(days=7)
    assert (link.reader, link.asks_answer, link.made_by) == ("ผู้ใหญ่บ้าน หมู่ที่ ๓", True, cast.reviewer)
    shown = f"{settings.SITE_ADDRESS}{address_of(link)}"
    for _ in range(2):  # the address can be fetched again whenever it is needed
        assert f'value="{shown}"' in browser.get(page_of(draft)).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reader": "", "days": "7"}, "กรอกชื่อหรือตำแหน่ง"),
        ({"reader": "\u200b \x00", "days": "7"}, "null"),
        ({"reader": "ก" * 151, "days": "7"}, "ยาวเกิน 150"),
        ({"reader": "กำนัน", "days": ""}, "ใช้ได้กี่วัน"),
        ({"reader": "กำนัน", "days": "0"}, "ใช้ได้กี่วัน"),
        ({"reader": "กำนัน", "days": "31"}, "ใช้ได้กี่วัน"),
        ({"reader": "กำนัน", "days": "9" * 5000}, "ใช้ได้กี่วัน"),
        ({"reader": "กำนัน", "days": "เจ็ด"}, "ใช้ได้กี่วัน"),
    ],
)
@pytest.mark.alike
def test_a_refused_link_says_why_and_keeps_what_was_typed(data, sentence, as_user, draft, cast):
    response = as_user(cast.writer).post(page_of(draft), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert sentence in page.split('role="alert"')[1].split("</ul>")[0]
    assert f'value="{data["reader"].strip()}"' in page or not data["reader"].strip("\u200b \x00")
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "-1", "๑", "9" * 30, "1\x00"])
def test_revoking_nonsense_is_404(number, as_user, draft, cast):
    assert as_user(cast.writer).post(page_of(draft), {"revoke": number}).status_code == 404


def test_a_link_is_revoked_only_on_its_own_editions_page(as_user, draft, link, cast):
    assert as_user(cast.writer).post(page_of(make_draft()), {"revoke": link.pk}).status_code == 404
    assert PreviewLink.objects.get().revoked_at is None


def test_an_edition_that_is_over_gets_no_link(as_user, draft, link, cast):
    live = publish(draft)
    with pytest.raises(Refused, match="อ่านได้อย่างเดียว"):
        make(live, cast.writer)
    page = as_user(cast.writer).get(page_of(live)).content.decode()
    assert link.reader in page and previews.token_of(link) not in page and 'name="reader"' not in page


# Reading


def test_the_reader_sees_the_page_under_a_watermark_and_nobody_indexes_it(visitor, draft, link):
    response = visitor.get(address_of(link))
    page = response.content.decode()
    assert response.status_code == 200
    assert MARKER in page and page.count(WATERMARK) > 10 and link.reader in page
    assert '<meta name="robots" content="noindex">' in page and 'rel="canonical"' not in page
    assert "og:title" not in page
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "เข้าสู่ระบบ" not in page and "<form" not in page.split("<main")[1]


@pytest.mark.parametrize("model", edition_models())
@pytest.mark.alike
def test_every_category_can_be_previewed(model, visitor, cast):
    made = make_draft(model, title=f"ร่าง {MARKER}")
    document, photo = add_document(made), add_photo(made)
    response = visitor.get(address_of(make(made, cast.writer)))
    page = response.content.decode()
    assert response.status_code == 200 and MARKER in page and WATERMARK in page
    for address in files_on(page):
        assert visitor.get(address).status_code == 200, address
    assert any(f"/files/{document.address_id}/" in address for address in files_on(page))
    assert any(f"/files/{photo.address_id}/" in address for address in files_on(page))


def test_every_get_is_counted_in_the_ledger_and_a_head_is_not(visitor, draft, link):
    assert visitor.head(address_of(link)).status_code == 200
    assert events(draft, "เปิดลิงก์ตัวอย่าง") == []
    visitor.get(address_of(link))
    visitor.get(address_of(link))
    link.refresh_from_db()
    assert link.openings == 2
    assert events(draft, "เปิดลิงก์ตัวอย่าง") == [
        (None, link.reader, "ครั้งที่ 1"),
        (None, link.reader, "ครั้งที่ 2"),
    ]


def test_a_link_that_goes_round_does_not_fill_the_ledger(visitor, draft, link):
    PreviewLink.objects.update(openings=MOST_PREVIEW_OPENINGS - 1)
    assert visitor.get(address_of(link)).status_code == 200
    assert_ended(visitor.get(address_of(link)))
    stale = PreviewLink.objects.select_related("edition").get()
    assert previews.open_link(stale) is False
    link.refresh_from_db()
    assert link.openings == MOST_PREVIEW_OPENINGS
    assert len(events(draft, "เปิดลิงก์ตัวอย่าง")) == 1


def test_other_methods_are_refused(visitor, link):
    assert visitor.put(address_of(link)).status_code == 405
    assert visitor.post(address_of(link), {"name": "ก", "verdict": "agreed"}).status_code == 405
    link.refresh_from_db()
    assert (link.openings, link.answer) == (0, "")


# What ends a link


def expire(link, cast):
    PreviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())


def revoke(link, cast):
    previews.revoke(link, actor=cast.reviewer)


def make_public(link, cast):
    publish(link.edition.specific)


def send_back(link, cast):
    move(submit(link.edition), Action.RETURN, actor=cast.reviewer, note="แก้ชื่อ")


def send_back_and_submit_again(link, cast):
    returned = move(submit(link.edition), Action.RETURN, actor=cast.reviewer, note="แก้ชื่อ")
    submit(returned)


def throw_away(link, cast):
    move(link.edition, Action.DISCARD, actor=cast.writer)


def throw_away_and_recover(link, cast):
    move(link.edition, Action.DISCARD, actor=cast.writer)
    move(Edition.objects.get(pk=link.edition_id), Action.RECOVER, actor=cast.writer)


ENDS = [
    expire, revoke, make_public, send_back, send_back_and_submit_again, throw_away, throw_away_and_recover,
]  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.dry
def test_an_ended_link_opens_neither_page_nor_files_nor_takes_an_answer(end, visitor, draft, cast):
    link = make(draft, cast.writer, asks_answer=True)
    files = files_on(visitor.get(address_of(link)).content.decode())
    assert len(files) >= 2 and all(visitor.get(address).status_code == 200 for address in files)
    end(link, cast)
    assert_ended(visitor.get(address_of(link)))
    assert visitor.head(address_of(link)).status_code == 404
    assert_ended(visitor.post(address_of(link), {"name": "ก", "verdict": "agreed"}))
    with pytest.raises(Refused):
        previews.answer(link, verdict="agreed", name="ก")
    for address in files:
        expected = 200 if end is make_public else 404  # what is public now needs no link
        assert visitor.get(address).status_code == expected, address
    link.refresh_from_db()
    assert (link.openings, link.answer) == (1, "")
    assert not Remark.objects.exists()


def test_submitting_and_taking_back_leaves_the_link(visitor, draft, link, cast):
    waiting = submit(draft)
    assert visitor.get(address_of(link)).status_code == 200
    move(waiting, Action.RECALL, actor=cast.writer)
    assert visitor.get(address_of(link)).status_code == 200


def test_a_due_edition_ends_its_link_before_it_is_shown(visitor, draft, link, cast):
    waiting = submit(draft)
    move(
        waiting,
        Action.SCHEDULE,
        actor=cast.approver,
        ticks=ALL_TICKS,
        publish_at=timezone.now() + timedelta(1),
    )
    assert visitor.get(address_of(link)).status_code == 200
    Edition.objects.filter(pk=draft.pk).update(publish_at=timezone.now() - timedelta(minutes=1))
    assert visitor.get(address_of(link)).status_code == 404
    assert Edition.objects.get(pk=draft.pk).state == State.PUBLISHED


def test_every_dead_link_gets_the_same_answer(visitor, draft, link, cast):
    token = previews.token_of(link)
    other = make(make_draft(), cast.writer)
    previews.revoke(other, actor=cast.writer)
    pages = {
        visitor.get(f"/preview/{tried}/").content
        for tried in ("1", "x.y", f"{token}x", previews.token_of(other))
    }
    assert len(pages) == 1


# Attacks


def tampered(link: PreviewLink) -> list[str]:
    number, signature = previews.token_of(link).split(".")
    return [
        number,
        f"{number}.",
        f".{signature}",
        f"{number}.{signature[:-1]}",
        f"{number}.{signature}A",
        f"{number}.{signature.swapcase()}",
        f"0{number}.{signature}",
        f"{number} .{signature}",
        f"{int(number) + 1}.{signature}",
        f"{number}.{number}.{signature}",
        f"{number}:{signature}",
        signing.Signer(sep=".").sign(number),
        signing.Signer(sep=".", salt="other").sign(number),
        signing.Signer(sep=".", salt="publishing.previews", key="x" * 50).sign(number),
        "%00",
        "๑.๒",
        "\ufffd",
        "9" * 5000,
        f"{'9' * 30}.{signature}",
    ]


@pytest.mark.dry
def test_a_token_cannot_be_changed_or_made(visitor, draft, link):
    good = files_on(visitor.get(address_of(link)).content.decode())[0]
    for token in tampered(link):
        assert_ended(visitor.get(f"/preview/{quote(token)}/"))
        asked = {"edition": draft.pk, "preview": token}
        assert visitor.get(good.split("?")[0], asked).status_code == 404, token
    assert visitor.get("/preview/%00/").status_code == 400
    assert visitor.get("/preview/").status_code == 404
    assert visitor.get(good.split("?")[0], {"edition": draft.pk, "preview": "\x00"}).status_code in (400, 404)
    link.refresh_from_db()
    assert link.openings == 1


def test_a_token_opens_the_files_of_its_own_edition_only(visitor, draft, link, cast):
    other = make_draft()
    theirs = add_document(other, title="เอกสารของเรื่องอื่น")
    token = previews.token_of(link)
    own = draft.attachments.first()
    asked = {"edition": draft.pk, "preview": token}
    assert body(visitor.get(own.get_absolute_url().split("?")[0], asked)) == pdf_bytes()
    address = theirs.get_absolute_url().split("?")[0]
    for query in (
        {"edition": other.pk, "preview": token},
        {"edition": draft.pk, "preview": token},
        {"preview": token},
        {"edition": other.pk},
        {"edition": other.pk, "preview": previews.token_of(link) + "," + token},
    ):
        assert visitor.get(address, query).status_code == 404, query
    # The file of the next edition of the same publication, at the same address, is another edition's too.
    live = publish(draft)
    copy = move(live, Action.START, actor=cast.writer)
    new = make(copy, cast.writer)
    document = copy.attachments.first()
    path = document.get_absolute_url().split("?")[0]
    assert visitor.get(path, {"edition": copy.pk, "preview": token}).status_code == 404
    assert visitor.get(path, {"edition": copy.pk, "preview": previews.token_of(new)}).status_code == 200


def test_files_by_a_link_are_not_kept_by_caches(visitor, link):
    for address in files_on(visitor.get(address_of(link)).content.decode()):
        assert visitor.get(address)["Cache-Control"] == "private, no-store", address


@pytest.mark.dry
def test_the_page_leads_to_no_other_draft(visitor, link, cast):
    hidden = make_draft(title="ร่างอื่นที่ซ่อนอยู่")
    make_live(title="ข่าวที่เผยแพร่แล้ว")
    page = visitor.get(address_of(link)).content.decode()
    assert hidden.title not in page
    addresses = {unescape(found) for found in re.findall(r'href="(/[^"#]*)"', page)}
    for address in addresses:
        if not address.startswith(("/static/", "/files/", "/preview/")):
            response = visitor.get(address, follow=True)
            assert MARKER.encode() not in body(response) and hidden.title.encode() not in response.content, (
                address
            )


@pytest.mark.dry
def test_texts_of_strangers_are_shown_escaped_everywhere(as_user, visitor, draft, cast):
    link = make(draft, cast.writer, reader=ATTACK, asks_answer=True)
    read = visitor.get(address_of(link)).content.decode()
    data = {"name": ATTACK, "verdict": "observed", "text": ATTACK}
    answered = visitor.post(address_of(link), data).content.decode()
    own = page_of(draft).removesuffix("links/")
    staff = as_user(cast.writer)
    desk = [
        staff.get(address).content.decode() for address in (page_of(draft), f"{own}remarks/", f"{own}change/")
    ]
    staff.get("/admin/publishing/ledgerevent/")
    for page in (read, answered, *desk):
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page and "<img src=x" not in page


# The answer


def answer(visitor, link, **data):
    return visitor.post(address_of(link), {"name": "กำนันสมชาย", "verdict": "agreed", "text": "", **data})


def test_without_a_question_there_is_no_form(visitor, link):
    assert 'name="verdict"' not in visitor.get(address_of(link)).content.decode()


def test_the_form_knows_the_readers_name_and_can_be_sent(draft, cast):
    link = make(draft, cast.writer, asks_answer=True)
    careful = Client(enforce_csrf_checks=True)
    response = careful.get(address_of(link))
    page = response.content.decode()
    assert f'value="{link.reader}"' in page
    # Under no-referrer a browser would send `Origin: null`, and the answer would be refused as forged.
    assert response["Referrer-Policy"] == "same-origin"
    data = {"name": "กำนัน", "verdict": "agreed"}
    assert careful.post(address_of(link), data).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    sent = careful.post(address_of(link), {**data, "csrfmiddlewaretoken": token})
    assert sent.status_code == 200 and "ท่านตอบว่า “เห็นชอบ”" in sent.content.decode()


def test_an_observation_is_kept_on_the_link_and_as_an_open_remark(visitor, as_user, draft, cast):
    link = make(draft, cast.writer, asks_answer=True)
    response = answer(visitor, link, verdict="observed", text="วันที่\r\nไม่ตรง")
    assert response.status_code == 200 and "ท่านตอบว่า “มีข้อสังเกต”" in response.content.decode()
    link.refresh_from_db()
    assert link.answer == "observed" and link.answered_at is not None
    remark = Remark.objects.get()
    assert (remark.edition_id, remark.author, remark.author_name) == (draft.pk, None, "กำนันสมชาย")
    assert (remark.text, remark.outcome) == ("มีข้อสังเกต: วันที่\nไม่ตรง", "open")
    assert remark.author_position == "ผู้อ่านตามลิงก์ที่ให้ กำนันตำบลโพนโก"
    assert events(draft, "ตอบลิงก์ตัวอย่าง") == [(None, link.reader, "มีข้อสังเกต ในชื่อ กำนันสมชาย")]
    staff = as_user(cast.writer)
    assert "มีข้อสังเกต" in staff.get(page_of(draft)).content.decode()
    assert "กำนันสมชาย" in staff.get(page_of(draft).replace("links", "remarks")).content.decode()


def test_a_bare_consent_waits_for_nobody(visitor, draft, cast):
    link = make(draft, cast.writer, asks_answer=True)
    answer(visitor, link, name=link.reader)
    remark = Remark.objects.get()
    assert (remark.text, remark.outcome, remark.settled_by) == ("เห็นชอบ", "settled", None)
    assert events(draft, "ตอบลิงก์ตัวอย่าง") == [(None, link.reader, "เห็นชอบ")]


def test_there_is_one_answer_a_link(visitor, draft, cast):
    link = make(draft, cast.writer, asks_answer=True)
    answer(visitor, link)
    response = answer(visitor, link, verdict="observed", text="เปลี่ยนใจ")
    page = response.content.decode()
    assert response.status_code == 400 and "ท่านตอบไปแล้ว" in page and "เปลี่ยนใจ</textarea>" in page
    link.refresh_from_db()
    assert link.answer == "agreed" and Remark.objects.count() == 1
    again = visitor.get(address_of(link)).content.decode()
    assert "ท่านตอบว่า “เห็นชอบ”" in again and 'name="verdict"' not in again


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "กรอกชื่อของท่าน"),
        ({"name": "\x00 \u200b"}, "กรอกชื่อของท่าน"),
        ({"name": "ก" * 151}, "ยาวเกิน 150"),
        ({"verdict": ""}, "เลือก “เห็นชอบ”"),
        ({"verdict": "published", "text": "พิมพ์ไว้"}, "published"),
        ({"verdict": "observed"}, "กรอกข้อสังเกต"),
        ({"verdict": "observed", "text": "\x00\r\n"}, "กรอกข้อสังเกต"),
        ({"verdict": "observed", "text": "ข" * 2001}, "ยาวเกิน 2,000"),
    ],
)
@pytest.mark.alike
def test_a_bad_answer_says_why_and_keeps_what_was_typed(data, sentence, visitor, draft, cast):
    link = make(draft, cast.writer, asks_answer=True)
    response = answer(visitor, link, **data)
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page.split('role="alert"')[1].split("</ul>")[0]
    if "text" in data:
        assert data["text"].strip("\x00\r\n") in page
    if "name" not in data:
        assert 'value="กำนันสมชาย"' in page
    link.refresh_from_db()
    assert (link.answer, link.openings) == ("", 1) and not Remark.objects.exists()


def test_what_cannot_be_seen_is_harmless(visitor, draft, cast):
    link = make(draft, cast.writer, asks_answer=True)
    sent = b"name=%00%ED%A0%80A&verdict=observed&text=%ED%BF%BF%00%F0%9F%98%80"
    response = visitor.post(address_of(link), sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    remark = Remark.objects.get()
    assert remark.author_name.endswith("A") and remark.text.endswith("😀") and "\x00" not in remark.text


def test_a_surrogate_in_a_name_is_harmless(draft, cast):
    link = make(draft, cast.writer, reader="กำนัน\ud800\x00", asks_answer=True)
    remark = previews.answer(link, verdict="observed", name="ก\udfff", text="ข\ud800\x00")
    remark.refresh_from_db()
    assert (remark.author_name, remark.text) == ("ก", "มีข้อสังเกต: ข")


def test_the_table_of_a_statistic_is_part_of_its_preview(visitor, cast):
    table = {"columns": ["ปี", "จำนวน"], "rows": [["2568", "10"]]}
    item = make_draft(KnowledgeItem, table=table, title=MARKER)
    page = visitor.get(address_of(make(item, cast.writer))).content.decode()
    assert MARKER in page and "2568" in page


# Speed


def test_the_page_of_links_asks_the_database_as_often_for_three_as_for_one(as_user, draft, cast):
    assert connection.features.supports_json_field
    browser = as_user(cast.writer)
    browser.get(page_of(draft))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make(draft, cast.reviewer)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page_of(draft)).status_code == 200
        counts.append(len(queries))
    assert counts == [PAGE_QUERIES, PAGE_QUERIES]


def test_nobody_reads_on_by_a_link_that_he_made_before_his_account_was_deactivated(as_user, cast):
    draft = make_draft(body=f"<p>{MARKER}</p>")
    address = address_of(make(draft, cast.writer2))
    assert MARKER in Client().get(address).content.decode()
    cast.writer2.is_active = False
    cast.writer2.save()
    answer = Client().get(address)
    assert answer.status_code == 404 and MARKER not in answer.content.decode()
    page = as_user(cast.writer).get(f"/admin/announcements/announcement/{draft.pk}/links/").content.decode()
    assert "ผู้สร้างพ้นหน้าที่แล้ว" in page and address not in page
