"""Statistics tables: read from what offices have, given back as CSV that no spreadsheet runs, within limits."""

import csv
import io
import time
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowledge.models import KnowledgeItem
from knowledge.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED,
    Table,
    as_number,
    formula_safe,
    read_table,
)
from tests.desk import Desk
from tests.helpers import make_draft, publish
from tests.hostile import build, case, cases, docx, value, xlsx
from thai.text import normalise_line

ROWS = [["หมู่บ้าน", "ชาย", "หญิง"], ["บ้านโพนโก", "120", "131"], ["บ้านหนองยาว", "98", "104"]]
TEXT = "\r\n".join(",".join(row) for row in ROWS)
FORMULAS = [
    pytest.param(value(case["payload"]), id=case["id"]) for case in cases("export") if case["id"] != "CV-009"
]


def read(data: bytes | str, name: str = "ตาราง.csv") -> Table:
    data = data.encode() if isinstance(data, str) else data
    return read_table(SimpleUploadedFile(name, data))


def book(*rows: list, sheets: int = 1) -> bytes:
    """An Excel file as a spreadsheet program writes it, with `rows` on its first sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for number in range(1, sheets):
        made.create_sheet(f"แผ่น {number}").append(["แผ่นอื่น"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def cells(text: str) -> list[list[str]]:
    """What a spreadsheet program reads from our CSV."""
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


# Reading


@pytest.mark.parametrize(
    "data",
    [TEXT.encode(), ("\ufeff" + TEXT).encode(), TEXT.encode("cp874"), TEXT.replace("\r\n", "\n").encode()],
    ids=["UTF-8", "BOM", "TIS-620", "Unix"],
)
def test_a_csv_is_read_in_every_character_set_that_offices_write(data):
    assert read(data) == Table(ROWS[0], ROWS[1:])


def test_the_first_sheet_of_an_excel_file_is_read():
    rows = [[ROWS[0][0], *ROWS[0][1:]], *([name, int(men), int(women)] for name, men, women in ROWS[1:])]
    assert read(book(*rows, sheets=3), "a.xlsx") == Table(ROWS[0], ROWS[1:])


def test_cells_of_an_excel_file_become_the_text_that_people_see():
    values = ["ก", 1234567, 0.1, 1e-7, 3.0, True, date(2026, 11, 2), None, " ข\u200b\n ค "]
    table = read(book([f"ค{number}" for number in range(9)], values), "a.xlsx")
    assert table.rows == [["ก", "1234567", "0.1", "0.0000001", "3", "True", "2 พ.ย. 2569", "", "ข ค"]]


def test_a_formula_of_an_excel_file_is_never_kept_as_one():
    table = read(book(["ก", "ข"], ["=1+1", "x"]), "a.xlsx")
    assert table.rows == [["", "x"]]


def test_short_rows_are_filled_and_columns_without_a_name_get_one():
    table = read("ก,,ค,,\n1\n\n , ,\n2,3,4,,\n")
    assert table == Table(["ก", "คอลัมน์ที่ 2", "ค"], [["1", "", ""], ["2", "3", "4"]])


def test_quotes_commas_and_line_ends_inside_a_cell_are_kept_in_one_line():
    table = read('"ก, ข","ค ""ง"""\r\n"1\r\n2",x')
    assert table == Table(["ก, ข", 'ค "ง"'], [["1 2", "x"]])


def test_invisible_and_direction_characters_are_taken_out():
    assert read("ก,ข\na\u202ex,b\u200bc\n").rows == [["ax", "bc"]]


# Refusing


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", "ก,ข", "แถวหัวตาราง"),
        ("a.csv", "ก,ข\n\n,,\n", "แถวหัวตาราง"),
        ("a.csv", "", "ว่างเปล่า"),
        ("a.csv", 'ก,ข\n"1' + "x" * 200_000, "อ่าน CSV ไม่ได้"),
        ("a.csv", "ก\n" + "1\n" * (MAX_ROWS + 1), "2,000 แถว"),
        ("a.csv", ",".join("ก" * (MAX_COLUMNS + 1)) + "\n1", "30 คอลัมน์"),
        ("a.csv", "ก,ข\n1," + "ค" * (MAX_CELL + 1), "300 ตัวอักษร"),
        ("a.csv", "<html>,1\n2,3", "ไม่ใช่ไฟล์ CSV จริง"),
        ("a.csv", b"a\0,b\n1,2", "ไม่ใช่ไฟล์ CSV จริง"),
        ("a.csv", b"\xff\xfe\x80\x90\n1", "UTF-8"),
        ("a.xls", "ก,ข\n1,2", "CSV หรือ Excel"),
        ("a.pdf", "ก,ข\n1,2", "CSV หรือ Excel"),
        ("a.xlsx", "ก,ข\n1,2", "ไม่ใช่ไฟล์ XLSX จริง"),
        ("a.xlsx", docx(), "ไม่ใช่ไฟล์ XLSX จริง"),
        ("a.xlsx", book(["ก", "ข"]), "แถวหัวตาราง"),
        ("a.xlsx", book(["ก"], *[["1"]] * (MAX_ROWS + 1)), "2,000 แถว"),
        ("a.xlsx", book(["ก"] * (MAX_COLUMNS + 1), ["1"]), "30 คอลัมน์"),
    ],
)
def test_what_is_no_table_or_too_large_is_refused_with_the_limit(name, data, said):
    with pytest.raises(ValidationError, match=said):
        read(data, name)


def test_a_table_of_exactly_the_limits_is_read_blank_lines_beside():
    wide = ",".join(["1"] * MAX_COLUMNS)
    table = read("\n".join([wide, *[wide + ",,", ""] * MAX_ROWS]) + "\n" * 50)
    assert (len(table.columns), len(table.rows)) == (MAX_COLUMNS, MAX_ROWS)
    tall = read(book(["ก"], *[[1]] * MAX_ROWS, *[[None]] * 20), "a.xlsx")
    assert len(tall.rows) == MAX_ROWS


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"," * (5 * 1024 * 1024 - 9) + b"\n1,2"),
        ("a.csv", b"\n" * (5 * 1024 * 1024 - 9) + b"1,2"),
        ("a.xlsx", xlsx('<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>')),
        ("a.xlsx", xlsx('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
        (
            "a.xlsx",
            xlsx('<row r="1"><c r="A1" t="s"><v>7</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'),
        ),
        ("a.xlsx", xlsx('<row r="-1"><c r="1"><v>1</v></c></row>')),
        ("a.xlsx", xlsx('<row r="1"><c r="A1" t="d"><v>x</v></c></row>')),
        ("a.xlsx", xlsx("<row", "")),
        ("a.xlsx", xlsx("", "<si><t>ก</t></si>" * (MAX_UNPACKED // 15))),
        ("a.xlsx", xlsx('<row r="1">' + '<c r="A1"><v>1</v></c>' * (MAX_UNPACKED // 20) + "</row>")),
    ],
    ids=[
        "commas",
        "lines",
        "far row",
        "far column",
        "no such text",
        "row -1",
        "no date",
        "broken",
        "texts",
        "cells",
    ],
)
def test_a_hostile_table_is_refused_quickly(name, data):
    begin = time.process_time()
    with pytest.raises(ValidationError):
        read(data, name)
    assert time.process_time() - begin < 3


def test_an_excel_file_that_reads_a_file_of_the_server_is_refused():
    good = xlsx("<row><c><v>1</v></c></row>")
    assert b"<!DOCTYPE" not in good
    bad = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><row r="1"><c><v>&x;</v></c></row>'
    with pytest.raises(ValidationError):
        read(xlsx(bad), "a.xlsx")


def test_an_excel_file_with_macros_is_refused():
    with pytest.raises(ValidationError, match="ไม่ใช่ไฟล์ XLSX จริง"):
        read(build("docm_macro"), "a.xlsx")


# Numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"), ("12", "12"), ("-3", "-3"), ("+66", "66"), ("1,234.5", "1234.5"), ("1234567.89", "1234567.89"),
        ("๑๒", "12"), ("๑,๒๓๔.๕", "1234.5"), ("12%", "12"), ("12 %", "12"), (" 7 ", "7"), ("0.000001", "0.000001"),
        ("999,999,999,999,999", "999999999999999"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_offices_write_it(text, number):
    assert as_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "–", "ก", "1,2", "12,34", ",1", "1,", "1.", ".5", "1.2.3", "--1", "1-2", "1e5", "1e-999999999",
        "1E+999999999", "NaN", "sNaN", "Infinity", "-inf", "0x10", "1_000", "١", "½", "²", "1 000", "% 5", "5%%",
        "9" * 16, "0." + "1" * 10, "9" * 100_000, "1/2", "2569-10-01", "=1+1",
    ],
)  # fmt: skip
def test_what_only_resembles_a_number_is_text(text):
    assert as_number(text) is None


def test_a_column_is_numeric_when_every_filled_cell_is_a_number():
    table = Table(["ก", "ข", "ค", "ง"], [["1", "1", "-", ""], ["2", "–", "x", ""], ["3", "-4", "5", ""]])
    assert table.numeric_columns() == [1]
    assert table.numbers(1) == [Decimal(1), None, Decimal(-4)]
    assert not table.is_numeric(3)


# Giving back


@pytest.mark.parametrize("payload", FORMULAS)
def test_a_formula_goes_out_as_text_and_reads_back_the_same(payload):
    text = Table(["ชื่อ", payload], [[payload, "1"], ["x", payload]]).as_csv()
    running = tuple("=+-@\t\r＝＋－＠")
    assert not [cell for row in cells(text) for cell in row if cell.startswith(running)]
    assert not [line for line in text.removeprefix("\ufeff").split("\r\n") if line.startswith(running)]
    tidy = normalise_line(payload)
    assert read(text) == Table(["ชื่อ", tidy], [[tidy, "1"], ["x", tidy]])


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"), ("\t=1", "'\t=1"), ("＝1+1", "'＝1+1"), ("+66 44 000 000", "'+66 44 000 000"),
        ("+66", "+66"), ("-5", "-5"), ("-1,234.50", "-1,234.50"), ("-5%", "-5%"), ("1=1", "1=1"), ("", ""),
        ("'quoted", "'quoted"), ("ก", "ก"),
    ],
)  # fmt: skip
def test_only_what_a_spreadsheet_would_run_gets_an_apostrophe(cell, given):
    assert formula_safe(cell) == given


def test_every_cell_reads_back_the_same():
    rows = [["=1", "+1+1", "@x"], ["-5", "'-5", "'ก"], ["+66 44", '"x"', "a,b"], ["", "0", "'"]]
    table = Table(["ก", "@ข", "ค"], rows)
    assert read(table.as_csv()) == table


def test_quotes_line_ends_and_thai_stay_one_cell_and_excel_sees_utf_8():
    payload = value(case("CV-009")["payload"])
    text = Table(["ก", "ข"], [[payload, "1"]]).as_csv()
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert cells(text) == [["ก", "ข"], [payload, "1"]]


def test_every_case_of_the_area_is_shown():
    assert len(FORMULAS) == len(cases("export")) - 1


# The form and the page


@pytest.mark.django_db
def test_a_table_is_uploaded_shown_and_downloaded(client, cast):
    draft = make_draft(KnowledgeItem, kind="statistics", body="")
    assert "แนบตาราง" in " ".join(draft.missing())
    desk = Desk("writer")
    upload = SimpleUploadedFile("ประชากร.csv", TEXT.encode("cp874"))
    assert desk.save(draft, {**desk.open(draft), "table_upload": upload, "chart": "bar"})
    saved = KnowledgeItem.objects.get(pk=draft.pk)
    assert Table.of(saved.table) == Table(ROWS[0], ROWS[1:])
    live = publish(saved)
    html = client.get(live.get_absolute_url()).content.decode()
    for cell in sum(ROWS, []):
        assert cell in html
    assert "<svg" in html
    answer = client.get(reverse("knowledge:table", args=[live.publication.reference]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert cells(answer.content.decode()) == ROWS


@pytest.mark.django_db
@pytest.mark.dry
def test_a_bad_table_is_refused_in_the_form_and_the_old_one_stays(cast):
    draft = make_draft(KnowledgeItem, table={"columns": ROWS[0], "rows": ROWS[1:]})
    desk = Desk("writer")
    address = reverse("admin:knowledge_knowledgeitem_change", args=[draft.pk])
    for name, builder in (
        ("a.csv", "html_plain"),
        ("a.xlsx", "docx_zip_bomb"),
        ("a.exe", "exe_header"),
        ("a.csv", "empty"),
    ):
        upload = SimpleUploadedFile(name, build(builder))
        answer = desk.client.post(address, {**desk.open(draft), "table_upload": upload, "_save": "1"})
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors["table_upload"]
    assert KnowledgeItem.objects.get(pk=draft.pk).table["rows"] == ROWS[1:]


@pytest.mark.django_db
def test_a_table_can_be_taken_away_again(cast):
    draft = make_draft(KnowledgeItem, table={"columns": ROWS[0], "rows": ROWS[1:]})
    desk = Desk("writer")
    assert desk.save(draft, {**desk.open(draft), "table_remove": "on"})
    assert KnowledgeItem.objects.get(pk=draft.pk).table is None


@pytest.mark.django_db
def test_a_draft_has_no_table_for_the_public(client, cast):
    draft = make_draft(KnowledgeItem, table={"columns": ROWS[0], "rows": ROWS[1:]})
    assert client.get(f"/knowledge/{draft.publication_id}/table.csv").status_code == 404
    live = publish(make_draft(KnowledgeItem))
    assert client.get(f"/knowledge/{live.publication_id}/table.csv").status_code == 404
