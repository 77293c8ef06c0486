"""How much of the personal data in files the gates find, and how often they point at nothing (part of `make bench`).

    python -m tests.gates.bench                      200 made-up documents, half of them with planted data
    python -m tests.gates.bench --documents 2000
    PII_DEV=/…/pii-dev.json python -m tests.gates.bench    and labelled texts of others

The status is 1 when a national ID in plain digits was missed.
"""

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publishing.gates.extract import Extracted
    from tests.gates.corpus import Document, Planted

#: Words in the labels of other people's data → kinds of ours.
LABELS = {
    "national_id": ("national", "citizen", "thai_id", "id_card", "idcard", "บัตร", "ประชาชน", "nid"),
    "phone": ("phone", "tel", "mobile", "โทร"),
    "account": ("account", "bank", "บัญชี"),
    "house_number": ("house", "address", "บ้าน", "ที่อยู่"),
    "health": ("health", "illness", "disease", "medical", "ป่วย", "สุขภาพ"),
    "disability": ("disab", "พิการ"),
    "criminal": ("crim", "อาชญา"),
    "classified": ("classified", "secret", "ลับ"),
}


class Score:
    """Counts by kind; "national_id, plain" is a kind of its own."""

    def __init__(self):
        self.planted: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.false: Counter[str] = Counter()
        self.missed: list[str] = []
        self.wrong: list[str] = []  # masked

    def add(self, name: str, planted: "list[Planted]", found: list) -> None:
        """Count the findings of one document (`Found` of publishing.gates.personal) against what is in it."""
        for datum in planted:
            hit = any(one.kind == datum.kind and _is(one, datum) for one in found)
            for kind in (datum.kind, f"{datum.kind}, plain") if datum.plain else (datum.kind,):
                self.planted[kind] += 1
                self.found[kind] += hit
            if not hit:
                self.missed.append(f"{name}: {datum.kind} {datum.key}")
        for one in found:
            if not any(one.kind == datum.kind and _is(one, datum) for datum in planted):
                self.false[one.kind] += 1
                self.wrong.append(f"{name}: {one.kind} {one.excerpt}")

    def rows(self) -> list[list[object]]:
        kinds = sorted({*self.planted, *self.false}, key=str)
        return [
            [
                str(kind),
                self.planted[kind],
                self.found[kind],
                _percent(self.found[kind], self.planted[kind]),
                self.false[kind],
            ]
            for kind in kinds
        ]


def _is(found, datum: "Planted") -> bool:
    """Whether a finding is what was planted: by its digits or its whole words, or by the person it is said of."""
    return datum.key == found.key or datum.key in found.key


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def measure(made: "list[Document]", score: Score, read: Callable[[str, str], "Extracted"]) -> list[str]:
    """`read` every document, by way of a file. Returns the names of those that were not wholly read."""
    from publishing.gates.extract import READ
    from publishing.gates.reading import found_in

    not_read = []
    with tempfile.TemporaryDirectory() as folder:
        for document in made:
            path = Path(folder) / document.name
            path.write_bytes(document.data)
            extracted = read(str(path), document.extension)
            if extracted.verdict != READ:
                not_read.append(f"{document.name}: {extracted.why}")
            score.add(document.name, document.planted, [one for _, one in found_in(extracted.passages)])
    return not_read


def texts_of_others(path: str, score: Score) -> int:
    """Count the labelled texts in a JSON file; how such a file is built is guessed. Returns how many texts."""
    from publishing.gates.personal import find
    from thai.text import normalise

    data = json.loads(Path(path).read_text(encoding="utf-8"))
    if isinstance(data, dict):
        data = next((value for value in data.values() if isinstance(value, list)), [])
    count = 0
    for number, row in enumerate(row for row in data if isinstance(row, dict)):
        text = next(
            (row[key] for key in ("text", "body", "content", "document") if isinstance(row.get(key), str)), ""
        )
        labels = next(
            (
                row[key]
                for key in ("findings", "expected", "pii", "entities", "labels", "spans", "planted")
                if row.get(key)
            ),
            [],
        )
        if not text:
            continue
        count += 1
        planted = (
            [datum for label in labels if (datum := _labelled(label, text))]
            if isinstance(labels, list)
            else []
        )
        score.add(str(row.get("id", number)), planted, find(normalise(text)))
    return count


def _labelled(label: object, text: str) -> "Planted | None":
    from publishing.gates.personal import Kind, digits
    from tests.gates.corpus import Planted

    if isinstance(label, str):
        label = {"kind": label}
    if not isinstance(label, dict):
        return None
    name = str(
        next((label[key] for key in ("kind", "type", "label", "entity") if label.get(key)), "")
    ).lower()
    kind = next(
        (kind for kind, words in LABELS.items() if any(word in name for word in (kind, *words))), None
    )
    value = next((label[key] for key in ("value", "text", "surface") if isinstance(label.get(key), str)), "")
    if not value and isinstance(label.get("start"), int) and isinstance(label.get("end"), int):
        value = text[label["start"] : label["end"]]
    if kind is None:
        return None
    numeric = kind in (Kind.NATIONAL_ID, Kind.PHONE, Kind.ACCOUNT)
    plain = kind == Kind.NATIONAL_ID and len(value) == 13 and value.isdecimal()
    return Planted(Kind(kind), digits(value) if numeric else "", plain)


def run(count: int) -> int:
    """Print the figures; Django must be set up. Returns the exit status."""
    from publishing.gates.extract import passages
    from tests.gates.corpus import documents
    from tests.harness import print_table

    heads = ["kind", "planted", "found", "recall", "false alarms"]
    score, begin = Score(), time.monotonic()
    not_read = measure([*documents(count)], score, passages)
    print(
        f"\nPersonal data in {count} documents, half of them without any: {time.monotonic() - begin:.0f} s\n"
    )
    print_table(heads, score.rows())
    for what, sentences in (("Missed", score.missed), ("False alarm", score.wrong), ("Not read", not_read)):
        for sentence in sentences[:20]:
            print(f"{what}: {sentence}")
    missed = score.planted["national_id, plain"] - score.found["national_id, plain"]
    others = os.environ.get("PII_DEV", "")
    if others and Path(others).is_file():
        score = Score()
        texts = texts_of_others(others, score)
        print(f"\n{others}: {texts} texts\n")
        print_table(heads, score.rows())
        missed += score.planted["national_id, plain"] - score.found["national_id, plain"]
    return 1 if missed else 0


def main() -> int:
    arguments = ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--documents", type=int, default=200)
    options = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ponko_site.settings_test")
    import django

    django.setup()
    return run(options.documents)


if __name__ == "__main__":
    sys.exit(main())
