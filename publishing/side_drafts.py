"""What somebody typed over a newer save of a draft: kept beside it for seven days, so that neither text is lost."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from publishing import holds
from publishing.models import Edition, SideDraft
from publishing.models.desk import SIDE_DRAFT_FOR


def keep(edition: Edition, *, user: User, texts: list[dict], seen_version: int) -> SideDraft:
    """Keep `texts` (see `SideDraft.texts`) beside the edition; the same texts of the same person are kept once."""
    for kept in standing().filter(edition=edition.pk, user=user):
        if kept.texts == texts:
            return kept
    return SideDraft.objects.create(
        edition_id=edition.pk, user=user, at=timezone.now(), seen_version=seen_version, texts=texts
    )


def standing() -> QuerySet[SideDraft]:
    """Those that are not over, newest first: what is older is gone for everybody, deleted or not."""
    return SideDraft.objects.filter(at__gt=timezone.now() - SIDE_DRAFT_FOR).order_by("-at", "-pk")


def may_read(side: SideDraft, user: User) -> bool:
    """Its author, and whoever writes drafts; the view permission of the edition is asked beside."""
    return side.user_id == user.pk or user.has_role(Role.WRITER)


def readable(edition: Edition, user: User) -> QuerySet[SideDraft]:
    """The side drafts of the edition that `user` may read, with their authors, without the texts."""
    found = standing().filter(edition=edition.pk).select_related("user").defer("texts")
    return found if user.has_role(Role.WRITER) else found.filter(user=user)


def clear() -> tuple[int, int]:
    """Delete the side drafts that are over, and the lapsed holds; returns how many of each. Safe to run twice."""
    over = SideDraft.objects.filter(at__lte=timezone.now() - SIDE_DRAFT_FOR)
    return over.delete()[0], holds.clear()
