"""Print what is in the file as lines of JSON: [where, text], {"unread": …, "whole": …}, and at the very end {"done": true}.

Each line is written at once, so that what was read before a limit struck is not lost.
"""

import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from xml.parsers import expat

from publishing.gates.extraction.limits import limit_this_process
from publishing.gates.extraction.parts import Parts, Text, Unread

MAX_TEXT = 2_000_000  # letters
DAMAGED = (
    expat.ExpatError, zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, OSError, ValueError,
    LookupError, ArithmeticError, EOFError, TypeError, AttributeError, RuntimeError, SyntaxError,
)  # fmt: skip
#: Module of this package and function; only the one that is needed is imported.
READERS = {
    "pdf": ("pdf", "read_pdf"),
    "docx": ("office", "read_docx"),
    "xlsx": ("sheets", "read_xlsx"),
    "pptx": ("office", "read_pptx"),
    "csv": ("plain", "read_csv"),
    "txt": ("plain", "read_txt"),
    **dict.fromkeys(("jpg", "jpeg", "png", "webp"), ("plain", "read_picture")),
}


def read(path: str, extension: str) -> Parts:
    """What is in the file, as much as the limit of text allows. Damage and lack of memory are sentences, not errors."""
    if extension not in READERS:
        yield Unread(f"ระบบอ่านไฟล์ชนิด {extension.upper()} ไม่ได้", whole=True)
        return
    module, function = READERS[extension]
    reader: Callable[[str], Parts] = getattr(import_module(f"publishing.gates.extraction.{module}"), function)
    length = 0
    try:
        for part in reader(path):
            if isinstance(part, Text):
                left = max(0, MAX_TEXT - length - len(part.where))
                length += len(part.where) + len(part.text)
                yield Text(part.where, part.text[:left])
                if length > MAX_TEXT:
                    yield Unread(f"ข้อความยาวเกิน {MAX_TEXT:,} ตัวอักษร ระบบอ่านเฉพาะส่วนต้น")
                    return
            else:
                yield part
    except DAMAGED:
        yield Unread("ไฟล์เสียหรือผิดรูปแบบ ระบบอ่านไม่ครบ")
    except (MemoryError, RecursionError):
        yield Unread("ไฟล์ซับซ้อนหรือขยายแล้วใหญ่ผิดปกติ ระบบอ่านไม่ครบ")


def main() -> None:
    limit_this_process()
    for part in read(*sys.argv[1:]):
        line = (
            [part.where, part.text] if isinstance(part, Text) else {"unread": part.why, "whole": part.whole}
        )
        print(json.dumps(line), flush=True)
    print(json.dumps({"done": True}), flush=True)


if __name__ == "__main__":
    main()
