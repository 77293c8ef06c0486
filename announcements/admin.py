from django.contrib import admin

from announcements import views
from announcements.models import Announcement, Procurement
from publishing.admin import EditionAdmin


@admin.register(Announcement)
class AnnouncementAdmin(EditionAdmin):
    show = views.show
    list_filter = [*EditionAdmin.list_filter, "kind"]
    own_fieldsets = [
        ("รายละเอียดข่าว", {"fields": ["kind", "starts_at", "ends_at", "place", "pinned_until"]}),
    ]


@admin.register(Procurement)
class ProcurementAdmin(EditionAdmin):
    show = views.show
    list_filter = [*EditionAdmin.list_filter, "stage", "method"]
    own_fieldsets = [
        ("การจัดซื้อจัดจ้าง", {"fields": ["project", "stage", "method", "egp_number", "closing_at"]}),
        ("วงเงินและผล", {"fields": ["budget", "reference_price", "winner", "price"]}),
    ]
