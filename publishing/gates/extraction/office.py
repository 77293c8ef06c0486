"""The text of Word and PowerPoint files, part by part, also what does not show: comments, deletions, notes, hidden slides.

The parts are read as a stream by expat: neither the depth nor the length of the XML decides how much memory it takes.
"""

import posixpath
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from publishing.gates.extraction.parts import Parts, Text, Unread
from publishing.gates.extraction.tables import lines

MB = 1024 * 1024
MAX_MEMBERS = 3000
MAX_UNPACKED = 200 * MB
MAX_EMBEDDED = 20 * MB
#: A file with fewer letters than this, and pictures of at least so many bytes, is taken for a scan.
FEW_LETTERS, LARGE_PICTURES = 200, 100_000

WORD_PARTS = {
    "header": "หัวกระดาษ",
    "footer": "ท้ายกระดาษ",
    "footnotes": "เชิงอรรถ",
    "endnotes": "อ้างอิงท้ายเรื่อง",
    "comments": "ความเห็น",
}
PROPERTIES = {
    "title": "ชื่อเรื่อง",
    "subject": "หัวเรื่อง",
    "creator": "ผู้เขียน",
    "keywords": "คำสำคัญ",
    "description": "คำอธิบาย",
    "lastModifiedBy": "ผู้แก้ไขล่าสุด",
    "category": "หมวด",
    "Company": "หน่วยงาน",
    "Manager": "ผู้จัดการ",
}
#: What Word writes as an element and not as a letter.
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURE = (".jpg", ".jpeg", ".png", ".webp")
#: What shows no text: fonts, drawings without letters, settings of a printer.
_NO_TEXT = re.compile(
    r"\.(?:rels|odttf|fntdata|emf|wmf|gif|bmp|tiff?|svg|vml|wdp)$|/printerSettings|_xmlsignatures/|/$|\.xml$"
)
_BY_THE_WAY = re.compile(
    r"(?:styles|settings|webSettings|fontTable|numbering|theme\d*|presProps|viewProps|tableStyles|calcChain|\[Content_Types\]"
    r"|stylesWithEffects|metadata|volatileDependencies)\.xml$"
)

Opened = zipfile.ZipFile
Walk = Callable[[str, dict[str, str]], None]


def opened(source: str | IO[bytes]) -> Opened:
    """The archive. Raises zipfile.BadZipFile for one that unpacks to more than anybody needs."""
    archive = zipfile.ZipFile(source)
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise zipfile.BadZipFile("unpacks too large")
    return archive


def walk(archive: Opened, part: str, start: Walk, end: Walk, text: Callable[[str], None]) -> None:
    """Read one XML part; `start` and `end` get the element's name without its prefix. No entities, no outside files."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise ValueError("document type in an Office file")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, about: start(name.rpartition(":")[2], about)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2], {})
    parser.CharacterDataHandler = text
    with archive.open(part) as stream:
        parser.ParseFile(stream)


def relations(archive: Opened, part: str) -> dict[str, tuple[str, str]]:
    """What `part` points at inside the archive: id → (last word of the type, name of the part)."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(_: str, about: dict[str, str]) -> None:
        if "Id" in about and about.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, about.get("Target", ""))).lstrip("/")
            found[about["Id"]] = about.get("Type", "").rpartition("/")[2], target

    if rels in archive.namelist():
        walk(archive, rels, start, lambda *_: None, lambda _: None)
    return found


@dataclass
class Writing:
    """The text of a part as it is put together: paragraphs are lines, rows of a table are lines too."""

    #: Elements whose letters are text.
    letters: frozenset[str] = frozenset({"t", "v", "instrText"})
    cells: list[list[str]] = field(default_factory=lambda: [[]])  # the innermost cell last
    tables: list[list[dict[int, str]]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    into: list[str] | None = None

    def start(self, name: str, about: dict[str, str]) -> None:
        if name in self.letters:
            self.into = self.cells[-1]
        elif name == "delText":
            self.into = self.deleted
        elif name in SIGNS:
            self.cells[-1].append(SIGNS[name])
        elif name == "tbl":
            self.tables.append([])
        elif name == "tr" and self.tables:
            self.tables[-1].append({})
        elif name == "tc" and self.tables and self.tables[-1]:
            self.cells.append([])

    def end(self, name: str, _: dict[str, str]) -> None:
        if name in self.letters or name == "delText":
            self.into = None
        elif name == "p":
            self.cells[-1].append("\n")
            if self.deleted and self.deleted[-1] != "\n":
                self.deleted.append("\n")
        elif name == "tc" and len(self.cells) > 1:
            cell = " ".join("".join(self.cells.pop()).split())
            if self.tables and self.tables[-1]:
                self.tables[-1][-1][len(self.tables[-1][-1])] = cell
        elif name == "tbl" and self.tables:
            self.cells[-1].append("\n".join(["", *lines(self.tables.pop()), ""]))

    def letter(self, text: str) -> None:
        if self.into is not None:
            self.into.append(text)

    def read(self, archive: Opened, part: str) -> "Writing":
        walk(archive, part, self.start, self.end, self.letter)
        return self

    def parts(self, where: str) -> Iterator[Text]:
        text, deleted = ("".join(piece).strip() for piece in (self.cells[0], self.deleted))
        if text:
            yield Text(where, text)
        if deleted:
            yield Text(f"{where}: ข้อความที่ลบแล้วแต่ยังอยู่ในไฟล์ (การติดตามการแก้ไข)", deleted)


def read_docx(path: str | IO[bytes], depth: int = 0) -> Parts:
    with opened(path) as archive:
        names = archive.namelist()
        main = next(
            (target for kind, target in relations(archive, "").values() if kind == "officeDocument"), ""
        )
        main = main if main in names else "word/document.xml"
        first = Writing().read(archive, main)
        yield from first.parts("เนื้อหา")
        letters = len("".join(first.cells[0]).strip())
        done = {main}
        for part in names:
            label = WORD_PARTS.get(
                re.sub(r"(?:Extended|Extensible|Ids)?\d*\.xml$", "", part.removeprefix("word/"))
            )
            if label:
                done.add(part)
                yield from Writing().read(archive, part).parts(label)
        yield from the_rest(archive, done, letters, depth)


def read_pptx(path: str | IO[bytes], depth: int = 0) -> Parts:
    with opened(path) as archive:
        shown = relations(archive, "ppt/presentation.xml")
        order: list[str] = []

        def in_order(name: str, about: dict[str, str]) -> None:
            if name == "sldId":
                # Its own number is `id`; that of the relation has a prefix.
                relation = next((value for key, value in about.items() if key.endswith(":id")), "")
                order.append(shown.get(relation, ("", ""))[1])

        walk(archive, "ppt/presentation.xml", in_order, lambda *_: None, lambda _: None)
        others = sorted(name for name in archive.namelist() if re.fullmatch(r"ppt/slides/[^/]+\.xml", name))
        slides = [part for part in dict.fromkeys([*order, *others]) if part in others]
        letters, done = 0, {"ppt/presentation.xml"}
        for number, part in enumerate(slides, 1):
            slide = _Slide().read(archive, part)
            where = f"สไลด์ {number}{' (ซ่อนอยู่)' if slide.hidden else ''}"
            letters += len("".join(slide.cells[0]).strip())
            yield from slide.parts(where)
            done.add(part)
            for kind, target in relations(archive, part).values():
                if kind in ("notesSlide", "comments") and target in archive.namelist():
                    done.add(target)
                    label = "บันทึกผู้บรรยาย" if kind == "notesSlide" else "ความเห็น"
                    yield from (
                        Writing(frozenset({"t", "text"})).read(archive, target).parts(f"{where}: {label}")
                    )
        yield from the_rest(archive, done, letters, depth)


class _Slide(Writing):
    hidden = False

    def start(self, name: str, about: dict[str, str]) -> None:
        if name == "sld" and about.get("show") in ("0", "false"):
            self.hidden = True
        super().start(name, about)


def the_rest(archive: Opened, done: set[str], letters: int, depth: int) -> Parts:
    """Properties, every other part that holds text, pictures and embedded files. `letters`: how much text the pages have."""
    yield from _properties(archive)
    pictures = 0
    for member in archive.infolist():
        part = member.filename
        lowered = part.lower()
        if part in done or part.startswith("docProps/") and lowered.endswith(".xml"):
            continue
        if "/embeddings/" in lowered and depth == 0 and lowered.endswith((".docx", ".xlsx", ".pptx")):
            yield from _embedded(archive, member)
        elif lowered.endswith(_PICTURE):
            pictures += member.file_size
            yield from _picture(archive, member)
        elif lowered.endswith(".xml") and not _BY_THE_WAY.search(part):
            yield from _Anything().read(archive, part).parts(f"ส่วนอื่นของไฟล์ ({part})")
        elif not _NO_TEXT.search(part):
            yield Unread(f"มีไฟล์อื่นฝังอยู่ที่ระบบอ่านไม่ได้ ({posixpath.basename(part)})")
    if letters < FEW_LETTERS and pictures >= LARGE_PICTURES:
        yield Unread("เนื้อหาเป็นภาพ ไม่มีข้อความให้ระบบอ่าน", whole=letters < FEW_LETTERS // 10)


class _Anything(Writing):
    """All letters, and the values of a pivot table's memory: it keeps what was deleted from the sheet."""

    def start(self, name: str, about: dict[str, str]) -> None:
        if name in ("s", "n", "d") and "v" in about:
            self.cells[-1].append(about["v"] + "\t")
        super().start(name, about)
        if self.into is None and name not in ("posOffset", "f", "delText"):
            self.into = self.cells[-1]

    def end(self, name: str, about: dict[str, str]) -> None:
        super().end(name, about)
        # The runs of a paragraph are one text; any other two elements are two.
        if name not in ("t", "s", "n", "d") and self.cells[-1]:
            in_a_run = name == "r" and not self.cells[-1][-1].endswith("\t")
            self.cells[-1].append("" if in_a_run or name.endswith("Pr") else "\n")


def _properties(archive: Opened) -> Iterator[Text]:
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        if part not in archive.namelist():
            continue
        path: list[str] = []
        found: list[tuple[str, str]] = []

        def start(name: str, _: dict[str, str], path: list[str] = path) -> None:
            path.append(name)

        def end(*_: object, path: list[str] = path) -> None:
            path.pop()

        def text(letters: str, path: list[str] = path, found: list = found) -> None:
            if path[-1] in PROPERTIES or "property" in path:
                found.append((PROPERTIES.get(path[-1], "อื่น ๆ"), letters))

        walk(archive, part, start, end, text)
        yield from (Text(f"ข้อมูลกำกับไฟล์: {label}", letters) for label, letters in found if letters.strip())


def _embedded(archive: Opened, member: zipfile.ZipInfo) -> Parts:
    """The text of an Office file in the Office file, such as the table behind a chart."""
    from publishing.gates.extraction.sheets import read_xlsx

    name = posixpath.basename(member.filename)
    if member.file_size > MAX_EMBEDDED:
        yield Unread(f"ไฟล์ที่ฝังอยู่ใหญ่เกินกว่าที่ระบบอ่านได้ ({name})")
        return
    reader = {"docx": read_docx, "pptx": read_pptx, "xlsx": read_xlsx}[name.lower().rpartition(".")[2]]
    with archive.open(member) as stream:
        for part in reader(stream, depth=1):
            yield (
                Text(f"ไฟล์ที่ฝังอยู่ {name} {part.where}", part.text)
                if isinstance(part, Text)
                else Unread(f"ไฟล์ที่ฝังอยู่ {name}: {part.why}")
            )


def _picture(archive: Opened, member: zipfile.ZipInfo) -> Parts:
    from publishing.gates.extraction.plain import (
        read_picture,  # Pillow takes longer to load than most files to read
    )

    with archive.open(member) as stream, tempfile.TemporaryFile() as copy:
        copy.write(stream.read(MAX_EMBEDDED))
        copy.seek(0)
        try:
            yield from read_picture(copy)
        except (OSError, SyntaxError, ValueError):
            return  # no picture after all, so it shows nothing either
