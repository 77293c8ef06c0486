"""The page itself: tokens as they are measured, components as they are drawn."""

import re
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import palette
from accounts.colour import contrast
from ponko_site.styleguide.specimen import Specimen
from ponko_site.styleguide.specimens import GROUPS, NO_LOOK
from publishing.categories import all_categories

SHEET = settings.BASE_DIR / "static" / "images" / "icons.svg"
TEXTS = ["3xl", "2xl", "xl", "l", "m", "s"]
SPACES = range(1, 9)
_NAMES = re.compile(r'\b(id|for|aria-labelledby|aria-describedby|aria-controls|popovertarget)="([^"]+)"')


@require_safe
@never_cache
@staff_member_required(login_url="admin:login")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every token and every component in every state, for whoever is signed in."""
    category = all_categories()[0]
    numbers = count(1)
    groups = [
        {
            "title": title,
            "specimens": [_drawn(specimen, request, numbers) for specimen in parts(category)],
        }
        for title, parts in GROUPS
    ]
    office = request.office
    chosen = (office.colour_main, office.colour_accent) if office else ("", "")
    context = {
        "groups": groups,
        "no_look": NO_LOOK,
        "colours": _colours(*chosen),
        "pairs": _pairs(*chosen),
        "icons": re.findall(r'<symbol id="([^"]+)"', SHEET.read_text(encoding="utf-8")),
        "texts": TEXTS,
        "spaces": SPACES,
    }
    return render(request, "styleguide/index.html", context)


def _drawn(specimen: Specimen, request: HttpRequest, numbers: count) -> dict[str, Any]:
    """A specimen with its states as HTML, each with names of its own."""
    states = []
    for label, context in specimen.states:
        html = render_to_string(specimen.template, context, request=request).strip()
        states.append({"label": label, "html": _with_own_names(html, next(numbers))})
    return {"about": specimen, "states": states, "anchor": re.sub(r"[^a-z]+", "-", specimen.template.lower())}


def _with_own_names(html: str, number: int) -> SafeString:
    """The HTML of a component, with ids that no other has; links to a made-up item lead to its category."""

    def renamed(found: re.Match[str]) -> str:
        names = " ".join(f"{name}-{number}" for name in found[2].split())
        return f'{found[1]}="{names}"'

    html = _NAMES.sub(renamed, html)
    html = re.sub(r'href="#([^"]+)"', rf'href="#\1-{number}"', html)
    # It was drawn by our own templates, which escape what they are given.
    return mark_safe(re.sub(r'href="(/[a-z]+/)0/[^"]*"', r'href="\1"', html))


def _colours(main: str, accent: str) -> list[dict[str, str]]:
    """Each colour token: `name`, `thai` (or empty), `light`, `dark` and `high`, all #rrggbb."""
    made = palette.tokens(main, accent)
    high = palette.default_tokens("high")
    return [
        {
            "name": name,
            "thai": palette.THAI.get(name, ""),
            "light": light,
            "dark": made["dark"][name],
            "high": high[name],
        }
        for name, light in made["light"].items()
    ]


def _pairs(main: str, accent: str) -> list[dict[str, Any]]:
    """Each pair of tokens: `seen`, `ground` in Thai, `least`, and the contrast in `light`, `dark` and `high`."""
    made = palette.tokens(main, accent) | {"high": palette.default_tokens("high")}
    return [
        {
            "seen": palette.THAI[seen],
            "ground": palette.THAI[ground],
            "least": least,
            "ratios": [
                {
                    "ratio": contrast(colours[seen], colours[ground]),
                    "seen": colours[seen],
                    "ground": colours[ground],
                }
                for colours in made.values()
            ],
        }
        for seen, ground, least in palette.PAIRS
    ]
