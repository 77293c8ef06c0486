"""The stock admin, in the words of the office."""

from django.contrib.admin import AdminSite

from publishing.categories import all_categories


class OfficeAdminSite(AdminSite):
    site_header = "ระบบบริหารจัดการเว็บไซต์"
    site_title = "ระบบบริหารจัดการเว็บไซต์"
    index_title = "งานเว็บไซต์"
    enable_nav_sidebar = True

    def each_context(self, request) -> dict:
        context = super().each_context(request)
        if getattr(request, "office", None):
            context["site_header"] = f"{self.site_header} {request.office.short_name}"
            context["site_title"] = context["site_header"]
        return context

    def get_app_list(self, request, app_label=None) -> list[dict]:
        """The review queue first, then the five categories in the announcement's order, then the rest."""
        order = ["publishing", *(category.app_label for category in all_categories()), "accounts"]
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps, key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else 99
        )
