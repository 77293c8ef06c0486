"""Print the PDF files of the demo content from its JSON, with Chromium.

Run by hand after changing plans.json, news.json, procurement.json or the page on the disclosure measures:

    .venv/bin/python tests/tools/make_demo_pdfs.py            # every file
    .venv/bin/python tests/tools/make_demo_pdfs.py plans/hr   # those whose name contains the words

``make run`` does not need it: the printed files are kept with the demo content. Every document is the body
of a demo item in an official Thai layout (A4, Thai digits, Sarabun), so page and document never disagree; the
forms and the additions to the terms of reference are the small templates below. Each sample says in its head
and foot that its figures are samples. The founding announcement is no sample and carries no such mark.
"""

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "ponko_site" / "demo"
FONTS = ROOT / "static" / "fonts"
CHROMIUM = "chromium"

OFFICE = "องค์การบริหารส่วนตำบลโพนโก"
CHIEF = f"นายก{OFFICE}"
SAMPLE = "(ข้อมูลตัวอย่างเพื่อการสาธิตระบบ)"
RETYPED = "พิมพ์ขึ้นใหม่จากต้นฉบับเพื่อเผยแพร่บนเว็บไซต์ หากข้อความต่างกันให้ถือต้นฉบับเป็นสำคัญ"
FOUNDING = "documents/founding-announcement.pdf"
MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
TO_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

# Phrases that a line must not break; Chromium's dictionary would break the words of the last line.
KEPT_TOGETHER = re.compile(
    r"(?:พ\.ศ\. )?๒๕\d\d–๒๕\d\d|พ\.ศ\. ๒๕\d\d|หมู่ที่ \d+|\d+ (?:[ก-ฮ]|เม|มิ|มี)\.[ก-ฮ]\. ๒๕\d\d"
    r"|ตำบลโพนโก|เผยแพร่|ภาพลักษณ์|เฉพาะเจาะจง|ประพฤติมิชอบ|พระราชกฤษฎีกา|พระราชบัญญัติ"
)

# Tables with so many columns that portrait would break every cell.
LANDSCAPE = {"plans/procurement-summary-2569-09.pdf", "plans/finance-2569-m09.pdf"}

# Sarabun comes as one file for each script and weight.
# Sarabun's ascent is lower than its stacked marks (พื่): else their tops print on the page before.
ROOM_FOR_MARKS = "ascent-override: 125%; descent-override: 35%;"

# What the announcement that precedes a plan refers to, by kind of plan.
BASIS = {
    "procurement_plan": "มาตรา 11 แห่งพระราชบัญญัติการจัดซื้อจัดจ้างและการบริหารพัสดุภาครัฐ พ.ศ. 2560",
    "other": "หลักการบริหารกิจการบ้านเมืองที่ดี และแนวทางการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ",
}
BASIS_OF_DEVELOPMENT = (
    "ระเบียบกระทรวงมหาดไทยว่าด้วยการจัดทำแผนพัฒนาขององค์กรปกครองส่วนท้องถิ่น พ.ศ. 2548 และที่แก้ไขเพิ่มเติม"
)
ANNOUNCED = {"strategy", "development", "action", "procurement_plan", "other"}

CSS = """
@page { size: A4 %(orientation)s; margin: 1.8cm 2cm 1.8cm 2.6cm;
  @top-center { content: "- " counter(page, thai) " -"; font: 11pt Sarabun, "Noto Sans Thai"; }
  @bottom-center { content: "%(foot)s"; font: 9.5pt Sarabun, "Noto Sans Thai"; color: #444; } }
@page :first { @top-center { content: none; } }
* { box-sizing: border-box; }
body { margin: 0; font: 12pt/1.55 Sarabun, "Noto Sans Thai", sans-serif; color: #000; }
p { margin: 0 0 .35em; }
.indent { text-indent: 2cm; }
.sub { text-indent: 2.7cm; }
h1 { font-size: 15pt; line-height: 1.55; text-align: center; margin: 0; text-wrap: balance; }
h2 { font-size: 13pt; margin: .9em 0 .3em; break-after: avoid; }
h3 { font-size: 12.5pt; margin: .6em 0 .2em; break-after: avoid; }
h2 + p { text-indent: 1cm; }
ul, ol { margin: 0 0 .4em; padding-left: 1.1cm; }
ol { list-style: thai; }
table { border-collapse: collapse; width: 100%%; margin: .3em 0 .8em; font-size: 10.5pt; line-height: 1.42; }
th, td { border: .6pt solid #000; padding: 1pt 4pt; vertical-align: top; text-align: left; }
th { background: #eee; text-align: center; vertical-align: middle; }
tr, .sign, .signs { break-inside: avoid; }
.number { text-align: right; white-space: nowrap; }
.narrow { text-align: center; }
.nowrap { white-space: nowrap; }
.new-page { break-before: page; }
.sample { text-align: right; font-size: 10.5pt; color: #444; margin-bottom: .6em; }
.rule { width: 4.5cm; margin: .5em auto 1em; border-top: .8pt solid #000; }
.sign { margin: 1.6em 0 0 7.2cm; text-align: center; }
.signs { break-before: avoid; display: flex; gap: .5cm; margin-top: 1.4em; text-align: center; }
.signs p { font-size: 11pt; }
.signs > div { flex: 1; }
.sign p, .signs p { margin: 0; }
.form { font-size: 11.5pt; line-height: 1.5; }
.form h2 { margin: .5em 0 .2em; font-size: 12pt; }
.form .sign { margin-top: .8em; }
.form h2 + p { text-indent: 0; }
.row { display: flex; gap: .25cm; margin: .3em 0; white-space: nowrap; }
.fill { flex: 1; border-bottom: 1pt dotted #000; }
.line { border-bottom: 1pt dotted #000; height: 1.75em; }
.box { display: inline-block; width: .38cm; height: .38cm; border: .8pt solid #000; margin: 0 .15cm 0 .3cm; }
.photo { float: right; width: 3cm; height: 4cm; border: .8pt solid; padding-top: 1.2cm; text-align: center; }
.note { font-size: 10.5pt; border-top: .6pt solid #000; margin-top: 1em; padding-top: .3em; }
"""


def thai_date(iso: str) -> str:
    """``2020-06-17`` as ``17 มิถุนายน พ.ศ. 2563``, the form an announcement bears."""
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{day} {MONTHS[month - 1]} พ.ศ. {year + 543}"


def official(markup: str) -> str:
    """HTML as official print wants it: Thai digits, phrases kept on one line, figures right, no links."""
    markup = re.sub(r"</?a\b[^>]*>", "", markup)
    markup = re.sub(r"<tr><td>(?=\d{1,2}</td>)", '<tr><td class="narrow">', markup)
    markup = re.sub(r"<td>(?=(?:<strong>)?-?[\d,]+(?:\.\d\d)?</)", '<td class="number">', markup)
    pieces = re.split(r"(<[^>]+>)", markup)
    for place in range(0, len(pieces), 2):
        text = pieces[place].translate(TO_THAI_DIGITS)
        pieces[place] = KEPT_TOGETHER.sub(r'<span class="nowrap">\g<0></span>', text)
    return "".join(pieces)


def document(title: str, body: str, *, foot: str, landscape: bool = False, fonts: Path = FONTS) -> str:
    """A complete HTML page; ``title`` becomes the title of the PDF and keeps Arabic digits."""
    faces = ""
    for weight in ("400", "700"):
        for path in fonts.rglob(f"sarabun-{weight}.woff2"):
            faces += (
                f"@font-face {{ font-family: Sarabun; font-weight: {weight}; {ROOM_FOR_MARKS} "
                f'src: url("{path.as_uri()}"); }}\n'
            )
    style = CSS % {"orientation": "landscape" if landscape else "portrait", "foot": foot}
    return (
        f'<!doctype html><html lang="th"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{faces}{style}</style></head><body>{official(body)}</body></html>"
    )


def signature(date: str = "") -> str:
    """The place of the chief executive's signature on a sample; nobody is named."""
    announced = f'<p class="indent">ประกาศ ณ วันที่ {thai_date(date)}</p>' if date else ""
    return (
        f'{announced}<div class="sign"><p>(ลงชื่อ) ........................................</p>'
        f"<p>(ผู้ลงนามตัวอย่าง)</p><p>{CHIEF}</p></div>"
    )


def announcement(subject: str, body: str, date: str) -> str:
    """ประกาศ: centred head, rule, body, date and signature."""
    return (
        f'<p class="sample">{SAMPLE}</p><h1>ประกาศ{OFFICE}</h1><h1>เรื่อง {escape(subject)}</h1>'
        f'<div class="rule"></div>{body}<p class="indent">จึงประกาศให้ทราบโดยทั่วกัน</p>{signature(date)}'
    )


def without_sample_note(body: str) -> str:
    """The body of a demo item without the paragraph that calls it a sample: the document says so itself."""
    body = re.sub(r"^<p>ตัวเลข ชื่อโครงการ[^<]*</p>\n?", "", body)
    return re.sub(r"\n?<p>เนื้อหาตัวอย่างสำหรับสาธิตระบบ[^<]*</p>$", "", body)


def plan(item: dict) -> str:
    """A plan or report: announced plans begin with their announcement, reports end with three signatures."""
    body = without_sample_note(item["body"])
    head = f'<p class="sample">{SAMPLE}</p><h1>{escape(item["title"])}</h1>'
    place = f'<h1>{OFFICE} อำเภอสนม จังหวัดสุรินทร์</h1><div class="rule"></div>'
    if item["kind"] == "budget":
        approved = f"สภา{OFFICE}ให้ความเห็นชอบเมื่อวันที่ {thai_date(item['approved_on'])}"
        return head + place + f'<p class="indent">{approved}</p>' + body + signature(item["dated_on"])
    if item["kind"] in ANNOUNCED and item["period"] == "year":
        basis = BASIS.get(item["kind"], BASIS_OF_DEVELOPMENT)
        text = (
            f'<p class="indent">ด้วย{OFFICE}ได้จัดทำ{escape(item["title"])} เสร็จเรียบร้อยแล้ว '
            f"โดย{item['approving_body']}ให้ความเห็นชอบเมื่อวันที่ {thai_date(item['approved_on'])}</p>"
            f'<p class="indent">อาศัย{basis} จึงประกาศใช้{escape(item["title"])} ตั้งแต่วันประกาศนี้เป็นต้นไป '
            f"รายละเอียดปรากฏตามเอกสารแนบท้ายประกาศ และเผยแพร่ทางเว็บไซต์ www.phoneko.go.th</p>"
        )
        front = announcement(f"ประกาศใช้{item['title']}", text, item["dated_on"])
        return f'{front}<div class="new-page"></div>{head}{place}{body}'
    signers = ((item["owner"], "ผู้จัดทำ"), (f"ปลัด{OFFICE}", "ผู้ตรวจสอบ"), (CHIEF, "ผู้รับรอง"))
    signs = "".join(
        "<div><p>(ลงชื่อ) ...........................</p><p>(ผู้ลงนามตัวอย่าง)</p>"
        f"<p>{position}</p><p>{role}</p></div>"
        for position, role in signers
    )
    made = f"<p>จัดทำเมื่อวันที่ {thai_date(item['dated_on'])} โดย{item['owner']}</p>"
    return head + place + made + body + f'<div class="signs">{signs}</div>'


def founding_announcement(item: dict) -> str:
    """The announcement of 17 June B.E. 2563, from the quotation on its page, line by line."""
    quotation = re.search(r"<blockquote>(.*?)</blockquote>", item["body"], re.DOTALL)
    if quotation is None:
        raise ValueError("หน้ามาตรการเผยแพร่ข้อมูลไม่มีข้อความเต็มของประกาศใน <blockquote>")
    lines = re.findall(r"<p>(.*?)</p>", quotation[1])
    (office, subject), text, (name, position) = lines[:2], lines[2:-2], lines[-2:]
    styled = []
    for line in text:
        kind = "sub indent" if line.startswith("(") else "indent"
        strong = re.match(r"\d\. ", line)
        styled.append(f'<p class="{kind}">{f"<strong>{line}</strong>" if strong else line}</p>')
    return (
        f'<h1>{office}</h1><h1>{subject}</h1><div class="rule"></div>{"".join(styled)}'
        f'<div class="sign"><p>{name}</p><p>{position}</p></div>'
    )


def blank(label: str, *more: str) -> str:
    """One row of a form: labels, each followed by a dotted line that fills the rest of the row."""
    cells = "".join(f'<span>{text}</span><span class="fill"></span>' for text in (label, *more))
    return f'<div class="row">{cells}</div>'


def tick(*choices: str) -> str:
    """A row of boxes to tick."""
    return "<p>" + " ".join(f'<span class="box"></span>{choice}' for choice in choices) + "</p>"


def empty_table(heads: list[str], rows: int) -> str:
    """A table to be filled in by hand: numbered rows with empty cells."""
    top = "".join(f"<th>{head}</th>" for head in heads)
    cells = "<td>&nbsp;</td>" * (len(heads) - 1)
    body = "".join(f"<tr><td>{number}</td>{cells}</tr>" for number in range(1, rows + 1))
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def application_form(item: dict) -> str:
    """ใบสมัครพนักงานจ้าง: asks for no identity number; the card is shown to the officer instead."""
    posts = re.findall(r"<tr><td>([^<]+)</td>", item["body"])
    return (
        f'<div class="form"><p class="sample">{SAMPLE}</p><div class="photo">รูปถ่าย<br>1 นิ้ว</div>'
        f"<h1>ใบสมัครพนักงานจ้าง</h1><h1>{OFFICE}</h1><h1>ประจำปีงบประมาณ พ.ศ. 2569</h1>"
        + blank("เลขประจำตัวผู้สมัคร (เจ้าหน้าที่กรอก)")
        + '<h2 style="clear: both">1. ตำแหน่งที่สมัคร (เลือกได้ตำแหน่งเดียว)</h2>'
        + tick(*posts)
        + "<h2>2. ข้อมูลผู้สมัคร</h2>"
        + blank("ชื่อและนามสกุล (ระบุคำนำหน้า)")
        + blank("วัน เดือน ปีเกิด", "อายุ (ปี)", "สัญชาติ")
        + blank("ที่อยู่ที่ติดต่อได้")
        + blank("ตำบล", "อำเภอ", "จังหวัด", "รหัสไปรษณีย์")
        + blank("โทรศัพท์", "อีเมล (ถ้ามี)")
        + "<h2>3. การศึกษา</h2>"
        + empty_table(["ลำดับ", "วุฒิการศึกษา", "สาขาวิชา", "สถานศึกษา", "ปีที่สำเร็จ"], 2)
        + "<h2>4. ประสบการณ์ทำงาน</h2>"
        + empty_table(["ลำดับ", "ตำแหน่ง", "หน่วยงาน", "ตั้งแต่ – ถึง", "เหตุที่ออก"], 2)
        + "<h2>5. เอกสารที่ยื่น</h2>"
        + tick("รูปถ่าย 3 รูป", "สำเนาวุฒิการศึกษา", "สำเนาทะเบียนบ้าน")
        + tick("สำเนาบัตรประจำตัวประชาชน", "ใบรับรองแพทย์", "หลักฐานอื่น")
        + "<h2>6. คำรับรอง</h2>"
        + '<p class="indent">ข้าพเจ้าขอรับรองว่าข้อความข้างต้นเป็นความจริง และมีคุณสมบัติครบถ้วนตามประกาศรับสมัคร '
        + "หากปรากฏภายหลังว่าไม่เป็นความจริง ข้าพเจ้ายินยอมให้ตัดสิทธิการเลือกสรร</p>"
        + '<div class="sign"><p>ลงชื่อ ........................................ ผู้สมัคร</p>'
        + "<p>(........................................)</p><p>วันที่ ......../......../........</p></div>"
        + f'<p class="note">{OFFICE}ใช้ข้อมูลนี้เพื่อการสรรหาและเลือกสรรเท่านั้น ประกาศผลด้วยเลขประจำตัวผู้สมัคร '
        + "และทำลายเอกสารของผู้ไม่ผ่านการเลือกสรรเมื่อพ้นกำหนดตามระเบียบ</p></div>"
    )


def forum_form(item: dict) -> str:
    """แบบเสนอปัญหาและโครงการของหมู่บ้าน, for those who cannot come to the village forum."""
    return (
        f'<div class="form"><p class="sample">{SAMPLE}</p><h1>แบบเสนอปัญหาและโครงการของหมู่บ้าน</h1>'
        "<h1>เพื่อจัดทำแผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)</h1>"
        f'<h1>{OFFICE}</h1><div class="rule"></div>'
        + blank("หมู่บ้าน", "หมู่ที่", "วันที่")
        + tick("เสนอในนามครัวเรือน", "เสนอในนามกลุ่มหรือชุมชน", "ไม่ประสงค์ออกนาม")
        + "<h2>1. ด้านของปัญหา</h2>"
        + tick("ถนนและทางระบายน้ำ", "น้ำประปาและแหล่งน้ำ", "ไฟฟ้าสาธารณะ")
        + tick("สุขภาพและสวัสดิการ", "การศึกษาและประเพณี", "อาชีพ", "สิ่งแวดล้อมและภัย")
        + "<h2>2. ปัญหาคืออะไร อยู่ที่ใด ใครเดือดร้อน กี่ครัวเรือน</h2>"
        + '<div class="line"></div>' * 4
        + "<h2>3. โครงการที่เสนอ</h2>"
        + empty_table(["ลำดับ", "โครงการ", "สถานที่และขนาดโดยประมาณ", "ผู้ได้ประโยชน์", "เร่งด่วนเพียงใด"], 4)
        + "<h2>4. ชุมชนช่วยทำเองได้อย่างไร</h2>"
        + '<div class="line"></div>' * 3
        + '<p class="note">ส่งถึงสำนักปลัดก่อนวันที่ 15 มิถุนายน 2569 ไม่จำเป็นต้องลงชื่อ '
        + "ผลการจัดลำดับพร้อมเหตุผลจะเผยแพร่ทางเว็บไซต์ www.phoneko.go.th</p></div>"
    )


def reference_price(item: dict) -> str:
    """แบบ บก.01: the table of the item, its rows numbered as the form numbers them."""
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td></tr>", item["body"])
    numbered = "".join(
        f"<tr><td>{n}. {label}</td><td>{value}</td></tr>" for n, (label, value) in enumerate(rows, 1)
    )
    people = "".join(
        f"<tr><td>{len(rows) + 1}.{n} {post}</td><td>(ชื่อตัวอย่าง)</td></tr>"
        for n, post in enumerate(("ประธานกรรมการกำหนดราคากลาง", "กรรมการ", "กรรมการ"), 1)
    )
    return (
        f'<p class="sample">แบบ บก.01 {SAMPLE}</p>'
        "<h1>ตารางแสดงวงเงินงบประมาณที่ได้รับจัดสรรและราคากลาง<br>ในงานจ้างก่อสร้าง</h1>"
        f'<h1>{OFFICE}</h1><div class="rule"></div>'
        f'<table><col style="width: 38%"><tbody>{numbered}'
        f"<tr><td>{len(rows) + 1}. รายชื่อคณะกรรมการกำหนดราคากลาง</td><td></td></tr>{people}</tbody></table>"
    )


TERMS = (
    (
        "1. ความเป็นมา",
        "<p>ถนนสายนี้เป็นทางสัญจรและขนส่งผลผลิตของประชาชน ผิวทางเดิมเป็นลูกรังชำรุดในฤดูฝน ประชาคมหมู่บ้านเสนอ "
        "และโครงการอยู่ในแผนพัฒนาท้องถิ่น (พ.ศ. 2566–2570)</p>",
    ),
    ("2. วัตถุประสงค์", "<p>เพื่อให้ประชาชนสัญจรได้สะดวกและปลอดภัยตลอดปี และลดค่าซ่อมบำรุงในระยะยาว</p>"),
    (
        "3. คุณสมบัติของผู้ยื่นข้อเสนอ",
        "<ul><li>มีความสามารถตามกฎหมาย และเป็นนิติบุคคลผู้มีอาชีพรับจ้างงานที่ประกวดราคา</li>"
        "<li>ไม่เป็นบุคคลล้มละลาย ไม่อยู่ระหว่างเลิกกิจการ และไม่เป็นผู้ทิ้งงานของหน่วยงานของรัฐ</li>"
        "<li>ไม่เป็นผู้มีผลประโยชน์ร่วมกันกับผู้ยื่นข้อเสนอรายอื่น และไม่ขัดขวางการแข่งขันอย่างเป็นธรรม</li>"
        "<li>ลงทะเบียนในระบบจัดซื้อจัดจ้างภาครัฐด้วยอิเล็กทรอนิกส์ของกรมบัญชีกลางแล้ว</li></ul>",
    ),
    ("4. ขอบเขตของงาน", ""),
    (
        "5. การจ่ายเงิน",
        "<table><thead><tr><th>งวด</th><th>ผลงาน</th><th>ร้อยละของค่าจ้าง</th>"
        "<th>ภายใน (วัน)</th></tr></thead><tbody>"
        "<tr><td>1</td><td>ปรับเกลี่ยคันทาง ลงทรายรองพื้น และเทคอนกรีตกึ่งหนึ่ง</td><td>40</td><td>45</td></tr>"
        "<tr><td>2</td><td>เทคอนกรีตครบ ลงไหล่ทาง ติดตั้งป้ายโครงการ และเก็บงาน</td><td>60</td><td>90</td></tr>"
        "</tbody></table>",
    ),
    (
        "6. ค่าปรับและการรับประกัน",
        "<p>ค่าปรับเป็นรายวันตามอัตราที่กำหนดในแบบสัญญาจ้างก่อสร้าง "
        "ผู้รับจ้างรับประกันความชำรุดบกพร่อง 2 ปีนับถัดจากวันตรวจรับ และต้องเข้าแก้ไขภายใน 15 วันนับแต่วันที่ได้รับแจ้ง</p>",
    ),
    (
        "7. ความปลอดภัยและผลกระทบต่อประชาชน",
        "<ul><li>ติดตั้งป้ายเตือน ไฟกะพริบ และทางเบี่ยงตลอดการก่อสร้าง</li>"
        "<li>แจ้งผู้ใหญ่บ้านก่อนปิดถนนไม่น้อยกว่า 3 วัน</li>"
        "<li>ทำงานที่มีเสียงดังเฉพาะเวลา 08.00–17.00 น.</li></ul>",
    ),
)


def terms_of_reference(item: dict) -> str:
    """ร่างขอบเขตของงาน: the scope of work comes from the item, the other sections from ``TERMS``."""
    scope = re.search(r"<ul>.*?</ul>", item["body"], re.DOTALL)
    if scope is None:
        raise ValueError(f"{item['key']} ไม่มีรายการขอบเขตของงาน")
    budget, price = float(item["budget"]), float(item["reference_price"])
    money = f"<p>วงเงินงบประมาณ {budget:,.2f} บาท ราคากลาง {price:,.2f} บาท</p>"
    sections = "".join(f"<h2>{head}</h2>{text or scope[0] + money}" for head, text in TERMS)
    return (
        f'<p class="sample">{SAMPLE}</p><h1>{escape(item["title"])}</h1><h1>{OFFICE}</h1>'
        f'<div class="rule"></div>{sections}{signature()}'
    )


def item_announcement(item: dict) -> str:
    """A news item as the signed announcement it reports."""
    return announcement(item["title"], without_sample_note(item["body"]), item["dated_on"])


TEMPLATES = {
    "documents/founding-announcement.pdf": founding_announcement,
    "documents/recruit-application-form.pdf": application_form,
    "documents/village-forum-form-2569.pdf": forum_form,
    "documents/reference-price-road-2570.pdf": reference_price,
    "documents/tor-road-2570.pdf": terms_of_reference,
}


def documents(fonts: Path = FONTS) -> Iterator[tuple[str, str]]:
    """Every PDF that the demo content names: its name relative to the demo folder, and the HTML to print."""
    for source in ("pages.json", "plans.json", "news.json", "procurement.json"):
        for item in json.loads((DEMO / source).read_text(encoding="utf-8")):
            for attached in item["files"]:
                name = attached["file"]
                template = TEMPLATES.get(name, plan if source == "plans.json" else item_announcement)
                foot = RETYPED if name == FOUNDING else f"{OFFICE} {SAMPLE}"
                yield (
                    name,
                    document(
                        attached["title"],
                        template(item),
                        foot=foot,
                        landscape=name in LANDSCAPE,
                        fonts=fonts,
                    ),
                )


def print_pdf(html: str, target: Path) -> None:
    """Print ``html`` to ``target`` with headless Chromium; raises CalledProcessError when Chromium fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        profile = f"--user-data-dir={folder}/profile"
        command = [CHROMIUM, *options, profile, f"--print-to-pdf={target}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> None:
    """Print the chosen documents and say what was printed."""
    parser = argparse.ArgumentParser(description="Print the PDF files of the demo content with Chromium.")
    parser.add_argument("words", nargs="*", help="only files whose name contains one of these")
    parser.add_argument("--fonts", type=Path, default=FONTS, help="folder with Sarabun in woff2; else Noto")
    chosen = parser.parse_args()
    total = count = 0
    for name, html in documents(chosen.fonts.resolve()):
        if chosen.words and not any(word in name for word in chosen.words):
            continue
        print_pdf(html, DEMO / name)
        size = (DEMO / name).stat().st_size
        total, count = total + size, count + 1
        print(f"{name}  {size / 1000:.1f} kB")
    print(f"{count} files, {total / 1000:.0f} kB")


if __name__ == "__main__":
    main()
