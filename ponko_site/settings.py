"""The one settings file; everything that differs between machines comes from the environment.

README.md lists the variables. A bad value stops the start with a sentence that names it.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

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


def read_database() -> dict[str, object]:
    """DATABASE_URL in parts. The refusal does not repeat the value: it may hold a password."""
    try:
        parts = env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
    except ValueError:
        parts = {}
    name = parts.get("NAME", "")
    is_postgresql = parts.get("ENGINE") == "django.db.backends.postgresql" and name
    is_sqlite = parts.get("ENGINE") == "django.db.backends.sqlite3" and name.startswith("/")
    if not is_postgresql and not is_sqlite:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host:5432/name or sqlite:////folder/file."
        )
    return parts


def read_seconds(name: str, default: int) -> int:
    text = env.str(name, default=str(default))
    if not (text.isascii() and text.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a number of seconds, not {text!r}.")
    return int(text)


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
    "whitenoise.runserver_nostatic",
    "ponko_site.apps.CollectedConfig",
    "django_filters",
    "ckeditor",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ponko_site.middleware.compressed",
    "csp.middleware.CSPMiddleware",
    "ponko_site.middleware.headers",
    "ponko_site.middleware.plain_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "publishing.middleware.office_and_due",
    "publishing.middleware.closed_for_repair",
    "publishing.visits.counted",
]

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
            "builtins": ["thai.templatetags.thai"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# SQLite: IMMEDIATE because select_for_update does nothing there; WAL and FULL are defended in
# docs/decisions/0003-sqlite.md. PostgreSQL: persistent connections save 11 to 17 ms a request.
CONN_MAX_AGE = read_seconds("CONN_MAX_AGE", 60)
DATABASES = {"default": read_database()}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = CONN_MAX_AGE
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
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
]
LOGIN_URL = "admin:login"
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
# With nginx in front: the internal location that maps onto DATA_DIR/files, e.g. /internal-files/.
FILES_INTERNAL_REDIRECT = env.str("FILES_INTERNAL_REDIRECT", default="")
if FILES_INTERNAL_REDIRECT and not re.fullmatch(r"(/[a-z0-9_-]+)+/", FILES_INTERNAL_REDIRECT):
    raise ImproperlyConfigured(
        f"FILES_INTERNAL_REDIRECT must look like /internal-files/, not {FILES_INTERNAL_REDIRECT!r}."
    )
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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
