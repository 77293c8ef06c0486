"""The text of a PDF: by poppler's pdftotext, page by page, and what pypdf knows beside it (properties, comments, fields)."""

import re
import subprocess
import tempfile
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, EncodedStreamObject, StreamObject

from publishing.gates.extraction.parts import Parts, Text, Unread

MAX_BYTES = 16_000_000  # of text
MAX_NOTES = 5000  # annotations, fields and bookmarks that are looked at
#: A page with fewer letters than this, and a picture of at least so many dots, is taken for a scan with a stamp on it.
FEW_LETTERS, LARGE_PICTURE = 60, 400_000
#: With more of them than this share, the letters of a page come from a font without a key to them.
MOST_ODD = 0.3
PROPERTIES = {"/Title": "ชื่อเรื่อง", "/Author": "ผู้เขียน", "/Subject": "หัวเรื่อง", "/Keywords": "คำสำคัญ"}

_PAINTS = re.compile(rb"(?:^|[\s\])>])(?:Do|BI|sh|f\*?|F|S|s|B\*?|b\*?)(?=[\s/]|$)")
_ODD = re.compile("[\x80-\xff\ue000-\uf8ff\ufffd]")
_LETTER = re.compile(r"\w")
#: Old Thai fonts write marks that were moved aside as letters of their own.
_MOVED = str.maketrans(
    dict(zip(map(chr, range(0xF700, 0xF71B)), "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู", strict=True)) | {"\uf70f": "ญ", "\uf700": "ฐ"}
)
_SPACE_BEFORE_MARK = re.compile("(?<=[ก-ฮ\u0e30-\u0e4e]) +(?=[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e])")


def read_pdf(path: str) -> Parts:
    texts, complete = _page_texts(path)
    yield from (Text(f"หน้า {number}", text) for number, text in enumerate(texts, 1) if text.strip())
    if not complete:
        yield Unread("อ่านข้อความของ PDF ได้ไม่ครบ ไฟล์อาจเสียหรือยาวเกินไป")
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            yield Unread("ไฟล์มีรหัสผ่านหรือถูกเข้ารหัส", whole=True)
            return
        yield from _properties(reader)
        yield from _notes(reader)
        yield from _pages_to_look_at(reader, texts)
    except PyPdfError as error:
        raise ValueError("damaged PDF") from error


def _page_texts(path: str) -> tuple[list[str], bool]:
    """The text of every page, and whether that is all. The limits of this process hold for poppler as well."""
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(
            ["pdftotext", "-raw", "-enc", "UTF-8", path, "-"],
            stdout=out,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        out.seek(0)
        data = out.read(MAX_BYTES + 1)
    text = data[:MAX_BYTES].decode("utf-8", "replace").translate(_MOVED)
    pages = _SPACE_BEFORE_MARK.sub("", text).split("\f")
    return pages[:-1] if not pages[-1].strip() else pages, done.returncode == 0 and len(data) <= MAX_BYTES


def _properties(reader: PdfReader) -> Iterator[Text]:
    about = reader.metadata or {}
    for key, label in PROPERTIES.items():
        if about.get(key):
            yield Text(f"ข้อมูลกำกับไฟล์: {label}", str(about[key]))
    packet = reader.root_object.get("/Metadata")
    packet = packet.get_object() if packet is not None else None
    if isinstance(packet, StreamObject | EncodedStreamObject):
        xmp = re.sub(r"<[^<>]*>", " ", packet.get_data().decode("utf-8", "replace"))
        yield Text("ข้อมูลกำกับไฟล์: XMP", " ".join(xmp.split()))


def _notes(reader: PdfReader) -> Iterator[Text]:
    """Comments and the values of fields, which pdftotext leaves out, and the titles of bookmarks."""
    left = MAX_NOTES
    for number, page in enumerate(reader.pages, 1):
        for reference in page.get("/Annots", None) or []:
            note = reference.get_object()
            left -= 1
            if left < 0:
                return
            if isinstance(note, DictionaryObject):
                values = [note.get(key) for key in ("/Contents", "/V", "/DV", "/TU")]
                words = "\n".join(str(value) for value in values if isinstance(value, str) and value.strip())
                if words:
                    yield Text(f"หน้า {number}: ความเห็นหรือช่องกรอก", words)
    outlines = reader.root_object.get("/Outlines")
    waiting = [outlines.get_object().get("/First")] if outlines is not None else []
    titles = []
    while waiting and left > 0:
        left -= 1
        entry = waiting.pop()
        entry = entry.get_object() if entry is not None else None
        if isinstance(entry, DictionaryObject):
            titles.append(str(entry.get("/Title", "")))
            waiting += [entry.get("/Next"), entry.get("/First")]
    if titles:
        yield Text("ที่คั่นหน้า", "\n".join(titles))


def _pages_to_look_at(reader: PdfReader, texts: list[str]) -> Iterator[Unread]:
    """Pages that show something that could not be read as text: scans, drawings of letters, letters without meaning."""
    scans, garbled = [], []
    filled = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        text = texts[number - 1] if number <= len(texts) else ""
        letters = len(_LETTER.findall(text))
        if not letters and not _paints(page):
            filled -= 1
        elif not letters or letters < FEW_LETTERS and _has_large_picture(page):
            scans.append(number)
        elif len(_ODD.findall(text)) > MOST_ODD * letters:
            garbled.append(number)
    if scans and len(scans) == filled:
        yield Unread("ทั้งไฟล์เป็นภาพสแกน ไม่มีข้อความให้ระบบอ่าน", whole=True)
    elif scans:
        yield Unread(f"{_numbers(scans)} เป็นภาพ ไม่มีข้อความให้ระบบอ่าน")
    if garbled:
        yield Unread(f"{_numbers(garbled)} ใช้แบบอักษรที่ระบบอ่านไม่ออก", whole=len(garbled) == filled)


def _paints(page: PageObject) -> bool:
    contents = page.get_contents()
    return contents is not None and _PAINTS.search(contents.get_data()) is not None


def _has_large_picture(page: PageObject) -> bool:
    waiting, seen = [page], 0
    while waiting and seen < 100:
        resources = waiting.pop().get("/Resources")
        objects = resources.get_object().get("/XObject") if resources is not None else None
        for reference in (objects.get_object() if objects is not None else {}).values():
            seen += 1
            one = reference.get_object()
            if one.get("/Subtype") == "/Form":
                waiting.append(one)
            elif int(one.get("/Width", 0)) * int(one.get("/Height", 0)) >= LARGE_PICTURE:
                return True
    contents = page.get_contents()
    return contents is not None and re.search(rb"(?:^|\s)BI\s", contents.get_data()) is not None


def _numbers(pages: list[int]) -> str:
    """หน้า 1–3, 7: at most eight runs, then how many more."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1][1:] = [page]
        else:
            runs.append([page])
    shown = ", ".join("–".join(map(str, run)) for run in runs[:8])
    more = f" และอีก {len(runs) - 8} ช่วง" if len(runs) > 8 else ""
    return f"หน้า {shown}{more}"
