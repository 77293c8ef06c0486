"""An hour of alarm in a minute (`make bench`): 200 readers, two editors at work, a publication every five seconds.

    python -m tests.bench_soak                      on SQLite
    python -m tests.bench_soak --postgres           and then on a PostgreSQL of its own
    python -m tests.bench_soak --seconds 10 --clients 50

The site with its demo content runs as in production behind nginx with the shipped configuration, without TLS and limits for
one address (all readers have the same). Before that, with few readers: how long an answer takes when nothing changes, when
all ready pages are outdated every second, and when something is published every second. Exit status 1 when an answer
was not 200, or a reader got a page that lacked what had been published more than ten seconds before.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

from tests.bench_delivery import OpenFront
from tests.bench_readers import MARK, PAGE
from tests.front import PROMISED
from tests.harness import again_on_postgresql, on_postgresql, parser, print_table
from tests.site import ROOT

PATHS = ["/", PAGE, PAGE, "/laws/", "/knowledge/", "/about/", "/news/procurement/"]
EVERY = 5  # seconds from one publication to the next
Change = Callable[[], object]


class Editor:
    """Somebody signed in at the desk who opens his pages and saves his draft again and again, by HTTP."""

    def __init__(self, port: int, username: str):
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.test import Client
        from django.urls import reverse

        from tests.helpers import make_draft

        user = get_user_model().objects.get(username=username)
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        self.cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        about = make_draft(title=f"ร่างของ {username}", writer=user)
        self.form = reverse("admin:announcements_announcement_change", args=[about.pk])
        self.port, self.errors, self.saves = port, [], 0

    def work(self, stop: threading.Event) -> None:
        from urllib.parse import urlencode

        from tests.desk import Fields

        while not stop.is_set():
            for path in ("/admin/", "/admin/announcements/announcement/"):
                self.ask(path, 200)
            fields = Fields(self.ask(self.form, 200)).values
            if fields.get("title"):
                fields |= {"title": f"ร่างที่บันทึกครั้งที่ {self.saves}", "_save": "1"}
                self.ask(self.form, 302, urlencode(fields))
                self.saves += 1
            stop.wait(1)

    def ask(self, path: str, wanted: int, body: str | None = None) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Host": "localhost",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = "https://localhost"  # as nginx tells the site
        try:
            connection.request("POST" if body else "GET", path, body=body, headers=headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            text = answer.read().decode(errors="replace")
        except OSError as error:
            self.errors.append(f"{path}: {error!r}")
            return ""
        finally:
            connection.close()
        if answer.status != wanted:
            self.errors.append(f"{'POST' if body else 'GET'} {path}: {answer.status}")
        return text


class Publisher:
    """Puts a numbered piece of news on the site, and remembers when it was there."""

    def __init__(self) -> None:
        self.published: list[float] = []

    def __call__(self) -> None:
        from tests.helpers import make_live

        make_live(title=f"{MARK} {len(self.published) + 1} น้ำป่าไหลหลาก")
        self.published.append(time.time())

    def oldest(self, seen: list[list[float]]) -> float:
        """Seconds after a publication at which somebody still got a page without it."""
        late = [at - self.published[int(number)] for at, number in seen if number < len(self.published)]
        return max([0.0, *late])


def readers(
    port: int, seconds: float, clients: int, pause: float, change: Change | None = None, every: float = 1
) -> dict[str, list]:
    """What so many readers met, while `change` happens ever so often."""
    command = [sys.executable, "-m", "tests.bench_readers", "127.0.0.1", str(port), "--seconds", str(seconds)]
    command += ["--clients", str(clients), "--pause", str(pause), "--paths", *PATHS]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        found: list[bytes] = []
        reading = threading.Thread(target=lambda: found.append(process.stdout.read()))
        reading.start()
        due = time.monotonic() + every
        while reading.is_alive():
            reading.join(max(0.01, due - time.monotonic()) if change else None)
            if change and reading.is_alive() and time.monotonic() >= due:
                due += every
                change()
        reading.join()
    return json.loads(found[0])


def figures(times: list[float]) -> list[float]:
    """p50, p95, p99 in milliseconds, and the longest."""
    cuts = statistics.quantiles(times, n=100)
    return [round(one, 1) for one in (cuts[49], cuts[94], cuts[98], max(times))]


def run(options) -> bool:
    plain = {"HTTPS": "0", "SECOND_FACTOR": "none"}
    with OpenFront(demo=True, environment=plain) as front:
        os.environ.update(front.site.environment)
        import django

        django.setup()
        from django.db import connection, connections

        from ponko_site import ready_pages

        publish = Publisher()
        publish()
        rows, errors = [], []
        few, seconds = 20, max(3, options.seconds / 6)
        for where, port in (("behind nginx", front.port), ("gunicorn alone", front.site.port)):
            readers(port, 2, few, 0.01)
            for what, change in (
                ("steady", None),
                ("all pages outdated every second", ready_pages.renew),
                ("a publication every second", publish),
            ):
                met = readers(port, seconds, few, 0.02, change)
                errors += met["errors"]
                rows.append([f"{where}: {what}", len(met["times"]), *figures(met["times"])])
        editors = [Editor(front.port, name) for name in ("writer", "writer2")]
        stop = threading.Event()
        threads = [threading.Thread(target=one.work, args=[stop]) for one in editors]
        for thread in threads:
            thread.start()
        before = len(publish.published)
        met = readers(front.port, options.seconds, options.clients, 0.2, publish, EVERY)
        stop.set()
        for thread in threads:
            thread.join()
        errors += met["errors"] + [error for one in editors for error in one.errors]
        rows.append([f"soak, {options.clients} readers", len(met["times"]), *figures(met["times"])])
        oldest = publish.oldest(met["seen"])
        saves = sum(one.saves for one in editors)
        database = connection.display_name
        connections.close_all()
    told = (
        f"{options.seconds:g} s, {len(publish.published) - before} publications, {saves} drafts saved by two editors:"
        f" {len(errors)} errors, the oldest page lacked what was {oldest:.1f} s old (bar {PROMISED});"
        f" p99 behind nginx {rows[1][4] / rows[0][4]:.1f} × a steady one when pages are outdated,"
        f" {rows[2][4] / rows[0][4]:.1f} × when something is published (bar 5)"
    )
    print(f"\n{database}, the site as it is delivered\n")
    print_table(["readers", "answers", "p50 ms", "p95 ms", "p99 ms", "longest"], rows)
    print(f"\n{told}")
    for error in errors[:10]:
        print(f"  {error}")
    if options.save:
        Path(f"{options.save}.{connection.vendor}.json").write_text(json.dumps({"rows": rows, "told": told}))
    return not errors and oldest <= PROMISED and bool(saves)


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--clients", type=int, default=200)
    arguments.add_argument("--postgres", action="store_true", help="again on a PostgreSQL of its own")
    arguments.add_argument("--save", type=Path, help="files for the rows, as JSON, one a database")
    options = arguments.parse_args()
    good = run(options)
    if options.postgres and not options.here and not on_postgresql():
        good = not again_on_postgresql("tests.bench_soak") and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
