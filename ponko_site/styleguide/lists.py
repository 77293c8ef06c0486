"""What lists are made of."""

from django.core.paginator import Paginator
from django.utils import timezone

from announcements.filters import AnnouncementFilter
from announcements.models import Announcement
from ponko_site.styleguide import samples
from ponko_site.styleguide.specimen import Specimen
from publishing.categories import Category
from publishing.templatetags.publishing import marked


def list_parts(category: Category) -> list[Specimen]:
    cover = samples.borrowed_cover()
    withphoto, plain, pinned = (
        samples.news(),
        samples.news(old=True, dated_on=samples.a_year_ago()),
        samples.pinned(),
    )
    withphoto.cover = cover
    found = Paginator(range(95), 10)
    wrong = AnnouncementFilter({"year": "ปีหน้า"}, queryset=Announcement.objects.none())
    used = AnnouncementFilter({"q": "ถนน", "kind": "activity"}, queryset=Announcement.objects.none())
    return [
        Specimen(
            "components/filters.html",
            "ตัวกรอง",
            "อยู่บนรายการที่ยาวเกินหนึ่งหน้าจอ ใช้ได้โดยไม่มีจาวาสคริปต์",
            [
                ("ยังไม่ใช้", {"filter": AnnouncementFilter({}, queryset=Announcement.objects.none())}),
                ("ใช้อยู่", {"filter": used}),
                ("กรอกผิด", {"filter": wrong}),
            ],
        ),
        Specimen(
            "components/item.html",
            "แถวรายการ",
            "เรื่องที่อ่านจากชื่อเป็นหลัก เช่น เอกสารและประกาศ",
            [
                ("ใหม่", {"edition": withphoto, "level": 4}),
                ("ปักหมุด", {"edition": pinned, "level": 4}),
                ("เก่า", {"edition": plain, "level": 4}),
            ],
            "items",
        ),
        Specimen(
            "components/card.html",
            "การ์ดมีภาพ",
            "ข่าวและกิจกรรมที่มีภาพ",
            [
                ("มีภาพ", {"edition": withphoto, "level": 4, "sizes": "22rem"}),
                ("ไม่มีภาพ ปักหมุด", {"edition": pinned, "level": 4, "sizes": "22rem"}),
                ("เก่า", {"edition": plain, "level": 4, "sizes": "22rem"}),
            ],
            "cards",
            small=True,
        ),
        Specimen(
            "components/cover.html",
            "ภาพปก",
            "ภาพแรกของเรื่อง ถ้าไม่มีภาพจะเป็นลายทอ",
            [("มีภาพ", {"cover": cover, "sizes": "22rem"}), ("ไม่มีภาพ", {"cover": None})],
            "cover",
            small=True,
        ),
        Specimen(
            "components/marks.html",
            "ป้ายและวันที่",
            "ชนิด วันที่ และเครื่องหมายใหม่ (30 วัน) ขึ้นเอง",
            [
                ("ใหม่", {"about": marked(withphoto)}),
                ("ปักหมุด", {"about": marked(pinned)}),
                ("เก่า", {"about": marked(plain)}),
            ],
            small=True,
        ),
        Specimen(
            "components/urgency.html",
            "ป้ายเหตุเร่งด่วน",
            "ขึ้นเองเมื่อเลือกชั้นความเร็ว และเปลี่ยนเองเมื่อรายงานปิดเหตุ",
            [
                ("ยังไม่ยุติ", {"edition": samples.flood()}),
                ("ยุติแล้ว", {"edition": samples.flood(ended_event_at=timezone.now())}),
            ],
            small=True,
        ),
        Specimen(
            "components/file_line.html",
            "ไฟล์ในรายการ",
            "ทางตรงไปยังไฟล์ เมื่อเรื่องนั้นคือเอกสาร",
            [
                ("PDF", {"document": samples.document(), "title": "แผน"}),
                ("XLSX", {"document": samples.document("xlsx", pages=None), "title": "แผน"}),
            ],
            small=True,
        ),
        Specimen(
            "components/pagination.html",
            "หน้ารายการ",
            "ขึ้นเองเมื่อรายการเกินหนึ่งหน้า",
            [(f"หน้า {number}", {"page": found.page(number), "parameters": {}}) for number in (1, 5, 10)],
        ),
        Specimen(
            "components/empty.html",
            "ไม่พบรายการ",
            "บอกเหตุและทางออก ไม่ทิ้งหน้าว่าง",
            [("กรองไว้", {"narrowed": True}), ("ยังไม่มีข้อมูล", {"narrowed": False})],
        ),
        Specimen(
            "components/data_formats.html",
            "นำรายการไปใช้ต่อ",
            "รายการเดียวกันเป็นข้อมูลเปิด อยู่ท้ายทุกรายการ",
            [("", {"page": found.page(1), "parameters": {}, "category": category})],
        ),
    ]
