"""What is around the site: secret key file, Makefile, throw-away PostgreSQL, the browser tests' watch."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from ponko_site.bundles import BundleFinder, spare
from ponko_site.secret_key import make

ROOT = Path(__file__).resolve().parent.parent
PROBE = """<!doctype html><link rel="icon" href="data:,"><p>ตรวจ</p>"""


def test_secret_key_file_is_for_its_owner_only_and_kept(tmp_path):
    file = tmp_path / "new" / "secret_key"
    assert make(file) is True
    key = file.read_text()
    assert len(key) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert make(file) is False
    assert file.read_text() == key


def test_two_sites_do_not_get_the_same_key(tmp_path):
    make(tmp_path / "one")
    make(tmp_path / "two")
    assert (tmp_path / "one").read_text() != (tmp_path / "two").read_text()


def test_make_alone_lists_every_target():
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[1] for line in shown.splitlines()] == phony


def test_shell_scripts_are_executable_and_stop_at_errors():
    scripts = [*(ROOT / "tests" / "tools").glob("*.sh"), ROOT / ".ci" / "run"]
    assert len(scripts) >= 8
    for script in scripts:
        assert os.access(script, os.X_OK), script
        assert re.search(r"^set -e?uo pipefail$", script.read_text(), re.MULTILINE), script


def test_postgres_of_a_run_splits_thai_into_trigrams_and_is_gone_when_its_command_has_failed():
    query = (
        "import os, psycopg2;"
        "address = os.environ['DATABASE_URL'].replace('postgres:', 'postgresql:');"
        "cursor = psycopg2.connect(address).cursor();"
        "cursor.execute('CREATE EXTENSION pg_trgm');"
        "cursor.execute('SELECT cardinality(show_trgm(%s))', ['โพนโก']);"
        "print(address, cursor.fetchone()[0]);"
        "raise SystemExit(7)"
    )
    done = subprocess.run(
        [ROOT / "tests/tools/with_postgres.sh", sys.executable, "-c", query], capture_output=True, text=True
    )
    assert done.returncode == 7, done.stderr
    address, trigrams = done.stdout.split()
    assert trigrams == "6"
    assert address.startswith("postgresql://postgres@127.0.0.1:")
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        psycopg2.connect(address)


@pytest.mark.parametrize(
    ("addition", "complaint"),
    [
        ("", ""),
        ("<script>1</script>", "Content Security Policy"),
        ('<img src="http://example.org/x.png" alt="">', "another host: http://example.org/x.png"),
        ('<img src="/no-such-picture" alt="">', "404"),
    ],
)
def test_browser_tests_notice_what_a_page_does_wrong(page, problems, addition, complaint):
    policy = "default-src 'none'; img-src * data:"
    page.route(
        "**/probe",
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8",
            body=PROBE + addition,
            headers={"Content-Security-Policy": policy},
        ),
    )
    page.goto("/probe", wait_until="load")
    assert page.text_content("p") == "ตรวจ"
    if complaint:
        assert any(complaint in line for line in problems.found)
    problems.ignore(complaint or "nothing")
    problems.ignore("ERR_NAME_NOT_RESOLVED")


def test_every_component_is_in_the_one_stylesheet_and_every_script_in_the_one_script(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    finder = BundleFinder()
    css = Path(finder.find("css/site.css")).read_text()
    assert css.index("--colour-page") < css.index("@font-face") < css.index(".article")
    assert "../../" not in css and "/*" not in css
    for component in (ROOT / "static" / "css" / "components").glob("*.css"):
        rules = spare(component.read_text()).replace("../../", "../")
        # A small drawing stands in the stylesheet itself.
        parts = [part.strip() for part in re.split(r'url\("\.\./images/[a-z-]+\.svg"\)', rules)]
        assert [part for part in parts if part not in css] == [], component
    assert css.count("data:image/svg+xml,%3Csvg") == 2
    js = Path(finder.find("js/site.js")).read_text()
    for script in (ROOT / "static" / "js").glob("*.js"):
        assert script.read_text() in js
    assert [path for path, storage in finder.list(None) if storage.exists(path)] == [
        "css/site.css",
        "js/site.js",
    ]
