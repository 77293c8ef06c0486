"""The state of the edition decides who gets a file; how it is sent keeps it from running as a page."""

from datetime import timedelta
from email.message import Message
from urllib.parse import unquote

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from announcements.models import Announcement
from publishing.files import attach, keep, store_upload
from publishing.models import Attachment, Edition
from publishing.states import IN_PROGRESS, Action, State
from publishing.uploads import Document
from publishing.workflow import move
from tests.helpers import (
    ALL_TICKS,
    add_photo,
    make_draft,
    make_live,
    pdf_bytes,
    pdf_upload,
    publish,
    remove,
    revise,
    submit,
    withdraw,
)
from tests.hostile import build, xlsx

pytestmark = pytest.mark.django_db

BODY = pdf_bytes()
SIZE = len(BODY)
MISSING = 987654321


def add_pdf(draft: Announcement, **about) -> Attachment:
    """Attach a PDF without looking into it once more: test_uploads.py does."""
    kept = keep(pdf_upload(), Document("pdf", "application/pdf", pages=1, has_text=True))
    return attach(draft, kept, kind=Attachment.Kind.DOCUMENT, **about)


@pytest.fixture
def pdf(cast) -> Attachment:
    """A PDF on a live announcement."""
    draft = make_draft()
    attachment = add_pdf(draft, title="แผนพัฒนา")
    publish(draft)
    return Attachment.objects.get(pk=attachment.pk)


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def file_name(disposition: str) -> str:
    """The name that a browser reads from the header."""
    message = Message()
    message["Content-Disposition"] = disposition
    return message.get_filename()


# Whole


@pytest.mark.dry
def test_a_pdf_is_sent_whole_to_be_shown_in_place(client, pdf):
    response = client.get(pdf.get_absolute_url())
    assert response.status_code == 200
    assert body(response) == BODY
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(SIZE)
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == f'"{pdf.stored.sha256}"'
    assert response["Content-Disposition"].startswith("inline; filename")
    assert unquote(response["Content-Disposition"]).endswith("แผนพัฒนา.pdf")
    assert response["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in response
    assert "Content-Security-Policy" not in response  # a policy leaves some viewers blank


@pytest.mark.dry
def test_every_file_says_that_its_type_is_final_and_is_for_this_site_only(client, pdf):
    for headers in (
        {},
        {"Range": "bytes=0-4"},
        {"If-None-Match": f'"{pdf.stored.sha256}"'},
        {"Range": "bytes=9999-"},
    ):
        response = client.get(pdf.get_absolute_url(), headers=headers)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"


@pytest.mark.dry
def test_head_has_the_headers_and_no_body_and_knows_no_ranges(client, pdf):
    whole = client.get(pdf.get_absolute_url())
    for headers in ({}, {"Range": "bytes=0-4"}):
        response = client.head(pdf.get_absolute_url(), headers=headers)
        assert response.status_code == 200
        assert body(response) == b""
        assert dict(response.items()) == dict(whole.items())


@pytest.mark.dry
def test_a_file_can_only_be_read(client, pdf):
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(pdf.get_absolute_url()).status_code == 405


@pytest.mark.dry
def test_the_number_decides_and_the_name_is_for_people(client, pdf):
    for name in ("x", "robots.txt", "x.html", "%2e%2e", "a%0d%0aX-Evil:1"):
        response = client.get(f"/files/{pdf.address_id}/{name}")
        assert body(response) == BODY
        assert response["Content-Type"] == "application/pdf"
        assert "X-Evil" not in response


# Parts


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100-199", 100, 199),
        ("bytes=100-", 100, SIZE - 1),
        (f"bytes=0-{SIZE - 1}", 0, SIZE - 1),
        (f"bytes=0-{SIZE}", 0, SIZE - 1),
        ("bytes=10-999999999999999999", 10, SIZE - 1),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        ("bytes=-100", SIZE - 100, SIZE - 1),
        ("bytes=-999999", 0, SIZE - 1),
    ],
)
@pytest.mark.dry
def test_one_range_is_sent_alone(wanted, first, last, client, pdf):
    response = client.get(pdf.get_absolute_url(), headers={"Range": wanted})
    assert response.status_code == 206
    assert body(response) == BODY[first : last + 1]
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Type"] == "application/pdf"
    assert response["ETag"] == f'"{pdf.stored.sha256}"'


@pytest.mark.parametrize(
    "wanted",
    [
        "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,5-6", "bytes=0-0,-1", "items=0-5",
        "bytes=--5", "bytes=0x0-5", "bytes=0-5-9", "bytes=๑-๕", "bytes=1.5-2",
        pytest.param("bytes=" + "9" * 50 + "-", id="50 digits"),
        pytest.param("bytes=" + "0-1," * 2000, id="2000 ranges"),
    ],
)  # fmt: skip
@pytest.mark.dry
def test_several_ranges_and_nonsense_get_the_whole_file(wanted, client, pdf):
    response = client.get(pdf.get_absolute_url(), headers={"Range": wanted.encode().decode("latin-1")})
    assert response.status_code == 200
    assert body(response) == BODY
    assert "Content-Range" not in response


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", "bytes=999999-1000000", "bytes=-0", "bytes=5-2"])
@pytest.mark.dry
def test_a_range_that_cannot_be_met_is_416_and_tells_the_size(wanted, client, pdf):
    response = client.get(pdf.get_absolute_url(), headers={"Range": wanted})
    assert response.status_code == 416
    assert body(response) == b""
    assert response["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.dry
def test_a_range_is_sent_only_of_the_version_that_the_reader_has(client, pdf):
    def status(condition: str) -> int:
        headers = {"Range": "bytes=0-4", "If-Range": condition}
        return client.get(pdf.get_absolute_url(), headers=headers).status_code

    etag = f'"{pdf.stored.sha256}"'
    assert status(etag) == 206
    for other in ('"other"', f"W/{etag}", pdf.stored.sha256, "Mon, 02 Nov 2026 00:00:00 GMT", "*", ""):
        assert status(other) == 200


# Again


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"a", "{}"', "*"])
@pytest.mark.dry
def test_what_the_reader_has_already_is_not_sent_again(known, client, pdf):
    for headers in ({}, {"Range": "bytes=0-4"}):
        response = client.get(
            pdf.get_absolute_url(), headers={"If-None-Match": known.format(pdf.stored.sha256), **headers}
        )
        assert response.status_code == 304
        assert body(response) == b""
        assert response["ETag"] == f'"{pdf.stored.sha256}"'
        assert response["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("known", ['"other"', "{}", "nonsense", ""])
@pytest.mark.dry
def test_what_the_reader_has_not_is_sent(known, client, pdf):
    response = client.get(pdf.get_absolute_url(), headers={"If-None-Match": known.format(pdf.stored.sha256)})
    assert body(response) == BODY


@pytest.mark.dry
def test_a_reader_who_asks_for_another_version_only_is_told_so(client, pdf):
    def status(condition: str) -> int:
        return client.get(pdf.get_absolute_url(), headers={"If-Match": condition}).status_code

    assert status(f'"{pdf.stored.sha256}"') == 200
    assert status('"other"') == 412


# Kinds


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        (
            "a.docx",
            build("docx_ok"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.xlsx", xlsx(""), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.csv", "ก,ข".encode(), "text/csv; charset=utf-8"),
        ("a.txt", "ก".encode(), "text/plain; charset=utf-8"),
        ("a.txt", "ก".encode("cp874"), "text/plain; charset=windows-874"),
    ],
)
@pytest.mark.dry
def test_every_other_document_is_saved_and_sandboxed(name, data, media_type, client, cast):
    draft = make_draft()
    kind = Attachment.Kind.DOCUMENT
    attachment = attach(draft, store_upload(SimpleUploadedFile(name, data), kind), kind=kind)
    publish(draft)
    attachment = Attachment.objects.get(pk=attachment.pk)
    for headers, status in (({}, 200), ({"Range": "bytes=0-1"}, 206), ({"If-None-Match": "*"}, 304)):
        response = client.get(attachment.get_absolute_url(), headers=headers)
        assert response.status_code == status
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        if status != 304:
            assert response["Content-Type"] == media_type
            assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.dry
def test_a_picture_and_its_copies_are_shown_in_place(client, cast):
    draft = make_draft()
    photo = add_photo(draft)
    publish(draft)
    photo = Attachment.objects.get(pk=photo.pk)
    whole = client.get(photo.get_absolute_url())
    copy = client.get(photo.smallest)
    assert (whole["Content-Type"], copy["Content-Type"]) == ("image/jpeg", "image/webp")
    assert body(whole).startswith(b"\xff\xd8")
    assert body(copy).startswith(b"RIFF")
    assert whole["ETag"] != copy["ETag"]
    for response in (whole, copy):
        assert response["Content-Disposition"].startswith("inline")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" not in response
    assert client.get(photo.smallest, headers={"If-None-Match": copy["ETag"]}).status_code == 304
    part = client.get(photo.smallest, headers={"Range": "bytes=-4"})
    assert (part.status_code, len(body(part))) == (206, 4)


@pytest.mark.dry
def test_only_the_stored_widths_of_pictures_exist(client, pdf):
    draft = make_draft(slug="second")
    photo = add_photo(draft)
    publish(draft)
    for number, width in (
        (photo.address_id, 960),
        (photo.address_id, 0),
        (pdf.address_id, 480),
        (MISSING, 480),
    ):
        assert client.get(f"/files/{number}/w/{width}.webp").status_code == 404
    assert client.get(f"/files/{photo.address_id}/w/480.webp").status_code == 200


# Names


@pytest.mark.parametrize(
    "title",
    [
        'a";\r\nX-Evil: 1\r\n.pdf',
        "a\nSet-Cookie: x=1",
        "ก ข; filename=evil.html",
        "../../etc/passwd",
        "..\\..\\x.bat",
        "C:\\x",
        "a\u202efdp.exe",
        "a.php.html",
        ".htaccess",
        "CON",
        "a%0d%0aX-Evil: 1",
        "<script>alert(1)</script>",
        "'\"`$(id)",
        "แผนพัฒนาท้องถิ่น พ.ศ. ๒๕๖๖–๒๕๗๐ (แก้ไข ครั้งที่ 1/2569)",
        "ก" * 200,
        "🇹🇭",
        "///",
    ],
)
@pytest.mark.dry
def test_a_hostile_title_makes_one_header_line_and_a_plain_name(title, client, cast):
    draft = make_draft()
    attachment = add_pdf(draft, title=title)
    publish(draft)
    attachment = Attachment.objects.get(pk=attachment.pk)
    assert "\n" not in attachment.title
    response = client.get(attachment.get_absolute_url())
    assert response.status_code == 200
    disposition = response["Content-Disposition"]
    assert "\r" not in disposition
    assert "\n" not in disposition
    assert not {"X-Evil", "Set-Cookie"} & set(response.headers)
    name = file_name(disposition)
    assert name.endswith(".pdf")
    assert name.count(".") == 1
    assert not set(name) & set('/\\:*?"<>|;\r\n\u202e')
    assert 4 < len(name) <= 104


# Who


def walk(draft: Announcement, state: State, cast) -> Edition:
    """Take a draft through the workflow to `state`."""
    if state == State.DRAFT:
        return draft
    if state == State.DISCARDED:
        return move(draft, Action.DISCARD, actor=cast.writer)
    waiting = submit(draft)
    if state == State.SUBMITTED:
        return waiting
    if state == State.RETURNED:
        return move(waiting, Action.RETURN, actor=cast.reviewer, note="แก้")
    if state == State.APPROVED:
        at = timezone.now() + timedelta(days=1)
        return move(waiting, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=at)
    live = move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    if state == State.REMOVED:
        return remove(live)
    return live


NEVER_PUBLIC = [State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.DISCARDED]


def answer(response) -> tuple:
    return response.status_code, body(response), dict(response.items())


@pytest.mark.parametrize("state", NEVER_PUBLIC)
@pytest.mark.dry
def test_a_hidden_file_and_a_missing_one_look_the_same_to_a_visitor(state, client, cast):
    draft = make_draft()
    document, photo = add_pdf(draft), add_photo(draft)
    edition = walk(draft, state, cast)
    assert edition.state == state
    assert Attachment.objects.filter(edition=edition).count() == 2
    etag = f'"{document.stored.sha256}"'
    requests = [
        {},
        {"If-None-Match": etag},
        {"If-None-Match": "*"},
        {"If-Match": '"other"'},
        {"Range": "bytes=0-4"},
        {"Range": "bytes=0-4", "If-Range": etag},
        {"Range": "bytes=99999999-"},
    ]
    if state != State.DRAFT:
        requests = requests[:2]
    asked = [(client.get, document.address_id, "x.pdf", headers) for headers in requests]
    asked += [(client.head, document.address_id, "x.pdf", headers) for headers in requests[:2]]
    asked += [(client.get, photo.address_id, tail, {}) for tail in ("x.jpg", "w/480.webp")]
    for query in ("", f"?edition={edition.pk}"):
        for method, number, tail, headers in asked:
            hidden = answer(method(f"/files/{number}/{tail}{query}", headers=headers))
            assert hidden[0] == 404
            assert hidden == answer(method(f"/files/{MISSING}/{tail}{query}", headers=headers))


@pytest.mark.parametrize("state", [*NEVER_PUBLIC, State.REMOVED])
@pytest.mark.dry
def test_staff_see_a_hidden_file_by_naming_the_edition_and_nobody_keeps_it(state, as_user, cast):
    draft = make_draft()
    document, photo = add_pdf(draft), add_photo(draft)
    edition = walk(draft, state, cast)
    refusal = 410 if state == State.REMOVED else 404
    for user, may in (
        (cast.writer, True),
        (cast.approver, True),
        (cast.onlooker, False),
        (cast.assessor, False),
    ):
        client = as_user(user)
        for tail in (f"{document.address_id}/x.pdf", f"{photo.address_id}/w/480.webp"):
            # The text of a draft names its photos without the edition, and staff read it.
            unnamed = 200 if may and state in IN_PROGRESS else refusal
            assert client.get(f"/files/{tail}").status_code == unnamed
            response = client.get(f"/files/{tail}?edition={edition.pk}")
            assert response.status_code == (200 if may else refusal), (user.username, tail)
            if may:
                assert response["Cache-Control"] == "private, no-store"
                assert body(response) != b""


def test_the_address_that_staff_are_given_for_a_draft_names_the_edition(as_user, cast):
    draft = make_draft()
    document, photo = add_pdf(draft), add_photo(draft)
    client = as_user(cast.writer)
    for address in (document.get_absolute_url(), photo.smallest, photo.srcset.split()[0]):
        assert address.endswith(f"?edition={draft.pk}")
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("edition", ["", "abc", "-1", "1.5", "0x1", "๑", "9" * 30, "1;drop", "%00"])
def test_an_edition_that_is_no_number_is_left_out(edition, client, as_user, pdf, cast):
    expected = 400 if edition == "%00" else 200
    assert client.get(f"/files/{pdf.address_id}/x?edition={edition}").status_code == expected
    assert as_user(cast.writer).get(f"/files/{pdf.address_id}/x?edition={edition}").status_code == expected


def test_staff_get_no_file_of_another_edition_than_the_one_named(as_user, pdf, cast):
    other = make_live(slug="other")
    assert as_user(cast.writer).get(f"/files/{pdf.address_id}/x?edition={other.pk}").status_code == 404
    assert as_user(cast.writer).get(f"/files/{pdf.address_id}/x?edition={'9' * 18}").status_code == 404


@pytest.mark.parametrize("number", [0, MISSING, 2**63 - 1, 2**63, 10**30])
def test_a_number_that_no_file_has_is_404(number, client, db):
    assert client.get(f"/files/{number}/x").status_code == 404
    assert client.get(f"/files/{number}/w/480.webp").status_code == 404
    assert client.get(f"/files/{number}/w/{number}.webp").status_code == 404


def test_a_withdrawn_file_can_still_be_read_and_a_removed_one_is_gone_at_once(client, pdf, cast):
    address = pdf.get_absolute_url()
    live = Edition.objects.get(pk=pdf.edition_id)
    withdrawn = move(live, Action.WITHDRAW, actor=cast.approver, note="หมดอายุ")
    assert body(client.get(address)) == BODY
    move(withdrawn, Action.REMOVE, actor=cast.approver, note="มีข้อมูลส่วนบุคคล")
    gone = client.get(address, headers={"If-None-Match": f'"{pdf.stored.sha256}"'})
    assert gone.status_code == 410
    assert "ETag" not in gone


# Gone: what was public says so, with the reason; whoever kept a copy learns it at his next use


@pytest.mark.parametrize("redirect", ["", "/internal-files/"])
@pytest.mark.dry
def test_whoever_kept_a_copy_asks_before_each_use_and_is_told_when_it_is_removed(
    redirect, client, cast, settings
):
    settings.FILES_INTERNAL_REDIRECT = redirect
    draft = make_draft(title="ความลับ PONKO-TITLE")
    document, photo = add_pdf(draft), add_photo(draft)
    live = publish(draft)
    addresses = (
        f"/files/{document.address_id}/x.pdf",
        f"/files/{photo.address_id}/x.jpg",
        f"/files/{photo.address_id}/w/480.webp",
        f"/files/{document.address_id}/x.pdf?edition={live.pk}",
    )
    kept = {}
    for address in addresses:
        first = client.get(address)
        assert (first.status_code, first["Cache-Control"]) == (200, "public, no-cache")
        kept[address] = first["ETag"]
        if not redirect:
            again = client.get(address, headers={"If-None-Match": first["ETag"]})
            assert (again.status_code, again["Cache-Control"]) == (304, "public, no-cache")
    remove(live, "มีข้อมูลส่วนบุคคลของผู้ร้อง")
    for address, etag in kept.items():
        for headers in (
            {},
            {"If-None-Match": etag},
            {"If-None-Match": "*"},
            {"Range": "bytes=0-4", "If-Range": etag},
        ):
            gone = client.get(address, headers=headers)
            assert gone.status_code == 410, (address, headers)
            assert not {"ETag", "X-Accel-Redirect", "Content-Disposition"} & set(gone.headers)
            assert gone["Cache-Control"] == "no-cache"
            assert gone["Content-Type"] == "text/html; charset=utf-8"
            assert "มีข้อมูลส่วนบุคคลของผู้ร้อง" in gone.content.decode()
            assert "PONKO-TITLE" not in gone.content.decode()
        assert client.head(address).status_code == 410


def superseded_pdf(pdf: Attachment) -> Edition:
    """Publish a second edition with other bytes at the same address; gives back the first one."""
    second = move(Edition.objects.get(pk=pdf.edition_id), Action.START, actor=pdf.edition.saved_by)
    row = second.attachments.get()
    row.stored = store_upload(pdf_upload(text="second"), Attachment.Kind.DOCUMENT)
    row.save()
    Announcement.objects.filter(pk=second.pk).update(change_kind="major", change_note="เปลี่ยนไฟล์")
    publish(Announcement.objects.get(pk=second.pk))
    return Edition.objects.get(pk=pdf.edition_id)


def test_an_earlier_version_of_a_file_is_public_under_the_same_address_by_naming_its_edition(
    client, pdf, cast
):
    address = f"/files/{pdf.address_id}/x.pdf"
    first = superseded_pdf(pdf)
    assert body(client.get(address)) == pdf_bytes("second")
    earlier = client.get(f"{address}?edition={first.pk}")
    assert body(earlier) == BODY
    assert earlier["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in earlier.get("Vary", "")  # the same for everybody
    etag = {"If-None-Match": earlier["ETag"]}
    assert client.get(f"{address}?edition={first.pk}", headers=etag).status_code == 304
    pdf = Attachment.objects.get(pk=pdf.pk)
    assert pdf.get_absolute_url().endswith(f"?edition={first.pk}")


def test_an_earlier_version_stays_while_what_follows_it_is_withdrawn(client, pdf, cast):
    first = superseded_pdf(pdf)
    withdraw(first.publication.editions.get(number=2))
    assert body(client.get(f"/files/{pdf.address_id}/x.pdf?edition={first.pk}")) == BODY


def test_an_earlier_version_goes_when_its_edition_or_its_publication_is_removed(client, as_user, pdf, cast):
    address = f"/files/{pdf.address_id}/x.pdf"
    first = superseded_pdf(pdf)
    second = first.publication.editions.get(number=2)
    etag = {"If-None-Match": f'"{pdf.stored.sha256}"'}
    assert client.get(f"{address}?edition={first.pk}", headers=etag).status_code == 304
    remove(second, "ถอนทั้งเรื่อง")
    for asked in (address, f"{address}?edition={first.pk}", f"{address}?edition={second.pk}"):
        gone = client.get(asked, headers=etag)
        assert gone.status_code == 410
        assert "ถอนทั้งเรื่อง" in gone.content.decode()
    remove(first, "ฉบับแรกก็ผิด")
    assert "ฉบับแรกก็ผิด" in client.get(f"{address}?edition={first.pk}").content.decode()
    staff = as_user(cast.writer).get(f"{address}?edition={first.pk}")
    assert body(staff) == BODY
    assert staff["Cache-Control"] == "private, no-store"


def test_removing_the_earlier_edition_alone_leaves_the_current_file(client, pdf, cast):
    address = f"/files/{pdf.address_id}/x.pdf"
    first = superseded_pdf(pdf)
    remove(first, "ฉบับแรกมีข้อมูลส่วนบุคคล")
    assert body(client.get(address)) == pdf_bytes("second")
    gone = client.get(f"{address}?edition={first.pk}", headers={"If-None-Match": f'"{pdf.stored.sha256}"'})
    assert gone.status_code == 410
    assert "ฉบับแรกมีข้อมูลส่วนบุคคล" in gone.content.decode()
    assert first.publication.address in gone.content.decode()


def test_a_file_that_the_current_edition_has_not_got_points_to_the_edition_that_has_it(client, pdf, cast):
    address = f"/files/{pdf.address_id}/x.pdf"
    first = Announcement.objects.get(pk=pdf.edition_id)
    revise(first, leave_out_files=True)
    gone = client.get(address)
    assert gone.status_code == 410
    assert "ไฟล์นี้ไม่อยู่ในฉบับปัจจุบันแล้ว" in gone.content.decode()
    assert f"{first.publication.address}editions/1/" in gone.content.decode()
    assert body(client.get(f"{address}?edition={first.pk}")) == BODY
    remove(first, "ผิด")
    assert "เหตุผลที่ถอนออก" in client.get(address).content.decode()


def test_a_restored_file_is_served_again_at_its_old_address_only_after_approval(client, pdf, cast):
    address = pdf.get_absolute_url()
    removed = remove(Announcement.objects.get(pk=pdf.edition_id))
    assert client.get(address).status_code == 410
    draft = move(removed, Action.RESTORE, actor=cast.writer)
    copy = draft.attachments.get()
    assert copy.address_id == pdf.address_id
    for asked in (address, f"{address}?edition={removed.pk}"):
        assert client.get(asked).status_code == 410
    Announcement.objects.filter(pk=draft.pk).update(change_kind="major", change_note="เปลี่ยนไฟล์")
    publish(Announcement.objects.get(pk=draft.pk))
    assert body(client.get(address)) == BODY
    assert client.get(f"{address}?edition={removed.pk}").status_code == 410


def test_an_address_is_kept_over_editions_and_always_gives_the_standing_bytes(client, pdf, cast):
    address = pdf.get_absolute_url()
    second = move(Edition.objects.get(pk=pdf.edition_id), Action.START, actor=cast.writer)
    row = second.attachments.get()
    assert row.address_id == pdf.address_id
    row.stored = store_upload(pdf_upload(text="second"), Attachment.Kind.DOCUMENT)
    row.save()
    Announcement.objects.filter(pk=second.pk).update(change_kind="major", change_note="เปลี่ยนไฟล์")
    assert body(client.get(address)) == BODY  # the draft is not public yet
    publish(Announcement.objects.get(pk=second.pk))
    changed = client.get(address, headers={"If-None-Match": f'"{pdf.stored.sha256}"'})
    assert changed.status_code == 200
    assert body(changed) == pdf_bytes("second")
    assert body(client.get(f"{address}?edition={pdf.edition_id}")) == BODY


# Behind nginx


@pytest.mark.dry
def test_behind_nginx_the_state_is_asked_first_and_nginx_sends_the_bytes(client, pdf, settings, cast):
    settings.FILES_INTERNAL_REDIRECT = "/internal-files/"
    draft = make_draft(slug="hidden")
    photo, hidden = add_photo(draft), add_pdf(draft)
    for address, stored_name in (
        (pdf.get_absolute_url(), pdf.stored.storage_name),
        (pdf.get_absolute_url() + "?x=1", pdf.stored.storage_name),
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert body(response) == b""
        assert response["X-Accel-Redirect"] == f"/internal-files/{stored_name}"
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("inline; filename")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "public, no-cache"
    for tail in (f"{hidden.address_id}/x.pdf", f"{photo.address_id}/w/480.webp"):
        refused = client.get(f"/files/{tail}")
        assert refused.status_code == 404
        assert "X-Accel-Redirect" not in refused
    publish(draft)
    copy = client.get(f"/files/{photo.address_id}/w/480.webp")
    assert copy["X-Accel-Redirect"] == f"/internal-files/{photo.stored.rendition_name(480)}"


@pytest.mark.dry
def test_stored_names_tell_nothing_and_have_no_address_of_their_own(client, pdf):
    name = pdf.stored.storage_name
    assert default_storage.exists(name)
    for address in (
        f"/media/{name}",
        # "files/69/…" would be the file number 69 under another name.
        f"/files/stored/{name}",
        f"/{name}",
        f"/static/{name}",
        f"/internal-files/{name}",
    ):
        assert client.get(address).status_code == 404
