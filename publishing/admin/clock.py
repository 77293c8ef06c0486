"""What the clock does, when it did it last and how it went. Administrators only."""

from django.contrib import admin
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publishing.admin.lists import ReadOnly
from publishing.models import ClockStep
from thai.dates import format_datetime


@admin.register(ClockStep)
class ClockStepAdmin(ReadOnly, admin.ModelAdmin):
    """One row a step, in the order in which they are done."""

    change_list_template = "admin/publishing/clock.html"
    list_display = ["label", "state_shown", "did_shown", "took"]
    list_display_links = None
    list_per_page = 100
    show_full_result_count = False
    sortable_by = ()
    ordering = ["pk"]
    actions = None

    def get_urls(self):
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="publishing_clockstep_changelist")]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        )

    @admin.display(description="ทำงานล่าสุด")
    def state_shown(self, step: ClockStep) -> SafeString | str:
        done = format_datetime(step.done_at) if step.done_at else "ยังไม่เคยทำเสร็จ"
        if not step.is_failing:
            return done
        return format_html(
            '<strong class="letter-trouble">ครั้งล่าสุดไม่สำเร็จ {}</strong><br>ทำเสร็จล่าสุด {}',
            format_datetime(step.failed_at),
            done,
        )

    @admin.display(description="ผลที่ทำครั้งล่าสุด")
    def did_shown(self, step: ClockStep) -> str:
        return f"{step.did} ({format_datetime(step.did_at)})" if step.did_at else "ยังไม่มีสิ่งที่ต้องทำ"

    @admin.display(description="ใช้เวลา")
    def took(self, step: ClockStep) -> str:
        return f"{step.milliseconds / 1000:.1f} วินาที"
