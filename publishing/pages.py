"""What a category's list and detail views share: fetching. The deciding and rendering stay in the category."""

from functools import cache, partial
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Subquery
from django.http import Http404, HttpRequest

from publishing.categories import Category, category_of
from publishing.declared import functions
from publishing.filters import EditionFilter
from publishing.markup import pictures_in
from publishing.models import Attachment, Edition, LedgerHead, Publication
from publishing.neighbours import neighbours
from publishing.paging import page_of
from publishing.prepared import KEY, NAME, PreparedRows
from publishing.states import ONCE_PUBLIC, STANDING, State
from publishing.visits import tally, times_read

PAGE_LENGTH = 20

#: One step of the way from the home page to here: title and address.
Crumb = tuple[str, str]


def way_to(*steps: Crumb, category: Category | None = None) -> list[Crumb]:
    """The way from the home page to the page that is the last of `steps`, over `category` if it is in one.

    The breadcrumb shows it and programs read it: every page gives it to its template as `crumbs`.
    """
    inside = [(category.title, category.address)] if category else []
    return [("หน้าหลัก", "/"), *inside, *steps]


def list_title(model: type[Edition]) -> str:
    """What the list of a model's items is called."""
    return model.LIST_TITLE or str(model._meta.verbose_name_plural)


def list_crumb(model: type[Edition], category: Category) -> list[Crumb]:
    """The list that items of `model` are in, as a step of the way; none when it is the category's own page."""
    for address, listed in category.list_pages():
        if listed is model and address != category.address:
            return [(list_title(model), address)]
    return []


def kind_crumb(edition: Edition) -> list[Crumb]:
    """The list narrowed to the kind of `edition`; none when nothing lists it or its kind says nothing."""
    kind, model = edition.kind_field(), type(edition)
    value = getattr(edition, kind.name) if kind else ""
    for address, listed in edition.publication.declared.list_pages():
        if listed is model and value not in ("", "other"):
            return [(edition.kind_label(), f"{address}?{urlencode({kind.name: value})}")]
    return []


def way_to_edition(edition: Edition) -> list[Crumb]:
    """Home, the category, the list or the kind, the item."""
    category = edition.publication.declared
    middle = list_crumb(type(edition), category) or kind_crumb(edition)
    return way_to(*middle, (edition.title, edition.publication.address), category=category)


def listing(request: HttpRequest, filter_class: type[EditionFilter], editions: QuerySet) -> dict[str, object]:
    """The context of a list page: `filter`, `page`, `count`, `category`, `crumbs`, and `parameters` (the filters, for
    page links).

    Two queries: the order of the list, unless it is known, and the page.
    """
    filtered = filter_class(request.GET, queryset=editions, request=request)
    filtered.form.is_valid()
    chosen = tuple((name, str(value)) for name, value in filtered.form.cleaned_data.items() if value)
    page = page_of(request, editions, PAGE_LENGTH, (request.path, chosen), lambda: filtered.qs)
    parameters = {name: request.GET[name] for name in filtered.form.fields if request.GET.get(name)}
    category = category_of(editions.model._meta.app_label)
    return {
        "filter": filtered,
        "page": page,
        "count": page.paginator.count,
        "parameters": parameters,
        "category": category,
        "crumbs": way_to(*list_crumb(editions.model, category), category=category),
    }


class Gone(Http404):
    """What was public here is so no more: `edition` tells when, why and who answers for it. `what` names it in Thai.

    `ponko_site.views.not_found` answers with 410 and the reason. The wording of `edition` is not even loaded: a title
    may be the very thing that had to go.
    """

    def __init__(self, edition: Edition, what: str = "ข้อมูลนี้"):
        super().__init__(what)
        self.edition = edition
        self.what = what


def find_edition(app_label: str, reference: str) -> Edition:
    """The edition that stands at `/<category>/<reference>/`, as its own model, in one query; with `times_read`, or None.

    Raises Gone when what stood there was removed (one query more), else Http404 when there is none that the public
    may see.
    """
    by_key = reference.isascii() and reference.isdigit()
    # More digits than a key can have: Python and the databases refuse them loudly.
    value = {"key": int(reference)} if by_key and len(reference) < 19 else {"name": reference}
    standing = _standing(app_label, "key" in value, tally.visitors() is not None).all(**value)
    if not standing:
        at_address = Edition.objects.at_address(reference)
        raise gone_or_missing(at_address.filter(publication__category=app_label))
    found = standing[0]
    edition = found.specific
    edition.times_read, edition.ledger = found.times_read, found.ledger
    return edition


@cache
def _standing(app_label: str, by_key: bool, counted: bool) -> PreparedRows[Edition]:
    """What stands at an address of a category, by number or else by slug. `counted`: pages have been counted yet."""
    category = category_of(app_label)
    at_address = Q(publication=KEY) if by_key else Q(publication__slug=NAME)
    return PreparedRows(
        Edition.objects.live(State.WITHDRAWN)
        .filter(at_address, publication__category=app_label)
        .select_related(*(name.lower() for name in category.models))
        .annotate(times_read=times_read(), ledger=Subquery(LedgerHead.objects.values("hash")[:1]))
        .order_by("pk")[:1]
    )


@cache
def _attachments() -> PreparedRows[Attachment]:
    return PreparedRows(Attachment.objects.filter(edition=KEY).select_related("stored"))


def find_earlier(standing: Edition, number: int) -> Edition:
    """Edition `number` of the publication of `standing`, which came before it. Raises Gone or Http404.

    Two queries: the edition and its category's columns.
    """
    editions = standing.publication.editions.filter(number=number)
    found = editions.live(State.SUPERSEDED).first()
    if found is None:
        raise gone_or_missing(editions, "ฉบับนี้")
    return found.specific


def is_public(edition: Edition) -> bool:
    """Whether anybody may read `edition`: it stands, or it is superseded (one query) and its publication stands."""
    if edition.state == State.SUPERSEDED:
        return Edition.objects.live(State.WITHDRAWN).filter(publication=edition.publication_id).exists()
    return edition.state in STANDING


def gone_or_missing(editions: QuerySet, what: str = "ข้อมูลนี้") -> Http404:
    """What to raise when the public may read none of `editions`: Gone if one was ever public. Two queries at most."""
    last = _ended(editions)
    if last is None:
        return Http404()
    if last.state == State.SUPERSEDED:
        # It went with its publication, for the reason of the edition that stood; or what stands now has not got it.
        newest = _ended(last.publication.editions.all())
        last = newest if newest.state == State.REMOVED else last
    return Gone(last, what)


def _ended(editions: QuerySet) -> Edition | None:
    """The newest of `editions` that was ever public, without its wording."""
    return (
        editions.filter(state__in=ONCE_PUBLIC)
        .select_related("publication__owner__unit")
        .only("publication", "number", "state", "ended_at", "end_reason", "successor")
        .order_by("-number")
        .first()
    )


def replacement_of(edition: Edition) -> Edition | None:
    """The live edition of what takes the place of a withdrawn or removed one (one query), or None (no query)."""
    if edition.successor_id is None:
        return None
    return Edition.objects.live().filter(publication=edition.successor_id).first()


def past_editions(publication: Publication) -> list[Edition]:
    """Every edition that was ever public, newest first, with what the list of editions shows: one query."""
    rows = publication.editions.filter(state__in=ONCE_PUBLIC).order_by("-number")
    return list(_as_history(rows, "ended_at"))


def _as_history(editions: QuerySet, *also: str) -> QuerySet:
    """What a list of editions shows of each, with how its second review ended if it was published in haste."""
    wanted = ("publication", "number", "state", "published_at", "change_kind", "change_note", "urgent", *also)
    review = ("second_review__edition", "second_review__outcome", "second_review__done_at")
    return editions.select_related("second_review").only(*wanted, *review)


def detail(edition: Edition) -> dict[str, object]:
    """The context of a detail page: `edition`, `category`, `documents`, `photos` (all), `lead` and `gallery` (the photos
    that the text does not show), `portraits`, `history`, `review` (the second review of what was published in haste, or None),
    `replacement`, `crumbs`, `kind_link` (the list of its kind, or none), `marks` (what it is evidence for, of what is live:
    `label`, `hook`, `address`) and `neighbours` (publishing/neighbours.py), which asks when the page comes to it: a preview
    never does.

    Two queries: the attachments, and the editions that were ever public (a first one that stands is the only one). One more
    for what takes the place of a withdrawn one; two for the neighbours unless they are known; one for each app that
    declares marks.
    """
    attachments = _attachments().all(key=edition.pk)
    for attachment in attachments:
        attachment.edition = edition
    by_kind = {
        kind: [attachment for attachment in attachments if attachment.kind == kind]
        for kind in Attachment.Kind
    }
    photos, in_text = by_kind[Attachment.Kind.PHOTO], pictures_in(edition.body)
    history = _history(edition)
    return {
        "edition": edition,
        "category": edition.publication.declared,
        "crumbs": way_to_edition(edition),
        "kind_link": kind_crumb(edition),
        "neighbours": partial(neighbours, edition),
        "marks": _marks(edition),
        "documents": by_kind[Attachment.Kind.DOCUMENT],
        "photos": photos,
        "lead": photos[0] if photos and photos[0].address_id not in in_text else None,
        "gallery": [photo for photo in photos[1:] if photo.address_id not in in_text],
        "portraits": {attachment.address_id: attachment for attachment in by_kind[Attachment.Kind.PORTRAIT]},
        "replacement": replacement_of(edition) if edition.is_withdrawn else None,
        "history": history,
        "review": next((past.review for past in history if past.number == edition.number), None),
    }


def _history(edition: Edition) -> list[Edition]:
    """The editions that were ever public and not removed, newest first. One query, none for a first one that stands."""
    if edition.number == 1 and edition.state in STANDING and not edition.urgent:
        return [edition]
    public = edition.publication.editions.filter(state__in=ONCE_PUBLIC - {State.REMOVED})
    return list(_as_history(public.order_by("-number")))


def _marks(edition: Edition) -> list[object]:
    """What other apps say that a live edition is evidence for; nothing of drafts and of what has ended."""
    if edition.state != State.PUBLISHED:
        return []
    return [mark for ask in functions("marks") for mark in ask(edition.publication_id)]
