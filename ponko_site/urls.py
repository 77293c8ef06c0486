"""The site's addresses. The categories' come from the registry."""

from django.contrib import admin
from django.urls import include, path

from ponko_site import english, feeds, home, palette, sharing, site_map, sitemaps, transparency, views
from ponko_site.styleguide.views import styleguide
from publishing.categories import all_categories

urlpatterns = [
    path("", home.home, name="home"),
    path("en/", english.home, name="english_home"),
    path("en/about/", english.about, name="english_about"),
    path("en/contact/", english.contact, name="english_contact"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.part, name="sitemap_part"),
    path(".well-known/security.txt", views.security_txt, name="security"),
    path("transparency/", transparency.page, name="transparency"),
    path("transparency/register.<str:kind>", transparency.register, name="register"),
    path("transparency/corrections.<str:kind>", transparency.corrections_feed, name="corrections_feed"),
    path("transparency/ledger.csv", transparency.ledger_days, name="ledger_days"),
    path("transparency/<slug:name>/", transparency.whole_list, name="transparency_list"),
    path("feeds/", feeds.index, name="feeds"),
    path("feeds/all.<str:kind>", feeds.everything, name="feed"),
    path("developers/", feeds.developers, name="developers"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("site-map/", site_map.site_map, name="site_map"),
    path("a-z/", site_map.a_z, name="a_z"),
    path("a-z/<str:letter>/", site_map.a_z_letter, name="a_z_letter"),
    path("office/logo", views.logo, name="logo"),
    path("office/colours.<str:version>.css", palette.colours, name="colours"),
    path("styleguide/", styleguide, name="styleguide"),
    path("site.webmanifest", sharing.manifest, name="manifest"),
    path("qr/<slug:path>/<slug:reference>.svg", sharing.qr_svg, name="qr"),
    path("qr/<slug:path>/<slug:reference>.png", sharing.qr_png, name="qr_png"),
    path("share/<slug:path>/<slug:reference>.jpg", sharing.picture, name="share_picture"),
    path("", include("publishing.urls")),
    path("", include("search.urls")),
    path("", include("ita.urls")),
    path("admin/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    *(path(f"{category.path}/", include(f"{category.app_label}.urls")) for category in all_categories()),
]

handler400 = "ponko_site.views.bad_request"
handler403 = "ponko_site.views.forbidden"
handler404 = "ponko_site.views.not_found"
handler500 = "ponko_site.outage.server_error"
