"""What an officer takes to ITAS: every item with addresses and the way, in cells that nothing runs."""

import csv
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from content.models import Page, Plan
from ita import itas
from ita.models import Cycle, Way
from ita.wire import ask
from tests.helpers import make_draft, make_live, remove
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

DANGEROUS = ("=1+1", "+A1", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "＝1")


@pytest.fixture
def cycle(cast) -> Cycle:
    Cycle.objects.all().delete()
    return make_cycle(2569)


def sheet(cycle: Cycle):
    return load_workbook(BytesIO(itas.xlsx(cycle))).worksheets[0]


def test_a_row_has_the_addresses_the_way_the_places_and_the_files(cycle):
    item = make_item(cycle, "O11", elements=["แผนงาน", "งบประมาณ"])
    live = make_live(Plan, title="แผนดำเนินงาน")
    make_evidence(item, live, period_part="year", period_year=2569)
    make_evidence(item, "https://www.example.go.th/a", title="ระบบกลาง")
    make_evidence(item, make_draft(title="ร่าง")), make_evidence(item, make_live(title="รอ"), confirmed=False)
    address = live.publication.address
    steps = [("หน้าหลัก", "/"), ("ข้อมูลพื้นฐาน", "/about/"), ("แผน", address)]
    Way.objects.create(address=address, steps=steps, found_at=timezone.now())
    (row,) = itas.rows_of(cycle)
    assert (row.code, row.page) == ("O11", f"{settings.SITE_ADDRESS}/ita/2569/o11/")
    assert row.addresses.split("\n") == [f"{settings.SITE_ADDRESS}{address}", "https://www.example.go.th/a"]
    first, second = row.explanation.split("\n\n")
    assert first.split("\n") == [
        "1. แผนดำเนินงาน (ปีงบประมาณ พ.ศ. 2569)",
        "ทางเข้าถึง: หน้าหลัก → ข้อมูลพื้นฐาน → แผน",
        "แสดงองค์ประกอบ:",
        "- แผนงาน: ทั้งเรื่อง",
        "- งบประมาณ: ทั้งเรื่อง",
    ]
    assert second.startswith("2. ระบบกลาง")
    file = live.attachments.get()
    short = f"/files/{file.address_id}/{file.address_id}.pdf"
    assert row.files == f"{file.label}: {settings.SITE_ADDRESS}{short}"
    # Whatever it is called, the number decides; in what is pasted no letter is lost.
    assert (ask(short).sha256, row.files.partition(": ")[2].isascii()) == (file.stored.sha256, True)


def test_what_was_removed_is_in_no_export(cycle):
    item = make_item(cycle, "O1")
    gone = make_live(title="เรื่องลับ")
    make_evidence(item, gone, statement="เรื่องลับ")
    remove(gone)
    (row,) = itas.rows_of(cycle)
    assert (row.addresses, row.explanation, row.files, row.state) == ("", "", "", "ยังไม่เผยแพร่")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_runs(text, cycle):
    make_evidence(make_item(cycle, "O1", title=text), None, statement=text)
    cells = [cell for row in sheet(cycle).iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert len(cells) > len(itas.COLUMNS)
    for line in csv.reader(StringIO(itas.csv(cycle).removeprefix("\ufeff"))):
        for cell in line:
            assert not any(part.lstrip().startswith(("=", "+", "@", "＝")) for part in cell.split("\n")), cell


def test_a_spreadsheet_program_opens_it_with_wrapped_thai_text(cycle):
    make_evidence(make_item(cycle, "O1", title="โครงสร้าง\x0b"), make_live(Page))
    opened = sheet(cycle)
    assert [cell.value for cell in opened[1]] == list(itas.COLUMNS)
    title = opened["B2"]
    assert (title.value, title.font.name, title.alignment.wrap_text) == ("โครงสร้าง", itas.FONT, True)
    assert opened.freeze_panes == "C2"


def test_a_cell_is_never_longer_than_a_spreadsheet_takes(cycle):
    item = make_item(cycle, "O1")
    for number in range(30):
        make_evidence(
            item, f"https://www.example.go.th/{number}/{'ก' * 470}", title="ก" * 300, statement="ข" * 1000
        )
    explanation = sheet(cycle)["F2"].value
    assert (len(explanation) < 32_767, explanation.endswith(itas.LEFT_OUT)) == (True, True)


def test_the_cost_does_not_grow_with_the_items(cycle):
    counts = []
    for number in (1, 2):
        for place in range(number):
            make_evidence(make_item(cycle, f"O{number}{place}"), make_live(Plan))
        with CaptureQueriesContext(connection) as queries:
            itas.rows_of(cycle)
        counts.append(len(queries))
    assert counts == [7, 7]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_desk_hands_the_files_out_and_knows_no_other_kind(kind, cycle, as_user, cast):
    make_evidence(make_item(cycle, "O1", title="โครงสร้าง"), make_live(Page))
    client = as_user(cast.approver)
    answer = client.get(f"/admin/ita/cycle/{cycle.pk}/itas.{kind}")
    assert answer["Content-Disposition"].startswith('attachment; filename="itas-2569-')
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/admin/ita/cycle/{cycle.pk}/itas.exe").status_code == 404
    assert client.get(f"/admin/ita/cycle/{10**30}/itas.{kind}").status_code == 404
    assert client.post(f"/admin/ita/cycle/{cycle.pk}/itas.{kind}").status_code == 405
    page = client.get(f"/admin/ita/cycle/{cycle.pk}/itas/").content.decode()
    assert f"{settings.SITE_ADDRESS}/ita/2569/o1/" in page
