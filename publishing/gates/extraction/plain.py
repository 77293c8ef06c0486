"""Text files, tables of text, and what a picture carries beside its dots."""

import csv
import re

from PIL import ExifTags, Image

from publishing.gates.extraction.parts import Parts, Text, Unread
from publishing.gates.extraction.tables import lines
from publishing.uploads import decode_text

#: Title, comment, author, keywords and subject as Windows writes them into a photo.
WINDOWS_TAGS = range(0x9C9B, 0x9CA0)


def read_txt(path: str) -> Parts:
    text = _decoded(path)
    if isinstance(text, Unread):
        yield text
        return
    for number, line in enumerate(re.split("\r\n?|\n", text), 1):
        if line.strip():
            yield Text(f"บรรทัด {number}", line)


def read_csv(path: str) -> Parts:
    text = _decoded(path)
    if isinstance(text, Unread):
        yield text
        return
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    limit = csv.field_size_limit(len(text) + 1)
    try:
        rows = [dict(enumerate(row)) for row in csv.reader(re.split("(?<=\n)", text), delimiter=delimiter)]
    finally:
        csv.field_size_limit(limit)
    for number, line in enumerate(lines(rows), 1):
        if line.strip():
            yield Text(f"แถว {number}", line)


def _decoded(path: str) -> str | Unread:
    with open(path, "rb") as file:
        text = decode_text(file.read())
    return Unread("ไม่ใช่ข้อความ UTF-8 หรือ TIS-620", whole=True) if text is None else text


def read_picture(path: str) -> Parts:
    """Texts in EXIF, XMP and comments. Pictures of the site are encoded anew without them; those in documents are not."""
    with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as image:
        exif = image.getexif()
        tags = {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}
        about = {name: value for name, value in image.info.items() if name not in ("exif", "icc_profile")}
    for tag, value in {**tags, **about}.items():
        encoding = "utf-16-le" if tag in WINDOWS_TAGS else "utf-8"
        text = value.decode(encoding, "replace") if isinstance(value, bytes) else value
        if isinstance(text, str) and (text := re.sub(r"<[^<>]*>|\0", " ", text).strip()):
            yield Text("ข้อมูลกำกับภาพ", text)
