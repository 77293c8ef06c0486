"""Settings of the test suite: quick passwords, plain static files, everything in a temporary folder."""

import atexit
import os
import shutil
import tempfile

os.environ["SECRET_KEY"] = "test-key-that-is-long-enough-for-the-check-of-fifty-characters"
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ponko-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from ponko_site.settings import *  # noqa: F403
from ponko_site.settings import DATABASES, LOGGING, MIDDLEWARE, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
PAGE_CACHE = False
# The store of the tests is full of files whose rows were rolled back; its own tests ask for it.
SENTINEL = False
ACCESS_LOG = False
# A test may approve as many as it needs; that of the cap asks for one.
APPROVALS_AN_HOUR = 10_000
# Thousands of requests that are refused on purpose: nobody reads their lines.
LOGGING["loggers"]["django.request"] = {"level": "CRITICAL"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests sign people in without asking who they are; those of the second factor ask for it.
SECOND_FACTOR = "none"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Tests of one connection do not need a disk flush a commit.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
    )
