"""Where the desk's pages about an edition are."""

from django.urls import reverse

from publishing.models import Edition


def desk_address(edition: Edition, page: str, *arguments: object) -> str:
    """A page of the edition in its own category's admin: "change", or one that `EditionAdmin.get_urls()` names."""
    about = edition.publication
    return reverse(f"admin:{about.category}_{about.model}_{page}", args=[edition.pk, *arguments])
