"""How fast a page goes out, each way beside the others in one run: ratios to nginx serving a file of the same bytes.

    python -m tests.bench_delivery                  3 rounds of 3 seconds each
    python -m tests.bench_delivery --seconds 10

ApacheBench (Debian's apache2-utils) asks over 16 kept connections, unencrypted; it takes one processor of its own, so a machine
with two serves on the other. nginx has the shipped configuration without its limits for one address, and without
TLS. Then: the memory of a worker (PSS), how long a start takes, pages that are rendered anew, and what a first view of the home
page costs on a phone.
Figures are printed, never tested: machines differ.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.bench import machine
from tests.first_view import Visit
from tests.front import Front
from tests.harness import print_table
from tests.site import ROOT, Site, chromium

PAGE = "/news/"
CONNECTIONS = 16
FILE, FRONT = "nginx, a file of the same bytes", "cached page behind nginx"
BARE, ALONE = "bare WSGI on gunicorn", "cached page on gunicorn"
NAMED, ZIPPED = "Django's site cache on gunicorn", "cached page on gunicorn, gzip"
GZIPPED = "Django's site cache and GZipMiddleware"
#: What is compared with what, and the bar.
RATIOS = [
    ("behind nginx : a file", FRONT, FILE, 0.9),
    ("cached on gunicorn : bare WSGI", ALONE, BARE, 0.8),
    ("cached on gunicorn : Django's site cache", ALONE, NAMED, 1.8),
    ("cached, gzip : GZipMiddleware", ZIPPED, GZIPPED, 4),
]


class OpenFront(Front):
    """nginx without TLS and without limits for one address: one address asks as often as it can here."""

    def _configuration(self) -> str:
        text = re.sub(r"\n *(limit_(req|conn)|ssl_reject_handshake) .*", "", super()._configuration())
        return text.replace(" ssl http2", "")


@contextmanager
def bare(body: Path) -> Iterator[str]:
    """The address of gunicorn with the site's configuration and an application that has the bytes of `body` ready."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.bench_bare", "--config", "deploy/gunicorn.conf.py"]
    environment = os.environ | {"BENCH_BODY": str(body), "PORT": str(port)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(URLError, ConnectionError):
            urlopen(address).close()
            return
        time.sleep(0.05)
    raise SystemExit(f"{address} did not answer")


def ask(
    address: str, seconds: int, *, gzip: bool = False, connections: int = CONNECTIONS
) -> dict[str, float]:
    """Requests a second, p50, p95 and p99 in milliseconds, and the share of a processor that the asking took."""
    program = shutil.which("ab")
    if not program:
        raise SystemExit("ab is not installed: tests/tools/apt_install.sh apache2-utils")
    command = [program, "-k", "-q", "-l", "-t", str(seconds), "-n", "10000000", "-c", str(connections)]
    command += [
        "-H",
        "Host: localhost",
        "-H",
        "User-Agent: Mozilla/5.0 (bench)",
        "-H",
        "X-Forwarded-Proto: https",
    ]
    command += ["-H", "Accept-Encoding: gzip"] if gzip else []
    begin = os.times()
    done = subprocess.run([*command, address], capture_output=True, text=True, check=True)
    end = os.times()
    text = done.stdout
    if (wrong := re.search(r"Non-2xx responses: +(\d+)", text)) is not None:
        raise SystemExit(f"{address}: {wrong[1]} answers other than 200")
    own = end.children_user + end.children_system - begin.children_user - begin.children_system
    return {
        "rate": float(re.search(r"Requests per second: +([\d.]+)", text)[1]),
        **{
            f"p{share}": float(re.search(rf"^ +{share}% +(\d+)", text, re.MULTILINE)[1])
            for share in (50, 95, 99)
        },
        "own": own / (end.elapsed - begin.elapsed),
    }


def memory(site: Site) -> list[int]:
    """The proportional set size (PSS) of each worker in megabytes."""
    master = site._process.pid
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    rollups = [Path(f"/proc/{worker}/smaps_rollup").read_text() for worker in workers]
    return [int(re.search(r"^Pss: +(\d+)", text, re.MULTILINE)[1]) // 1024 for text in rollups]


def first_view() -> str:
    """What the home page costs a phone with an empty cache; says so where there is no browser."""
    try:
        with Site(demo=True) as site, chromium() as browser:
            seen = Visit(browser, site, "/").end()
    except RuntimeError as error:
        return f"first view not measured: {error}"
    return (
        f"first view of home on a phone: {len(seen.requests)} requests, {(seen.rest + seen.photos_above) / 1000:.0f} KB"
        f" with the photos of the first screen, {(seen.rest + seen.photos) / 1000:.0f} KB with all (bars 10, 100)"
    )


def main() -> int:
    arguments = ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--seconds", type=int, default=3, help="of each round")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--save", type=Path, help="a file for what is found, as JSON")
    options = arguments.parse_args()
    plain = {"HTTPS": "0"}
    own_cache = {"DJANGO_SETTINGS_MODULE": "tests.bench_settings"}
    with ExitStack() as stack:
        front = stack.enter_context(OpenFront(demo=True, environment=plain))
        other = stack.enter_context(Site(demo=True, environment=own_cache))
        starts = [start_again(front.site) for _ in range(3)]
        asked = Request(f"{front.site.address}{PAGE}", headers={"User-Agent": "Mozilla/5.0 (bench)"})
        body = Path(front.site.data_dir) / "static" / "bench.html"
        body.write_bytes(urlopen(asked).read())
        alone, before = front.site.address, f"http://127.0.0.1:{front.port}"
        ways = {
            FILE: (f"{before}/static/bench.html", {}),
            FRONT: (f"{before}{PAGE}", {}),
            BARE: (stack.enter_context(bare(body)), {}),
            ALONE: (f"{alone}{PAGE}", {}),
            NAMED: (f"{other.address}{PAGE}", {}),
            ZIPPED: (f"{alone}{PAGE}", {"gzip": True}),
            GZIPPED: (f"{other.address}{PAGE}", {"gzip": True}),
            "rendered anew (search, one word)": (
                f"{alone}/search/?q=%E0%B8%82%E0%B8%A2%E0%B8%B0",
                {"connections": 4},
            ),
        }
        found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, (address, how) in ways.items():
                found[name].append(ask(address, options.seconds, **how))
        megabytes, size = memory(front.site), body.stat().st_size
    best = {name: max(rounds, key=lambda one: one["rate"]) for name, rounds in found.items()}
    rows = [
        [name, f"{one['rate']:.0f}", f"{one['rate'] / best[FILE]['rate']:.3f}"]
        + [f"{one[key]:.0f}" for key in ("p50", "p95", "p99")]
        + [f"{one['own']:.0%}"]
        for name, one in best.items()
    ]
    heads = ["way", "a second", "ratio", "p50 ms", "p95 ms", "p99 ms", "of a processor for asking"]
    about = f"{PAGE}, {size} bytes, best of {options.rounds} rounds of {options.seconds} s; {machine()}"
    ratios = [
        [what, f"{best[one]['rate'] / best[other]['rate']:.2f}", bar] for what, one, other, bar in RATIOS
    ]
    told = [
        f"a worker's memory: {', '.join(map(str, megabytes))} MB (PSS; bar 90)",
        f"start to first answer: {min(starts):.1f} s (bar 1.5)",
        first_view(),
    ]
    print(f"\n{about}\n")
    print_table(heads, rows)
    print()
    print_table(["ratio", "found", "bar"], ratios)
    print("\n" + "\n".join(told))
    if options.save:
        options.save.write_text(
            json.dumps({"about": about, "heads": heads, "rows": rows, "ratios": ratios, "told": told})
        )
    return 0


def start_again(site: Site) -> float:
    """Seconds from the start of gunicorn to its first answer."""
    site.stop()
    began = time.monotonic()
    site.start()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
