"""สถิติการเข้าชม: how often the site was read, by day and month, what is read most, and the same as CSV."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path

from publishing.admin.lists import ReadOnly
from publishing.admin.pages import desk_page
from publishing.categories import all_categories
from publishing.models import Edition, PageViews, Publication
from publishing.spreadsheet import csv_text
from publishing.states import State
from publishing.visit_rows import month_of, today
from thai.dates import MONTHS, format_date, year_be

PERIODS = (7, 30, 365)  # days
DAYS_DRAWN = 30
MONTHS_SHOWN = 13
MOST_READ = 20
MOST_IN_CSV = 1_000
CHART_WIDTH, CHART_HEIGHT = 600, 120
NOT_PUBLIC = "เรื่องที่ไม่ได้เผยแพร่แล้ว"
DAY_HEADINGS = ("วันที่ (ค.ศ.)", "วันที่", "เปิดอ่าน (ครั้ง)", "เข้าชม (ครั้ง)")


@dataclass(frozen=True)
class Sums:
    """Views and visits of a day, a month or any other time; `name` in Thai."""

    name: str
    views: int
    visits: int


@dataclass(frozen=True)
class Chart:
    """The last days as two lines in a box of CHART_WIDTH × CHART_HEIGHT, `top` views at its upper edge."""

    days: list[Sums]
    top: int
    views: str
    visits: str


@dataclass(frozen=True)
class MostRead:
    """`publication` is None for what is public no more; its title is not told either."""

    title: str
    publication: Publication | None
    views: int


@admin.register(PageViews)
class PageViewsAdmin(ReadOnly, admin.ModelAdmin):
    """One page of figures and two files; no row has a page of its own."""

    class Media:
        css = {"all": ["desk/visits.css"]}

    def get_urls(self):
        return [
            path(below, self.admin_site.admin_view(view), name=f"publishing_pageviews_{name}")
            for below, view, name in (
                ("", self.changelist_view, "changelist"),
                ("days.csv", self.days_view, "days"),
                ("read.csv", self.read_view, "read"),
            )
        ]

    def changelist_view(self, request, extra_context=None) -> HttpResponse:
        """Four queries: every page together by day, the most read with their titles, the categories."""
        self._check(request)
        now, days = today(), _period(request)
        rows = list(PageViews.objects.filter(publication=None).order_by("day"))
        return desk_page(
            self,
            request,
            "visits.html",
            self.opts.verbose_name_plural,
            media=self.media,
            begins=rows[0].day if rows else None,
            sums=_sums(rows, now),
            chart=_chart(rows, now),
            months=_months(rows),
            days=days,
            periods=PERIODS,
            read=_most_read(now, days, MOST_READ),
            categories=_by_category(now, days),
        )

    def days_view(self, request: HttpRequest) -> HttpResponse:
        """Every day that is kept, older months as one row each. One query."""
        self._check(request)
        rows = PageViews.objects.filter(publication=None).order_by("day")
        lines = [(row.day.isoformat(), format_date(row.day), str(row.views), str(row.visits)) for row in rows]
        return _csv(request, "visits-by-day", [DAY_HEADINGS, *lines])

    def read_view(self, request: HttpRequest) -> HttpResponse:
        """What was read most in the period `?days=`. Two queries."""
        self._check(request)
        days = _period(request)
        lines = [
            (
                read.title,
                read.publication.declared.title if read.publication else "",
                read.publication.address if read.publication else "",
                str(read.views),
            )
            for read in _most_read(today(), days, MOST_IN_CSV)
        ]
        return _csv(request, "most-read", [("เรื่อง", "หมวด", "ที่อยู่เว็บ", f"เปิดอ่านใน {days} วัน (ครั้ง)"), *lines])

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _period(request: HttpRequest) -> int:
    """One of PERIODS, 30 for nonsense."""
    return next((days for days in PERIODS if request.GET.get("days") == str(days)), 30)


def _since(now: date, days: int) -> QuerySet[PageViews]:
    """The rows of publications of the last so many days, today among them."""
    return PageViews.objects.filter(publication__isnull=False, day__gt=now - timedelta(days=days))


def _added(name: str, rows: list[PageViews]) -> Sums:
    return Sums(name, sum(row.views for row in rows), sum(row.visits for row in rows))


def _sums(rows: list[PageViews], now: date) -> list[Sums]:
    begins = (
        ("วันนี้", now),
        ("7 วัน", now - timedelta(days=6)),
        ("30 วัน", now - timedelta(days=29)),
        ("เดือนนี้", month_of(now)),
        ("ทั้งหมด", date.min),
    )
    return [_added(name, [row for row in rows if row.day >= first]) for name, first in begins]


def _chart(rows: list[PageViews], now: date) -> Chart:
    by_day = {row.day: row for row in rows}
    days = []
    for ago in reversed(range(DAYS_DRAWN)):
        day = now - timedelta(days=ago)
        days.append(_added(format_date(day), [by_day[day]] if day in by_day else []))
    top = max(10, *(day.views for day in days))
    return Chart(days, top, _line([day.views for day in days], top), _line([day.visits for day in days], top))


def _line(values: list[int], top: int) -> str:
    """The `points` of an SVG polyline over the whole width."""
    step = CHART_WIDTH / (len(values) - 1)
    return " ".join(
        f"{place * step:.1f},{CHART_HEIGHT * (1 - value / top):.1f}" for place, value in enumerate(values)
    )


def _months(rows: list[PageViews]) -> list[Sums]:
    """The last months, the newest first. `rows` are in the order of their days."""
    months = [
        _added(f"{MONTHS[month.month - 1]} {year_be(month)}", list(of_month))
        for month, of_month in groupby(rows, key=lambda row: month_of(row.day))
    ]
    return months[: -MONTHS_SHOWN - 1 : -1]


def _most_read(now: date, days: int, most: int) -> list[MostRead]:
    """Two queries. The title of what is public no more is not even loaded."""
    publications = _since(now, days).order_by().values_list("publication")
    read = publications.annotate(sum=Sum("views")).order_by("-sum", "publication")[:most]
    views = dict(read)
    standing = Edition.objects.live(State.WITHDRAWN).filter(publication__in=list(views))
    titles = {
        edition.publication_id: (edition.title, edition.publication)
        for edition in standing.select_related(None)
        .select_related("publication")
        .only("title", "publication__category", "publication__slug")
    }
    return [MostRead(*titles.get(key, (NOT_PUBLIC, None)), count) for key, count in views.items()]


def _by_category(now: date, days: int) -> list[Sums]:
    """Every installed category in the announcement's order, with how often its items were opened. One query."""
    found = dict(_since(now, days).order_by().values_list("publication__category").annotate(sum=Sum("views")))
    return [Sums(category.title, found.get(category.app_label, 0), 0) for category in all_categories()]


def _csv(request: HttpRequest, name: str, lines: list[tuple[str, ...]]) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    response = HttpResponse(csv_text(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
