"""The calendar and the date said back, in a real browser under a policy that forbids everything inline."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

from tests.looks import axe_faults
from thai import dates
from thai.forms import ThaiDateField

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'nonce-x'; style-src 'nonce-x'"
PAGE = """<!doctype html><html lang="th"><head><meta charset="utf-8"><title>วันที่</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<style nonce="x">{css}</style><script nonce="x">{js}</script></head>
<body><main><h1>วันที่</h1>{form}</main></body></html>"""


def asset(name: str) -> str:
    return Path(finders.find(name)).read_text(encoding="utf-8")


class DayForm(forms.Form):
    day = ThaiDateField(label="วันที่จัดงาน")


@pytest.fixture
def browse(browser) -> Callable:
    """Run steps on a page with the field; gives back their result."""

    def run(steps: Callable[[Page], object], day: date | None) -> object:
        css, js = asset("thai/date-picker.css"), asset("thai/date-picker.js")
        form = DayForm(initial={"day": day}).as_p()
        with closing(browser.new_page(viewport={"width": 320, "height": 640})) as page:
            complaints = []
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.set_content(PAGE.format(policy=POLICY, css=css, js=js, form=form))
            result = steps(page)
        assert complaints == []
        return result

    return run


def echo(page: Page) -> str:
    return page.inner_text(".thai-date-echo")


READABLE = [
    "17/06/2563",
    "๑๗ มิ.ย. ๒๕๖๓",
    "17มิย63",
    "วันพุธที่ 17 มิถุนายน พ.ศ. 2563",
    "ประกาศ ณ วันที่ ๑๗ มิถุนายน พ.ศ. ๒๕๖๓",
    "17-6-2020",
    "2563-06-17",
    "2020-06-17",
    "17 มิ.ย. ค.ศ. 2020",
    "29/02/2563",
    "1.1.2440",
    "31 12 2600",
]
UNREADABLE = [
    "",
    "17/06",
    "31/06/2563",
    "29/02/2562",
    "17/13/2563",
    "17/06/2601",
    "17/06/256",
    "วันศุกร์ที่ 17/06/2563",
    "พรุ่งนี้",
]


def test_the_browser_reads_dates_as_the_server_does(browse):
    def type_all(page: Page) -> list[str]:
        said = []
        for text in READABLE + UNREADABLE:
            page.fill("input", text)
            said.append(echo(page))
        return said

    expected = [f"= {dates.format_date_long(dates.parse_date(text))}" for text in READABLE]
    assert browse(type_all, None) == expected + [""] * len(UNREADABLE)


KEYS = ["ArrowRight", "ArrowDown", "End", "Home", "PageDown", "Shift+PageUp", "ArrowLeft", "ArrowUp"]


def test_a_day_is_chosen_with_the_keyboard(browse):
    def choose(page: Page) -> list[str]:
        page.focus(".thai-date-button")
        page.keyboard.press("Enter")
        focused = [page.evaluate("document.activeElement.getAttribute('aria-label')")]
        for key in (
            "ArrowRight",
            "ArrowDown",
            "End",
            "Home",
            "PageDown",
            "Shift+PageUp",
            "ArrowLeft",
            "ArrowUp",
        ):
            page.keyboard.press(key)
            focused.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.className") == "thai-date-button"
        return [*focused, page.input_value("input"), echo(page)]

    moved = ["17/06/2563", "18/06/2563", "25/06/2563", "27/06/2563", "21/06/2563"]
    moved += ["21/07/2563", "21/07/2562", "20/07/2562", "13/07/2562"]
    said = [dates.format_date_long(dates.parse_date(day)) for day in moved]
    assert browse(choose, date(2020, 6, 17)) == [*said, "13/07/2562", "= วันเสาร์ที่ 13 กรกฎาคม พ.ศ. 2562"]


def test_the_calendar_is_a_buddhist_month_that_starts_on_sunday(browse):
    def read(page: Page) -> tuple:
        page.click(".thai-date-button")
        page.select_option("select[aria-label='ปี พ.ศ.']", "2567")
        page.select_option("select[aria-label='เดือน']", label="กุมภาพันธ์")
        weeks = page.locator("dialog tbody tr")
        chosen_before = page.locator("dialog [aria-pressed=true]").count()
        table = (
            page.get_attribute("dialog table", "aria-label"),
            page.locator("dialog thead th").all_inner_texts(),
            weeks.first.locator("td").all_inner_texts(),
            weeks.last.locator("td").all_inner_texts(),
        )
        page.get_by_role("button", name="วันพฤหัสบดีที่ 29 กุมภาพันธ์ พ.ศ. 2567").click()
        return *table, chosen_before, page.input_value("input")

    assert browse(read, date(2020, 6, 17)) == (
        "กุมภาพันธ์ พ.ศ. 2567",
        ["อา.", "จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส."],
        ["", "", "", "", "1", "2", "3"],
        ["25", "26", "27", "28", "29", "", ""],
        0,
        "29/02/2567",
    )


def test_escape_changes_nothing_and_clear_empties(browse):
    def leave_then_clear(page: Page) -> list[str]:
        page.click(".thai-date-button")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape")
        after_escape = page.input_value("input")
        page.click(".thai-date-button")
        page.get_by_role("button", name="ล้างวันที่").click()
        return [after_escape, page.input_value("input"), echo(page)]

    assert browse(leave_then_clear, date(2020, 6, 17)) == ["17/06/2563", "", ""]


def test_the_calendar_stops_at_the_years_that_are_accepted(browse):
    def go_past_the_end(page: Page) -> str:
        page.click(".thai-date-button")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("PageDown")
        page.keyboard.press("Enter")
        return page.input_value("input")

    assert browse(go_past_the_end, date(2057, 12, 30)) == "31/12/2600"


def test_the_calendar_fits_a_small_phone_and_has_no_accessibility_faults(browse):
    def inspect(page: Page) -> tuple:
        page.click(".thai-date-button")
        box = page.locator("dialog").bounding_box()
        too_wide = page.evaluate(
            "document.querySelector('dialog').scrollWidth > document.querySelector('dialog').clientWidth"
        )
        faults = axe_faults(page)
        return box["width"] <= 320, too_wide, faults

    assert browse(inspect, date(2020, 6, 17)) == (True, False, [])
