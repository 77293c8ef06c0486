import re

import pytest

from accounts.models import Unit
from content.models import Post, Structure
from tests.helpers import make_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure(cast):
    draft = make_draft(Structure)  # a head of the office, and a vacant head of the officials
    unit = Unit.objects.first()
    Post.objects.create(
        structure=draft, branch="official", unit=unit, position="นิติกร", name="นางสาวสมมุติ", tier=4,
        phone="044 000 000 ต่อ 12", email="law@example.go.th",
    )  # fmt: skip
    return publish(draft)


def test_the_chart_and_the_list_name_the_same_people(client, structure):
    names = {post.name or "ตำแหน่งว่าง" for post in structure.posts.all()}
    for view in ("chart", "list", "nonsense"):
        html = client.get(f"{structure.publication.address}?view={view}").content.decode()
        shown = set(re.findall(r'class="person-name">([^<]+)<', html))
        assert shown == names, view
        assert html.count('<table class="card-table names"') == (2 if view == "list" else 0)


def test_telephones_and_addresses_are_links(client, structure):
    for view in ("chart", "list"):
        html = client.get(f"{structure.publication.address}?view={view}").content.decode()
        assert 'href="tel:044000000"' in html
        assert 'href="mailto:law@example.go.th"' in html


def test_a_branch_counts_its_posts_and_vacancies(structure):
    counted = [(branch["count"], branch["vacant"], branch["reachable"]) for branch in structure.branches()]
    assert counted == [(1, 0, False), (2, 1, True)]
