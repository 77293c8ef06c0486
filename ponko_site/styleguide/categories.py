"""What single categories have of their own."""

from datetime import timedelta

from django.utils import timezone

from announcements.urgent import Story
from knowledge.views import shown_data
from ponko_site.styleguide import samples
from ponko_site.styleguide.specimen import Specimen
from publishing.categories import Category
from publishing.states import State


def category_parts(category: Category) -> list[Specimen]:
    now = timezone.now()
    statistics, table = samples.knowledge(chart="bar"), samples.population()
    procurements = [
        ("เปิดรับ", samples.procurement()),
        ("ปิดวันนี้", samples.procurement(closing_at=now.replace(hour=16, minute=30))),
        ("ปิดแล้ว", samples.procurement(closing_at=now - timedelta(days=3), old=True)),
        ("ประกาศผล", samples.procurement(stage="winner", winner="ห้างหุ้นส่วนจำกัด ตัวอย่าง", price=1250000)),
        ("ยกเลิก", samples.procurement(stage="cancelled")),
    ]
    laws = [
        ("มีผล", samples.law()),
        ("ยกเลิกแล้ว", samples.law(status="repealed")),
        ("ยังไม่ถึงวันใช้", samples.law(effective_on=timezone.localdate() + timedelta(days=30))),
    ]
    flood = samples.flood(pk=-1, state=State.SUPERSEDED)
    closing = samples.flood(
        pk=-2,
        number=2,
        urgent=False,
        published_at=now,
        ended_event_at=now,
        change_kind="major",
        change_note="น้ำลดแล้ว เปิดถนนตามปกติ",
        outcome="ไม่มีผู้ได้รับบาดเจ็บ ถนนเปิดใช้ได้ทุกช่องทาง กองช่างสำรวจความเสียหายแล้วเสร็จ",
    )
    return [
        Specimen(
            "legal_docs/item.html",
            "กฎหมายในรายการ",
            "หมวดกฎหมาย: ชนิด สถานะ และที่มา",
            [(label, {"edition": law, "level": 4, "full": True}) for label, law in laws],
            "items",
        ),
        Specimen(
            "legal_docs/standing.html",
            "สถานะกฎหมาย",
            "หน้ากฎหมาย: ใช้บังคับหรือยกเลิกแล้ว",
            [(label, {"edition": law}) for label, law in laws],
            small=True,
        ),
        Specimen(
            "announcements/procurement_row.html",
            "ประกาศจัดซื้อจัดจ้าง",
            "ตารางจัดซื้อจัดจ้าง บอกเวลาที่เหลือเป็นคำ",
            [(label, {"edition": notice}) for label, notice in procurements],
            "table",
        ),
        Specimen(
            "announcements/open_badge.html",
            "ป้ายเปิดรับข้อเสนอ",
            "หน้าประกาศเชิญชวน",
            [(label, {"edition": notice}) for label, notice in procurements[:3]],
            small=True,
        ),
        Specimen(
            "announcements/urgent_facts.html",
            "เหตุการณ์เร่งด่วน",
            "ขึ้นเองในข่าวที่มีชั้นความเร็ว: ยุติหรือยัง ที่ใด ตั้งแต่เมื่อใด และโทรหาใคร",
            [("ยังไม่ยุติ", {"edition": flood}), ("ยุติแล้ว", {"edition": closing})],
        ),
        Specimen(
            "announcements/story.html",
            "ลำดับเหตุการณ์",
            "ขึ้นเองในข่าวเหตุเร่งด่วน ทุกฉบับพร้อมเวลา ฉบับใหม่อยู่บน",
            [("", {"edition": closing, "story": Story([closing, flood], closing)})],
        ),
        Specimen(
            "content/plan_item.html",
            "แผนในรายการ",
            "แผน โครงการ และรายงาน",
            [
                ("แผนหลายปี", {"edition": samples.plan()}),
                ("แสดงชนิด", {"edition": samples.plan(kind="budget", year_to=None), "show_kind": True}),
            ],
            "items",
        ),
        Specimen(
            "content/post.html",
            "บุคคลในโครงสร้าง",
            "แผนผังผู้บริหารและพนักงาน",
            [
                ("มีผู้ดำรงตำแหน่ง", {"post": samples.post()}),
                ("ตำแหน่งว่าง", {"post": samples.post(name="", vacant=True, phone="")}),
            ],
            "people",
            small=True,
        ),
        Specimen(
            "knowledge/item.html",
            "ความรู้ในรายการ",
            "คลังความรู้: แหล่งที่มา วันและเวลาของข้อมูล",
            [("", {"edition": statistics, "level": 4})],
            "items",
        ),
        Specimen(
            "knowledge/chart.html",
            "แผนภูมิ",
            "ใช้คู่กับตารางเสมอ",
            [
                (label, {"edition": chart, **shown_data(table, chart)})
                for label, chart in (("แท่ง", statistics), ("เส้น", samples.knowledge(chart="line")))
            ],
        ),
        Specimen(
            "knowledge/table.html",
            "ตารางข้อมูล",
            "ตัวเลขทุกชุด ดาวน์โหลดเป็น CSV ได้",
            [("", {"edition": statistics, **shown_data(table, statistics)})],
        ),
        Specimen(
            "links/item.html",
            "ลิงก์ออก",
            "บอกปลายทางและเจ้าของก่อนออกจากเว็บไซต์",
            [("", {"edition": samples.link(), "level": 4})],
            "tiles",
        ),
    ]
