"""Outside links: what the nightly check found, on which pages each stands and whose they are, and the way to mend it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Prefetch, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import Position
from accounts.roles import Role
from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.admin.pages import desk_page
from publishing.desk import desk_address
from publishing.link_mending import mend
from publishing.link_states import check_again
from publishing.models import LinkPlace, OutsideLink
from publishing.refusal import Refused
from publishing.states import EDITABLE, State
from thai.dates import format_date, format_datetime
from thai.digits import parse_int

Verdict = OutsideLink.Verdict
PLACES_SHOWN = 3  # of a link in the list; its own page has all
#: The most pressing first.
RANK = Case(*(When(verdict=verdict, then=Value(rank)) for rank, verdict in enumerate(Verdict)))


class VerdictFilter(admin.SimpleListFilter):
    """Without a choice: what asks somebody to do something."""

    title = "ผลการตรวจ"
    parameter_name = "verdict"

    def lookups(self, request, model_admin):
        return [*Verdict.choices, ("all", "ทุกลิงก์")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": "ที่ต้องแก้ไข"}
        yield from others

    def queryset(self, request, queryset):
        if self.value() in Verdict.values:
            return queryset.filter(verdict=self.value())
        return queryset if self.value() == "all" else queryset.filter(verdict__in=OutsideLink.PROBLEMS)


class OwnerFilter(admin.SimpleListFilter):
    """By the position that answers for a page on which the link stands."""

    title = "ตำแหน่งผู้รับผิดชอบ"
    parameter_name = "owner"

    def lookups(self, request, model_admin):
        places = LinkPlace.objects.filter(link__verdict__in=OutsideLink.PROBLEMS)
        owners = Position.objects.filter(pk__in=places.values("edition__publication__owner"))
        return [("me", "ตำแหน่งของท่าน"), *((str(owner.pk), owner.title) for owner in owners)]

    def queryset(self, request, queryset):
        if self.value() == "me":
            owners = request.user.positions_today
        else:
            number = parse_int(self.value() or "") if len(self.value() or "") < 19 else None
            if number is None:
                return queryset
            owners = {number}
        places = LinkPlace.objects.filter(edition__publication__owner__in=owners)
        return queryset.filter(pk__in=places.values("link"))


@admin.register(OutsideLink)
class OutsideLinkAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    """The most pressing first. Posting to the page of a link has it looked at again, or mends one page."""

    change_list_template = "admin/publishing/links.html"
    list_display_links = None
    list_filter = [VerdictFilter, OwnerFilter]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["address"]
    search_help_text = "ค้นจากที่อยู่เว็บ"
    actions = None

    class Media:
        css = {"all": ["desk/links.css"]}

    def get_object(self, request, object_id, from_field=None):
        # More digits than a key can have: the databases refuse them loudly.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    def get_list_display(self, request):
        places = "places_to_mend" if request.user.has_role(Role.WRITER) else "places_shown"
        return ["link_shown", places, "again"]

    def get_queryset(self, request):
        places = LinkPlace.objects.select_related("edition__publication__owner").defer("edition__body")
        carried = Prefetch("places", places.order_by("edition__title", "pk"))
        return super().get_queryset(request).prefetch_related(carried).order_by(RANK, "host", "pk")

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        link = self.get_object(request, str(object_id))
        if link is None:
            raise Http404
        if not self.has_view_permission(request, link):
            raise PermissionDenied
        if request.method == "POST":
            return self._mend(request, link) if "mend" in request.POST else self._check_again(request, link)
        return desk_page(
            self,
            request,
            "link.html",
            link.host,
            link=link,
            original=link,
            summary=_summary(link, link.address),
            places=_places(link, link.places.all(), request.user.has_role(Role.WRITER)),
            media=self.media,
        )

    def _check_again(self, request: HttpRequest, link: OutsideLink) -> HttpResponse:
        check_again(link)
        messages.success(request, f"ระบบจะตรวจลิงก์ของ {link.host} อีกครั้งภายในสองสามนาที เปิดหน้านี้ใหม่เพื่อดูผล")
        return HttpResponseRedirect(reverse("admin:publishing_outsidelink_changelist"))

    def _mend(self, request: HttpRequest, link: OutsideLink) -> HttpResponse:
        number = parse_int(request.POST["mend"]) if len(request.POST["mend"]) < 19 else None
        place = link.places.filter(pk=number).first() if number else None
        if place is None:
            raise Http404
        place.link = link
        try:
            draft = mend(place, actor=request.user)
        except Refused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
            return HttpResponseRedirect(reverse("admin:publishing_outsidelink_change", args=[link.pk]))
        messages.success(
            request, "แก้ลิงก์ในฉบับร่างแล้ว โปรดดูความถูกต้องแล้วกดส่งตรวจสอบ หน้าเว็บที่เผยแพร่อยู่จะเปลี่ยนเมื่อฉบับนี้ได้เผยแพร่"
        )
        return HttpResponseRedirect(desk_address(draft, "change"))

    @admin.display(description="ลิงก์และผลการตรวจ", ordering="host")
    def link_shown(self, link: OutsideLink) -> SafeString:
        page = reverse("admin:publishing_outsidelink_change", args=[link.pk])
        return _summary(link, format_html('<a href="{}">{}</a>', page, link.address))

    @admin.display(description="หน้าเว็บที่มีลิงก์นี้")
    def places_shown(self, link: OutsideLink) -> SafeString:
        return _first_places(link, may_mend=False)

    @admin.display(description="หน้าเว็บที่มีลิงก์นี้")
    def places_to_mend(self, link: OutsideLink) -> SafeString:
        return _first_places(link, may_mend=True)

    @admin.display(description="ตรวจอีกครั้ง")
    def again(self, link: OutsideLink) -> SafeString:
        # The list stands in a form of its own that has the token; the button sends it to the link's page.
        return format_html(
            '<button type="submit" class="link-button" formaction="{}" formmethod="post">ตรวจอีกครั้ง'
            '<span class="visually-hidden"> {}</span></button>',
            reverse("admin:publishing_outsidelink_change", args=[link.pk]),
            link.address,
        )


def _summary(link: OutsideLink, address: str) -> SafeString:
    return format_html(
        '<strong class="link-verdict link-{}">{}</strong> <span class="link-address">{}</span><ul class="link-facts">{}</ul>',
        link.verdict,
        link.get_verdict_display(),
        address,
        format_html_join("", "<li>{}</li>", ((line,) for line in _lines(link))),
    )


def _lines(link: OutsideLink) -> list[str]:
    """What is known of a link beside its verdict, as Thai phrases."""
    lines = [link.why] if link.why else []
    if link.target:
        lines.append(f"ที่อยู่ปลายทาง {link.target}")
    if link.failing_since:
        lines.append(f"เปิดไม่ได้ตั้งแต่ {format_date(link.failing_since)}")
    lines.append(f"ตรวจล่าสุด {format_datetime(link.checked_at)}" if link.checked_at else "ยังไม่ได้ตรวจ")
    return lines


def _first_places(link: OutsideLink, *, may_mend: bool) -> SafeString:
    places = list(link.places.all())
    shown, more = _places(link, places[:PLACES_SHOWN], may_mend), len(places) - PLACES_SHOWN
    if more <= 0:
        return shown
    address = reverse("admin:publishing_outsidelink_change", args=[link.pk])
    return format_html('{}<a class="link-more" href="{}">และอีก {} หน้า</a>', shown, address, more)


def _places(link: OutsideLink, places: list[LinkPlace], may_mend: bool) -> SafeString:
    """The pages on which a link stands, each with the position that owns it and, where the link moved, the button."""
    rows = format_html_join("", "<li>{}</li>", ((_place(link, place, may_mend),) for place in places))
    return format_html('<ul class="link-places">{}</ul>', rows) if places else "ไม่มีหน้าเว็บใดใช้ลิงก์นี้แล้ว"


def _place(link: OutsideLink, place: LinkPlace, may_mend: bool) -> SafeString:
    edition = place.edition
    about = format_html(
        '<a href="{}">{}</a><br>{} · {} · {}',
        desk_address(edition, "change"),
        edition.title,
        edition.get_state_display(),
        edition.publication.owner.title,
        place.where,
    )
    if not (may_mend and link.verdict == Verdict.MOVED and edition.state in EDITABLE | {State.PUBLISHED}):
        return about
    return format_html(
        '{}<br><button type="submit" class="link-button" formaction="{}" formmethod="post" name="mend" value="{}">'
        'แก้ในฉบับร่าง<span class="visually-hidden"> “{}”</span></button>',
        about,
        reverse("admin:publishing_outsidelink_change", args=[link.pk]),
        place.pk,
        edition.title,
    )
