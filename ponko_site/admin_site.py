"""The stock admin, in the words of the office, with each person's own work as its first page."""

from django.contrib.admin import AdminSite
from django.urls import path

from ponko_site import start_page
from ponko_site.help import help_urls
from ponko_site.notifications import notifications
from publishing.categories import all_categories

#: Model in the menu → which of `work.Counts` stands beside it.
COUNTED = {
    "ReviewItem": "waiting",
    "SecondReview": "reviews",
    "ChiefReport": "reports",
    "FollowUp": "follow_ups",
    "DueReview": "reviews_due",
    "Shortfall": "incomplete",
}


class OfficeAdminSite(AdminSite):
    site_header = "ระบบบริหารจัดการเว็บไซต์"
    site_title = "ระบบบริหารจัดการเว็บไซต์"
    index_title = "งานของฉัน"
    enable_nav_sidebar = True

    def each_context(self, request) -> dict:
        context = super().each_context(request)
        if getattr(request, "office", None):
            context["site_header"] = f"{self.site_header} {request.office.short_name}"
            context["site_title"] = context["site_header"]
        if context["has_permission"]:
            context["desk_menu"] = start_page.desk_menu(request)
        return context

    def get_app_list(self, request, app_label=None) -> list[dict]:
        """The review queue first, then the five categories in the announcement's order, then the rest.

        An entry of COUNTED carries how many things wait for this person.
        """
        categories = (category.app_label for category in all_categories())
        order = ["publishing", *categories, "ita", "search", "accounts"]
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda entry: entry["object_name"] != "ReviewItem")
            for entry in app["models"]:
                if counted := COUNTED.get(entry["object_name"]):
                    entry["waiting"] = getattr(start_page.counts(request), counted)
        return sorted(
            apps, key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else 99
        )

    def index(self, request, extra_context=None):
        """ "งานของฉัน": what waits for this person, first of all."""
        return super().index(request, {**start_page.context(request), **(extra_context or {})})

    def get_urls(self):
        own = [
            path("work/<str:part>/", self.admin_view(self.work_view), name="work"),
            path("notifications/", self.admin_view(self.notifications_view), name="notifications"),
        ]
        return own + help_urls(self) + super().get_urls()

    def work_view(self, request, part: str):
        """One part of somebody's work as a whole list."""
        return start_page.part_view(request, part, self.each_context(request))

    def notifications_view(self, request):
        """What is sent to whoever asks."""
        return notifications(request, self.each_context(request))
