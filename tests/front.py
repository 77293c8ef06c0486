"""The site as the public reaches it: a real nginx with the shipped deploy/nginx.conf before a site of its own.

    with Front(demo=True) as front:
        front.get("/").headers["Cache-Control"]

Only what differs between machines is filled in; TLS is a certificate made on the spot, for the name localhost.
"""

import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from functools import cache
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from tests.copies import ROOT
from tests.site import Site

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
HOST = "localhost"
SECONDS_TO_START = 10
#: What the promise allows: nothing that a reader sees is older.
PROMISED = 10


def nginx() -> str:
    """The program; empty when Debian's package nginx is not installed."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or ""


def has_brotli() -> bool:
    """Whether Debian's libnginx-mod-http-brotli-static is installed and loaded."""
    return any(Path("/etc/nginx/modules-enabled").glob("*brotli-static*"))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Front:
    """A running site (`site`) with nginx before it (`address`); a context manager.

    `options` are those of `Site`. `upstream` puts another server than a site of its own behind nginx: its host and port.
    """

    def __init__(self, *, upstream: str = "", environment: dict[str, str] | None = None, **options: object):
        self.port, self.http_port = _free_port(), _free_port()
        self.address = f"https://{HOST}:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="ponko-front-"))
        self.visits_log = self.folder / "visits.log"
        self._upstream = upstream
        self._process: subprocess.Popen[bytes] | None = None
        self.site = Site(
            environment={
                "SITE_ADDRESS": self.address,
                "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
                "HTTPS": "1",
                "BEHIND_PROXY": "1",
                "FILES_INTERNAL_REDIRECT": "/internal-files/",
                "VISITS_LOG": str(self.visits_log),
            }
            | (environment or {}),
            **options,
        )

    def __enter__(self) -> "Front":
        try:
            if not self._upstream:
                self.site.__enter__()
            self._make_certificate()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
        self.site.__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)

    def get(
        self, path: str, method: str = "GET", body: bytes | None = None, host: str = HOST, **headers: str
    ) -> Answer:
        """What nginx answers; underscores in the names of headers stand for hyphens."""
        with closing(HTTPSConnection(HOST, self.port, timeout=20, context=self.tls())) as connection:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers={"Host": host} | sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def get_plain(self, path: str, host: str = HOST) -> Answer:
        """What the port without encryption answers. Raises RemoteDisconnected when nginx hangs up without a word."""
        with closing(HTTPConnection("127.0.0.1", self.http_port, timeout=20)) as connection:
            connection.request("GET", path, headers={"Host": host})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def tls(self) -> ssl.SSLContext:
        """Trusts this front's certificate and no other."""
        return _trusting(self.folder / "fullchain.pem")

    def reopen_logs(self) -> None:
        """What logrotate tells nginx when it has renamed them."""
        self._process.send_signal(10)  # SIGUSR1

    def _start(self) -> None:
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self._configuration())
        log = self.folder / "nginx.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", nginx(), "-c", configuration, "-g", "daemon off;"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"nginx did not start:\n{log.read_text()[-4000:]}")

    def _configuration(self) -> str:
        values = {
            "USER": "root",
            "HOST": HOST,
            "OTHER_HOSTS": "other.localhost",
            "HTTP": str(self.http_port),
            "HTTPS": str(self.port),
            "CERTIFICATE": self.folder,
            "UPSTREAM": self._upstream or f"127.0.0.1:{self.site.port}",
            "PROJECT": ROOT,
            "DATA": self.site.data_dir,
            "CACHE": self.folder,
            "RUN": self.folder,
            "LOGS": self.folder,
            "BROTLI": "brotli_static on;" if has_brotli() else "",
        }
        text = CONFIGURATION.read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        # Of this machine only: a machine may have no IPv6, and who is not root may not write to nginx's usual folders.
        text = re.sub(r"\n *listen \[::\].*", "", text).replace("listen ", "listen 127.0.0.1:")
        folders = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n" for kind in ("fastcgi", "uwsgi", "scgi")
        )
        return text.replace("http {\n", f"http {{\n{folders}", 1)

    def _make_certificate(self) -> None:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
            + ["-keyout", self.folder / "privkey.pem", "-out", self.folder / "fullchain.pem"],
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )


def until(is_so: Callable[[], bool], seconds: float = PROMISED) -> float:
    """Ask again and again; the seconds until it was so. Raises AssertionError when it does not become so."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"not so within {seconds} seconds"
        time.sleep(0.1)
    return time.monotonic() - began


@cache
def _trusting(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certificate)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return free.getsockname()[1]
