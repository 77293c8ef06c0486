"""The site's addresses. The categories' come from the registry."""

from django.contrib import admin
from django.urls import include, path

from ponko_site import feeds, views
from publishing.categories import all_categories

urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security"),
    path("feeds/", feeds.index, name="feeds"),
    path("feeds/all.<str:kind>", feeds.everything, name="feed"),
    path("developers/", feeds.developers, name="developers"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("office/logo", views.logo, name="logo"),
    path("", include("publishing.urls")),
    path("admin/", admin.site.urls),
    *(path(f"{category.path}/", include(f"{category.app_label}.urls")) for category in all_categories()),
]

handler400 = "ponko_site.views.bad_request"
handler403 = "ponko_site.views.forbidden"
handler404 = "ponko_site.views.not_found"
handler500 = "ponko_site.views.server_error"
