"""How well and how fast the search finds, on real texts (`make search-bench DATA=…`).

    python -m tests.search.bench /folder/of/texts                on SQLite
    python -m tests.search.bench /folder/of/texts --postgres     and then on a PostgreSQL of its own
    python -m tests.search.bench /folder/of/texts --more         with more-documents.jsonl.gz as well
    python -m tests.search.bench /folder/of/texts --times 10     with ten copies of the texts: how it grows

The folder holds dev/ (corpus.jsonl.gz, and queries, short_words, nonsense and pdf_queries as .jsonl), pdf/ with
manifest.json, and for --more the further texts. Everything is loaded as ordinary publications into a throw-away copy;
the questions go through a running server (tests/search/judge.py), once each. Figures are printed beside the bars, never
tested: machines differ.
"""

import json
import logging
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.harness import Copy, again_on_postgresql, on_postgresql, parser, print_table
from tests.search.judge import Verdict, Visitor, judge, questions
from tests.site import Site

ITEMS = 60  # that are taken into the index one by one


def run(options) -> None:
    with Copy(environment={"BEHIND_PROXY": "1"}) as site:
        logging.disable(logging.WARNING)
        from django.db import connection

        begin = time.monotonic()
        documents = load(options)
        loaded = time.monotonic() - begin
        before = size()
        begin = time.monotonic()
        entries = build()
        built = time.monotonic() - begin
        files = attach_files(options.folder)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        print(
            f"\n{connection.display_name}: {documents} texts and {len(files)} files, loaded in {loaded:.0f} s"
        )
        print(f"index: {entries} entries, {(size() - before) / 2**20:.0f} MB, built in {built:.0f} s")
        one = index_one()
        print(
            f"one saved item into the index: p50 {one[0]:.0f} ms, p95 {one[1]:.0f} ms, processor p50 {one[2]:.0f} ms (bar 50)"
        )
        asked = [question["q"] for question in questions(options.folder, "queries")][:: options.every]
        for what, ask in (("ranking (bar 20, 120)", rank), ("ranking, snippets, facets", show)):
            times, work = timed(ask, asked)
            tell_speed(what, times)
            tell_speed("  processor, the database's included", work)
        connection.close()
        Site.start(site)
        visitor = Visitor(site.port)
        for _ in range(20):
            visitor.get("/")
            visitor.get("/news/")
        workers = private(site)
        verdict = judge(visitor, options.folder, files, options.every)
        tell(verdict)
        tell_speed("whole page, one at a time", visitor.seconds)
        grown = [after - before for before, after in zip(workers, private(site), strict=True)]
        print(
            f"memory of a worker: {max(workers):.0f} MB before the first question, {max(grown):+.0f} MB after all (bar +40)"
        )
        if options.missed:
            for kind, question, document in verdict.missed:
                print(f"{kind}: {question} ({document})")
        for line in verdict.pdf_missed:
            print(f"pdf: {line}")


def load(options) -> int:
    from itertools import islice

    from django.db import transaction

    from tests.search import corpus

    with transaction.atomic():
        file = options.folder / "dev" / "corpus.jsonl.gz"
        number = corpus.load(islice(corpus.read(file), options.documents))
        if options.more:
            number += corpus.load(corpus.read(options.folder / "more-documents.jsonl.gz"))
        for copy in range(2, options.times + 1):
            number += corpus.load(corpus.read(file), prefix=f"copy{copy}-")
    return number


def build() -> int:
    from search.indexing import rebuild

    last = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last > 60:
            last = time.monotonic()
            print(f"  {done:,} of {of:,}", flush=True)

    return rebuild(tell)


def attach_files(folder: Path) -> dict[str, str]:
    """Each PDF on a live item of its own that says only its title; read as the clock reads files. File → document."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from publishing.files import attach, store_upload
    from publishing.models import Attachment, Edition
    from search.files import read_waiting
    from search.indexing import update
    from tests.search import corpus

    found = {}
    for number, about in enumerate(
        json.loads((folder / "pdf" / "manifest.json").read_text(encoding="utf-8"))
    ):
        name, document = about["file"], f"PDF{number}"
        corpus.load([{"id": document, "kind": "pdf", "title": about["title"], "body": "", "date": ""}])
        edition = Edition.objects.get(publication__slug=document.lower())
        upload = SimpleUploadedFile(name, (folder / "pdf" / name).read_bytes())
        attach(
            edition,
            store_upload(upload, Attachment.Kind.DOCUMENT),
            kind=Attachment.Kind.DOCUMENT,
            title=about["title"],
        )
        update([edition.publication_id])
        found[name] = document
    while read_waiting():
        pass
    see_all()
    return found


def see_all() -> None:
    """Read the pages that are pictures, where this machine can."""
    from search import seeing

    while seeing.see_waiting():
        pass


def size() -> int:
    """Bytes of the database (SQLite), or of the tables of the search with their indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        else:
            cursor.execute(
                "SELECT COALESCE(SUM(pg_total_relation_size(oid)), 0) FROM pg_class"
                " WHERE relkind = 'r' AND relname LIKE 'search\\_%'"
            )
        return int(cursor.fetchone()[0])


def index_one() -> tuple[float, float, float]:
    """Milliseconds to take one item out of the index and in again: median, 95th percentile, median of the processor's time."""
    from publishing.models import Publication
    from search.indexing import update

    keys = list(Publication.objects.exclude(slug__startswith="pdf").values_list("pk", flat=True))
    chosen = random.Random(1).sample(keys, min(ITEMS, len(keys)))
    times, work = [], []
    for key in chosen:
        begin, worked = time.perf_counter(), processor()
        update([key])
        times.append((time.perf_counter() - begin) * 1000)
        work.append((processor() - worked) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], statistics.median(work)


def rank(question: str) -> None:
    """What is found and in which order, with everything that a request looks up for it."""
    from search.indexing import serving, terms_of
    from search.ranking import Ranking
    from search.synonyms import lookup

    index = serving()
    Ranking(index, terms_of(index), lookup()).rank(question)


def show(question: str) -> None:
    """What the page shows of it, without its template."""
    from search.asking import Question, answer

    answer(Question.of({"q": question}))


def timed(ask: Callable[[str], None], asked: list[str]) -> tuple[list[float], list[float]]:
    """Seconds of each question, and of the processor's time for it. A few are asked before it counts."""
    times, work = [], []
    for question in asked[:20]:
        ask(question)
    for question in asked:
        begin, worked = time.perf_counter(), processor()
        ask(question)
        times.append(time.perf_counter() - begin)
        work.append(processor() - worked)
    return times, work


def processor() -> float:
    """Seconds that this process has worked, and the server that its connection has on this machine."""
    from django.db import connection

    seconds = time.process_time()
    if connection.vendor == "postgresql":
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        if server.exists():
            seconds += int(server.read_text().split()[0]) / 1e9
    return seconds


def private(site: Site) -> list[float]:
    """MB that each worker of the server has for itself alone, in the order of their numbers."""
    parent = site._process.pid
    workers = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    found = []
    for worker in workers:
        lines = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()
        found.append(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024)
    return found


def tell(verdict: Verdict) -> None:
    rows = [
        [kind, len(ranks), f"{sum(map(bool, ranks)) / len(ranks):.3f}", f"{sum(ranks) / len(ranks):.3f}"]
        for kind, ranks in verdict.kinds.items()
    ]
    asked = sum(len(ranks) for ranks in verdict.kinds.values())
    rows.append(["over kinds", asked, f"{verdict.recall:.3f}", f"{verdict.reciprocal_rank:.3f}"])
    rows.append(["bar", "", "0.955", "0.885"])
    print()
    print_table(["kind", "n", "recall@10", "MRR"], rows)
    print(f"\nnonsense: {verdict.nonsense:.2f} results on average (bar 0.5)")
    print(f"short words: precision {verdict.short:.2f} (bar 0.8), {verdict.short_without} without any result")
    phrases = f"{verdict.pdf_page} of {verdict.pdf_with_page} with the right page where the file has text"
    print(f"PDF phrases: {verdict.pdf_found} found, {phrases}")


def tell_speed(what: str, seconds: list[float]) -> None:
    times = sorted(one * 1000 for one in seconds)
    half, slow = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{what}: p50 {half:.0f} ms, p95 {slow:.0f} ms, longest {times[-1]:.0f} ms")


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("folder", type=Path, help="where dev/, pdf/ and more-documents.jsonl.gz are")
    arguments.add_argument("--postgres", action="store_true", help="again on a PostgreSQL of its own")
    arguments.add_argument("--more", action="store_true", help="with the further texts")
    arguments.add_argument("--times", type=int, default=1, help="copies of the texts")
    arguments.add_argument("--documents", type=int, help="only so many of the texts (then most is missed)")
    arguments.add_argument("--every", type=int, default=1, help="ask every so-manieth question only")
    arguments.add_argument("--missed", action="store_true", help="name the questions that missed their text")
    options = arguments.parse_args()
    run(options)
    if options.postgres and not options.here and not on_postgresql():
        return again_on_postgresql("tests.search.bench")
    return 0


if __name__ == "__main__":
    sys.exit(main())
