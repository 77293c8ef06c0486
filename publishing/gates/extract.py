"""The text of a stored file and of everything that travels with it, read in a process of its own with limits.

What cannot be read wholly is never called clean: the verdict then says that somebody has to look at it.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from publishing.gates.personal import Found, Kind
from publishing.models import FileReading

READ, PARTLY, UNREADABLE = (
    FileReading.Verdict.READ,
    FileReading.Verdict.PARTLY,
    FileReading.Verdict.UNREADABLE,
)
#: Seconds on the clock; the seconds of processor time, the memory and the output are limited in the process itself.
TIMEOUT = 30
ROOT = Path(__file__).resolve().parent.parent.parent
NO_PDFTOTEXT = "เครื่องแม่ข่ายยังไม่มีโปรแกรม pdftotext จึงอ่าน PDF ไม่ได้ แจ้งผู้ดูแลระบบให้ติดตั้งแพ็กเกจ poppler-utils"
STOPPED = "ไฟล์ใหญ่หรือซับซ้อนเกินกว่าที่ระบบอ่านได้ครบในเวลาที่กำหนด"
MAX_WHY = 300


@dataclass(frozen=True)
class Passage:
    """Text of a file, and where in it that stands, in Thai: หน้า 3, แผ่นงาน “รายชื่อ” (ซ่อนอยู่) แถว 4."""

    where: str
    text: str


@dataclass(frozen=True)
class Extracted:
    """What could be read. `why` are the Thai sentences for what could not."""

    verdict: FileReading.Verdict
    why: str = ""
    passages: list[Passage] = field(default_factory=list)


def can_read(extension: str) -> bool:
    """Whether this machine has what it takes to read such files at all."""
    return extension != "pdf" or shutil.which("pdftotext") is not None


def passages(path: str, extension: str) -> Extracted:
    """The text of the file at `path`. Takes up to TIMEOUT seconds; a hostile file ends as one that could not be read."""
    if not can_read(extension):
        return Extracted(UNREADABLE, NO_PDFTOTEXT)
    return _told(_run("publishing.gates.extraction", os.path.abspath(path), extension))


def search(texts: list[Passage]) -> tuple[list[tuple[str, Found]], bool]:
    """What is found in long texts, each thing once with where it stands, and whether all of them were searched in time.

    Takes up to TIMEOUT seconds in a process of its own. What is found is without its place in the text and its value.
    """
    with tempfile.TemporaryFile() as lines:
        lines.writelines(json.dumps([one.where, one.text]).encode() + b"\n" for one in texts)
        lines.seek(0)
        output = _run("publishing.gates.extraction.finding", stdin=lines)
    told = [json.loads(line) for line in output.split("\n")[:-1]]
    answers = [line for line in told if isinstance(line, list)]
    return [(where, Found(Kind(kind), 0, 0, "", excerpt, key)) for kind, key, where, excerpt in answers], len(
        answers
    ) < len(told)


def _run(module: str, *arguments: str, stdin: IO[bytes] | int = subprocess.DEVNULL) -> str:
    """What the program has printed when it ends, or is ended."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-m", module, *arguments],
            cwd=ROOT,
            stdin=stdin,
            stdout=out,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        out.seek(0)
        return out.read().decode("utf-8", "replace")


def _told(output: str) -> Extracted:
    """What the process printed, as far as it came."""
    found, why, whole, done = [], [], False, False
    for line in output.split("\n")[:-1]:  # the last is empty, or was cut off
        told = json.loads(line)
        if isinstance(told, list):
            found.append(Passage(*told))
        elif "unread" in told:
            why.append(told["unread"])
            whole |= told["whole"]
        else:
            done = True
    if not done:
        why.append(STOPPED)
    if not why:
        return Extracted(READ, "", found)
    verdict = UNREADABLE if whole or not any(passage.text.strip() for passage in found) else PARTLY
    return Extracted(verdict, " ".join(dict.fromkeys(why))[:MAX_WHY], found)
