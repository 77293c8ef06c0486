from django.urls import path, register_converter

from ita import views


class YearConverter:
    """A year in พ.ศ., in the digits that addresses have."""

    regex = "2[4-6][0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(YearConverter, "year_be")

app_name = "ita"

urlpatterns = [
    path("ita/", views.newest, name="newest"),
    path("ita/<year_be:year>/", views.year, name="year"),
    path("ita/<year_be:year>.json", views.year_json, name="year_json"),
    path("ita/<year_be:year>.csv", views.year_csv, name="year_csv"),
    path("ita/<year_be:year>/<slug:slug>/", views.item, name="item"),
    path("oia/", views.act, name="act"),
    path("oia.json", views.act_json, name="act_json"),
    path("oia.csv", views.act_csv, name="act_csv"),
    path("oia/<slug:slug>/", views.act_item, name="act_item"),
]
