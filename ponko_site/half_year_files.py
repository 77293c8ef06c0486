"""The tables of the half-year report as files and as the text of a published report."""

from collections.abc import Iterator
from io import BytesIO

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from ponko_site.half_year_tables import Row, Table, Value
from publishing.spreadsheet import csv_text
from thai.digits import number

FONT, SIZE = "TH Sarabun New", 14  # on every office computer; elsewhere a spreadsheet takes another
FIRST_WIDTH, OTHER_WIDTH = 48, 18  # characters
NOTHING = "–"


def shown(value: Value) -> str:
    """As people read it; a dash where there is nothing to count."""
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else number(value)


def csv(table: Table) -> str:
    """Plain numbers, and nothing where there is nothing to count."""
    rows = ([row.name, *("" if value is None else str(value) for value in row.values)] for row in table.rows)
    return csv_text([table.columns, *rows])


def xlsx(heading: list[str], tables: list[Table]) -> bytes:
    """A workbook with a sheet for each table, `heading` above each. Numbers are numbers; every text stays a text."""
    book = Workbook(write_only=True)
    for place, table in enumerate(tables, 1):
        sheet = book.create_sheet(f"{place}. {table.title}"[:31].replace("/", " "))
        sheet.column_dimensions["A"].width = FIRST_WIDTH
        for letter in "BCDEFG"[: len(table.columns) - 1]:
            sheet.column_dimensions[letter].width = OTHER_WIDTH
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        for line in [*heading, table.title]:
            sheet.append([_cell(sheet, line, bold=True, wrap=False)])
        sheet.append([_cell(sheet, column, bold=True) for column in table.columns])
        for row in table.rows:
            sheet.append([_cell(sheet, value, bold=row.is_total) for value in _values(row)])
        if table.note:
            sheet.append([_cell(sheet, table.note, wrap=False)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _values(row: Row) -> Iterator[Value]:
    yield row.name
    yield from row.values


def _cell(sheet: object, value: Value, *, bold: bool = False, wrap: bool = True) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    cell.font = Font(name=FONT, size=SIZE, bold=bold)
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")
    if isinstance(value, int | float):
        cell.value = value
        cell.number_format = "#,##0" if isinstance(value, int) else "#,##0.0"
        return cell
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", shown(value))
    # Also when somebody edits the cell, it stays text.
    cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True
    return cell


def markup(lead: str, tables: list[Table]) -> SafeString:
    """The report as rich text, in the tags that publishing/markup.py keeps."""
    sections = format_html_join(
        "",
        "<h2>{}. {}</h2>{}{}",
        (
            (place, table.title, _table(table), format_html("<p>{}</p>", table.note) if table.note else "")
            for place, table in enumerate(tables, 1)
        ),
    )
    return format_html("<p>{}</p>{}", lead, sections)


def _table(table: Table) -> SafeString | str:
    if not table.rows:
        return ""
    heads = format_html_join("", '<th scope="col">{}</th>', ((column,) for column in table.columns))
    rows = format_html_join("", "<tr>{}{}</tr>", ((_name(row), _numbers(row)) for row in table.rows))
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", heads, rows)


def _name(row: Row) -> SafeString:
    name = row.name
    # Addresses of the desk are for staff alone.
    if row.address and not row.address.startswith("/admin/"):
        name = format_html('<a href="{}">{}</a>', row.address, row.name)
    return format_html('<th scope="row">{}</th>', name)


def _numbers(row: Row) -> SafeString:
    cell = "<td><strong>{}</strong></td>" if row.is_total else "<td>{}</td>"
    return format_html_join("", cell, ((shown(value),) for value in row.values))
