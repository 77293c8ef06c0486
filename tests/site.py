"""A throw-away copy of the site, run as in production, and a browser to walk it.

Browser tests use the fixtures at the end (tests/conftest.py registers this module as a plugin); races,
faults, bench and shots use `Site` directly:

    with Site(demo=True) as site, chromium() as browser:
        page = new_context(browser, site).new_page()

Every copy has a folder and a database of its own: an SQLite file, or when DATABASE_URL names a PostgreSQL
server a new database there, copied from what tests/copies.py made once. Nothing of it is left at the end.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests import copies
from tests.copies import NOT_INHERITED, ROOT

SECONDS_TO_START = 60
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# Two processors serve the site, the browser and the test: a page may take its time.
expect.set_options(timeout=15_000)


class Site:
    """One running copy of the site under gunicorn; a context manager.

    `demo` loads the demo content, without it the office is set up and empty. `environment` adds to
    the settings' variables or overrides them. `kill()` and `start()` may be called in between: the data stay.
    """

    def __init__(self, *, demo: bool = False, workers: int = 2, environment: dict[str, str] | None = None):
        self.demo = demo
        self.workers = workers
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port: int = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.data_dir = Path(tempfile.mkdtemp(prefix="ponko-site-"))
        self.log = self.data_dir / "site.log"
        self.environment = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        self.environment |= {
            "DATA_DIR": str(self.data_dir),
            "DJANGO_SETTINGS_MODULE": "ponko_site.settings",
            "SITE_ADDRESS": self.address,
            "APPROVALS_AN_HOUR": "10000",
        } | (environment or {})
        self._database = ""
        self._passwords: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Site":
        try:
            self._link_static_files()
            database = f"ponko_site_{secrets.token_hex(6)}" if copies.server() else ""
            copies.lay(copies.DEMO if self.demo else copies.EMPTY, self.data_dir, database)
            if database:
                self._database = database
                self.environment["DATABASE_URL"] = copies.address_of(database)
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._database:
            copies.on_server(f"DROP DATABASE {self._database} WITH (FORCE)")
        shutil.rmtree(self.data_dir, ignore_errors=True)

    def start(self) -> None:
        """Start gunicorn and return when it answers. Raises RuntimeError with its log when it does not."""
        command = [
            # Should this process be killed, the server is told to stop.
            *("setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "gunicorn", "ponko_site.wsgi"),
            *(
                "--config",
                "deploy/gunicorn.conf.py",
                "--bind",
                f"127.0.0.1:{self.port}",
                "--workers",
                str(self.workers),
            ),
        ]
        # With HTTPS=1 too: what nginx says of the reader.
        asked = Request(f"{self.address}/robots.txt", headers={"X-Forwarded-Proto": "https"})
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(URLError, ConnectionError, TimeoutError):
                urlopen(asked, timeout=10).close()
                return
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"The site did not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        """Let requests under way finish (10 seconds at most), then end every process."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        self.kill()

    def kill(self) -> None:
        """End every process at once, as a power cut would; killing the master alone leaves its workers."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def manage(self, *arguments: str, **options: object) -> str:
        """What a management command on this site's data printed. Raises RuntimeError when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **options,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def passwords(self) -> dict[str, str]:
        """Sign-in name → password of the demo people: writer, writer2, reviewer, approver, chief …"""
        if not self._passwords:
            lines = (self.data_dir / "demo-sign-ins.txt").read_text().splitlines()
            self._passwords = dict(line.split()[-2:] for line in lines if line.strip())
        return self._passwords

    def sign_in(self, page: Page, username: str) -> None:
        """Sign in on the admin's page as one of the demo content's people."""
        page.goto(f"{self.address}/admin/login/?next=/admin/")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(self.passwords()[username])
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{self.address}/admin/")

    def _link_static_files(self) -> None:
        """All copies share one collected set, made once for the sources as they are now."""
        shared = ROOT / "var" / "test-static"
        subprocess.run(
            [ROOT / "tests/tools/collect_static.sh"],
            env=self.environment | {"DATA_DIR": str(shared)},
            check=True,
            stdin=subprocess.DEVNULL,
        )
        # Links and not the folder itself: another run that collects newer sources must not take these away.
        copy = ["cp", "--recursive", "--link", shared / "static", self.data_dir / "static"]
        if subprocess.run(copy, stderr=subprocess.DEVNULL, check=False).returncode:
            shutil.copytree(shared / "static", self.data_dir / "static", dirs_exist_ok=True)


def find_chromium() -> str:
    """The program: Debian's headless shell where it is installed, which takes half the processor time of the whole one."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        raise RuntimeError(
            "Chromium is not installed; install the Debian package chromium-headless-shell or chromium."
        )
    return program


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, with no way to any host but this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=[
                "--no-sandbox",  # It refuses to start as root otherwise; it sees our own pages only.
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-quic",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield browser
        browser.close()


def new_context(browser: Browser, site: Site, **options: object) -> BrowserContext:
    """A fresh visitor in Thailand: no cookies, a desktop window unless `options` say otherwise."""
    defaults = {"locale": "th-TH", "timezone_id": "Asia/Bangkok", "viewport": DESK}
    return browser.new_context(base_url=site.address, **(defaults | options))


class Visitors:
    """The browsers that all tests share: one for each person and kind of browser.

    Starting one, signing in and reading the scripts anew take longer than what most tests do with it. What a person
    would notice of an earlier test (cookies, what the browser kept, a message not yet read) is forgotten by `forget`.
    """

    def __init__(self, browser: Browser, site: Site):
        self._browser = browser
        self._site = site
        self._cookies: dict[str, list] = {"": []}
        self._contexts: dict[tuple[str, str], BrowserContext] = {}
        self._names: dict[BrowserContext, str] = {}

    def context(self, username: str, **options: object) -> BrowserContext:
        """The browser of `username`, signed in ("": of a visitor); `options` are those of a Playwright context."""
        if username not in self._cookies:
            with closing(new_context(self._browser, self._site)) as context:
                self._site.sign_in(context.new_page(), username)
                self._cookies[username] = context.cookies()
        key = (username, repr(sorted(options.items())))
        if key not in self._contexts:
            self._contexts[key] = new_context(self._browser, self._site, **options)
            self._names[self._contexts[key]] = username
        return self._contexts[key]

    def forget(self, context: BrowserContext) -> None:
        """As if the person had just signed in, at a browser that has been here before."""
        context.clear_cookies()
        context.add_cookies(self._cookies[self._names[context]])
        page = context.new_page()
        origin = {"origin": self._site.address, "storageTypes": "local_storage"}
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", origin)
        page.close()


class Problems:
    """What a visitor's browser complained about: `found` holds one line for each complaint.

    Console errors (a breach of the content security policy is one), uncaught script errors, requests to
    another host. That the page itself was answered with an error status is for the test to judge.
    """

    def __init__(self, address: str):
        self.host = urlsplit(address).netloc
        self.found: list[str] = []
        self._ignored: list[re.Pattern[str]] = []
        self._visited: set[str] = set()
        self._listening = True

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("weberror", self._script_error)

    def leave(self, context: BrowserContext) -> None:
        context.remove_listener("console", self._console)
        context.remove_listener("request", self._request)
        context.remove_listener("weberror", self._script_error)

    def ignore(self, pattern: str) -> None:
        """Complaints that this test provokes on purpose."""
        self._ignored.append(re.compile(pattern))

    def settle(self) -> None:
        """Judge what came so far and listen no more: axe and screenshots break the policy themselves."""
        self._listening = False
        found = [line for line in self.found if not any(pattern.search(line) for pattern in self._ignored)]
        assert not found, "The browser complained:\n" + "\n".join(found)

    def _add(self, line: str) -> None:
        if self._listening:
            self.found.append(line)

    def _script_error(self, error) -> None:
        self._add(f"script error: {error.error}")

    def _console(self, message) -> None:
        address = message.location.get("url", "")
        own_status = message.text.startswith("Failed to load resource") and address in self._visited
        if message.type == "error" and not own_status:
            self._add(f"console: {message.text} ({address})")

    def _request(self, request) -> None:
        if request.is_navigation_request():
            self._visited.add(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self._add(f"request to another host: {request.url}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever walks the site is a browser test: `-m browser` runs them in one process, with one site."""
    for item in items:
        if "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The site with its demo content; tests share it and must not count on what others left alone."""
    with Site(demo=True) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would refuse every query of the tests after it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as started:
        yield started


@pytest.fixture
def problems(site: Site) -> Problems:
    return Problems(site.address)


@pytest.fixture(scope="session")
def visitors(site: Site, browser: Browser) -> "Visitors":
    return Visitors(browser, site)


@pytest.fixture
def new_page(site: Site, visitors: Visitors, problems: Problems) -> Iterator[Callable[..., Page]]:
    """`new_page()`, `new_page("writer")`, `new_page(viewport=…)`: a page of a visitor, signed in or not.

    The same person asked for twice in a test sits at the same browser. The test fails when a browser complained or
    the site logged a failure while it ran.
    """
    used: list[BrowserContext] = []
    logged = site.log.stat().st_size

    def open_page(
        username: str = "", *, viewport: ViewportSize = DESK, color_scheme: str = "light", **options
    ) -> Page:
        context = visitors.context(username, **options)
        if context not in used:
            visitors.forget(context)
            problems.watch(context)
            used.append(context)
        page = context.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        return page

    yield open_page
    for context in used:
        for page in context.pages:
            page.close()
        problems.leave(context)
    problems.settle()
    log = site.log.read_bytes()[logged:].decode()
    assert "Traceback (most recent call last)" not in log, log


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of a visitor who has not signed in."""
    return new_page()
