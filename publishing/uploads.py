"""Deciding whether an upload may be kept: allow-list by name *and* content, a Thai sentence a refusal.

The browser's declared type is never looked at.
"""

import json
import lzma
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from thai.text import normalise_line

MB = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class FileType:
    """An allowed kind of document."""

    media_type: str
    limit: int  # bytes
    office_part: str = ""  # content type of the main part of an Office file


DOCUMENT_TYPES = {
    "pdf": FileType("application/pdf", 30 * MB),
    "docx": FileType(
        f"{OFFICE}.wordprocessingml.document", 20 * MB, f"{OFFICE}.wordprocessingml.document.main+xml"
    ),
    "xlsx": FileType(f"{OFFICE}.spreadsheetml.sheet", 20 * MB, f"{OFFICE}.spreadsheetml.sheet.main+xml"),
    "pptx": FileType(
        f"{OFFICE}.presentationml.presentation", 30 * MB, f"{OFFICE}.presentationml.presentation.main+xml"
    ),
    "csv": FileType("text/csv", 5 * MB),
    "txt": FileType("text/plain", 2 * MB),
}
PICTURE_TYPES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
PICTURE_LIMIT = 20 * MB
ALLOWED = "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), CSV, TXT และภาพ JPEG, PNG, WebP"
ALLOWED_PICTURES = "JPEG, PNG และ WebP"
#: Names that search engines and browsers read as orders when they stand on a site.
RESERVED_NAMES = {"robots.txt", "security.txt", "ads.txt", "humans.txt", "llms.txt"}
MAX_MEMBERS = 3000
MAX_UNPACKED = 200 * MB
MAX_XML = 4 * MB  # of a part that is read whole: the list of types, a list of relations
PROLOG = 64 * 1024  # bytes within which an XML part must come to its first element
PDF_TIMEOUT = 15  # seconds
PDF_TEXT_TIMEOUT = 5  # seconds
#: What zipfile raises for archives that are broken or were made to break it.
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, EOFError,
    KeyError, OSError, ValueError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """What is known of an accepted document."""

    extension: str
    media_type: str
    pages: int | None = None
    has_text: bool | None = None  # None: unknown (not a PDF, or it could not be read)
    pdf_title: str | None = None  # "": a PDF without one


def extension_of(upload: UploadedFile) -> str:
    """The lower-case last extension of the name, without the dot; empty when there is none."""
    name = normalise_line(upload.name or "")
    return name.rsplit(".", 1)[1].lower() if "." in name else ""


def check_document(upload: UploadedFile) -> Document:
    """Raises ValidationError (a Thai sentence) unless `upload` is a document that may be kept."""
    extension, name = extension_of(upload), normalise_line(upload.name or "")
    kind = DOCUMENT_TYPES.get(extension)
    if kind is None or name.lower() in RESERVED_NAMES:
        raise ValidationError(f"ไม่รับไฟล์ “{name}” รับเฉพาะ {ALLOWED}")
    check_size(upload, kind.limit)
    if extension == "pdf":
        return _check_pdf(upload, name, kind)
    if kind.office_part:
        _check_office(upload, name, kind)
        return Document(extension, kind.media_type)
    return Document(extension, f"{kind.media_type}; charset={_check_text(upload, name)}")


def check_size(upload: UploadedFile, limit: int) -> None:
    name = normalise_line(upload.name or "")
    if not upload.size:
        raise ValidationError(f"ไฟล์ “{name}” ว่างเปล่า ตรวจไฟล์แล้วแนบใหม่")
    if upload.size > limit:
        size = f"{upload.size / MB:.1f}"
        raise ValidationError(f"ไฟล์ “{name}” ใหญ่ {size} MB เกินกำหนด {limit // MB} MB ย่อหรือแบ่งไฟล์ก่อน")


def _mismatch(name: str, extension: str) -> ValidationError:
    return ValidationError(f"เนื้อหาของ “{name}” ไม่ใช่ไฟล์ {extension.upper()} จริง หรือไฟล์เสีย รับเฉพาะ {ALLOWED}")


def _check_pdf(upload: UploadedFile, name: str, kind: FileType) -> Document:
    upload.seek(0)
    if upload.read(5) != b"%PDF-":
        raise _mismatch(name, "pdf")
    with _on_disk(upload) as path:
        report = _pdf_report(path)
        if report is None:
            raise ValidationError(f"เปิดอ่าน “{name}” ไม่ได้ ไฟล์อาจเสีย ลองบันทึกเป็น PDF ใหม่")
        if report["encrypted"]:
            raise ValidationError(f"“{name}” มีรหัสผ่านหรือถูกเข้ารหัส ประชาชนจะเปิดไม่ได้ ให้บันทึกแบบไม่มีรหัสผ่าน")
        if report["active"]:
            found = " และ".join(report["active"])
            raise ValidationError(f"“{name}” มี{found} ซึ่งไม่ปลอดภัย ให้พิมพ์เป็น PDF ใหม่แล้วแนบอีกครั้ง")
        return Document("pdf", kind.media_type, report["pages"], _pdf_has_text(path), report["title"])


class _on_disk:
    """A path of the upload's bytes for a program to read: the temporary file that it has, or a copy."""

    def __init__(self, upload: UploadedFile):
        self.upload = upload
        self.copy: Path | None = None

    def __enter__(self) -> str:
        if hasattr(self.upload, "temporary_file_path"):
            return self.upload.temporary_file_path()
        self.upload.seek(0)
        with tempfile.NamedTemporaryFile(suffix=".upload", delete=False) as out:
            shutil.copyfileobj(self.upload, out)
            self.copy = Path(out.name)
        return out.name

    def __exit__(self, *exc: object) -> None:
        if self.copy:
            self.copy.unlink(missing_ok=True)


def look_into_pdf(path: str) -> tuple[dict | None, bool | None]:
    """What `pdf_report.py` finds, None when it cannot read the file, and whether the file has a text layer, None: unknown."""
    return _pdf_report(path), _pdf_has_text(path)


def _pdf_report(path: str) -> dict | None:
    """What `pdf_report.py` finds; None when the file cannot be read within the limits."""
    program = Path(__file__).with_name("pdf_report.py")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(program), path], capture_output=True, timeout=PDF_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout) if done.returncode == 0 else None


def _pdf_has_text(path: str) -> bool | None:
    """Whether the first pages have a text layer; None when poppler is absent or cannot read the file."""
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        return None
    command = [pdftotext, "-raw", "-l", "5", path, "-"]
    if shutil.which("prlimit"):
        command = ["prlimit", "--as=1073741824", "--cpu=10", *command]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PDF_TEXT_TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return None
    return len(done.stdout.split()) > 0 if done.returncode == 0 else None


def _check_office(upload: UploadedFile, name: str, kind: FileType) -> None:
    extension = extension_of(upload)
    upload.seek(0)
    if upload.read(4) != b"PK\3\4":
        raise _mismatch(name, extension)
    # Counted before zipfile makes an object of every entry.
    if sum(chunk.count(b"PK\1\2") for chunk in upload.chunks()) > MAX_MEMBERS:
        raise _unpacks_too_large(name)
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            _check_office_archive(archive, name, extension, kind)
    except (*BROKEN_ZIP, expat.ExpatError) as error:
        raise _mismatch(name, extension) from error


def _unpacks_too_large(name: str) -> ValidationError:
    return ValidationError(f"“{name}” ขยายแล้วใหญ่ผิดปกติ จึงไม่รับ ให้บันทึกใหม่จากโปรแกรมสำนักงาน หรือแนบเป็น PDF")


def _check_office_archive(archive: zipfile.ZipFile, name: str, extension: str, kind: FileType) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _unpacks_too_large(name)
    names = {member.filename for member in members}
    if any(part.startswith("/") or "\\" in part or ".." in part.split("/") for part in names):
        raise _mismatch(name, extension)
    listed = _elements(archive, archive.getinfo("[Content_Types].xml"), name, whole=True)
    types = {attributes.get("ContentType", "") for _, attributes in listed}
    if kind.office_part not in types:
        raise _mismatch(name, extension)
    macros = any("macroEnabled" in content or content.endswith(".vbaProject") for content in types)
    if macros or any(part.lower().endswith("vbaproject.bin") for part in names):
        raise ValidationError(f"“{name}” มีมาโคร ให้บันทึกเป็น {extension} แบบไม่มีมาโคร")
    for member in members:
        part = member.filename.lower()
        if part.endswith((".xml", ".rels")) and member.file_size:
            elements = _elements(archive, member, name, whole=part.endswith(".rels"))
            if part.endswith(".rels") and any(_calls_out(attributes) for _, attributes in elements):
                raise ValidationError(f"“{name}” ดึงแม่แบบหรือข้อมูลจากที่อื่นเมื่อเปิด จึงไม่รับ ให้บันทึกเป็น PDF แล้วแนบแทน")


def _calls_out(relation: dict[str, str]) -> bool:
    """Whether opening the file fetches what this relation names; a hyperlink waits for a click."""
    return relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")


def _elements(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, *, whole: bool
) -> list[tuple[str, dict[str, str]]]:
    """Name and attributes of the elements of an XML part: all with `whole`, else those in its first bytes.

    Raises ValidationError for a document type (entities, outside files), expat.ExpatError for what is no XML.
    """
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))

    def refuse(*_: object) -> None:
        raise ValidationError(f"“{name}” มีส่วนที่อ้างไฟล์ภายนอก จึงไม่รับ ให้บันทึกใหม่จากโปรแกรมสำนักงาน")

    parser.StartDoctypeDeclHandler = refuse
    if whole and member.file_size > MAX_XML:
        raise _unpacks_too_large(name)
    with archive.open(member) as part:
        parser.Parse(part.read(MAX_XML if whole else PROLOG), whole)
    if not found:
        raise zipfile.BadZipFile("no element")
    return found


def _check_text(upload: UploadedFile, name: str) -> str:
    """The character set of a CSV or TXT file, as the `charset` of its media type."""
    extension = extension_of(upload)
    upload.seek(0)
    data = upload.read()
    if b"\0" in data:
        raise _mismatch(name, extension)
    text = decode_text(data)
    if text is None:
        raise ValidationError(f"“{name}” ไม่ใช่ข้อความ UTF-8 หรือ TIS-620 ให้บันทึกเป็น UTF-8")
    if re.match(r"\s*(<!doctype|<html|<script|<\?php|<\?xml|<svg)", text, re.IGNORECASE):
        raise _mismatch(name, extension)
    return "utf-8" if text.encode() == data.removeprefix(b"\xef\xbb\xbf") else "windows-874"


def decode_text(data: bytes) -> str | None:
    """Text of a CSV or TXT file in UTF-8 (with or without BOM) or TIS-620; None when it is neither."""
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
