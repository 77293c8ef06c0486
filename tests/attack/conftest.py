"""The site that is attacked: production settings behind a proxy, gunicorn, a page cache, a database of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

import pytest

from tests.attack.wire import HERE, HOST, Visitor
from tests.copies import ROOT
from tests.hostile import ROUTES
from tests.site import Site

SETTINGS = {
    "HTTPS": "1",
    "BEHIND_PROXY": "1",
    "SITE_ADDRESS": HERE,
    "ALLOWED_HOSTS": HOST,
    "SECOND_FACTOR": "none",  # what it guards is shown in tests/accounts
}


class Attacked:
    """The running site; `routes` are the addresses that the cases name."""

    def __init__(self, site: Site, routes: dict[str, str]):
        self.site = site
        self.routes = routes
        self._numbers = count(1)

    def visitor(self) -> Visitor:
        """Somebody new, from an address that nobody had before: what is limited by address is limited for each."""
        return Visitor(self.site.port, f"198.51.100.{next(self._numbers) % 250 + 1}")

    def run(self, module: str, *arguments: str) -> str:
        """What a module of the tests printed that was run on the data of this site."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.site.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def attacked() -> Iterator[Attacked]:
    with Site(environment=SETTINGS) as site:
        attacked = Attacked(site, {})
        told = json.loads(attacked.run("tests.attack.seed"))
        attacked.routes = {name: address for name, address in ROUTES.items() if address} | told
        yield attacked
