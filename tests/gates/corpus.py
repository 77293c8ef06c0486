"""Documents of an office, made up: half with personal data planted in them, half with what only looks like it.

The same seed makes the same documents. Every person, number and address is invented.
"""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from openpyxl import Workbook

from publishing.gates.personal import Kind
from thai.digits import to_thai

FIRST = ["แดง", "สมหญิง", "บุญมี", "ทองดี", "กมล", "วิไล", "ประยูร", "ก้าน", "เพ็ญศรี", "ไพโรจน์"]
LAST = ["ใจดี", "มั่นคง", "สุขสวัสดิ์", "โพนโก", "ศรีสนม", "แก้วกล้า", "ทองคำ", "ดีพร้อม"]
TITLES = ["นาย", "นาง", "นางสาว", "น.ส.", "ด.ช.", "เด็กหญิง"]
#: What stands around the findings, and in the documents without any.
PLAIN = [
    "องค์การบริหารส่วนตำบลโพนโก ขอประชาสัมพันธ์การฉีดวัคซีนป้องกันไข้หวัดใหญ่ แก่ผู้ป่วยโรคเบาหวานและผู้พิการ ทุกหมู่บ้าน",
    "โครงการจ้างก่อสร้างถนนคอนกรีตเสริมเหล็ก เลขที่โครงการ 66089012345 ประกาศในเว็บไซต์กรมบัญชีกลาง ราคากลาง 1,234,567.89 บาท",
    "ผู้ชนะการเสนอราคา ได้แก่ บริษัท ก่อสร้างสุรินทร์ จำกัด เลขประจำตัวผู้เสียภาษี 0-3255-60000-12-3 ราคา 498,000 บาท",
    "ที่ทำการองค์การบริหารส่วนตำบลโพนโก เลขที่ 199 หมู่ 5 ตำบลโพนโก อำเภอสนม จังหวัดสุรินทร์ 32160 โทร. 0 4458 9123 โทรสาร 044-589124",
    "ตามหนังสือ ที่ มท 0808.2/ว 1438 ลงวันที่ 10 มีนาคม 2559 และพระราชบัญญัติสภาตำบลฯ พ.ศ. 2537 (ฉบับที่ 7) พ.ศ. 2562",
    "ผู้สมัครต้องไม่เป็นผู้ทุพพลภาพ ไม่เคยต้องโทษจำคุก และไม่เป็นโรคตามที่กำหนดในกฎกระทรวง ให้ยื่นผลตรวจประวัติอาชญากรรม",
    "นายก อบต.โพนโก มอบเครื่องอุปโภคบริโภคแก่ผู้ป่วยติดเตียง 12 ราย และจ่ายเบี้ยความพิการ 85 คน ผู้สูงอายุ 640 คน",
    "นายสุพจน์ ยศสิงห์ ปลัดองค์การบริหารส่วนตำบล กล่าวว่า จะดูแลผู้ป่วยเอดส์ คนพิการ และผู้ติดยาเสพติดอย่างทั่วถึง",
    "พิกัด 15.263528, 103.754556 ปีงบประมาณ 2567 2568 2569 2570 งบ 1200000 850000 430000 บาท รายการที่ 1 2 3 4 5 6 7 8 9 10 11 12",
    "หมายเลขครุภัณฑ์ 416-66-0012 เลขที่สัญญา 12/2567 เลขคุมสัญญา 660814123456 e-GP 66089123456 บาร์โค้ด 8850123456785",
    "การลงคะแนนลับ กลับมาเปิดบริการ ที่ลับแล มีดลับคม และข้อมูลชั้นความลับไม่นำลงเว็บไซต์ สายด่วน 1669 โทร. 02-241-9000",
]


@dataclass
class Planted:
    """What was put in: its digits, or for what is said of a person the name. `plain`: a national ID without any break."""

    kind: Kind
    key: str
    plain: bool = False


@dataclass
class Document:
    name: str
    extension: str
    data: bytes
    planted: list[Planted] = field(default_factory=list)


def national_id(chance: random.Random) -> str:
    """Thirteen digits with a right check digit, from 1–8."""
    number = str(chance.randint(1, 8)) + "".join(str(chance.randint(0, 9)) for _ in range(11))
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(number))
    return number + str((11 - total % 11) % 10)


def wrong_id(chance: random.Random) -> str:
    number = national_id(chance)
    return number[:-1] + str((int(number[-1]) + chance.randint(1, 9)) % 10)


def grouped(number: str, between: str = "-") -> str:
    return between.join((number[0], number[1:5], number[5:10], number[10:12], number[12]))


#: How an ID is written: name → how; those in the first line need no Thai letters.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "dashes": grouped,
    "spaces": lambda number: grouped(number, " "),
    "dots": lambda number: grouped(number, "."),
    "boxes": " ".join,
    "thai": to_thai,
    "thai dashes": lambda number: to_thai(grouped(number)),
    "no-break spaces": lambda number: grouped(number, "\xa0"),
    "en dashes": lambda number: grouped(number, "–"),
    "soft break": lambda number: number[:7] + "\u200b" + number[7:],
    "line break": lambda number: grouped(number)[:7] + "\n" + grouped(number)[7:],
    "three spaces": lambda number: (
        f"{number[0]} - {number[1:5]} - {number[5:10]} - {number[10:12]} - {number[12]}"
    ),
}


def plant(chance: random.Random, kind: Kind, *, ascii_only: bool = False) -> tuple[str, Planted]:
    """A sentence or the cells of a row (parted by tabs) with one datum of `kind`, and the datum."""
    person = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    name = f"{chance.choice(TITLES)}{person}"
    if kind == Kind.NATIONAL_ID:
        number = national_id(chance)
        spellings = [*SPELLINGS][:4] if ascii_only else [*SPELLINGS]
        spelling = chance.choice(["plain", *spellings])
        written = SPELLINGS[spelling](number)
        before = "ID " if ascii_only else chance.choice([f"{name}\t", "เลขประจำตัวประชาชน ", "", "12 "])
        return before + written, Planted(kind, number, spelling == "plain")
    if kind == Kind.PHONE:
        number = "0" + chance.choice("689") + "".join(str(chance.randint(0, 9)) for _ in range(8))
        written = chance.choice(
            [
                number,
                f"{number[:3]}-{number[3:6]}-{number[6:]}",
                f"{number[:2]} {number[2:6]} {number[6:]}",
                f"+66 {number[1:]}",
            ]
        )
        written = written if ascii_only or chance.random() < 0.7 else to_thai(written)
        return (f"Tel. {written}" if ascii_only else f"{name}\tโทร. {written}"), Planted(kind, number)
    if kind == Kind.ACCOUNT:
        number = str(chance.randint(1, 7)) + "".join(str(chance.randint(0, 9)) for _ in range(9))
        written = chance.choice([number, f"{number[:3]}-{number[3]}-{number[4:9]}-{number[9]}"])
        before = (
            "account no. "
            if ascii_only
            else chance.choice(["เลขที่บัญชี ", "ธนาคารกรุงไทย สาขาสนม ", "โอนเข้าบัญชี "])
        )
        return before + written, Planted(kind, number)
    home = chance.randint(1, 300)
    sentences = {
        Kind.HOUSE_NUMBER: [f"{name} อยู่บ้านเลขที่ {home}/{chance.randint(1, 9)}", f"{name}\t{home} หมู่ 4 ต.โพนโก"],
        Kind.HEALTH: [f"{name} ป่วยเป็นโรคเบาหวาน", f"ผู้ป่วยติดเตียง {name}", f"{name}\t65 ปี\tมะเร็ง", f"รายชื่อผู้ป่วยเอดส์\n1. {name}"],
        Kind.DISABILITY: [f"{name} พิการทางการเห็น", f"รายชื่อผู้มีสิทธิรับเบี้ยความพิการ\n1 {name}", f"คนพิการชื่อ {name}", f"{name}\tออทิสติก"],
        Kind.CRIMINAL: [f"{name} เคยต้องโทษจำคุกคดียาเสพติด", f"{name} มีประวัติอาชญากรรม", f"ผู้ต้องหา คือ {name}"],
        Kind.CLASSIFIED: ["ลับ", "ลับมาก", "- ลับที่สุด -"],
    }  # fmt: skip
    text = chance.choice(sentences[kind])
    return text, Planted(kind, "" if kind == Kind.CLASSIFIED else person)


def documents(count: int = 200, seed: int = 2563) -> Iterator[Document]:
    """`count` documents, of every kind of file in turn; every second one has planted data."""
    chance = random.Random(seed)
    kinds = [kind for kind in Kind if kind != Kind.NATIONAL_ID]
    for number in range(count):
        extension = [*BUILDERS][number // 2 % len(BUILDERS)]
        ascii_only = extension == "pdf"
        lines = [_plain(chance, ascii_only) for _ in range(chance.randint(3, 8))]
        planted = []
        if number % 2 == 0:
            others = [Kind.PHONE, Kind.ACCOUNT] if ascii_only else kinds
            for kind in [Kind.NATIONAL_ID, *chance.sample(others, 2)]:
                text, datum = plant(chance, kind, ascii_only=ascii_only)
                lines.insert(chance.randint(0, len(lines)), text)
                planted.append(datum)
        yield Document(f"{number:03}.{extension}", extension, BUILDERS[extension](lines, chance), planted)


def _plain(chance: random.Random, ascii_only: bool) -> str:
    if ascii_only:
        return chance.choice(
            [
                f"No. {wrong_id(chance)}",
                "Price 1,234,567.89",
                "e-GP 66089012345",
                "Tel. 0 4458 9123",
                "Plan 2567 2568 2569 2570",
            ]
        )
    return chance.choice([*PLAIN, f"รหัส {wrong_id(chance)} จำนวน {chance.randint(1, 999)} ชุด"])


# Files


def pdf(lines: list[str], chance: random.Random | None = None) -> bytes:
    """Two pages of ASCII lines."""
    half = len(lines) // 2
    return pdf_of([lines[:half], lines[half:]])


def pdf_of(pages: list[list[str]], about: str = "", streams: list[bytes] = ()) -> bytes:
    """A PDF with these lines on its pages, `about` as its properties; `streams` are pages of their own drawing."""
    drawings = [
        " ".join(
            f"BT /F1 10 Tf 40 {700 - 14 * place} Td ({line}) Tj ET" for place, line in enumerate(lines)
        ).encode()
        for lines in pages
    ] + list(streams)
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(drawings)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(drawings)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {about} >>".encode(),
    ]
    for number, drawing in enumerate(drawings):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {6 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    begin = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{begin}\n%%EOF\n".encode()
    return bytes(out)


def txt(lines: list[str], chance: random.Random) -> bytes:
    text = "\n".join(lines)
    try:
        return text.encode("cp874") if chance.random() < 0.3 else text.encode()
    except UnicodeEncodeError:
        return text.encode()


def csv(lines: list[str], chance: random.Random) -> bytes:
    rows = [",".join(f'"{cell}"' for cell in line.split("\t")) for line in lines]
    return "\ufeff".encode() + "\r\n".join(rows).encode()


def xlsx(lines: list[str], chance: random.Random) -> bytes:
    """A sheet, and a hidden one with a hidden row and column; some lines are comments."""
    from openpyxl.comments import Comment

    book = Workbook()
    shown, hidden = book.active, book.create_sheet("รายชื่อ")
    hidden.sheet_state = "hidden"
    for number, line in enumerate(lines, 1):
        sheet = chance.choice([shown, hidden])
        if chance.random() < 0.15:
            sheet.cell(number, 1).comment = Comment(line, "ผู้ตรวจ")
            continue
        for column, cell in enumerate(line.split("\t"), 1):
            sheet.cell(number, column, int(cell) if cell.isascii() and cell.isdigit() else cell)
    hidden.row_dimensions[2].hidden = True
    hidden.column_dimensions["A"].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def paragraphs(lines: list[str], prefix: str = "w") -> str:
    """Paragraphs; every text in two runs, as Word parts it when somebody corrects a digit."""
    found = []
    for line in lines:
        line = line.replace("&", "&amp;").replace("<", "&lt;")
        half = len(line) // 2
        runs = "".join(
            f"<{prefix}:r><{prefix}:t>{part}</{prefix}:t></{prefix}:r>" for part in (line[:half], line[half:])
        )
        found.append(f"<{prefix}:p>{runs}</{prefix}:p>")
    return "".join(found)


def docx(
    lines: list[str], chance: random.Random | None = None, more: dict[str, str | bytes] | None = None
) -> bytes:
    """A Word file; by chance some lines stand in a table, a header or a comment."""
    body, table, header, comment = [], [], [], []
    for line in lines:
        chance_of = chance.random() if chance else 1
        (
            table if chance_of < 0.2 else header if chance_of < 0.3 else comment if chance_of < 0.4 else body
        ).append(line)
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraphs([cell])}</w:tc>" for cell in line.split("\t")) + "</w:tr>"
        for line in table
    )
    xml = f'<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{paragraphs(body)}<w:tbl>{rows}</w:tbl></w:body></w:document>'
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{OFFICE}.wordprocessingml.document.main+xml"/></Types>'
    return archive(
        {
            "[Content_Types].xml": types,
            "word/document.xml": xml,
            "word/header1.xml": f'<w:hdr xmlns:w="w">{paragraphs(header)}</w:hdr>',
            "word/comments.xml": f'<w:comments xmlns:w="w"><w:comment>{paragraphs(comment)}</w:comment></w:comments>',
            **(more or {}),
        }
    )


def pptx(lines: list[str], chance: random.Random) -> bytes:
    """Two slides, the second hidden, with a speaker's note."""
    half = len(lines) // 2
    notes = [line for line in lines[half:] if chance.random() < 0.3]
    second = [line for line in lines[half:] if line not in notes]

    def part(tag: str, text: list[str], about: str = "") -> str:
        return f'<p:{tag} xmlns:p="p" xmlns:a="a" {about}>{paragraphs(text, "a")}</p:{tag}>'

    def rels(targets: list[tuple[str, str]]) -> str:
        each = (
            f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets, 1)
        )
        return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'

    return archive(
        {
            "[Content_Types].xml": f'<Types><Override ContentType="{OFFICE}.presentationml.presentation.main+xml"/></Types>',
            "ppt/presentation.xml": '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId r:id="r1"/><p:sldId r:id="r2"/>'
            "</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": rels(
                [("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml")]
            ),
            "ppt/slides/slide1.xml": part("sld", lines[:half]),
            "ppt/slides/slide2.xml": part("sld", second, 'show="0"'),
            "ppt/slides/_rels/slide2.xml.rels": rels([("notesSlide", "../notesSlides/notesSlide1.xml")]),
            "ppt/notesSlides/notesSlide1.xml": part("notes", notes),
        }
    )


BUILDERS: dict[str, Callable[[list[str], random.Random], bytes]] = {
    "txt": txt,
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "csv": csv,
    "pptx": pptx,
}
