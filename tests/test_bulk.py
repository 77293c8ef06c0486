"""What the bulk loader writes could have come from the workflow: `make bench` measures on it."""

import pytest
from django.core.management import call_command

from publishing.categories import edition_models
from publishing.models import Attachment, Edition, LedgerEvent, Publication
from publishing.requirements import missing
from publishing.states import Action, State
from publishing.workflow import approvers_of, move
from tests.agreement import disagreements
from tests.bulk import load
from tests.helpers import ALL_TICKS, make_live

pytestmark = pytest.mark.django_db
ITEMS = 50


@pytest.fixture
def loaded(cast) -> int:
    """Fifty items after what was in the ledger already; the number of editions."""
    make_live()
    return load(ITEMS)


def test_bulk_rows_verify_and_agree(loaded):
    call_command("verify_ledger")
    assert list(disagreements()) == []


def test_bulk_has_every_model_every_usual_state_and_older_editions(loaded):
    assert Publication.objects.count() == ITEMS + 1
    assert Edition.objects.count() == loaded + 1 > ITEMS + 1
    assert {model for model in edition_models() if not model.objects.live().exists()} == set()
    states = {State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.PUBLISHED, State.SUPERSEDED}
    assert set(Edition.objects.values_list("state", flat=True)) == states
    assert Attachment.objects.values("stored").distinct().count() < Attachment.objects.count()


def test_bulk_editions_lack_nothing_and_their_times_are_in_order(loaded):
    lacking = {edition.pk: found for edition in Edition.objects.all() if (found := missing(edition))}
    assert lacking == {}
    for edition in Edition.objects.live():
        assert edition.saved_at < edition.submitted_at < edition.approved_at <= edition.published_at
    times = list(LedgerEvent.objects.order_by("number")[3:].values_list("at", flat=True))
    assert times == sorted(times)


def test_work_goes_on_with_bulk_rows(loaded, cast):
    waiting = Edition.objects.filter(state=State.SUBMITTED).first()
    assert cast.approver in approvers_of(waiting)
    assert move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS).state == State.PUBLISHED
    assert move(Edition.objects.live().first(), Action.START, actor=cast.writer2).state == State.DRAFT
    assert list(disagreements()) == []
