"""Attack cases that are told in prose and shown nowhere else: exports, letters, the gates, the check of links, slow texts."""

import csv
import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from openpyxl import load_workbook

from ponko_site.half_year_files import xlsx
from ponko_site.half_year_tables import Row, Table
from publishing import mail
from publishing.gates.findings import Gate, findings
from publishing.gates.personal import find
from publishing.link_check import Net, Outcome, check
from publishing.links import outside_address
from publishing.models import Letter, Publication
from publishing.refusal import Refused
from publishing.spreadsheet import csv_text
from search.folding import folded
from tests.helpers import make_draft, make_live, submit
from tests.hostile import case, cases, value
from thai.text import normalise_line
from thai.words import cut

# Exports


@pytest.mark.parametrize("number", [one["id"] for one in cases("export")])
def test_a_cell_is_text_in_both_kinds_of_file_and_reads_back(number):
    payload = case(number)["payload"]
    [[cell]] = csv.reader(io.StringIO(csv_text([[payload]]).removeprefix("\ufeff"), newline=""))
    assert cell.replace("'", "") == payload.replace("'", "")
    table = Table("one", "ตาราง", ("ชื่อ", "จำนวน"), [Row(payload, (payload,))])
    sheet = load_workbook(io.BytesIO(xlsx([payload], [table]))).worksheets[0]
    found = [one for row in sheet.iter_rows() for one in row if one.value is not None]
    assert {one.data_type for one in found} == {"s"}
    same = payload.replace("\r\n", "\n")
    assert [one.value.replace("_x000D_", "").replace("\r\n", "\n") for one in found].count(same) == 3


# Letters: the site has no contact form, so these are the office's own


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["ML-001", "ML-003", "ML-005"])
def test_what_stands_in_a_letter_adds_no_recipient_and_no_markup(number, cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    typed = dict(case(number)["input"])
    cast.chief.email = "chief@example.go.th"
    cast.chief.full_name = typed["name"]
    cast.chief.save()
    with transaction.atomic():
        mail.queue(
            Letter.Kind.values[0], [cast.chief], subject=typed["subject"], body=typed["message"], waits=True
        )
    assert mail.send_due() == (1, 0)
    (letter,) = django_mail.outbox
    assert letter.recipients() == ["chief@example.go.th"]
    assert (letter.cc, letter.bcc, letter.content_subtype) == ([], [], "plain")
    headers = letter.message().as_bytes().partition(b"\n\n")[0].decode().casefold()
    assert not any(line.startswith(("bcc:", "cc:", "reply-to: c@")) for line in headers.splitlines())


@pytest.mark.django_db
def test_an_address_with_a_second_one_in_it_gets_no_letter(cast, settings):
    """ML-002."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cast.chief.email = dict(case("ML-002")["input"])["email"]
    cast.chief.save()
    with transaction.atomic():
        mail.queue(Letter.Kind.values[0], [cast.chief], subject="เรื่อง", body="ข้อความ", waits=True)
    assert mail.send_due() == (0, 1)
    assert django_mail.outbox == []


# The gates


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["PI-001", "PI-006"])
def test_what_may_be_personal_is_pointed_at_masked_and_asks_for_a_reason(number, cast):
    payload = case(number)["payload"]
    draft = make_draft(body=f"<p>{payload}</p>")
    found = [one for one in findings(draft) if one.gate is Gate.PERSONAL]
    assert len(found) == {"PI-001": 1, "PI-006": 2}[number]
    for one, place in zip(found, find(payload), strict=True):
        assert one.is_open and one.asks_reason
        assert place.value not in one.excerpt
    with pytest.raises(Refused) as refusal:
        submit(draft)
    assert all(place.value not in " ".join(refusal.value.reasons) for place in find(payload))


@pytest.mark.django_db
def test_the_number_of_a_company_is_no_finding(cast):
    """PI-004: published by law in notices of procurement."""
    draft = make_draft(body="<p>ผู้ชนะ บริษัทตัวอย่าง เลขทะเบียน 0-1055-00000-00-0 และ 0105500000000</p>")
    assert [one for one in findings(draft) if one.gate is Gate.PERSONAL] == []
    assert submit(draft).state == "submitted"


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "hosts"), [("RT-050", {"slot-pg.example"}), ("RT-051", {"ufa.example"})])
def test_the_approver_is_told_of_new_hosts_and_words_of_gambling(number, hosts, as_user, cast):
    waiting = submit(make_draft(body=f"<p>ข้อความ</p>{case(number)['payload']}"))
    page = as_user(cast.approver).get(f"/admin/announcements/announcement/{waiting.pk}/move/approve/")
    html = page.content.decode()
    told = " ".join(f"{one.kind} {one.excerpt}" for one in findings(waiting))
    assert all(host in told and host in html for host in hosts)
    assert "findings_read" in html or "ได้เปิดดูรายการที่ระบบชี้" in html


# What nobody looks after


@pytest.mark.django_db
def test_a_page_that_nobody_looked_after_is_listed_with_its_owner(as_user, cast):
    """SP-015."""
    live = make_live(title="หน้าที่ถูกลืม")
    ago = timezone.localdate() - timedelta(days=2 * 365)
    Publication.objects.filter(pk=live.publication_id).update(reviewed_on=ago, review_due=ago)
    page = as_user(cast.reviewer).get("/admin/publishing/duereview/?owner=all").content.decode()
    assert "หน้าที่ถูกลืม" in page
    assert live.publication.owner.title in page


# Links


@pytest.mark.parametrize("number", ["LN-009", "LN-010", "LN-011", "LN-016"])
def test_the_check_of_links_connects_to_nothing_inside(number):
    asked = []

    def connect(where: tuple, *_, **__):
        asked.append(where)
        raise ConnectionRefusedError

    net = replace(Net(), connect=connect, resolve=lambda host, port: [host])
    for address in value(case(number)["payload"]).split():
        answer = check(address, net)
        assert answer.outcome is not Outcome.FINE and answer.why, address
    assert asked == []


# Texts that never end


def detectors(text: str) -> None:
    find(text)


def validators(text: str) -> None:
    for check_one in (validate_email, outside_address):
        with pytest.raises(ValidationError):
            check_one(text)
    find(text)


def parsers(text: str) -> None:
    normalise_line(text[:10_000])
    folded(text)
    cut(text[:1000])


@pytest.mark.parametrize(
    ("number", "read"), [("RD-001", validators), ("RD-002", parsers), ("RD-005", detectors)]
)
def test_what_never_ends_is_decided_quickly(number: str, read: Callable[[str], None]):
    text = value(case(number)["payload"])
    read(text[:10])  # what is loaded at first use is not the text's fault
    begin = time.process_time()
    read(text)
    assert time.process_time() - begin < 0.2 * 3
