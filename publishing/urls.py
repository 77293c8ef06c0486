"""Addresses of files, and what every category has below an item's address without a line of its own."""

from django.urls import path

from publishing import preview_views, views
from publishing.categories import all_categories

app_name = "publishing"
urlpatterns = [
    path("files/<int:number>/w/<int:width>.webp", views.rendition, name="rendition"),
    path("files/<int:number>/<str:name>", views.file, name="file"),
    path("preview/<str:token>/", preview_views.preview, name="preview"),
]
for category in all_categories():
    below = f"{category.path}/<str:reference>/editions/"
    about = {"app_label": category.app_label}
    urlpatterns += [
        path(below, views.editions, about, name="editions"),
        path(f"{below}<int:number>/", views.earlier_edition, about, name="earlier_edition"),
    ]
