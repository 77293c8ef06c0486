"""What a category's list and detail views share: fetching. The deciding and rendering stay in the category."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from publishing.categories import category_of
from publishing.filters import EditionFilter
from publishing.models import Attachment, Edition
from publishing.states import ONCE_PUBLIC, State

PAGE_LENGTH = 20


def listing(request: HttpRequest, filter_class: type[EditionFilter], editions: QuerySet) -> dict[str, object]:
    """The context of a list page: `filter`, `page`, `count`, and `query` (the other parameters, for page links).

    Two queries: the count and the page.
    """
    filtered = filter_class(request.GET, queryset=editions, request=request)
    page = Paginator(filtered.qs, PAGE_LENGTH).get_page(request.GET.get("page"))
    parameters = {name: request.GET[name] for name in filtered.form.fields if request.GET.get(name)}
    return {
        "filter": filtered,
        "page": page,
        "count": page.paginator.count,
        "parameters": parameters,
        "category": category_of(editions.model._meta.app_label),
    }


def find_edition(app_label: str, reference: str) -> Edition:
    """The edition that stands at `/<category>/<reference>/`, as its own model, in one query.

    Raises Http404 when there is none that the public may see.
    """
    category = category_of(app_label)
    found = (
        Edition.objects.live(State.WITHDRAWN)
        .at_address(reference)
        .filter(publication__category=app_label)
        .select_related(*(name.lower() for name in category.models))
        .first()
    )
    if found is None:
        raise Http404
    return found.specific


def detail(edition: Edition) -> dict[str, object]:
    """The context of a detail page: `edition`, `category`, `documents`, `photos`, `portraits`, `history`.

    Two queries: the attachments, and the editions that were ever public, newest first.
    """
    attachments = list(edition.attachments.select_related("stored"))
    for attachment in attachments:
        attachment.edition = edition
    by_kind = {
        kind: [attachment for attachment in attachments if attachment.kind == kind]
        for kind in Attachment.Kind
    }
    history = edition.publication.editions.filter(state__in=ONCE_PUBLIC - {State.REMOVED})
    return {
        "edition": edition,
        "category": edition.publication.declared,
        "documents": by_kind[Attachment.Kind.DOCUMENT],
        "photos": by_kind[Attachment.Kind.PHOTO],
        "portraits": {attachment.address_id: attachment for attachment in by_kind[Attachment.Kind.PORTRAIT]},
        "history": list(
            history.order_by("-number").only(
                "publication", "number", "published_at", "change_kind", "change_note", "state"
            )
        ),
    }
