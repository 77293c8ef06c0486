"""The half-year report as a draft among the plans and reports: what it holds, and whether there is one already."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from content.models import Plan
from ponko_site.half_year import Report
from ponko_site.half_year_files import markup, xlsx
from ponko_site.half_year_tables import TITLE, as_of, summary_sentence, tables
from publishing.files import attach, store_upload
from publishing.models import Attachment, Edition, Publication
from publishing.states import IN_PROGRESS, STANDING
from publishing.workflow import start
from thai.half_years import HalfYear

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def title_of(period: HalfYear) -> str:
    return f"{TITLE} {period.label}"


def already_made(period: HalfYear) -> Plan | None:
    """The report of this half that is under way or stands: the one under way first. One query."""
    own = Q(title=title_of(period), year_from=period.year) | Q(publication__slug__startswith=_slug(period))
    found = Plan.objects.filter(own, state__in=IN_PROGRESS | STANDING).select_related("publication")
    return max(found, key=lambda plan: (plan.state in IN_PROGRESS, plan.pk), default=None)


def heading(report: Report, office: str) -> list[str]:
    """What stands above the tables: title, office, period, up to when it was counted."""
    return [title_of(report.now.period), office, as_of(report.now)]


def workbook(report: Report, office: str) -> bytes:
    return xlsx(heading(report, office), tables(report))


def make_draft(report: Report, office: str, *, actor: User) -> Edition:
    """Begin the report's publication as a draft of `actor`, with its tables as text and as a file. Raises Refused.

    Nobody is named in it. It walks the usual way afterwards.
    """
    period = report.now.period
    lead = f"{summary_sentence(report)} {'' if report.now.is_over else as_of(report.now)}".strip()
    upload = SimpleUploadedFile(f"oversight-report-{period.key}.xlsx", workbook(report, office), XLSX)
    plan = Plan(
        title=title_of(period),
        summary=lead,
        body=markup(lead, tables(report)),
        dated_on=timezone.localdate(),
        kind=Plan.Kind.PROGRESS,
        year_from=period.year,
        period=Plan.Period.FIRST_HALF if period.half == 1 else Plan.Period.SECOND_HALF,
    )
    with transaction.atomic():
        draft = start(plan, actor=actor, slug=_free_slug(period))
        stored = store_upload(upload, Attachment.Kind.DOCUMENT)
        attach(draft, stored, kind=Attachment.Kind.DOCUMENT, title=f"ตารางของ{title_of(period)}")
    return draft


def _slug(period: HalfYear) -> str:
    return f"oversight-report-{period.key}"


def _free_slug(period: HalfYear) -> str:
    """An earlier draft that was thrown away keeps its address."""
    first = _slug(period)
    taken = Publication.objects.filter(category=Plan._meta.app_label, slug__startswith=first).count()
    return f"{first}-{taken + 1}" if taken else first
