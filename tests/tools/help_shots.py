"""The pictures of the manual, taken from a site with demo content: the last part of `make shots`.

Each is one window of the desk as the person sees it, kept as static/desk/help/<name>.webp.
"""

import io
import json
import re
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.site import ROOT, Site, new_context

FOLDER = ROOT / "static" / "desk" / "help"
WINDOW = {"width": 1000, "height": 680}
TITLE = "เปิดศูนย์พักพิงชั่วคราวสำหรับผู้ประสบภัยน้ำท่วม"
PICTURES = ROOT / "ponko_site" / "demo" / "pictures"
PHOTOS = {
    "flood.jpg": "ภาพวาดประกอบ: น้ำท่วมขังในหมู่บ้าน",
    "meeting.jpg": "ภาพวาดประกอบ: เจ้าหน้าที่ประชุมวางแผน",
    "elders.jpg": "ภาพวาดประกอบ: ผู้สูงอายุนั่งพักในศูนย์",
}
NEWS = "/admin/announcements/announcement/"
#: An urgent event, waiting; the same, published in haste; and a draft with a citizen's number in it.
URGENT = """
import json
from accounts.models import User
from announcements.models import Announcement
from publishing.clauses import CLAUSE_1_1, FINDINGS_TICK
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import URGENT, make_draft, make_urgent
waiting = make_urgent()
draft = make_draft(Announcement, title="แจ้งจุดรับถุงยังชีพ", summary="ติดต่อรับถุงยังชีพได้ที่นางตัวอย่าง โทร 081-000-0000")
live = move(make_urgent(), Action.URGENT_PUBLISH, note="น้ำขึ้นเร็ว ต้องแจ้งทางเลี่ยงทันที",
            actor=User.objects.get(username="approver"), ticks=[*CLAUSE_1_1, FINDINGS_TICK])
print(json.dumps([waiting.pk, draft.pk, live.pk, live.publication_id, live.chief_report.pk]))
"""

#: Somebody new with a start code, and what the sentinel says of a page that was broken into.
SAFETY = """
import json
from django.contrib.auth.models import Group
from accounts import start_codes
from accounts.models import User
from publishing.integrity import note
from publishing.models import Edition, IntegrityFinding
one, _ = User.objects.get_or_create(username="somsri", defaults=dict(full_name="นางสมศรี ตัวอย่าง", is_staff=True))
one.groups.set(Group.objects.filter(name="ผู้อนุมัติ"))
live = Edition.objects.live().order_by("-pk").first()
found = "โปรแกรมค้นหา (Googlebot): มีลิงก์หรือไฟล์จากเว็บไซต์ที่ไม่มีในเรื่องที่เผยแพร่: casino.example"
note(IntegrityFinding.Kind.PAGE, {live.publication.address: found})
print(json.dumps([one.pk, start_codes.give(one, by="help_shots")]))
"""


class Camera:
    """People who are signed in, and the pictures that they take."""

    def __init__(self, site: Site, browser: Browser):
        self.site, self.browser = site, browser
        self.people: dict[str, Page] = {}

    def person(self, username: str) -> Page:
        if username not in self.people:
            page = new_context(self.browser, self.site, viewport=WINDOW).new_page()
            self.site.sign_in(page, username)
            self.people[username] = page
        return self.people[username]

    def take(self, name: str, page: Page, top: str = "#content") -> None:
        """The window as it is when `top` has been scrolled to its upper edge; without the menu at the side."""
        page.evaluate(
            "document.querySelector('#nav-sidebar')?.remove(), document.querySelector('#toggle-nav-sidebar')?.remove()"
        )
        page.locator(top).first.evaluate(
            "element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 12)"
        )
        page.wait_for_load_state("networkidle")
        picture = Image.open(io.BytesIO(page.screenshot()))
        picture.save(FOLDER / f"{name}.webp", quality=80, method=6)


def number_of(page: Page) -> str:
    return re.search(r"/(\d+)/", page.url).group(1)


def write_news(camera: Camera) -> str:
    """A news item by the writer with three photos, saved; returns its number."""
    page = camera.person("writer")
    page.goto(f"{NEWS}add/")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=summary]").fill("ผู้ได้รับผลกระทบเข้าพักได้ที่หอประชุม อบต. ตลอด 24 ชั่วโมง")
    page.locator("[name=dated_on]").fill("20/11/2569")
    expect(page.locator("iframe.cke_wysiwyg_frame")).to_be_visible()
    page.evaluate(
        "CKEDITOR.instances.id_body.setData('<p>องค์การบริหารส่วนตำบลเปิดศูนย์พักพิงที่หอประชุม มีอาหาร น้ำดื่ม และที่นอน 60 ชุด</p>')"
    )
    camera.take("write", page)
    page.locator("[name=not_classified]").check()
    page.locator("[name=attachments-2-many]").set_input_files([PICTURES / name for name in PHOTOS])
    rows = page.locator("#attachments-2-group input[name$='-alt']:visible")
    expect(rows).to_have_count(len(PHOTOS))
    for row, alt in zip(rows.all(), PHOTOS.values(), strict=True):
        row.fill(alt)
    camera.take("files", page, "#attachments-2-group")
    page.get_by_role("button", name="บันทึกร่าง").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    number = number_of(page)
    return number


def tick_and_send(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    for box in page.locator(".move-tick input[type=checkbox]").all():
        box.check()
    page.locator(".move-form input[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def shoot_help(site: Site, browser: Browser) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    camera = Camera(site, browser)
    number = write_news(camera)
    writer, reviewer, approver = (camera.person(name) for name in ("writer", "reviewer", "approver"))

    second = camera.person("writer2")
    second.goto(f"{NEWS}{number}/change/")
    camera.take("together", second)

    writer.goto(f"{NEWS}{number}/links/")
    writer.locator("[name=reader]").fill("ประธานสภา อบต.")
    writer.locator("#content form:has([name=reader]) button").last.click()
    expect(writer.locator("[id^=address-]")).to_be_visible()
    camera.take("preview", writer)

    writer.goto(f"{NEWS}{number}/move/submit/")
    tick_and_send(writer)

    reviewer.goto(f"{NEWS}{number}/remarks/")
    suggestion = reviewer.locator("form:has([name='suggestion-quote'])")
    suggestion.locator("xpath=ancestor::details").evaluate_all(
        "all => all.forEach(one => { one.open = true })"
    )
    suggestion.locator("[name='suggestion-field']").select_option("summary")
    suggestion.locator("[name='suggestion-quote']").fill("หอประชุม อบต.")
    suggestion.locator("[name='suggestion-replacement']").fill("หอประชุมองค์การบริหารส่วนตำบลโพนโก")
    suggestion.locator("button, [type=submit]").first.click()
    camera.take("reviewer", reviewer)
    reviewer.goto(f"{NEWS}{number}/move/return/")
    reviewer.locator("[name=note]").fill("โปรดระบุหมายเลขโทรศัพท์ของศูนย์พักพิงในย่อหน้าแรก")
    camera.take("return", reviewer, ".move-form")
    approver.goto("/admin/")
    approver.goto(f"{NEWS}{number}/move/approve/")
    camera.take("approver", approver)
    camera.take("approve", approver, ".move-ticks")
    tick_and_send(approver)
    approver.goto(f"{NEWS}{number}/move/remove/")
    camera.take("withdraw", approver)

    writer.goto(f"{NEWS}{number}/move/start/")
    writer.locator(".move-form input[type=submit]").click()
    writer.locator("[name=summary]").fill("ผู้ได้รับผลกระทบเข้าพักได้ที่หอประชุม อบต. และโรงเรียนบ้านโพนโก ตลอด 24 ชั่วโมง")
    writer.get_by_role("button", name="บันทึกร่าง").click()
    draft = number_of(writer)
    writer.goto(f"{NEWS}{draft}/compare/")
    camera.take("edit", writer)

    shoot_urgent(camera)
    shoot_upkeep(camera, draft)
    shoot_search(camera)
    shoot_ita(camera)
    shoot_safety(camera)
    starts: dict[str, Callable[[], Page]] = {
        name: lambda name=name: camera.person(name) for name in ("writer", "chief")
    }
    for name, person in starts.items():
        page = person()
        page.goto("/admin/")
        camera.take(name, page)
    administrator = camera.person("admin")
    administrator.goto("/admin/accounts/user/")
    camera.take("administrator", administrator)
    administrator.goto("/admin/accounts/acting/add/")
    camera.take("acting", administrator)


def shoot_search(camera: Camera) -> None:
    """Both indexes are made, as the clock would."""
    camera.site.manage(
        "shell", "-v", "0", "-c", "from search import keeping, staff; keeping.keep(), staff.keep()"
    )
    reviewer = camera.person("reviewer")
    reviewer.goto("/admin/search/anyedition/?q=แผน")
    camera.take("search", reviewer)


def shoot_ita(camera: Camera) -> None:
    """The board after a night's checks."""
    camera.site.manage("shell", "-v", "0", "-c", "from ita import checking; checking.nightly()")
    approver = camera.person("approver")
    approver.goto("/admin/ita/score/")
    camera.take("ita", approver)


def shoot_upkeep(camera: Camera, draft: str) -> None:
    pages = {
        "upkeep": ("reviewer", "/admin/publishing/duereview/?owner=all&when=all"),
        "filecare": ("writer", "/admin/publishing/filecare/?owner=all"),
        "digest": ("writer", "/admin/notifications/"),
        "requestform": ("writer", f"{NEWS}{draft}/request/"),
    }
    for name, (who, address) in pages.items():
        page = camera.person(who)
        page.goto(address)
        camera.take(name, page, "main.memo" if name == "requestform" else "#content")


def shoot_safety(camera: Camera) -> None:
    """The first time of a new person, and the administrator's pages for bad days, with a finding of the sentinel."""
    made = camera.site.manage("shell", "-v", "0", "-c", SAFETY).strip().splitlines()[-1]
    key, code = json.loads(made)
    page = new_context(camera.browser, camera.site, viewport=WINDOW).new_page()
    page.goto(f"{camera.site.address}/admin/start/")
    page.locator("[name=username]").fill("somsri")
    page.locator("[name=code]").fill("1234 5678 9012 3456")
    camera.take("startcode", page, "h1")
    page.locator("[name=code]").fill(code)
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill("ปลาร้าบนดวงจันทร์สีม่วง")
    page.locator("main form button").click()
    page.goto(f"{camera.site.address}/admin/2fa/totp/activate/")
    camera.take("secondfactor", page, "h1")
    page.context.close()
    administrator = camera.person("admin")
    for name, address in {
        "lostphone": f"/admin/accounts/user/{key}/second-factor/",
        "integrity": "/admin/integrity/",
        "undo": "/admin/undo/",
        "accesslog": "/admin/access-log/",
    }.items():
        administrator.goto(address)
        camera.take(name, administrator)


def shoot_urgent(camera: Camera) -> None:
    made = camera.site.manage("shell", "-v", "0", "-c", URGENT).strip().splitlines()[-1]
    waiting, draft, live, publication, report = json.loads(made)
    pages = {
        "findings": ("writer", f"{NEWS}{draft}/findings/"),
        "urgent": ("approver", f"{NEWS}{waiting}/move/urgent_publish/"),
        "review": ("reviewer", f"{NEWS}{live}/move/confirm/"),
        "report": ("chief", f"/admin/publishing/chiefreport/{report}/change/"),
        "banner": ("approver", f"/admin/publishing/banner/add/?publication={publication}"),
    }
    for name, (who, address) in pages.items():
        page = camera.person(who)
        page.goto(address)
        camera.take(name, page)
