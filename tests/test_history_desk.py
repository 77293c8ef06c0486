"""The trash, the history and the hand-over in a real browser: one click to fetch back, a file that Excel reads, a print."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

NEWS = "/admin/announcements/announcement/"


@pytest.mark.each_database
def test_a_draft_goes_to_the_trash_and_comes_back_with_one_click(new_page):
    writer = new_page("writer")
    writer.goto(f"{NEWS}add/")
    writer.locator("[name=title]").fill("ร่างที่จะทิ้งแล้วกู้คืน")
    writer.get_by_role("button", name="บันทึกร่าง").click()
    number = re.search(r"/(\d+)/change/", writer.url).group(1)
    writer.goto(f"{NEWS}{number}/move/discard/")
    writer.locator(".move-form input[type=submit]").click()
    expect(writer.locator(".messagelist .success")).to_be_visible()

    writer.goto("/admin/publishing/trashitem/")
    row = writer.locator("#result_list tr", has_text="ร่างที่จะทิ้งแล้วกู้คืน")
    expect(row).to_contain_text("90 วัน")
    row.get_by_role("button", name="กู้คืน “ร่างที่จะทิ้งแล้วกู้คืน”").click()
    expect(writer.locator(".messagelist .success")).to_contain_text("เรียบร้อยแล้ว")
    expect(writer).to_have_url(re.compile(rf"/{number}/change/$"))
    expect(writer.locator(".panel .state").first).to_have_text("ร่าง")

    # The whole of it is told, newest first, and the filter shows one kind.
    writer.goto(f"{NEWS}{number}/history/")
    titles = writer.locator(".history-line strong")
    expect(titles).to_have_text(["กู้คืนจากถังขยะ", "ทิ้งร่าง", "เริ่มฉบับร่าง"])
    writer.get_by_role("link", name="เริ่มฉบับใหม่ (1)").click()
    expect(titles).to_have_text(["เริ่มฉบับร่าง"])
    expect(writer.get_by_role("button", name="พิมพ์หน้านี้")).to_be_visible()

    with writer.expect_download() as waiting:
        writer.get_by_role("link", name="ดาวน์โหลด CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert [line["รายการ"] for line in csv.DictReader(io.StringIO(text))] == [
        "ส่งออกประวัติ",
        "กู้คืนจากถังขยะ",
        "ทิ้งร่าง",
        "เริ่มฉบับร่าง",
    ]


def test_on_paper_the_history_is_a_list_under_the_name_of_the_office(new_page):
    writer = new_page("writer")
    writer.goto(f"{NEWS}?state=published")
    writer.goto(
        writer.locator("#result_list .field-title a")
        .first.get_attribute("href")
        .replace("/change/", "/history/")
    )
    expect(writer.locator(".paper-head")).to_be_hidden()
    writer.emulate_media(media="print")
    expect(writer.locator(".paper-head")).to_contain_text("องค์การบริหารส่วนตำบลโพนโก")
    expect(writer.locator(".paper-head")).to_contain_text("พิมพ์เมื่อ")
    expect(writer.locator(".history-entry").first).to_be_visible()
    for around in ("#header", "#nav-sidebar", ".breadcrumbs", ".history-tools", ".history-links >> nth=0"):
        expect(writer.locator(around)).to_be_hidden()


def test_deactivating_somebody_in_the_browser_leads_to_what_is_left(new_page, site):
    make = (
        "from accounts.models import User, Position; from django.contrib.auth.models import Group;"
        "u = User.objects.create_user('leaver', full_name='ผู้ลาออก', is_staff=True);"
        "u.position = Position.objects.get(title='นายช่างโยธา'); u.save(); u.groups.add(Group.objects.get(name='ผู้จัดทำ'));"
        "from announcements.models import Announcement; from publishing.workflow import start;"
        "start(Announcement(title='ร่างของผู้ลาออก'), actor=u); print(u.pk)"
    )
    number = site.manage("shell", "--no-imports", "-c", make).split()[-1]
    administrator = new_page("admin")
    administrator.goto(f"/admin/accounts/user/{number}/change/")
    administrator.locator("[name=is_active]").uncheck()
    administrator.locator("[name=_save]").click()
    expect(administrator).to_have_url(re.compile(rf"/user/{number}/handover/$"))
    expect(administrator.locator(".handover-alarm")).to_contain_text("นายช่างโยธา")
    expect(administrator.locator(".handover-list").first).to_contain_text("ร่างของผู้ลาออก")


def test_an_order_to_act_is_written_with_a_thai_date_and_stands_first(new_page):
    administrator = new_page("admin")
    administrator.goto("/admin/accounts/acting/add/")
    administrator.locator("[name=person]").select_option(label="นางตัวอย่าง ตรวจละเอียด (ตัวอย่าง) (หัวหน้าสำนักปลัด)")
    administrator.locator("[name=position]").select_option(label="รองปลัดองค์การบริหารส่วนตำบล")
    administrator.locator("[name=role]").select_option(label="ผู้อนุมัติ")
    administrator.locator("[name=starts_on]").fill("1 ต.ค. 2568")
    administrator.locator("[name=ends_on]").fill("๓๐/๐๙/๒๖๐๐")
    administrator.locator("[name=order_number]").fill("คำสั่งที่ 9/2569")
    administrator.locator("[name=_save]").click()
    expect(administrator.locator(".messagelist .warning")).to_contain_text("ยาวกว่า 180 วัน")
    first = administrator.locator("#result_list tbody tr").first
    expect(first).to_contain_text("กำลังมีผล")
    expect(first).to_contain_text("1 ต.ค. 2568 ถึง 30 ก.ย. 2600")
