"""The story through the real pages: every form written and submitted, and two stories told to the end: return, fix,
approve, read, edit what is live, approve again."""

import pytest
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import expect

from tests.helpers import pdf_bytes

#: category → (admin path, what the writer fills beside title and summary, whether the form has files to attach)
STORIES = {
    "about": ("content/page", {"body": "<p>เนื้อหาหน้าข้อมูล</p>"}, False),
    "plans": ("content/plan", {"year_from": "๒๕๖๙", "dated_on": "1 ต.ค. 2568"}, True),
    "laws": (
        "legal_docs/legaldocument",
        {
            "year_be": "2540",
            "source_name": "ราชกิจจานุเบกษา",
            "source_url": "www.ratchakitcha.soc.go.th",
        },
        False,
    ),
    "news": ("announcements/announcement", {"body": "<p>เนื้อข่าวยาว</p>", "dated_on": "๑๗/๐๖/๒๕๖๙"}, False),
    "procurement": (
        "announcements/procurement",
        {
            "project": "จ้างซ่อมถนน",
            "dated_on": "17 มิถุนายน 2569",
            "budget": "500000",
            "closing_at_0": "30/12/2569",
            "closing_at_1": "16.30",
        },
        False,
    ),
    "knowledge": (
        "knowledge/knowledgeitem",
        {
            "body": "<p>บทความยาว</p>",
            "source_name": "สำนักงานสถิติแห่งชาติ",
            "information_at_0": "17/06/2569",
            "information_at_1": "9.30",
        },
        False,
    ),
    "links": (
        "links/link",
        {"url": "https://www.dla.go.th/", "owner_name": "กรมส่งเสริมการปกครองท้องถิ่น"},
        False,
    ),
}

#: Told to the end; of the others it is the forms that differ. From there on all go the same way.
WHOLE = ["plans", "news"]


def on_both(category: str, *chosen: str) -> object:
    """The case; on the second database too where money, times or files are stored. News are, in tests/test_flood.py."""
    return pytest.param(category, marks=pytest.mark.each_database if category in chosen else ())


def fill(page: BrowserPage, values: dict[str, str]) -> None:
    for name, value in values.items():
        if name == "body":
            expect(page.locator("iframe.cke_wysiwyg_frame")).to_be_visible()
            page.evaluate("html => CKEDITOR.instances.id_body.setData(html)", value)
        else:
            page.locator(f"[name={name}]").fill(value)


def tick_and_send(page: BrowserPage, button: str) -> None:
    expect(page.locator(f".move-form input[value='{button}']")).to_be_visible()
    for box in page.locator(".move-tick input[type=checkbox]").all():  # all() does not wait for the page
        box.check()
    page.locator(f".move-form input[type=submit][value='{button}']").click()
    expect(page.locator(".messagelist .success")).to_contain_text("เรียบร้อยแล้ว")


def press(page: BrowserPage, action: str) -> None:
    page.locator(f"a.panel-button-{action}").click()


def write_and_submit(writer: BrowserPage, category: str, title: str) -> str:
    """Write an item of `category` through its form and submit it; the address of its form."""
    admin_path, values, needs_file = STORIES[category]
    # An unfinished draft is kept, and the panel says what it lacks.
    writer.goto(f"/admin/{admin_path}/add/")
    writer.locator("[name=title]").fill(title)
    writer.get_by_role("button", name="บันทึกร่าง").click()
    expect(writer.locator(".panel")).to_contain_text("เขียนสรุปย่อ")
    expect(writer.locator("a.panel-button-submit")).to_have_count(0)
    change_page = writer.url

    # Fill in the rest and submit.
    fill(writer, {"summary": "สรุปของเรื่อง", **values})
    if needs_file:
        writer.locator("[name=not_classified]").check()
        writer.locator("[name=attachments-many]").set_input_files(
            {"name": "แผน.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}
        )
    writer.get_by_role("button", name="บันทึกแล้วไปส่งตรวจสอบ").click()
    tick_and_send(writer, "ส่งตรวจสอบ")
    expect(writer.locator(".panel .state")).to_have_text("รอตรวจสอบ")
    return change_page


@pytest.mark.parametrize(
    "category", [on_both(name, "procurement", "knowledge") for name in STORIES if name not in WHOLE]
)
def test_every_form_is_filled_in_and_submitted(category, new_page):
    write_and_submit(new_page("writer"), category, f"เรื่องที่ส่งแล้ว {category}")


@pytest.mark.parametrize("category", [on_both(name, "plans") for name in WHOLE])
def test_a_story_from_the_first_word_to_the_second_edition(category, new_page):
    title = f"เรื่องเล่าทั้งเรื่อง {category}"
    writer, reviewer, approver = new_page("writer"), new_page("reviewer"), new_page("approver")
    visitor = new_page()
    change_page = write_and_submit(writer, category, title)

    # Return: from the queue, with a reason that the writer reads.
    reviewer.goto("/admin/publishing/reviewitem/")
    reviewer.get_by_role("link", name=title, exact=True).click()
    press(reviewer, "return")
    reviewer.locator("[name=note]").fill("โปรดเพิ่มรายละเอียดในสรุป")
    tick_and_send(reviewer, "ส่งกลับแก้ไข")

    # Fix and submit again.
    writer.goto(change_page)
    expect(writer.locator(".panel-alert")).to_contain_text("โปรดเพิ่มรายละเอียด")
    writer.locator("[name=summary]").fill("สรุปของเรื่องที่ละเอียดขึ้น")
    writer.get_by_role("button", name="บันทึกแล้วไปส่งตรวจสอบ").click()
    tick_and_send(writer, "ส่งตรวจสอบ")

    # Nobody outside sees it yet.
    approver.goto("/admin/publishing/reviewitem/")
    approver.get_by_role("link", name=title, exact=True).click()
    approver.get_by_role("link", name="ดูตัวอย่างฉบับนี้").click()
    expect(approver.locator("h1")).to_contain_text(title)
    approver.go_back()
    address = approver.locator(".field-slug .readonly").inner_text().strip()
    assert visitor.goto(address).status == 404

    # Approve without a tick is refused with a sentence; with all of them it is public at once.
    press(approver, "approve")
    approver.locator(".move-form input[type=submit]").click()
    expect(approver.locator(".errornote")).to_contain_text("ข้อ 1(1)")
    tick_and_send(approver, "อนุมัติ")
    assert visitor.goto(address).status == 200
    expect(visitor.locator("h1")).to_contain_text(title)

    # Edit what is live: the public reads the old one until the new one is approved.
    writer.goto(change_page)
    press(writer, "start")
    writer.locator(".move-form input[type=submit]").click()
    expect(writer.locator(".panel .state")).to_have_text("ร่าง")
    writer.locator("[name=title]").fill(f"{title} ฉบับใหม่")
    writer.locator("[name=change_note]").fill("แก้ชื่อเรื่อง")
    writer.get_by_role("button", name="บันทึกแล้วไปส่งตรวจสอบ").click()
    tick_and_send(writer, "ส่งตรวจสอบ")
    visitor.goto(address)
    expect(visitor.locator("h1")).not_to_contain_text("ฉบับใหม่")
    second = new_page("approver2")
    second.goto("/admin/publishing/reviewitem/")
    second.get_by_role("link", name=f"{title} ฉบับใหม่", exact=True).click()
    press(second, "approve")
    tick_and_send(second, "อนุมัติ")
    visitor.reload()
    expect(visitor.locator("h1")).to_contain_text("ฉบับใหม่")
    expect(visitor.locator("main")).to_contain_text("แก้ชื่อเรื่อง")
