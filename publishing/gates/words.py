"""The words and hosts that a new installation points at. Staff change the list in the admin; this never overwrites it.

They are sober and long on purpose: everyday words of an office (กองทุนเงินล้าน, เงินกู้ยืมเพื่อการศึกษา, ยาเสพติด in a campaign) either
do not hold one of them or are worth one look. Nothing here says that a text is unlawful.
"""

from publishing.models import WatchWord

Kind = WatchWord.Kind

FIRST_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.MONARCHY: (
        "ล้มล้างการปกครอง", "ล้มล้างระบอบ", "ล้มล้างสถาบัน", "ล้มเจ้า", "หมิ่นประมาทพระมหากษัตริย์", "หมิ่นพระบรมเดชานุภาพ",
        "หมิ่นสถาบัน", "ดูหมิ่นสถาบัน", "กบฏ", "รัฐประหาร", "มาตรา 112",
    ),
    Kind.STATE_SECURITY: (
        "แบ่งแยกดินแดน", "ก่อการร้าย", "ก่อวินาศกรรม", "จารกรรม", "อาวุธสงคราม", "วัตถุระเบิด", "ระเบิดแสวงเครื่อง",
        "แผนที่ทหาร", "ความลับทางราชการ", "ความลับของทางราชการ",
    ),
    Kind.PUBLIC_ORDER: (
        "ปลุกระดม", "ก่อจลาจล", "จลาจล", "ยุยงปลุกปั่น", "ปลุกปั่น", "ชุมนุมประท้วง", "เผาศาลากลาง", "ล่าแม่มด",
    ),
    Kind.GOOD_MORALS: (
        "ลามก", "อนาจาร", "ค้าประเวณี", "โสเภณี", "หนังโป๊", "คลิปหลุด", "คลิปโป๊", "หนังผู้ใหญ่", "เซ็กส์", "porn", "sex",
    ),
    Kind.GAMBLING: (
        "สล็อต", "บาคาร่า", "คาสิโน", "เว็บตรง", "เว็บพนัน", "พนันออนไลน์", "พนันบอล", "แทงบอล", "แทงหวย", "หวยออนไลน์", "หวยใต้ดิน",
        "หวยลาว", "หวยฮานอย", "เลขเด็ด", "ยิงปลา", "ป๊อกเด้ง", "ไฮโล", "เสือมังกร", "เครดิตฟรี", "ฝากถอนออโต้", "ฝากถอนไม่มีขั้นต่ำ",
        "ทดลองเล่นฟรี", "แจ็คพอต", "แตกง่าย", "ufa", "ufabet", "slot", "baccarat", "casino", "sbobet", "pgslot", "joker123",
        "lucabet", "betflix", "huay",
    ),
    Kind.LOAN: (
        "เงินกู้ด่วน", "เงินด่วน", "กู้เงินด่วน", "กู้เงินออนไลน์", "เงินกู้ออนไลน์", "เงินกู้นอกระบบ", "ไม่เช็คบูโร", "ไม่เช็กบูโร", "ติดบูโรก็กู้ได้",
        "อนุมัติไว", "อนุมัติภายใน 5 นาที", "ไม่ต้องมีคนค้ำ", "โอนไวได้เงินจริง", "รับจำนำรถไม่ต้องจอด", "ปล่อยกู้", "เงินกู้ดอกลอย",
        "งานออนไลน์รายได้ดี", "กดไลก์ได้เงิน", "ลงทุนน้อยกำไรสูง", "การันตีกำไร", "การันตีผลตอบแทน",
    ),
    # Where a shortened address leads cannot be seen, and whoever made it can turn it elsewhere after the approval.
    Kind.DANGEROUS_HOST: (
        "bit.ly", "tinyurl.com", "shorturl.at", "shorturl.asia", "cutt.ly", "rebrand.ly", "t.ly", "is.gd", "v.gd", "ow.ly",
        "rb.gy", "adf.ly", "s.id", "tiny.cc", "shorte.st", "bc.vc", "ouo.io", "short.gy", "clck.ru",
    ),
}  # fmt: skip


def seed_words() -> int:
    """Fill an empty list; leave one that staff have begun alone. Returns how many words were added."""
    if WatchWord.objects.exists():
        return 0
    rows = [WatchWord(kind=kind, word=word) for kind, words in FIRST_WORDS.items() for word in words]
    return len(WatchWord.objects.bulk_create(rows))
