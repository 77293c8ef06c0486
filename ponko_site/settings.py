"""The one settings file; everything that differs between machines comes from the environment.

README.md lists the variables. A bad value stops the start with a sentence that names it.
"""

import re
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
#: EMAIL_URL's scheme → the port when it names none; None: no server.
EMAIL_PORTS = {"consolemail": None, "smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
BASE_DIR = Path(__file__).resolve().parent.parent

# Everything that the running site writes (database, files, secret key) is below this folder.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
if not DATA_DIR.is_absolute() or DATA_DIR.exists() and not DATA_DIR.is_dir():
    raise ImproperlyConfigured(f"DATA_DIR must be the absolute path of a folder, not {str(DATA_DIR)!r}.")


def read_bool(name: str, default: bool) -> bool:
    text = env.str(name, default="1" if default else "0").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text!r}.")


def read_secret_key() -> str:
    """The key from SECRET_KEY, or from the file that `make run` made."""
    key = env.str("SECRET_KEY", default="")
    if not key:
        file = DATA_DIR / "secret_key"
        if not file.is_file():
            raise ImproperlyConfigured(
                f"No secret key: set SECRET_KEY, or make {file} with `python -m ponko_site.secret_key {file}`."
            )
        key = file.read_text().strip()
    if len(key) < 50:
        raise ImproperlyConfigured("SECRET_KEY must have 50 characters or more.")
    return key


def read_database(name: str, default: str) -> dict[str, object]:
    """The address of a database in parts. The refusal does not repeat the value: it may hold a password."""
    try:
        parts = env.db(name, default=default)
    except ValueError:
        parts = {}
    place = parts.get("NAME", "")
    is_postgresql = parts.get("ENGINE") == "django.db.backends.postgresql" and place
    is_sqlite = parts.get("ENGINE") == "django.db.backends.sqlite3" and place.startswith("/")
    if not is_postgresql and not is_sqlite:
        raise ImproperlyConfigured(
            f"{name} must look like postgres://user:password@host:5432/name or sqlite:////folder/file."
        )
    return parts


def read_s3(name: str) -> dict[str, str]:
    """A place in an S3 store in parts; empty: none. The refusal does not repeat the value: it holds a secret."""
    text = env.str(name, default="")
    if not text:
        return {}
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    bucket, _, location = parts.path.strip("/").partition("/")
    region = re.fullmatch(r"(region=([a-z0-9-]+))?", parts.query)
    if (
        parts.scheme not in ("https", "http")
        or not (parts.hostname and parts.username and parts.password and region)
        or not re.fullmatch(r"[a-z0-9][a-z0-9.-]{2,62}", bucket)
        or not re.fullmatch(r"([A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)?", location)
    ):
        raise ImproperlyConfigured(
            f"{name} must look like https://KEY:SECRET@s3.example.com/bucket/folder?region=ap-southeast-7;"
            " in KEY and SECRET write %2F for / and %2B for +."
        )
    if find_spec("storages") is None:
        raise ImproperlyConfigured(
            f"{name} needs the packages in deploy/requirements-s3.txt: pip install -r it."
        )
    return {
        "endpoint_url": f"{parts.scheme}://{parts.hostname}{port}",
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "bucket_name": bucket,
        "location": location,
        "region_name": region[2] or "us-east-1",
    }


def read_seconds(name: str, default: int) -> int:
    text = env.str(name, default=str(default))
    if not (text.isascii() and text.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a number of seconds, not {text!r}.")
    return int(text)


def read_days(name: str, default: int, *, at_least: int) -> int:
    text = env.str(name, default=str(default))
    if not (text.isascii() and text.isdigit() and at_least <= int(text) <= 3650):
        raise ImproperlyConfigured(f"{name} must be a number of days from {at_least} to 3650, not {text!r}.")
    return int(text)


def read_networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks such as 203.0.113.0/24,2001:db8::/32; a single address is a network of one."""
    texts = [text.strip() for text in env.str(name, default="").split(",") if text.strip()]
    try:
        return [ip_network(text) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must list networks, such as 203.0.113.0/24,2001:db8::/32: {error}."
        ) from error


def read_email() -> dict[str, object]:
    """EMAIL_URL in parts. The refusal does not repeat the value: it may hold a password."""
    address = env.str("EMAIL_URL", default="consolemail://")
    try:
        parts = env.email_url_config(address)
        port = parts["EMAIL_PORT"] or EMAIL_PORTS[urlsplit(address).scheme]
    except (ValueError, KeyError, ImproperlyConfigured):
        parts, port = {}, None
    if not parts or port and not parts["EMAIL_HOST"] or parts.get("OPTIONS"):
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp+tls://user:password@mail.example.go.th:587 (smtp+ssl for port 465,"
            " smtp without encryption), or consolemail:// for no mail at all."
        )
    return {**parts, "EMAIL_PORT": port}


def read_count(name: str, default: int) -> int:
    text = env.str(name, default=str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000):
        raise ImproperlyConfigured(f"{name} must be a number from 1 to 10000, not {text!r}.")
    return int(text)


DEBUG = read_bool("DEBUG", False)
# HTTPS=1 in production: secure cookies, HSTS, redirect. Off for `make run` on plain http://127.0.0.1.
HTTPS = read_bool("HTTPS", False)
SECRET_KEY = read_secret_key()
ALLOWED_HOSTS = [
    host.strip() for host in env.str("ALLOWED_HOSTS", default="127.0.0.1,localhost,[::1]").split(",")
]
for _host in ALLOWED_HOSTS:
    if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]", _host):
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS must name hosts, such as www.example.go.th,example.go.th, not {_host!r};"
            " '*' would trust any Host header."
        )
# Absolute addresses (feeds, sitemap, citations) are built from this, never from the Host header.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
if not re.fullmatch(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", SITE_ADDRESS):
    raise ImproperlyConfigured(
        f"SITE_ADDRESS must look like https://www.example.go.th, not {SITE_ADDRESS!r}."
    )
if HTTPS and not SITE_ADDRESS.startswith("https://"):
    raise ImproperlyConfigured("HTTPS=1 needs a SITE_ADDRESS that begins with https://.")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

INSTALLED_APPS = [
    "thai.apps.ThaiConfig",
    "accounts.apps.AccountsConfig",
    "publishing.apps.PublishingConfig",
    "content.apps.ContentConfig",
    "legal_docs.apps.LegalDocsConfig",
    "announcements.apps.AnnouncementsConfig",
    "knowledge.apps.KnowledgeConfig",
    "links.apps.LinksConfig",
    "search.apps.SearchConfig",
    "ita.apps.ItaConfig",
    "ponko_site.apps.PonkoSiteConfig",
    "ponko_site.apps.OfficeAdminConfig",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "whitenoise.runserver_nostatic",
    "ponko_site.apps.CollectedConfig",
    "django_filters",
    "ckeditor",
    "csp",
]

MIDDLEWARE = [
    "ponko_site.health.health",
    "ponko_site.middleware.compressed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ponko_site.middleware.headers",
    "ponko_site.middleware.plain_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ponko_site.access_log.noted",
    "ponko_site.middleware.renewed",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "publishing.middleware.office_and_due",
    "accounts.middleware.staff_door",
    "publishing.middleware.closed_for_repair",
    "publishing.visits.counted",
]

#: Whether anonymous readers get pages that are ready (ponko_site/page_cache.py). Not while somebody edits templates.
PAGE_CACHE = read_bool("PAGE_CACHE", True) and not DEBUG
# The sentinel (ponko_site/sentinel/, 0017-damage.md) looks at pages by the clock, and asks for them at SITE_ADDRESS as well.
SENTINEL = True
SENTINEL_OUTSIDE = read_bool("SENTINEL_OUTSIDE", HTTPS)
ROOT_URLCONF = "ponko_site.urls"
WSGI_APPLICATION = "ponko_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ponko_site.context_processors.site",
            ],
            "builtins": ["thai.templatetags.thai", "ponko_site.templatetags.frame"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# SQLite: IMMEDIATE because select_for_update does nothing there; WAL and FULL are defended in
# docs/decisions/0003-sqlite.md. A connection that is kept saves 2 to 4 ms of a request's work on SQLite, 11 to 17 ms on
# PostgreSQL (0014-growth.md, which also says why nothing else is set).
CONN_MAX_AGE = read_seconds("CONN_MAX_AGE", 60)
_sqlite = f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
DATABASES = {"default": read_database("DATABASE_URL", _sqlite) | {"CONN_MAX_AGE": CONN_MAX_AGE}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A second PostgreSQL that follows the first, for readers (ponko_site/replica.py; docs/scaling.md says when not to).
if env.str("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = read_database("DATABASE_REPLICA_URL", "") | {
        "CONN_MAX_AGE": CONN_MAX_AGE,
        "OPTIONS": {"connect_timeout": 2},
    }
    if {one["ENGINE"] for one in DATABASES.values()} != {"django.db.backends.postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_REPLICA_URL must name a PostgreSQL that follows that of DATABASE_URL."
        )
    DATABASE_ROUTERS = ["ponko_site.replica.Router"]
    MIDDLEWARE.insert(MIDDLEWARE.index("publishing.middleware.office_and_due"), "ponko_site.replica.reading")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.OfficePasswordValidator"},
]
# How people sign in: docs/decisions/0015-sign-in.md.
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
#: Who must show a second factor: those whose roles say so (accounts/second_factor.py), everybody, or nobody.
SECOND_FACTOR = env.str("SECOND_FACTOR", default="roles")
if SECOND_FACTOR not in {"roles", "all", "none"}:
    raise ImproperlyConfigured(f"SECOND_FACTOR must be roles, all or none, not {SECOND_FACTOR!r}.")
#: Networks from which the desk can be reached; empty: from everywhere.
DESK_NETWORKS = read_networks("DESK_NETWORKS")
#: Days that sign-ins stay on record: section 26 of the Computer Crime Act asks for ninety.
ACCESS_LOG_DAYS = read_days("ACCESS_LOG_DAYS", 90, at_least=90)
#: Whether each request is written down (ponko_site/access_log.py), for so many days.
ACCESS_LOG = read_bool("ACCESS_LOG", True)
#: How many editions one person approves within an hour at the most (publishing/approval_cap.py).
APPROVALS_AN_HOUR = read_count("APPROVALS_AN_HOUR", 30)
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
ACCOUNT_ADAPTER = "accounts.adapters.DeskAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {"reauthenticate": "accounts.forms.ReauthenticateForm"}
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
    "authenticate_webauthn": "accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A browser makes no passkey for an address without encryption but that of this machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# What limits the guessing of codes and remembers those that were used is the same for all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_limitrow",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ponko_site.views.csrf_failure"

LANGUAGE_CODE = "th"
# The address decides (ponko_site/english.py): no middleware guesses a language from the browser.
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ponko_site.bundles.BundleFinder",
]
# Uploaded files are not media: nothing maps an address onto this folder, publishing/views.py serves them.
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Instead of that folder a store that several machines share: docs/decisions/0018-s3.md.
FILES_S3 = read_s3("FILES_S3_URL")
if FILES_S3:
    STORAGES["default"] = {"BACKEND": "ponko_site.s3_files.S3Files", "OPTIONS": FILES_S3}
# With nginx in front: the internal location that maps onto DATA_DIR/files, e.g. /internal-files/.
FILES_INTERNAL_REDIRECT = env.str("FILES_INTERNAL_REDIRECT", default="")
if FILES_INTERNAL_REDIRECT and not re.fullmatch(r"(/[a-z0-9_-]+)+/", FILES_INTERNAL_REDIRECT):
    raise ImproperlyConfigured(
        f"FILES_INTERNAL_REDIRECT must look like /internal-files/, not {FILES_INTERNAL_REDIRECT!r}."
    )
if FILES_S3 and FILES_INTERNAL_REDIRECT:
    raise ImproperlyConfigured(
        "FILES_INTERNAL_REDIRECT must be empty with FILES_S3_URL: nginx cannot send what is in the store."
    )
# The log that nginx writes of pages which it sent from its own cache; they are counted from it (publishing/visit_log.py).
VISITS_LOG = env.str("VISITS_LOG", default="")
if VISITS_LOG and not Path(VISITS_LOG).is_absolute():
    raise ImproperlyConfigured(f"VISITS_LOG must be the absolute path of a file, not {VISITS_LOG!r}.")
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# Every row of files sends its input, also without a file. What one save takes: publishing/admin/upload_forms.py.
DATA_UPLOAD_MAX_NUMBER_FILES = 300

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if read_bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# The editor: publishing/richtext.py and docs/decisions/0004-editor.md say why W001 is silenced.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]

# Letters to the office's own people (publishing/mail.py). Without a server they are printed into the log.
_email = read_email()
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = (_email[f"EMAIL_{name}"] for name in ("BACKEND", "HOST", "PORT"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 5  # seconds for each answer of the mail server: somebody who published may be waiting
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="" if EMAIL_PORT else "website@localhost")
if not re.fullmatch(r"[^@\s<>,;]+@[a-z0-9.-]+", DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured(
        "EMAIL_FROM must be the address that letters come from, such as website@example.go.th,"
        f" not {DEFAULT_FROM_EMAIL!r}."
    )

# Backups: docs/decisions/0016-backup.md. The folder is better on another disk or machine; the key is public.
BACKUP_FOLDER = Path(env.str("BACKUP_FOLDER", default=str(DATA_DIR / "backups")))
if not BACKUP_FOLDER.is_absolute():
    raise ImproperlyConfigured(
        f"BACKUP_FOLDER must be the absolute path of a folder, not {str(BACKUP_FOLDER)!r}."
    )
BACKUP_KEY = env.str("BACKUP_KEY", default="")
if not re.fullmatch(r"(age1[02-9a-z]{58}([ ,]+|$))*", BACKUP_KEY):
    raise ImproperlyConfigured(
        "BACKUP_KEY must be a public key of age, age1…; `manage.py backup --new-key FILE` makes a pair."
    )
# Besides the folder, a store elsewhere. What leaves the machine is encrypted.
BACKUP_S3 = read_s3("BACKUP_S3_URL")
if BACKUP_S3 and not BACKUP_KEY:
    raise ImproperlyConfigured("BACKUP_S3_URL needs a BACKUP_KEY: nothing leaves the machine unencrypted.")
_keep = env.str("BACKUP_KEEP", default="7 4 12")
_keep = re.fullmatch(r"([1-9]\d{0,2}) (\d{1,3}) (\d{1,3})", _keep, re.ASCII)
if _keep is None:
    raise ImproperlyConfigured(
        "BACKUP_KEEP must be how many days, weeks and months are kept, such as 7 4 12."
    )
BACKUP_KEEP = tuple(int(number) for number in _keep.groups())

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
