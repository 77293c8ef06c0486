"""What villagers type into the box of the demonstration site, and the page that must come first, or among the first three."""

import re
from urllib.parse import urlencode
from urllib.request import urlopen

CONTACT, STRUCTURE, COMPLAINTS = "/about/contact/", "/about/structure/", "/about/complaints/"
WELFARE, TAX = "/about/services-welfare/", "/about/services-tax-building/"
#: page → questions that it must be the first answer to
FIRST = {
    CONTACT: (
        "อบต อยู่ที่ไหน", "อบตอยู่ตรงไหนครับ", "ที่ทำการอบตอยู่ไหน", "ที่ตั้งสำนักงาน", "แผนที่ อบต", "ไป อบต ยังไง", "ที่อยู", "ทีอยูอบต",
        "เปิดกี่โมง", "อบตเปิดวันเสาร์ไหมคะ", "วันนี้อบตเปิดไหม", "เวลาทำการ", "อบต หยุดวันไหน", "เบอร์", "เบอ", "เบอโทอบต", "เบอร์กองช่าง",
        "ขอเบอร์โทรศัพท์อบตโพนโกหน่อยค่ะ", "ติดต่ออบต", "เฟสบุ๊ค อบต", "อีเมล",
    ),
    STRUCTURE: (
        "ใครเป็นนายก", "ใครเปนนายก", "นายกอบตโพนโกชื่ออะไรครับ", "นายก อบต คนปัจจุบัน", "ปลัดคือใคร", "ผอกองคลังคือใคร", "สมาชิกสภา อบต",
        "เจ้าหน้าที่", "เบอร์โทรนายก",
    ),
    COMPLAINTS: ("ร้องเรียน", "ร้องเรียนที่ไหน", "จะร้องเรียนต้องทำยังไง", "ร้องทุก", "แจ้งทุจริต", "ร้องเรียนเรื่องถนน"),
    WELFARE: ("เบี้ยผู้สูงอายุ", "เบี้ยคนแก่", "เบี้ยยังชีพออกวันไหน", "ทำบัตรคนพิการ"),
    TAX: ("ขออนุญาตสร้างบ้าน", "ขอสร้างบ้าน"),
    "/about/general/": ("มีกี่หมู่บ้าน",),
    "/about/powers/": ("อบต ทำอะไรบ้าง", "หน้าที่ อบต"),
    "/about/vision/": ("วิสัยทัศ",),
    "/about/history/": ("ประวัติตำบล",),
}  # fmt: skip
#: words of a title → questions that such an item must stand among the first three answers to
AMONG_THREE = {
    "ภาษีที่ดิน": ("จ่ายภาษีที่ดิน", "ภาษีที่ดินจ่ายวันไหน", "ภาษีบ้าน", "จ่ายภาษีที่ไหน"),
    "แยกขยะ": ("ขอถังขยะ", "ทิ้งขยะที่ไหน"),
    "แจ้งซ่อมไฟฟ้าสาธารณะ": ("ไฟทางดับ", "แจ้งไฟเสีย", "ถนนพัง", "ซ่อมถนน"),
    "บริการรถน้ำ": ("ขอน้ำ", "รถน้ำ"),
    "น้ำท่วม": ("น้ำท้วม",),
    "พิษสุนัขบ้า": ("ฉีดยาหมา", "หมาบ้า"),
    "รับสมัครบุคคล": ("สมัครงาน", "รับสมัครงาน"),
    "รับสมัครเด็กเล็ก": ("สมัครเรียน", "ศูนย์เด็กเล็ก"),
    "ลอยกระทง": ("ลอยกระทงวันไหน", "ลอยกะทง"),
    "แผนการจัดซื้อจัดจ้าง": ("จัดซื้อจัดจ้าง",),
}
RESULT = re.compile(r'<a href="([^"]+)" data-doc-id="[^"]*">(.*?)</a>')


def test_everyday_questions_lead_to_the_right_page(site):
    def ask(question: str) -> list[tuple[str, str]]:
        with urlopen(f"{site.address}/search/?{urlencode({'q': question})}") as page:
            found = RESULT.findall(page.read().decode())[:3]
        return [(address, re.sub("</?mark>", "", title)) for address, title in found]

    wrong = {}
    for address, questions in FIRST.items():
        for question in questions:
            found = ask(question)
            if not found or found[0][0] != address or "ไซเบอร์" in str(found):
                wrong[question] = found
    for words, questions in AMONG_THREE.items():
        for question in questions:
            found = ask(question)
            if not any(words in title for _, title in found):
                wrong[question] = found
    assert wrong == {}
