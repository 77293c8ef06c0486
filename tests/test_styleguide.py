"""The style guide: whatever a page can be made of is shown there."""

import re
from collections import Counter

import pytest
from django.conf import settings

from ponko_site.styleguide.specimens import GROUPS, NO_LOOK
from publishing.categories import all_categories

COMPONENTS = settings.BASE_DIR / "templates" / "components"


@pytest.fixture
def page(cast, as_user) -> str:
    return as_user(cast.onlooker).get("/styleguide/").content.decode()


def specimens():
    return [specimen for _, parts in GROUPS for specimen in parts(all_categories()[0])]


def test_every_component_is_shown_or_has_no_look(db):
    """A new component belongs into ponko_site/styleguide/specimens.py, with a sentence on when to use it."""
    shown = {specimen.template for specimen in specimens()}
    there = {f"components/{file.name}" for file in COMPONENTS.iterdir()}
    assert there - shown - NO_LOOK.keys() == set()
    assert {name for name in shown | NO_LOOK.keys() if name.startswith("components/")} - there == set()


def test_every_specimen_says_when_to_use_it_and_draws_something(page):
    assert [specimen.template for specimen in specimens() if not specimen.use or not specimen.states] == []
    # These two stand for something that is not the case just now.
    empty = re.findall(
        r'<code class="guide-file">([^<]*)</code></p>\s*<div[^>]*>\s*<p class="guide-nothing">', page
    )
    assert set(empty) <= {"components/modes.html", "components/emergency.html"}


def test_no_two_things_on_the_page_have_one_name(page):
    names = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert [name for name, times in names.items() if times > 1] == []


def test_a_visitor_is_sent_to_sign_in(client, db):
    response = client.get("/styleguide/")
    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/styleguide/")


def test_the_public_stylesheet_has_nothing_of_the_style_guide():
    from ponko_site.bundles import stylesheet

    assert "guide-" not in stylesheet()
