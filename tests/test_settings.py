"""A bad value in the environment stops the start with a sentence that names it; a good one has its effect.

Every case starts a Python of its own: settings are read once in a process.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.backends.sqlite3.base import DatabaseFeatures

ROOT = Path(__file__).resolve().parent.parent
KEY = "a-secret-key-of-the-tests-that-has-more-than-fifty-characters"
PRODUCTION = {
    "HTTPS": "1",
    "SITE_ADDRESS": "https://www.phoneko.go.th",
    "ALLOWED_HOSTS": "www.phoneko.go.th,phoneko.go.th",
}
#: (variable that the sentence names, environment)
BAD = [
    ("SECRET_KEY", {"SECRET_KEY": ""}),  # and no file
    ("SECRET_KEY", {"SECRET_KEY": "short"}),
    ("DEBUG", {"DEBUG": "maybe"}),
    ("HTTPS", {"HTTPS": "2"}),
    ("PAGE_CACHE", {"PAGE_CACHE": "redis"}),
    ("HTTPS", {"HTTPS": "1", "SITE_ADDRESS": "http://www.phoneko.go.th"}),
    ("BEHIND_PROXY", {"BEHIND_PROXY": "nginx"}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ""}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": "*"}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": "phoneko.go.th, * "}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": "https://phoneko.go.th"}),
    ("SITE_ADDRESS", {"SITE_ADDRESS": ""}),
    ("SITE_ADDRESS", {"SITE_ADDRESS": "www.phoneko.go.th"}),
    ("SITE_ADDRESS", {"SITE_ADDRESS": "ftp://www.phoneko.go.th"}),
    ("SITE_ADDRESS", {"SITE_ADDRESS": "https://www.phoneko.go.th/site"}),
    ("SITE_ADDRESS", {"SITE_ADDRESS": "https://www.phoneko.go.th?a=b"}),
    ("SITE_ADDRESS", {"SITE_ADDRESS": "https://someone@www.phoneko.go.th"}),
    ("SITE_ADDRESS", {"SITE_ADDRESS": "https://www.phoneko.go.th:port"}),
    ("DATA_DIR", {"DATA_DIR": ""}),
    ("DATA_DIR", {"DATA_DIR": "var"}),
    ("DATA_DIR", {"DATA_DIR": __file__}),
    ("DATABASE_URL", {"DATABASE_URL": ""}),
    ("DATABASE_URL", {"DATABASE_URL": "ponko"}),
    ("DATABASE_URL", {"DATABASE_URL": "mysql://ponko:hunter2@127.0.0.1/ponko"}),
    ("DATABASE_URL", {"DATABASE_URL": "postgres://ponko:hunter2@127.0.0.1"}),
    ("DATABASE_URL", {"DATABASE_URL": "postgres://ponko:hunter2@127.0.0.1:port/ponko"}),
    ("DATABASE_URL", {"DATABASE_URL": "sqlite://"}),
    ("CONN_MAX_AGE", {"CONN_MAX_AGE": "a minute"}),
    ("CONN_MAX_AGE", {"CONN_MAX_AGE": "-1"}),
    ("FILES_INTERNAL_REDIRECT", {"FILES_INTERNAL_REDIRECT": "internal-files"}),
    ("VISITS_LOG", {"VISITS_LOG": "visits.log"}),
    ("DATABASE_REPLICA_URL", {"DATABASE_REPLICA_URL": "postgres://127.0.0.1/ponko"}),  # beside SQLite
    ("FILES_S3_URL", {"FILES_S3_URL": "https://s3.example.com/files"}),
    ("FILES_S3_URL", {"FILES_S3_URL": "https://key:hunter2@s3.example.com/"}),
    ("FILES_S3_URL", {"FILES_S3_URL": "https://key:hunter2@s3.example.com:port/files"}),
    ("FILES_S3_URL", {"FILES_S3_URL": "https://key:hunter2@s3.example.com/files?acl=public-read"}),
    (
        "FILES_INTERNAL_REDIRECT",
        {
            "FILES_S3_URL": "https://key:hunter2@s3.example.com/files",
            "FILES_INTERNAL_REDIRECT": "/internal-files/",
        },
    ),
    (
        "BACKUP_S3_URL",
        {"BACKUP_S3_URL": "https://key:hunter2@s3.example.com/backups"},
    ),  # and no key to encrypt with
    ("EMAIL_URL", {"EMAIL_URL": ""}),
    ("EMAIL_URL", {"EMAIL_URL": "smtp://"}),
    ("EMAIL_URL", {"EMAIL_URL": "smtp+tls://web:hunter2@mail.example.go.th:port"}),
    ("EMAIL_URL", {"EMAIL_URL": "pop3://web:hunter2@mail.example.go.th"}),
    ("EMAIL_FROM", {"EMAIL_URL": "smtp://mail.example.go.th"}),
    ("EMAIL_FROM", {"EMAIL_FROM": "อบต."}),
    ("SECOND_FACTOR", {"SECOND_FACTOR": "sometimes"}),
    ("DESK_NETWORKS", {"DESK_NETWORKS": "203.0.113.7/24"}),
    ("ACCESS_LOG_DAYS", {"ACCESS_LOG_DAYS": "89"}),
    ("APPROVALS_AN_HOUR", {"APPROVALS_AN_HOUR": "0"}),
    ("ACCESS_LOG", {"ACCESS_LOG": "perhaps"}),
    ("SENTINEL_OUTSIDE", {"SENTINEL_OUTSIDE": "perhaps"}),
    ("BACKUP_FOLDER", {"BACKUP_FOLDER": "backups"}),
    ("BACKUP_KEY", {"BACKUP_KEY": "AGE-SECRET-KEY-1HUNTER2"}),
    ("BACKUP_KEEP", {"BACKUP_KEEP": "0 4 12"}),
]


def start(tmp_path: Path, environment: dict[str, str], show: str = "None") -> subprocess.CompletedProcess:
    """Load the settings in a new process and print the expression `show` over them as JSON."""
    code = (
        "import json\nfrom django.conf import settings\nsettings.DEBUG\n"
        f"print(json.dumps({show}, default=str))"
    )
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    clean |= {"DJANGO_SETTINGS_MODULE": "ponko_site.settings", "DATA_DIR": str(tmp_path), "SECRET_KEY": KEY}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=clean | environment, capture_output=True, text=True
    )


def values(tmp_path: Path, environment: dict[str, str], show: str) -> object:
    done = start(tmp_path, environment, show)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("name", "environment"), BAD, ids=[str(case[1]) for case in BAD])
def test_bad_value_stops_the_start_with_a_sentence_that_names_it(tmp_path, name, environment):
    done = start(tmp_path, environment)
    sentence = done.stderr.strip().rsplit("\n", 1)[-1]
    assert done.returncode == 1
    assert sentence.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert name in sentence
    assert sentence.endswith(".")
    assert "hunter2" not in done.stderr, "a password has no place in a log"


def test_every_variable_has_a_bad_value_above():
    text = (ROOT / "ponko_site" / "settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|read_\w+)\(\s*"([A-Z0-9_]+)"', text))
    assert len(read) > 8
    assert read == {name for name, _ in BAD}


def test_defaults_are_the_embedded_site_on_this_machine_only(tmp_path):
    shown = (
        "[settings.DEBUG, settings.ALLOWED_HOSTS,"
        " settings.DATABASES['default']['NAME'], settings.STATIC_ROOT]"
    )
    assert values(tmp_path, {}, shown) == [
        False,
        ["127.0.0.1", "localhost", "[::1]"],
        str(tmp_path / "db.sqlite3"),
        str(tmp_path / "static"),
    ]


def test_https_secures_cookies_and_redirects(tmp_path):
    shown = (
        "[settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,"
        " settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS >= 31_536_000]"
    )
    assert values(tmp_path, {}, shown) == ["session", False, False, False, False]
    assert values(tmp_path, PRODUCTION, shown) == ["__Host-session", True, True, True, True]


def test_forwarded_scheme_is_trusted_behind_a_proxy_only(tmp_path):
    shown = "settings.SECURE_PROXY_SSL_HEADER"
    assert values(tmp_path, PRODUCTION, shown) is None
    assert values(tmp_path, PRODUCTION | {"BEHIND_PROXY": "1"}, shown) == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_database_url_switches_to_postgresql(tmp_path):
    database = values(
        tmp_path,
        {"DATABASE_URL": "postgres://ponko:hunter2@db.example:5433/ponko", "CONN_MAX_AGE": "5"},
        "settings.DATABASES['default']",
    )
    expected = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "ponko",
        "USER": "ponko",
        "PASSWORD": "hunter2",
        "HOST": "db.example",
        "PORT": 5433,
        "CONN_MAX_AGE": 5,
        "CONN_HEALTH_CHECKS": True,
    }
    assert {name: database.get(name) for name in expected} == expected


def test_email_url_names_the_mail_server_and_without_it_letters_are_printed(tmp_path):
    shown = (
        "[settings.EMAIL_BACKEND.split('.')[-2], settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD,"
        " settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL, settings.EMAIL_TIMEOUT]"
    )
    server = {
        "EMAIL_URL": "smtp+tls://web:hunter2@mail.example.go.th",
        "EMAIL_FROM": "web@example.go.th",
    }
    assert values(tmp_path, {}, shown) == ["console", None, None, None, False, False, 5]
    assert values(tmp_path, server, shown) == [
        "smtp",
        "mail.example.go.th",
        587,
        "hunter2",
        True,
        False,
        5,
    ]


def test_secret_key_comes_from_the_file_when_the_environment_has_none(tmp_path):
    (tmp_path / "secret_key").write_text(f"{KEY}\n")
    assert values(tmp_path, {"SECRET_KEY": ""}, "settings.SECRET_KEY") == KEY


def test_a_locked_sqlite_is_not_taken_for_one_without_json():
    """Django would ask it in a transaction of its own, and remember a lock as a no."""
    assert vars(DatabaseFeatures)["supports_json_field"] is True
