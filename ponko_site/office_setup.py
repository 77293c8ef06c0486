"""What every installation has: roles with their permissions, and the office's first profile. Safe to run twice."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from accounts.models import Office, Position, Unit
from accounts.roles import Role
from publishing.categories import edition_models
from publishing.gates.words import seed_words
from search.seeds import seed_synonyms

UNITS = (
    "สำนักปลัด",
    "กองคลัง",
    "กองช่าง",
    "กองการศึกษา ศาสนาและวัฒนธรรม",
    "กองสวัสดิการสังคม",
    "กองสาธารณสุขและสิ่งแวดล้อม",
    "หน่วยตรวจสอบภายใน",
)
POSITIONS = {
    "สำนักปลัด": (
        "นายกองค์การบริหารส่วนตำบล",
        "ปลัดองค์การบริหารส่วนตำบล",
        "รองปลัดองค์การบริหารส่วนตำบล",
        "หัวหน้าสำนักปลัด",
        "นักวิเคราะห์นโยบายและแผน",
        "นิติกร",
        "นักประชาสัมพันธ์",
        "เจ้าพนักงานธุรการ",
        "นักวิชาการคอมพิวเตอร์",
    ),
    "กองคลัง": ("ผู้อำนวยการกองคลัง", "นักวิชาการเงินและบัญชี", "นักวิชาการพัสดุ"),
    "กองช่าง": ("ผู้อำนวยการกองช่าง", "นายช่างโยธา"),
    "กองการศึกษา ศาสนาและวัฒนธรรม": ("ผู้อำนวยการกองการศึกษา", "นักวิชาการศึกษา"),
    "กองสวัสดิการสังคม": ("ผู้อำนวยการกองสวัสดิการสังคม", "นักพัฒนาชุมชน"),
    "กองสาธารณสุขและสิ่งแวดล้อม": ("ผู้อำนวยการกองสาธารณสุขและสิ่งแวดล้อม", "นักวิชาการสาธารณสุข"),
    "หน่วยตรวจสอบภายใน": ("นักวิชาการตรวจสอบภายใน",),
}
#: The first profile; an administrator changes it in the admin, and this never overwrites it.
OFFICE = {
    "name": "องค์การบริหารส่วนตำบลโพนโก",
    "short_name": "อบต.โพนโก",
    "name_english": "Phon Ko Subdistrict Administrative Organization",
    "place_english": "Sanom District, Surin Province",
    "address_english": (
        "Phon Ko Subdistrict Administrative Organization\n"
        "Phon Ko Subdistrict, Sanom District, Surin 32160, Thailand"
    ),
    "about_english": (
        "Phon Ko is a subdistrict of Sanom District in Surin Province, in the northeast of Thailand. It covers about "
        "41 square kilometres and had 6,933 residents in 2020.\n\n"
        "The Phon Ko Subdistrict Administrative Organization is its local government. The residents elect its council "
        "and its chief executive. It looks after roads, water, waste, public health, child care, welfare payments, "
        "local taxes, building permits and local culture."
    ),
    "place": "อำเภอสนม จังหวัดสุรินทร์",
    "address": "องค์การบริหารส่วนตำบลโพนโก ตำบลโพนโก อำเภอสนม จังหวัดสุรินทร์",
    "postcode": "32160",
    "domain": "phoneko.go.th",
    "geocode": "320802",
    "first_fiscal_year": 2563,
}

#: What an urgent publication opens is read by everybody who reads editions; the workflow says who does it.
URGENT_DUTIES = ("view_secondreview", "view_chiefreport", "view_followup")


@transaction.atomic
def set_up_office() -> None:
    """Make what is missing: office profile, units, positions, words to point at, synonyms, roles.

    Renamed or added rows are left alone. The permissions of the roles are set anew each time, so a new category is theirs
    after the next run.
    """
    if not Unit.objects.exists():
        for order, name in enumerate(UNITS, 1):
            unit = Unit.objects.create(name=name, order=order)
            for place, title in enumerate(POSITIONS[name], 1):
                Position.objects.create(title=title, unit=unit, order=place)
    responsible = Unit.objects.order_by("order").first()
    Office.objects.get_or_create(pk=1, defaults={**OFFICE, "responsible_unit": responsible})
    seed_words()
    seed_synonyms()
    set_up_roles()


def set_up_roles() -> None:
    """The groups named as the roles, each with exactly the permissions that its work needs."""
    editions = Q()
    for model in edition_models():
        editions |= Q(content_type__app_label=model._meta.app_label)
    of_editions = Permission.objects.filter(editions)
    desk = Permission.objects.filter(
        content_type__app_label="publishing",
        codename__in=[
            *URGENT_DUTIES,
            "view_edition",
            "view_reviewitem",
            "view_trashitem",
            "view_ledgerevent",
            "view_banner",
            "view_outsidelink",
            "view_pageviews",
            "view_duereview",
            "view_shortfall",
            "view_filecare",
        ],
    )
    of_search = Permission.objects.filter(content_type__app_label="search")
    asked = of_search.filter(codename__in=["view_anyedition", "view_querycount", "view_filetext"])
    reading = [*of_editions.filter(codename__startswith="view_"), *desk, *asked]
    writing = of_editions.filter(Q(codename__startswith="add_") | Q(codename__startswith="change_"))
    banners = Permission.objects.filter(
        content_type__app_label="publishing", codename__in=["add_banner", "change_banner"]
    )
    office = Permission.objects.filter(
        Q(content_type__app_label="accounts") & ~Q(codename__startswith="delete_")
        | Q(
            content_type__app_label="publishing",
            codename__in=["view_ledgerevent", "view_letter", "view_pageviews", "view_clockstep"],
        )
    )
    watch_words = Permission.objects.filter(
        content_type__app_label="publishing", content_type__model="watchword"
    )
    letters = Permission.objects.filter(content_type__app_label="publishing", codename="view_letter")
    intervals = Permission.objects.filter(
        content_type__app_label="publishing", codename__in=["view_reviewinterval", "change_reviewinterval"]
    )
    due = Permission.objects.filter(content_type__app_label="publishing", codename="view_duereview")
    search_words = of_search.filter(content_type__model__in=["synonym", "promoted"])
    search_state = of_search.filter(codename__in=["view_index", "view_querycount", "view_filetext"])
    of_ita = Permission.objects.filter(content_type__app_label="ita")
    board = of_ita.filter(codename__startswith="view_")
    evidence = of_ita.filter(codename__in=["add_evidence", "change_evidence"])
    snapshots = of_ita.filter(codename="add_snapshot")
    cycles = of_ita.filter(codename__in=["add_cycle", "change_cycle", "change_item"])
    granted = {
        Role.WRITER: [*reading, *writing, *board, *evidence],
        Role.REVIEWER: [*reading, *board],
        Role.APPROVER: [
            *reading,
            *banners,
            *watch_words,
            *letters,
            *intervals,
            *search_words,
            *board,
            *evidence,
            *snapshots,
        ],
        Role.CHIEF_EXECUTIVE: [*reading, *board],
        Role.ADMINISTRATOR: [
            *office,
            *intervals,
            *due,
            *watch_words,
            *search_words,
            *search_state,
            *board,
            *cycles,
            *snapshots,
        ],
        Role.ASSESSOR: board.exclude(codename="view_snapshot"),
    }
    for role, permissions in granted.items():
        group, _ = Group.objects.get_or_create(name=role.label)
        group.permissions.set(permissions)
