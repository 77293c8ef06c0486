"""What the page of an item is made of."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from ponko_site.styleguide import samples
from ponko_site.styleguide.specimen import Specimen
from publishing import qr
from publishing.categories import Category, MenuEntry
from publishing.neighbours import Neighbours
from publishing.states import State


def item_parts(category: Category) -> list[Specimen]:
    now = timezone.now()
    current, all_editions = samples.history()
    earlier = samples.news(
        number=1, state=State.SUPERSEDED, published_at=now - timedelta(days=20), ended_at=now
    )
    ended = samples.news(state=State.WITHDRAWN, ended_at=now, end_reason="สิ้นสุดระยะเวลารับสมัคร")
    draft = samples.news(state=State.DRAFT)
    reader = SimpleNamespace(
        reader="ผู้ใหญ่บ้านหมู่ที่ 4", expires_at=now + timedelta(days=7), asks_answer=True, answer=""
    )
    documents = [
        samples.document(),
        samples.document(title="แบบคำขอ (เอกสารสแกน)", has_text=False, pages=2),
        samples.document("docx", "แบบฟอร์มใบสมัคร", pages=None),
    ]
    beside = Neighbours(
        samples.news("งานประเพณีลอยกระทง"),
        samples.news("ฉีดวัคซีนสุนัขและแมว"),
        [samples.news("กีฬาต้านยาเสพติด")],
        "กิจกรรมอื่น",
    )
    own = MenuEntry(current.title, current.publication.address, group="เกี่ยวกับเรา")
    return [
        Specimen(
            "components/earlier.html",
            "คำบอกว่าเป็นฉบับก่อนหน้า",
            "ขึ้นเองเหนือฉบับที่มีฉบับใหม่แทนแล้ว",
            [("", {"edition": earlier})],
        ),
        Specimen(
            "components/withdrawn.html",
            "คำบอกว่าสิ้นผล",
            "ขึ้นเองเมื่อผู้อนุมัติให้เรื่องสิ้นผล พร้อมเหตุผล",
            [("ไม่มีเรื่องแทน", {"edition": ended}), ("มีเรื่องแทน", {"edition": ended, "replacement": current})],
        ),
        Specimen(
            "components/urgent_mark.html",
            "เครื่องหมายเผยแพร่กรณีเร่งด่วน",
            "ขึ้นเองและอยู่กับฉบับที่เผยแพร่โดยด่วนตลอดไป พร้อมผลการสอบทาน",
            [
                ("รอสอบทาน", {"review": samples.second_review()}),
                ("ผ่านแล้ว", {"review": samples.second_review("confirmed")}),
                ("ให้แก้ไข", {"review": samples.second_review("correct")}),
            ],
        ),
        Specimen(
            "components/preview.html",
            "ตัวอย่างก่อนเผยแพร่",
            "ขึ้นเองเมื่อยังไม่เผยแพร่ ผู้อ่านจากลิงก์จะเห็นลายน้ำด้วย",
            [
                ("เจ้าหน้าที่", {"edition": draft}),
                ("ผู้อ่านจากลิงก์", {"edition": draft, "request": SimpleNamespace(preview_link=reader, path="/")}),
            ],
        ),
        Specimen(
            "components/figure.html",
            "ภาพพร้อมคำบรรยาย",
            "ภาพนำและภาพในเนื้อหา แตะเพื่อดูภาพเต็ม",
            [
                ("มีคำบรรยาย", {"photo": samples.photo(), "sizes": "44rem"}),
                ("ไม่มีคำบรรยาย", {"photo": samples.photo(caption=""), "sizes": "44rem"}),
            ],
        ),
        Specimen(
            "components/gallery.html",
            "ภาพเพิ่มเติม",
            "ภาพที่สองเป็นต้นไปของเรื่อง",
            [("", {"rest": [samples.photo(), samples.photo(caption=""), samples.photo()]})],
        ),
        Specimen(
            "components/documents.html",
            "เอกสารแนบ",
            "ไฟล์ของเรื่อง บอกชนิด ขนาด จำนวนหน้า และบอกเมื่อเป็นเอกสารสแกน",
            [("หลายไฟล์", {"documents": documents}), ("ไฟล์เดียว", {"documents": documents[:1]})],
        ),
        Specimen(
            "components/file_type.html",
            "ชนิดไฟล์",
            "ป้ายชนิดไฟล์หน้าชื่อ",
            [(name, {"extension": name}) for name in ("pdf", "docx", "xlsx", "csv", "zip")],
            small=True,
        ),
        Specimen(
            "components/file_facts.html",
            "รายละเอียดไฟล์",
            "ชนิด ขนาด และจำนวนหน้าเป็นคำ",
            [("เอกสารสแกน", {"stored": samples.document(has_text=False).stored})],
        ),
        Specimen(
            "components/source.html",
            "ที่มาของข้อมูล",
            "ต้องมีในหมวดกฎหมายและคลังความรู้ ตามประกาศข้อ 2(2) และ 2(4)",
            [
                (
                    "มีที่อยู่เว็บ",
                    {
                        "label": "ที่มาของข้อมูล",
                        "name": "ราชกิจจานุเบกษา",
                        "url": "https://ratchakitcha.soc.go.th/",
                    },
                ),
                ("ไม่มีที่อยู่เว็บ", {"label": "แหล่งที่มา", "name": "ปราชญ์ชาวบ้าน หมู่ที่ 2"}),
            ],
        ),
        Specimen(
            "components/history.html",
            "ประวัติการแก้ไข",
            "ขึ้นเองข้างเรื่องที่เคยแก้ไข",
            [("", {"edition": current, "history": all_editions})],
        ),
        Specimen(
            "components/neighbours.html",
            "เรื่องใกล้เคียง",
            "ขึ้นเองท้ายเรื่อง ให้อ่านต่อโดยไม่ต้องย้อนกลับ",
            [
                (
                    "เรื่องชนิดเดียวกัน",
                    {
                        "edition": current,
                        "menu": [],
                        "neighbours": beside,
                        "kind_link": [("กิจกรรม", "/news/")],
                    },
                ),
                (
                    "หน้าในส่วนเดียวกัน",
                    {
                        "edition": current,
                        "menu": [
                            {
                                "category": category,
                                "entries": [own, MenuEntry("วิสัยทัศน์", "/about/", group="เกี่ยวกับเรา")],
                            }
                        ],
                    },
                ),
            ],
        ),
        Specimen(
            "components/share.html",
            "ส่งต่อ",
            "ลิงก์ธรรมดาไปยัง LINE และ Facebook คัดลอก และคิวอาร์โค้ด ไม่มีตัวติดตาม",
            [("", {"edition": current})],
        ),
        Specimen(
            "components/qr.svg",
            "คิวอาร์โค้ด",
            "พิมพ์ในประกาศหรือป้ายได้ พื้นขาวเสมอเพื่อให้กล้องอ่านออก",
            [("", {"code": qr.code("https://www.phoneko.go.th/")})],
            "code",
        ),
    ]
