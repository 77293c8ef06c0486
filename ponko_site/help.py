"""The manual inside the admin: one short page a role and a task. Every signed-in person may read it."""

from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path


@dataclass(frozen=True)
class HelpPage:
    """One page of the manual; its text is the template admin/help/<slug>.html."""

    slug: str
    title: str
    about: str  # one line in the table of contents


ROLES = [
    HelpPage("writer", "ผู้จัดทำ", "เขียนเรื่อง แนบไฟล์ ส่งตรวจสอบ และแก้ไขเรื่องที่ส่งกลับ"),
    HelpPage("reviewer", "ผู้ตรวจสอบ", "อ่าน แสดงความเห็น เสนอแก้ถ้อยคำ และส่งกลับแก้ไข"),
    HelpPage("approver", "ผู้อนุมัติ", "เปรียบเทียบกับฉบับที่เผยแพร่อยู่ รับรองตามข้อ 1(1) และอนุมัติ"),
    HelpPage("chief", "นายก อบต.", "ติดตามงานและอ่านเรื่องก่อนเผยแพร่"),
    HelpPage("administrator", "ผู้ดูแลระบบ", "บัญชี บทบาท และการรักษาราชการแทน"),
]
TASKS = [
    HelpPage("write", "เขียนเรื่องใหม่และส่งตรวจสอบ", "ตั้งแต่เปิดแบบฟอร์มจนถึงมือผู้อนุมัติ"),
    HelpPage("files", "แนบภาพและเอกสาร", "เลือกหลายไฟล์ จัดลำดับ และเปลี่ยนไฟล์โดยที่อยู่เดิม"),
    HelpPage("edit", "แก้ไขเรื่องที่เผยแพร่แล้ว", "แก้ไขสาระสำคัญ หรือแก้ไขเล็กน้อย"),
    HelpPage("return", "ตรวจและส่งกลับแก้ไข", "บอกเหตุผลให้ผู้จัดทำแก้ได้ถูกจุด"),
    HelpPage("approve", "อนุมัติ ทันทีหรือตามเวลา", "ทีละเรื่องหรือหลายเรื่องพร้อมกัน"),
    HelpPage("withdraw", "ให้สิ้นผล ถอนออก และนำกลับ", "ต่างกันอย่างไร ใช้เมื่อใด"),
    HelpPage("acting", "รักษาราชการแทน", "ให้ผู้อื่นตรวจสอบ อนุมัติ หรือรับทราบรายงานแทนในวันที่กำหนด"),
    HelpPage("together", "เขียนร่างเดียวกันสองคน", "รู้ว่าผู้ใดเปิดอยู่ และไม่มีข้อความใดหาย"),
    HelpPage("findings", "รายการที่ระบบชี้", "ข้อมูลส่วนบุคคล ไฟล์ที่อ่านไม่ได้ คำ และลิงก์ที่ต้องตรวจ"),
    HelpPage("urgent", "เผยแพร่กรณีเร่งด่วน", "เหตุฉุกเฉินที่รอการอนุมัติตามปกติไม่ได้"),
    HelpPage("review", "สอบทานเรื่องเร่งด่วน", "ผู้อื่นดูอีกครั้งหลังเผยแพร่ ภายในกำหนด"),
    HelpPage("report", "รายงานนายกและติดตามผล", "รับทราบ พิมพ์บันทึกข้อความ และประเมินผลหลังเผยแพร่"),
    HelpPage("upkeep", "ตรวจทานให้เป็นปัจจุบัน", "ยืนยันว่ายังถูกต้อง กำหนดตรวจทาน และรายงานทุกครึ่งปี"),
    HelpPage("filecare", "ปรับปรุงไฟล์และภาพ", "ไฟล์สแกน ไฟล์ใหญ่ ไฟล์ไม่มีชื่อเรื่อง และภาพไม่มีคำบรรยายแทน"),
    HelpPage("digest", "จดหมายสรุปและการแจ้งเตือน", "ส่งเมื่อใด เรื่องใดบ้าง และเปิดปิดได้อย่างไร"),
    HelpPage("requestform", "แบบฟอร์มการขอเผยแพร่", "พิมพ์เก็บเข้าแฟ้ม หรือพิมพ์ไปลงนามก่อน"),
    HelpPage("banner", "แถบแจ้งเหตุทุกหน้า", "ขึ้น แก้ไข ปลด และทดสอบ"),
    HelpPage("preview", "ให้ผู้อื่นอ่านก่อนเผยแพร่", "ลิงก์ตัวอย่างสำหรับผู้ที่ไม่มีบัญชี"),
    HelpPage("ita", "การประเมิน ITA", "เสนอและยืนยันหลักฐาน ผลการตรวจ ปฏิทิน และข้อมูลสำหรับกรอก ITAS"),
    HelpPage("secondfactor", "เข้าใช้ครั้งแรก และยืนยันตัวตนสองขั้น", "ใบเริ่มใช้งาน รหัสผ่านของท่าน โทรศัพท์ และรหัสสำรอง"),
    HelpPage("lostphone", "โทรศัพท์หาย หรือลืมรหัสผ่าน", "รหัสสำรอง ใบเริ่มใช้งานใหม่ และผู้ที่ช่วยได้"),
    HelpPage("integrity", "ความผิดปกติของเว็บไซต์", "ระบบเฝ้าระวังพบอะไร ต้องทำอย่างไร แจ้งผู้ใด"),
    HelpPage("undo", "ย้อนสิ่งที่บัญชีหนึ่งทำ", "เมื่อบัญชีถูกขโมยหรือใช้ผิด ระงับก่อนแล้วพิจารณาทีละเรื่อง"),
    HelpPage("accesslog", "บันทึกการเข้าถึงเว็บไซต์", "เก็บอะไร กี่วัน ใครขอได้ และส่งออกอย่างไร"),
    HelpPage("search", "ค้นหาทุกฉบับ และคำที่ประชาชนค้น", "หาร่างและเรื่องเดิม ดูคำที่ไม่พบผล และปรับการค้นหา"),
]
PAGES = {page.slug: page for page in [*ROLES, *TASKS]}


def help_urls(site: AdminSite) -> list[URLPattern]:
    """The manual's addresses, below those of the admin: `admin:help` and `admin:help_page`."""

    def index(request: HttpRequest) -> HttpResponse:
        return _render(site, request, "admin/help/index.html", "คู่มือการใช้งาน")

    def page(request: HttpRequest, slug: str) -> HttpResponse:
        if slug not in PAGES:
            raise Http404
        return _render(site, request, f"admin/help/{slug}.html", PAGES[slug].title, page=PAGES[slug])

    return [
        path("help/", site.admin_view(index), name="help"),
        path("help/<slug:slug>/", site.admin_view(page), name="help_page"),
    ]


def _render(site: AdminSite, request: HttpRequest, template: str, title: str, **more: object) -> HttpResponse:
    context = {**site.each_context(request), "title": title, "roles": ROLES, "tasks": TASKS, **more}
    return TemplateResponse(request, template, context)
