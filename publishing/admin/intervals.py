"""After how many months each kind of thing is looked at again: one page for all of them."""

from collections.abc import Iterator

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from publishing import upkeep
from publishing.admin.lists import ReadOnly
from publishing.admin.pages import desk_page
from publishing.categories import category_of
from publishing.models import ReviewInterval
from thai.digits import parse_int


@admin.register(ReviewInterval)
class ReviewIntervalAdmin(ReadOnly, admin.ModelAdmin):
    """One page with every kind of thing of every category; all numbers are kept in one go, or none."""

    class Media:
        css = {"all": ["desk/reviews.css"]}

    def get_urls(self):
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="publishing_reviewinterval_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        may_change = request.user.has_perm("publishing.change_reviewinterval")
        if not (self.has_view_permission(request) or may_change):
            raise PermissionDenied
        typed: dict[str, str] = {}
        problems: dict[str, str] = {}
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            typed = {name: text[:20] for name, text in request.POST.items() if "." in name}
            numbers, problems = read_numbers(typed)
            if not problems:
                changed = upkeep.change_intervals(numbers, actor=request.user)
                words = f"บันทึกแล้ว เปลี่ยน {len(changed)} รายการ" if changed else "ไม่มีรายการใดเปลี่ยน"
                messages.success(request, words)
                return HttpResponseRedirect(request.path)
        return desk_page(
            self,
            request,
            "intervals.html",
            self.opts.verbose_name_plural,
            status=409 if problems else 200,
            groups=list(_groups(typed, problems)),
            problems=problems.values(),
            most=upkeep.LONGEST_MONTHS,
            media=self.media,
        )


def field_of(subject: upkeep.Subject) -> str:
    """The name of a number's field: content.page.history, content.page. for all other kinds."""
    return ".".join(subject)


def read_numbers(typed: dict[str, str]) -> tuple[dict[upkeep.Subject, int | None], dict[str, str]]:
    """(the numbers that were typed, field → what is wrong with it in Thai). A field that was not sent stays as it is."""
    numbers: dict[upkeep.Subject, int | None] = {}
    problems: dict[str, str] = {}
    for model, lines in upkeep.intervals():
        for line in lines:
            name = field_of(line.subject)
            if name not in typed:
                continue
            text = typed[name].strip()
            months = parse_int(text)
            if text and (months is None or not 0 <= months <= upkeep.LONGEST_MONTHS):
                label = " ".join(filter(None, [str(model._meta.verbose_name), line.label]))
                problems[name] = f"{label}: กรอกจำนวนเดือนเป็นตัวเลข 0 ถึง {upkeep.LONGEST_MONTHS} หรือเว้นว่าง"
            numbers[line.subject] = months if text else None
    return numbers, problems


def _groups(typed: dict[str, str], problems: dict[str, str]) -> Iterator[dict[str, object]]:
    """The page's tables: one a model, each line with what stands in its field."""
    for model, lines in upkeep.intervals():
        yield {
            "category": category_of(model._meta.app_label).title,
            "title": model._meta.verbose_name,
            "lines": [
                {
                    "name": (name := field_of(line.subject)),
                    "label": line.label or ("ทุกประเภทที่ไม่ได้กำหนดไว้ข้างล่าง" if len(lines) > 1 else "ทุกเรื่อง"),
                    "value": typed.get(name, "" if line.own is None else line.own),
                    "default": line.default,
                    "months": line.months,
                    "problem": problems.get(name, ""),
                }
                for line in lines
            ],
        }
