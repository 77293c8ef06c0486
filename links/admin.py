from django.contrib import admin

from links import views
from links.models import Link
from publishing.admin import EditionAdmin


@admin.register(Link)
class LinkAdmin(EditionAdmin):
    show = views.show
    list_filter = [*EditionAdmin.list_filter, "kind"]
    own_fieldsets = [
        ("เว็บลิงก์", {"fields": ["kind", "url", "owner_name"]}),
        ("แบบวัดการรับรู้", {"fields": ["shown_from", "shown_until"]}),
    ]
