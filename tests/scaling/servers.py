"""Two application servers behind nginx, with one PostgreSQL and one DATA_DIR; one is killed under load and comes back."""

import secrets
import shutil
import time

from tests.bench_delivery import OpenFront
from tests.front import PROMISED
from tests.harness import print_table
from tests.scaling.load import Publisher, Readers, ask, until
from tests.site import Site

ROUNDS = 10


class TwoServers(OpenFront):
    """`front.second` is another gunicorn with the settings of `front.site`."""

    def _configuration(self) -> str:
        self.second = Site()
        shutil.rmtree(self.second.data_dir)
        self.second.data_dir, self.second.environment = self.site.data_dir, self.site.environment
        self.second.log = self.site.data_dir / "second.log"
        self.second.start()
        first = f"server 127.0.0.1:{self.site.port} max_fails=0;"
        return (
            super()
            ._configuration()
            .replace(first, f"{first} server 127.0.0.1:{self.second.port} max_fails=0;")
        )

    def __exit__(self, *error: object) -> None:
        if hasattr(self, "second"):
            self.second.stop()
        super().__exit__(*error)


def shows(port: int, address: str, title: str) -> bool:
    return ask(port, address)[0] == 200 and title in ask(port, "/news/")[1]


def hides(port: int, address: str, title: str) -> bool:
    return ask(port, address)[0] == 410 and title not in ask(port, "/news/")[1]


def run(seconds: int) -> bool:
    with TwoServers() as front, Publisher(front.site) as tell:
        ports = {"first": front.site.port, "second": front.second.port, "nginx": front.port}
        seen: dict[str, list[float]] = {name: [] for name in ports}
        gone: dict[str, list[float]] = {name: [] for name in ports}
        tell("fill 25")
        front.site.manage("rebuild_search")
        same = len({ask(port, "/news/")[1] for port in ports.values()})
        for _ in range(ROUNDS):
            title = f"ประกาศทดสอบ {secrets.token_hex(4)}"
            address, since = tell(f"publish {title}"), time.monotonic()
            for name, port in ports.items():
                seen[name].append(until(shows, port, address, title, since=since))
            tell(f"remove {title}")
            since = time.monotonic()
            for name, port in ports.items():
                gone[name].append(until(hides, port, address, title, since=since))
        with Readers(front.port, 12) as readers:
            time.sleep(seconds / 4)
            front.second.kill()
            time.sleep(seconds / 4)
            during = tell("publish ประกาศขณะเครื่องหนึ่งหยุด")
            front.second.start()
            time.sleep(seconds / 4)
            front.site.kill()
            time.sleep(seconds / 4)
            front.site.start()
        there = [ask(port, during)[0] for port in ports.values()]
    print("\nTwo application servers behind nginx, one PostgreSQL, one DATA_DIR")
    print_table(
        ["server", "rounds", "published: seen after at most (s)", "removed: gone after at most (s)"],
        [[name, ROUNDS, f"{max(seen[name]):.2f}", f"{max(gone[name]):.2f}"] for name in ports],
    )
    answers = sum(readers.seen.values())
    print(
        f"Pages that differed before: {same - 1}. Under load, the second and then the first killed by kill -9: {answers} answers,"
        f" {readers.wrong} of them no 200 {dict(readers.seen)}, the slowest {readers.slowest:.1f} s."
        f" What was published while one was dead: {there}"
    )
    late = max(map(max, [*seen.values(), *gone.values()]))
    return same == 1 and readers.wrong == 0 and late < PROMISED and there == [200] * 3
