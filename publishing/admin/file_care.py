"""Files and photos of what is public that somebody should mend: why, how, and where to begin."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.roles import Role
from publishing import file_care
from publishing.admin.reviews import OnlyList, OwnerFilter
from publishing.desk import desk_address
from publishing.file_care import MENDING, Kind, kinds_of
from publishing.models import Edition, FileCare
from publishing.states import IN_PROGRESS, Action
from thai.digits import filesize, number


class KindFilter(admin.SimpleListFilter):
    """By what is wrong. Each choice says how many there are under the other filters: one query for all of them."""

    title = "สิ่งที่ควรปรับปรุง"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        self.request = request
        return Kind.choices

    def choices(self, changelist):
        rows = changelist.root_queryset
        for other in changelist.filter_specs:
            rows = rows if other is self else other.queryset(self.request, rows)
        rows, _ = changelist.model_admin.get_search_results(self.request, rows, changelist.query)
        counts = file_care.counts(rows)
        first, *kinds = super().choices(changelist)
        yield first | {"display": f"ทุกข้อ ({number(counts['all'])})"}
        for kind, choice in zip(Kind, kinds, strict=True):
            yield choice | {"display": f"{kind.label} ({number(counts[kind])})"}

    def queryset(self, request, queryset):
        return queryset.filter(file_care.IS[self.value()]) if self.value() in Kind.values else queryset


class OwnerOfFileFilter(OwnerFilter):
    """Only positions that have something to mend, each with how much."""

    owner_of = "edition__publication__owner"

    def lookups(self, request, model_admin):
        rows = file_care.in_need().order_by().values_list(self.owner_of, f"{self.owner_of}__title")
        owners = rows.annotate(files=Count("pk")).order_by(f"{self.owner_of}__order", self.owner_of)
        choices = [(str(pk), f"{title} ({number(files)})") for pk, title, files in owners]
        return [("all", "ทุกตำแหน่ง"), *choices]


@admin.register(FileCare)
class FileCareAdmin(OnlyList, admin.ModelAdmin):
    """The newest publication first; the files of one stand together."""

    change_list_template = "admin/publishing/filecare.html"
    list_filter = [OwnerOfFileFilter, KindFilter]
    search_fields = ["title", "stored__original_name", "edition__title"]
    search_help_text = "ค้นจากชื่อไฟล์หรือชื่อเรื่อง"
    sortable_by: list[str] = []
    actions = None

    class Media:
        css = {"all": ["desk/file-care.css"]}

    def get_list_display(self, request):
        """The last column asks who is there, so it is made for him."""
        return ["file_shown", "mending", self._correcting(request.user)]

    def get_queryset(self, request):
        draft = Edition.objects.filter(publication=OuterRef("edition__publication"), state__in=IN_PROGRESS)
        return (
            file_care.in_need()
            .select_related("stored", "edition__publication__owner")
            .defer("edition__body")
            .annotate(draft=Subquery(draft.values("pk")[:1]))
        )

    def get_ordering(self, request):
        return ["-edition__published_at", "-edition", "kind", "order", "pk"]

    @admin.display(description="ไฟล์ และเรื่องที่แสดงไฟล์นี้")
    def file_shown(self, row: FileCare) -> SafeString:
        about = row.edition.publication
        return format_html(
            '<a class="care-file" href="{}" target="_blank" rel="noopener">{}'
            '<span class="visually-hidden"> (หน้าต่างใหม่)</span></a>'
            '<span class="care-fact">{}</span><span class="care-fact">{}</span><span class="care-fact">{}</span>',
            row.smallest if row.stored.is_picture else row.get_absolute_url(),
            row.label,
            _facts(row),
            format_html('<a href="{}">{}</a>', about.address, row.edition.title),
            about.owner.title,
        )

    @admin.display(description="สิ่งที่ควรปรับปรุง และวิธีแก้")
    def mending(self, row: FileCare) -> SafeString:
        items = ((kind.label, *MENDING[kind]) for kind in kinds_of(row))
        return format_html(
            '<ul class="care-kinds">{}</ul>',
            format_html_join(
                "", '<li><strong>{}</strong> {}<span class="care-how">วิธีแก้: {}</span></li>', items
            ),
        )

    def _correcting(self, user: User):
        @admin.display(description="ดำเนินการ")
        def correcting(row: FileCare) -> SafeString:
            about = row.edition.publication
            if row.draft:
                address = reverse(f"admin:{about.category}_{about.model}_change", args=[row.draft])
                words = "เปิดฉบับที่กำลังจัดทำ"
            elif user.has_role(Role.WRITER):
                address, words = desk_address(row.edition, "move", Action.START), "เริ่มฉบับใหม่เพื่อแก้ไข"
            else:
                return format_html('<span class="care-fact">{}</span>', "ต้องให้ผู้จัดทำเป็นผู้แก้ไข")
            return format_html(
                '<a class="care-correct" href="{}">{}<span class="visually-hidden"> “{}” เพื่อแก้ไฟล์ {}</span></a>',
                address,
                words,
                row.edition.title,
                row.label,
            )

        return correcting


def _facts(row: FileCare) -> str:
    """What sort of file it is, how large, how long."""
    stored = row.stored
    if stored.is_picture:
        said = f"ข้อความแทนภาพตอนนี้: “{row.alt}”" if row.alt else "ยังไม่มีข้อความแทนภาพ"
        return f"ภาพ · {said}"
    pages = f" · {number(stored.pages)} หน้า" if stored.pages else ""
    return f"{stored.extension.upper()} {filesize(stored.size)}{pages}"
