"""What stands around every page, and on the home page."""

from django.utils import timezone

from ponko_site.styleguide.specimen import Specimen
from publishing.banners import Shown
from publishing.categories import Category
from publishing.models import Banner


def frame_parts(category: Category) -> list[Specimen]:
    return [
        Specimen(
            "components/official.html",
            "แถบเว็บไซต์ทางการ",
            "อยู่บนสุดของทุกหน้า ให้ประชาชนตรวจว่าเป็นเว็บไซต์จริง",
            contained=False,
        ),
        Specimen("components/header.html", "ส่วนหัว", "ชื่อหน่วยงาน ทางไปหน้าติดต่อ และเมนู มีทุกหน้า", contained=False),
        Specimen(
            "components/search_box.html",
            "กล่องค้นหา",
            "ค้นหาทั้งเว็บไซต์ มีในส่วนหัวของทุกหน้า หน้าหลัก และหน้าค้นหา",
            [("ในหน้าค้นหา", {"where": "page", "value": "เบี้ยยังชีพ"})],
            contained=False,
        ),
        Specimen(
            "components/menu.html",
            "เมนู",
            "มาจากหมวดและเรื่องที่เผยแพร่เอง ไม่ต้องจัดทำรายการเมนู",
            [("อยู่ในหมวด", {"category": category})],
            contained=False,
        ),
        Specimen(
            "components/reading.html",
            "ตัวช่วยการอ่าน",
            "ขนาดตัวอักษร ความคมชัด และภาพเมื่อแตะ จำไว้ในเครื่องของผู้อ่านเท่านั้น",
            contained=False,
        ),
        Specimen("components/modes.html", "ช่วงพิเศษ", "แถบไว้อาลัยหรือวันสำคัญ ขึ้นเองตามวันที่กำหนด"),
        Specimen(
            "components/emergency.html",
            "แถบแจ้งเหตุ",
            "เหตุที่ประชาชนต้องเห็นก่อนสิ่งอื่น อยู่บนสุดของทุกหน้าและหายเองเมื่อพ้นเวลา เรื่องที่อันตรายกว่าแสดงก่อน",
            [("สามระดับพร้อมกัน", {"banners": [_banner(severity, category) for severity in Banner.Severity]})],
        ),
        Specimen(
            "components/breadcrumb.html",
            "เส้นทาง",
            "บอกว่าหน้านี้อยู่ที่ใด และกลับขึ้นไปได้ มีทุกหน้ายกเว้นหน้าหลัก",
            [
                ("หน้าหมวด", {"here": category.title, "category": None}),
                (
                    "หน้าเรื่องที่ชื่อยาว",
                    {
                        "crumbs": [
                            ("หน้าหลัก", "/"),
                            (category.title, category.address),
                            ("ประกาศองค์การบริหารส่วนตำบล เรื่อง หลักเกณฑ์และวิธีการจ่ายเงินสงเคราะห์", ""),
                        ]
                    },
                ),
            ],
        ),
        Specimen(
            "components/footer.html",
            "ส่วนท้าย",
            "ที่อยู่ ทางติดต่อ นโยบาย และผู้รับผิดชอบเว็บไซต์",
            [("มีวันที่ปรับปรุง", {"updated_at": timezone.now()})],
        ),
    ]


def _banner(severity: Banner.Severity, category: Category) -> Shown:
    sentence = "น้ำป่าไหลหลากเข้าหมู่ที่ 3 และหมู่ที่ 5 ให้ผู้ที่อยู่ริมห้วยย้ายไปที่โรงเรียนทันที"
    return Shown(severity.value, severity, sentence, timezone.now(), category.address)


def home_parts(category: Category) -> list[Specimen]:
    section = {"category": category}
    return [
        Specimen("components/hero.html", "ภาพหน้าหลัก", "บอกว่าเป็นหน่วยงานใด อยู่ที่ใด ใช้ที่หน้าหลักเท่านั้น"),
        Specimen("components/quick_links.html", "ทางลัดบริการ", "หกเรื่องที่ประชาชนมาหาบ่อยที่สุด ไม่ควรเพิ่มอีก"),
        Specimen(
            "components/section_head.html",
            "หัวส่วนของหน้าหลัก",
            "ชื่อหมวดพร้อมทางไปดูทั้งหมด",
            [("", {"section": section, "icon": "news"})],
        ),
        Specimen("components/nothing_yet.html", "ส่วนที่ยังไม่มีข้อมูล", "แสดงเองเมื่อหมวดนั้นยังไม่มีเรื่องที่เผยแพร่"),
        Specimen(
            "components/beginning.html",
            "เว็บไซต์ที่เพิ่งตั้ง",
            "แสดงเองที่หน้าหลักจนกว่าจะมีเรื่องแรก",
            [("", {"sections": [section]})],
        ),
    ]
