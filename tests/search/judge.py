"""Asks the search page of a running site and judges what it answers. Knows HTML and the questions, nothing of the site's code."""

import collections
import http.client
import itertools
import json
import re
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

TOP = 10


@dataclass
class Shown:
    """A result of the page: which document, and the pages of its files that are linked."""

    document: str
    pages: set[int] = field(default_factory=set)


class ResultPage(HTMLParser):
    """The results are the links with data-doc-id; links to `#page=…` after one belong to it."""

    def __init__(self):
        super().__init__()
        self.results: list[Shown] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("data-doc-id"):
            self.results.append(Shown(given["data-doc-id"]))
        elif tag == "a" and self.results and (page := re.search(r"#page=([0-9]+)$", given.get("href") or "")):
            self.results[-1].pages.add(int(page[1]))


class Visitor:
    """Somebody at 127.0.0.1:port who asks, each time from another address, so that no limit stops him."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.addresses = (f"198.{18 + n // 65536 % 2}.{n // 256 % 256}.{n % 256}" for n in itertools.count())
        self.seconds: list[float] = []

    def get(self, address: str) -> str:
        self.connection.request("GET", address, headers={"X-Forwarded-For": next(self.addresses)})
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        if answer.status != 200:
            raise RuntimeError(f"{address} was answered with {answer.status}")
        return text

    def search(self, question: str) -> list[Shown]:
        begin = time.perf_counter()
        html = self.get(f"/search/?q={quote(question)}")
        self.seconds.append(time.perf_counter() - begin)
        page = ResultPage()
        page.feed(html)
        return list({shown.document: shown for shown in reversed(page.results)}.values())[::-1][:TOP]


@dataclass
class Verdict:
    """What came of all questions: recall@10 and mean reciprocal rank by kind, and the rest."""

    kinds: dict[str, list[float]]  # reciprocal rank of each question, 0 where it was not among the first ten
    missed: list[tuple[str, str, str]]  # kind, question, document
    nonsense: float  # results on average
    short: float  # precision
    short_without: int  # short words without any result
    pdf_found: int
    pdf_page: int
    pdf_with_page: int  # phrases that a page of the file has as text
    pdf_missed: list[str]

    @property
    def recall(self) -> float:
        return mean(mean(map(bool, ranks)) for ranks in self.kinds.values())

    @property
    def reciprocal_rank(self) -> float:
        return mean(map(mean, self.kinds.values()))


def judge(visitor: Visitor, folder: Path, pdf_documents: dict[str, str], every: int = 1) -> Verdict:
    """Ask every question of `folder`/dev. `pdf_documents`: file of `folder`/pdf → the document that it was attached to."""
    kinds: dict[str, list[float]] = collections.defaultdict(list)
    missed = []
    for asked in itertools.islice(questions(folder, "queries"), 0, None, every):
        found = [shown.document for shown in visitor.search(asked["q"])]
        wanted = asked["expected"][0]
        kinds[asked["type"]].append(1 / (found.index(wanted) + 1) if wanted in found else 0.0)
        if wanted not in found:
            missed.append((asked["type"], asked["q"], wanted))
    shorts = []
    for asked in questions(folder, "short_words"):
        found = [shown.document for shown in visitor.search(asked["q"])]
        shorts.append(mean(one in asked["word_docs"] for one in found) if found else None)
    nonsense = [len(visitor.search(asked["q"])) for asked in questions(folder, "nonsense")]
    verdict = Verdict(
        dict(sorted(kinds.items())),
        missed,
        mean(nonsense),
        mean(one for one in shorts if one is not None),
        shorts.count(None),
        0, 0, 0, [],
    )  # fmt: skip
    _judge_files(visitor, folder, pdf_documents, verdict)
    return verdict


def _judge_files(visitor: Visitor, folder: Path, documents: dict[str, str], verdict: Verdict) -> None:
    for asked in questions(folder, "pdf_queries"):
        wanted = documents[asked["expected_file"]]
        right = pages_with(folder / "pdf" / asked["expected_file"], asked["q"])
        shown = next((one for one in visitor.search(asked["q"]) if one.document == wanted), None)
        verdict.pdf_found += shown is not None
        verdict.pdf_with_page += bool(right)
        verdict.pdf_page += bool(shown and right & shown.pages)
        if shown is None or right and not right & shown.pages:
            verdict.pdf_missed.append(
                f"{asked['q']} ({asked['expected_file']}, {'not found' if shown is None else right})"
            )


def questions(folder: Path, name: str) -> Iterator[dict]:
    with (folder / "dev" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def pages_with(file: Path, phrase: str) -> set[int]:
    """The pages whose text has the phrase, spaces and marks aside; none of a scan."""
    text = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True, text=True).stdout
    return {number for number, page in enumerate(text.split("\f"), 1) if _bare(phrase) in _bare(page)}


def _bare(text: str) -> str:
    """Digits and letters without marks: in the text of many PDFs ำ is a space and า, and marks are of a private area."""
    text = unicodedata.normalize("NFC", text).replace("\u0e33", "\u0e32")
    text = text.translate({ord("๐") + digit: str(digit) for digit in range(10)})
    return re.sub(r"[^0-9a-zก-ฮะาเ-ๅ]+", "", text.casefold())


def mean(values) -> float:
    values = list(values)
    return sum(values) / len(values) if values else 0.0
