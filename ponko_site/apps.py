import sqlite3

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.backends.sqlite3.base import DatabaseFeatures


class PonkoSiteConfig(AppConfig):
    name = "ponko_site"
    verbose_name = "เว็บไซต์"
    #: What `manage.py tick` does for the site as a whole (publishing/management/commands/tick.py).
    clock = (
        ("บีบอัดบันทึกการเข้าถึง {} วัน ลบที่พ้นกำหนด {} วัน", "ponko_site.access_log.keep"),
        ("พบความผิดปกติของเว็บไซต์ {} รายการ", "ponko_site.sentinel.rounds.check_portion"),
    )

    def ready(self) -> None:
        """Django asks SQLite in a transaction of its own whether it knows JSON, and takes a locked database for a no that
        lasts as long as the connection: the home page then answers 500. SQLite has known JSON since 3.38.
        """
        if sqlite3.sqlite_version_info >= (3, 38):
            DatabaseFeatures.supports_json_field = True
        if settings.PAGE_CACHE:
            from ponko_site.ready_pages import follow
            from publishing.signals import edition_moved

            edition_moved.connect(follow, dispatch_uid="page cache")
        from ponko_site.static_copy import follow as leave_no_copy
        from publishing.signals import edition_moved

        edition_moved.connect(leave_no_copy, dispatch_uid="static copy")


class OfficeAdminConfig(AdminConfig):
    """The stock admin with this office's name on it and its own order of apps."""

    default_site = "ponko_site.admin_site.OfficeAdminSite"


class CollectedConfig(StaticFilesConfig):
    """Leaves out what no page asks for, most of it in the editor: four of five files, each compressed twice."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.md",
        # Of its languages Thai, and English for what has no Thai.
        *(f"ckeditor/*/lang/{letters}*" for letters in ("[!et]", "e[!n]", "en-", "t[!h]")),
        # What publishing/richtext.py takes out of it, or never adds.
        *(
            f"ckeditor/ckeditor/plugins/{plugin}/*"
            for plugin in (
                "codesnippet*", "devtools", "docprops", "exportpdf", "flash", "forms", "iframe*", "image", "image2",
                "mathjax", "placeholder", "preview", "scayt", "smiley", "sourcedialog", "templates", "uicolor",
                "uploadimage", "uploadwidget", "wsc",
            )
        ),
        "ckeditor/ckeditor/skins/moono/*",
        "ckeditor/*_ie*.css",
        "ckeditor/galleriffic/*",
        *(f"admin/js/vendor/select2/i18n/{letters}*" for letters in ("[!et]", "e[!n]", "t[!h]")),
        # The admin asks for these only with DEBUG, and then not here.
        *(f"admin/js/vendor/{name}.js" for name in ("jquery/jquery", "select2/select2.full", "xregexp/xregexp")),
    ]  # fmt: skip
