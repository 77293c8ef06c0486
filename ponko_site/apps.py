from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PonkoSiteConfig(AppConfig):
    name = "ponko_site"
    verbose_name = "เว็บไซต์"


class OfficeAdminConfig(AdminConfig):
    """The stock admin with this office's name on it and its own order of apps."""

    default_site = "ponko_site.admin_site.OfficeAdminSite"
