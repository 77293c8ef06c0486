"""All that the style guide shows. A component that is missing here fails tests/test_styleguide.py."""

from ponko_site.styleguide.categories import category_parts
from ponko_site.styleguide.frame import frame_parts, home_parts
from ponko_site.styleguide.items import item_parts
from ponko_site.styleguide.lists import list_parts

#: Parts of the frame that nobody sees on the screen, or that each page shows by itself: template → what it does.
NO_LOOK = {
    "components/head_links.html": "ส่วนหัวของเอกสาร: บอกโปรแกรมว่าฟีดและข้อมูลอยู่ที่ใด",
    "components/social.html": "ส่วนหัวของเอกสาร: ภาพและชื่อเรื่องเมื่อแชร์ใน LINE และ Facebook",
    "components/print_foot.html": "ท้ายกระดาษเมื่อพิมพ์: ชื่อหน่วยงาน ที่อยู่หน้า และคิวอาร์โค้ด",
    "components/viewer.html": "กรอบดูภาพขยาย: เปิดเมื่อแตะภาพ",
}

#: Heading → the function that makes its specimens.
GROUPS = [
    ("กรอบของทุกหน้า", frame_parts),
    ("หน้าหลัก", home_parts),
    ("รายการ", list_parts),
    ("หน้าเรื่อง", item_parts),
    ("ส่วนของหมวด", category_parts),
]
